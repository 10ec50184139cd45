import { adjustmentLife } from '../../../domain/adjustments/adjustment.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of an adjustment: draft → booked. */
export async function adjustmentWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('adjustment', adjustmentLife, ref);
}
