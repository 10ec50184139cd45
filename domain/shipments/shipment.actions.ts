import type { Act, ActionOutcome, DocumentDefinition, DocumentId } from '../documents/document.ts';
import {
  goneDocument,
  idOfDocument,
  madeDocumentId,
  progressOfDocument,
} from '../documents/document-store.ts';
import { findStanding } from '../invoices/invoice-store.ts';
import type { Order } from '../orders/order.entity.ts';
import { orderTable } from '../orders/order.table.ts';
import { createInvoiceShipment } from './create-shipment.ts';
import { invoiceShipment } from './invoice-shipment.ts';
import { markShipped } from './mark-shipped.ts';
import type { MarkShipped } from './mark-shipped.ts';
import type { Shipment } from './shipment.entity.ts';
import type { ShipmentAction } from './shipment.lifecycle.ts';
import { deleteShipment, pickShipment } from './shipment.service.ts';
import type { HeldShipment, LinePick } from './shipment.service.ts';
import { shipmentTable } from './shipment.table.ts';

/** The body of the command that makes a shipment of an invoice; orders make theirs themselves. */
export interface CreateShipmentBody {
  readonly create: 'of-invoice';
  readonly invoiceNumber: number;
}

/** What goes through the workflow; edits, layouts and the flag for carriers do not, and what makes shipments is another document's. */
type ShipmentCommand = Exclude<ShipmentAction, 'edit' | 'setReadyForTransport' | 'setLayout'> | 'create';

const progress = (shipment: Shipment) => ({ progress: progressOfDocument(shipmentTable, shipment) });

const orderId = (order: Order): DocumentId => idOfDocument(orderTable, order);

/** What a shipment was made of, whose workflow is told. */
const sourceOf = ({
  order,
  invoice,
}: Pick<HeldShipment, 'order' | 'invoice'>): Pick<ActionOutcome, 'moved'> => {
  const moved: DocumentId[] = [];
  if (order) moved.push(orderId(order));
  if (invoice) moved.push({ kind: 'customer-invoice', id: invoice.id, number: invoice.number });
  return { moved };
};

const acts: Readonly<Record<ShipmentCommand, Act>> = {
  create: async (em, id, body, context) => {
    const { id: invoiceId } = await findStanding(em, (body as CreateShipmentBody).invoiceNumber);
    const made = await createInvoiceShipment(em, invoiceId, id, context);
    return { ...progress(made.shipment), ...sourceOf({ order: undefined, invoice: made.invoice }) };
  },
  pick: async (em, id, body, context) => {
    const { lines } = body as { readonly lines?: readonly LinePick[] };
    return progress(await pickShipment(em, id, lines, context));
  },
  markShipped: async (em, id, body, context) => {
    const sent = await markShipped(em, id, madeDocumentId(context), body as MarkShipped, context);
    return {
      ...progress(sent.shipment),
      ...sourceOf(sent),
      ...(sent.invoiced && { made: [sent.invoiced] }),
      ...(sent.warnings.length > 0 && { warnings: sent.warnings }),
    };
  },
  convertToInvoice: async (em, id, _body, context) => {
    const { shipment, invoice } = await invoiceShipment(em, id, madeDocumentId(context), context);
    return { ...progress(shipment), made: [invoice] };
  },
  delete: async (em, id, _body, context) => {
    const deleted = await deleteShipment(em, id, context);
    return { progress: goneDocument(deleted.shipment.number), ...sourceOf(deleted) };
  },
};

/** Shipments with all that can be done to them. */
export const shipmentDefinition: DocumentDefinition = { table: shipmentTable, acts };
