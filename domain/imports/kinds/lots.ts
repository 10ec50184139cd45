import { bool, omittable, oneOf, optional, registerNumber } from '../../field-rules.ts';
import { partyRules } from '../../parties/party.rules.ts';
import { expectedCostMethods } from '../../products/bom.ts';
import {
  createLotLine,
  findLineOfComponent,
  lotLineRules,
  updateLotLine,
} from '../../products/lot-line.service.ts';
import { createLot, findLot, updateLot } from '../../products/lot.service.ts';
import type { NewLot } from '../../products/lot.service.ts';
import { itemNumber, productRules } from '../../products/product-fields.ts';
import { serviceKind } from '../service-kind.ts';

const decimal = (example: string, rule: (typeof productRules)['salesPrice']) =>
  ({ type: 'decimal', example, rule }) as const;

/** BOMs without their lines. They share their numbers with products: a row that names a product is refused. */
export const lots = serviceKind({
  name: 'lots',
  columns: {
    number: { type: 'text', example: 'BORD-1', rule: itemNumber, isKey: true },
    name: { type: 'text', example: 'Havebord', rule: productRules.name, isMandatory: true },
    group_id: {
      type: 'whole',
      property: 'groupNumber',
      example: '1',
      rule: registerNumber,
      isMandatory: true,
    },
    sales_price: decimal('1995', productRules.salesPrice),
    recommended_sales_price: decimal('2195', productRules.recommendedSalesPrice),
    recommended_cost_price: decimal('', productRules.recommendedCostPrice),
    expected_cost_method: {
      type: 'text',
      example: 'expected-cost-price-from-lines',
      rule: omittable(oneOf(expectedCostMethods)),
    },
    adjust_to_zero: { type: 'yes-no', example: 'false', rule: omittable(bool) },
    unit_id: { type: 'whole', property: 'unitNumber', example: '1', rule: optional(registerNumber) },
    barcode: { type: 'text', example: '5712345678919', rule: productRules.barcode },
    description: { type: 'text', example: 'Til 6 personer', rule: productRules.description },
    cost_addition_percentage: decimal('2.5', productRules.costAdditionPercentage),
    min_order: decimal('1', productRules.minOrder),
    min_sales: decimal('1', productRules.minSales),
    min_stock: decimal('5', productRules.minStock),
    default_location_id: {
      type: 'whole',
      property: 'defaultLocationNumber',
      example: '',
      rule: optional(registerNumber),
    },
    default_supplier_id: {
      type: 'text',
      property: 'defaultSupplierNumber',
      example: '',
      rule: optional(partyRules.number),
    },
    is_barred: { type: 'yes-no', example: 'false', rule: productRules.isBarred },
  },
  find: async (em, values) => {
    const { product } = await findLot(em, String(values['number']));
    return Object.assign({}, product, {
      groupNumber: product.group.number,
      unitNumber: product.unit?.number ?? null,
      defaultLocationNumber: product.defaultLocation?.number ?? null,
      defaultSupplierNumber: product.defaultSupplier?.number ?? null,
    });
  },
  create: (em, values, actor) => createLot(em, values as unknown as NewLot, actor),
  update: (em, values, patch, actor) => updateLot(em, String(values['number']), patch, {}, actor),
});

interface Named {
  readonly lotNumber: string;
  readonly componentNumber: string;
}
const named = (values: Readonly<Record<string, unknown>>): Named => values as unknown as Named;

/** Lines of BOMs: how much of an item goes into one. A row names the line by its BOM and item. */
export const lotLines = serviceKind({
  name: 'lot-lines',
  columns: {
    lot_id: { type: 'text', property: 'lotNumber', example: 'BORD-1', rule: itemNumber, isKey: true },
    item_id: {
      type: 'text',
      property: 'componentNumber',
      example: 'FYR-45x95',
      rule: itemNumber,
      isKey: true,
    },
    quantity: { type: 'decimal', example: '4', rule: lotLineRules.quantity, isMandatory: true },
  },
  find: (em, values) => findLineOfComponent(em, named(values).lotNumber, named(values).componentNumber),
  create: (em, values, actor) => {
    const { lotNumber, componentNumber } = named(values);
    return createLotLine(em, lotNumber, { componentNumber, quantity: String(values['quantity']) }, actor);
  },
  update: async (em, values, patch, actor) => {
    const { lotNumber, componentNumber } = named(values);
    const { number } = await findLineOfComponent(em, lotNumber, componentNumber);
    return updateLotLine(em, lotNumber, number, patch, {}, actor);
  },
});
