import { adjustmentDefinition } from '../adjustments/adjustment.actions.ts';
import { countDefinition } from '../counts/count.actions.ts';
import { movementDefinition } from '../movements/movement.actions.ts';
import { offerDefinition } from '../offers/offer.actions.ts';
import { purchaseOrderDefinition } from '../purchase-orders/purchase-order.actions.ts';
import { orderDefinition } from '../orders/order.actions.ts';
import { shipmentDefinition } from '../shipments/shipment.actions.ts';
import { productionDefinition } from '../production-orders/production-order.actions.ts';
import { receiptDefinition } from '../receipts/receipt.actions.ts';
import { supplierInvoiceDefinition } from '../supplier-invoices/supplier-invoice.actions.ts';
import type { DocumentDefinition } from './document.ts';
import type { DocumentKind } from './kinds.ts';

/** Every kind whose actions go through `actOnDocument`; customer invoices have activities of their own. */
const definitions: Partial<Readonly<Record<DocumentKind, DocumentDefinition>>> = {
  offer: offerDefinition,
  adjustment: adjustmentDefinition,
  'purchase-order': purchaseOrderDefinition,
  receipt: receiptDefinition,
  'supplier-invoice': supplierInvoiceDefinition,
  order: orderDefinition,
  shipment: shipmentDefinition,
  movement: movementDefinition,
  count: countDefinition,
  'production-order': productionDefinition,
};

/** All that can be done with documents of this kind. Throws where it is carried in another way. */
export function definitionOf(kind: DocumentKind): DocumentDefinition {
  const definition = definitions[kind];
  if (definition === undefined) throw new Error(`Documents of the kind ${kind} have no definition.`);
  return definition;
}
