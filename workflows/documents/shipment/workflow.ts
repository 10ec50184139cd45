import { shipmentLife } from '../../../domain/shipments/shipment.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a shipment: made of an order or an invoice, picked, sent. */
export async function shipmentWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('shipment', shipmentLife, ref);
}
