import { purchaseOrderLife } from '../../../domain/purchase-orders/purchase-order.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a purchase order: draft → sent → archived by what receives and invoices the last of it, or cancelled. */
export async function purchaseOrderWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('purchase-order', purchaseOrderLife, ref);
}
