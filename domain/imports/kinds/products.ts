import { newProductRow, productRegister, productRules } from '../../products/product.service.ts';
import type { ProductFields } from '../../products/product.service.ts';
import { productGroupRegister } from '../../products/product-group.service.ts';
import { unitRegister } from '../../products/unit.service.ts';
import { optional, registerNumber } from '../../field-rules.ts';
import { registerKind } from '../register-kind.ts';

const measure = { type: 'decimal' } as const;

/** Opening stock does not come with a product: it comes by an adjustment or a count. */
export const products = registerKind({
  name: 'products',
  register: productRegister,
  rules: { ...productRules, groupNumber: registerNumber, unitNumber: optional(registerNumber) },
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
    is_barred: { type: 'yes-no', example: 'false' },
    weight: { ...measure, example: '10.5' },
    weight_unit: { type: 'text', example: 'kg' },
    width: { ...measure, example: '4.5' },
    height: { ...measure, example: '9.5' },
    depth: { ...measure, example: '480' },
    size_unit: { type: 'text', example: 'cm' },
  },
  newRow: (input) => newProductRow(input as unknown as ProductFields),
});
