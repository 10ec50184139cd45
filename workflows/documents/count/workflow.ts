import { countLife } from '../../../domain/counts/count.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of a count: open → booked. */
export async function countWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('count', countLife, ref);
}
