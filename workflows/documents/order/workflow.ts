import { orderLife } from '../../../domain/orders/order.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of an order: draft → sent → archived by what ships and invoices the last of it, or cancelled. */
export async function orderWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('order', orderLife, ref);
}
