import { offerLife } from '../../../domain/offers/offer.lifecycle.ts';
import type { DocumentRef } from '../contract.ts';
import { documentLife } from '../document-run.ts';

/** The life of an offer: draft → sent → accepted by what is made of it, or rejected. */
export async function offerWorkflow(ref: DocumentRef): Promise<void> {
  await documentLife('offer', offerLife, ref);
}
