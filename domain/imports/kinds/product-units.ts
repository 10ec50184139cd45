import { registerNumber } from '../../field-rules.ts';
import { itemNumber } from '../../products/product-fields.ts';
import {
  createProductUnit,
  findProductUnit,
  productUnitRules,
  updateProductUnit,
} from '../../products/product-unit.service.ts';
import type { NewProductUnit } from '../../products/product-unit.service.ts';
import { serviceKind } from '../service-kind.ts';

interface Named {
  readonly itemNumber: string;
  readonly unitNumber: number;
}

const named = (values: Readonly<Record<string, unknown>>): Named => values as unknown as Named;

/** Unit conversions: what a product is counted in beside its standard unit. */
export const productUnits = serviceKind({
  name: 'product-units',
  columns: {
    product_id: { type: 'text', property: 'itemNumber', example: 'FYR-45x95', rule: itemNumber, isKey: true },
    unit_id: { type: 'whole', property: 'unitNumber', example: '2', rule: registerNumber, isKey: true },
    quantity: { type: 'decimal', example: '12', rule: productUnitRules.quantity, isMandatory: true },
    sales_price: { type: 'decimal', example: '399', rule: productUnitRules.salesPrice },
    cost_price: { type: 'decimal', example: '250', rule: productUnitRules.costPrice },
    barcode: { type: 'text', example: '5712345678902', rule: productUnitRules.barcode },
    is_default_sales: { type: 'yes-no', example: 'false', rule: productUnitRules.isDefaultSales },
    is_default_purchase: { type: 'yes-no', example: 'true', rule: productUnitRules.isDefaultPurchase },
  },
  find: (em, values) => findProductUnit(em, named(values).itemNumber, named(values).unitNumber),
  create: (em, values, actor) => {
    const { itemNumber: number, ...input } = values as unknown as NewProductUnit & Named;
    return createProductUnit(em, number, input, actor);
  },
  update: (em, values, patch, actor) =>
    updateProductUnit(em, named(values).itemNumber, named(values).unitNumber, patch, {}, actor),
});
