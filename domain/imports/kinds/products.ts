import { referToOpenLocation, locationRegister } from '../../locations/location.service.ts';
import { productColumns, productRules } from '../../products/product-fields.ts';
import type { NewProduct } from '../../products/product-fields.ts';
import { createProduct, productRegister, updateProduct } from '../../products/product.service.ts';
import { productGroupRegister } from '../../products/product-group.service.ts';
import { unitRegister } from '../../products/unit.service.ts';
import { given, optional, registerNumber } from '../../field-rules.ts';
import { partyRules } from '../../parties/party.rules.ts';
import { supplierRegister } from '../../suppliers/supplier.register.ts';
import { registerKind } from '../register-kind.ts';

const measure = { type: 'decimal' } as const;

/** Opening stock does not come with a product: it comes by an adjustment or a count. */
export const products = registerKind({
  name: 'products',
  register: productRegister,
  rules: {
    ...productRules,
    groupNumber: registerNumber,
    unitNumber: optional(registerNumber),
    defaultLocationNumber: optional(registerNumber),
    defaultSupplierNumber: optional(partyRules.number),
  },
  columns: {
    number: { type: 'text', example: 'FYR-45x95' },
    name: { type: 'text', example: 'Fyrreplanke 45 × 95 mm', isMandatory: true },
    group_id: {
      type: 'whole',
      property: 'groupNumber',
      example: '1',
      isMandatory: true,
      refersTo: { register: productGroupRegister, as: 'group' },
    },
    recommended_cost_price: { type: 'decimal', example: '21.75', isMandatory: true },
    sales_price: { type: 'decimal', example: '34.50', isMandatory: true },
    recommended_sales_price: { type: 'decimal', example: '39.95' },
    unit_id: {
      type: 'whole',
      property: 'unitNumber',
      example: '1',
      refersTo: { register: unitRegister, as: 'unit' },
    },
    barcode: { type: 'text', example: '5712345678901' },
    description: { type: 'text', example: 'Høvlet, 4,8 m' },
    cost_addition_percentage: { type: 'decimal', example: '2.5' },
    min_order: { type: 'decimal', example: '10' },
    min_sales: { type: 'decimal', example: '1' },
    min_stock: { type: 'decimal', example: '25' },
    default_location_id: {
      type: 'whole',
      property: 'defaultLocationNumber',
      example: '',
      refersTo: { register: locationRegister, as: 'defaultLocation', require: referToOpenLocation },
    },
    default_supplier_id: {
      type: 'text',
      property: 'defaultSupplierNumber',
      example: '',
      refersTo: { register: supplierRegister, as: 'defaultSupplier' },
    },
    should_assure_quality: { type: 'yes-no', example: 'false' },
    has_batch_control: { type: 'yes-no', example: 'false' },
    has_serial_numbers: { type: 'yes-no', example: 'false' },
    goods_code: { type: 'text', example: '4407 11 90' },
    country_code: { type: 'text', example: 'SE' },
    department_id: { type: 'whole', property: 'departmentNumber', example: '' },
    is_barred: { type: 'yes-no', example: 'false' },
    weight: { ...measure, example: '10.5' },
    weight_unit: { type: 'text', example: 'kg' },
    width: { ...measure, example: '4.5' },
    height: { ...measure, example: '9.5' },
    depth: { ...measure, example: '480' },
    size: { ...measure, example: '0.02' },
    size_unit: { type: 'text', example: 'cm' },
  },
  defaults: ({ settings }) => given({ unitNumber: settings.defaultUnitNumber }),
  newRow: (input) => productColumns(input as unknown as NewProduct),
  careful: {
    whenCreated: ['hasBatchControl', 'hasSerialNumbers'],
    // An item's ledger is built on them.
    whenUpdated: ['groupNumber', 'unitNumber', 'hasBatchControl', 'hasSerialNumbers'],
    create: (em, input, actor) => createProduct(em, input as unknown as NewProduct, actor),
    update: (em, key, patch, actor) => updateProduct(em, String(key), patch, {}, actor),
  },
});
