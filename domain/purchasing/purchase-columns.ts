import { p } from '@mikro-orm/core';
import { Location } from '../locations/location.entity.ts';
import { salesLineColumns, tradeColumns } from '../sales/sales-columns.ts';
import { allocationMethods } from '../stock/engine/allocation.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { DeliveryTerms } from '../terms/delivery-terms.entity.ts';

/** What the head of every document to a supplier has: party, terms, references, amounts. */
export function purchaseColumns() {
  return {
    supplier: () => p.manyToOne(Supplier),
    deliveryTerms: () => p.manyToOne(DeliveryTerms).nullable().deleteRule('no action').index(),
    /** How freight is spread over the goods that it came with (V14). */
    allocation: p.enum(allocationMethods).default('value'),
    ...tradeColumns(),
  };
}

/** The columns of a line of such a document, beside its parent and its links. */
export function purchaseLineColumns() {
  return {
    ...salesLineColumns(),
    /** Where the goods go; null: the item's own location, or the agreement's. */
    location: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
  };
}
