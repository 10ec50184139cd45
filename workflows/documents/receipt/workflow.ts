import { receiptLife } from '../../../domain/receipts/receipt.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a receipt: open → received and archived. */
export async function receiptWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('receipt', receiptLife, ref);
}
