import { DomainError } from '../../errors.ts';
import type { ImportKind } from '../import-kind.ts';
import { adjustments } from './adjustments.ts';
import { customers } from './customers.ts';
import { alertLimits, budgets, currencyPrices, translations } from './item-parts.ts';
import { lotLines, lots } from './lots.ts';
import { movements } from './movements.ts';
import { productGroups } from './product-groups.ts';
import { productUnits } from './product-units.ts';
import { products } from './products.ts';
import { suppliers } from './suppliers.ts';
import {
  currencies,
  customerGroups,
  employees,
  layouts,
  paymentTerms,
  supplierGroups,
  units,
} from './small-registers.ts';

/** Every kind of file that can be imported, those first on which others depend. */
export const importKinds: readonly ImportKind[] = [
  currencies,
  units,
  employees,
  layouts,
  paymentTerms,
  supplierGroups,
  suppliers,
  productGroups,
  products,
  productUnits,
  translations,
  currencyPrices,
  alertLimits,
  budgets,
  lots,
  lotLines,
  customerGroups,
  customers,
  adjustments,
  movements,
];

/** The kind of that name. Throws `NotFound`. */
export function importKindOf(name: string): ImportKind {
  const kind = importKinds.find((each) => each.name === name);
  if (kind === undefined) throw new DomainError('NotFound', { what: `The kind of import ${name}` });
  return kind;
}
