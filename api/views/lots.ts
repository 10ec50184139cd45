import { plain } from '../../domain/money.ts';
import type { LotLine } from '../../domain/products/lot-line.entity.ts';
import type { Lot } from '../../domain/products/lot.service.ts';
import { productView } from './products.ts';
import { decimalView, groupViewOrNull } from './registers.ts';

export const lotView = ({ product, expectedCostPrice }: Lot) => ({
  ...productView(product, 'lots'),
  recommended_cost_price: decimalView(expectedCostPrice),
  adjust_to_zero: product.adjustToZero,
  expected_cost_method: product.expectedCostMethod,
});

export const lotLineView = (row: LotLine) => ({
  number: row.number,
  item_id: row.component.number,
  item: { number: row.component.number, name: row.component.name, type: row.component.type },
  unit: groupViewOrNull(row.component.unit),
  quantity: plain(row.quantity),
});
