import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, progressOfDocument } from '../documents/document-store.ts';
import type { OfferAction } from './offer.lifecycle.ts';
import { createDraftOffer, deleteDraftOffer, rejectOffer, sendOffer } from './offer.service.ts';
import type { DraftOfferInput } from './offer.service.ts';
import { offerTable } from './offer.table.ts';

/** The body of the command that makes an offer. */
export interface CreateOfferBody {
  readonly create: 'draft';
  readonly draft: DraftOfferInput;
}

/** What goes through the workflow; edits and layouts do not. */
type OfferCommand =
  Exclude<OfferAction, 'edit' | 'setLayout' | 'convertToOrder' | 'convertToInvoice'> | 'create';

const acts: Readonly<Record<OfferCommand, Act>> = {
  create: async (em, id, body, context) => {
    const offer = await createDraftOffer(em, id, (body as CreateOfferBody).draft, context);
    return { progress: progressOfDocument(offerTable, offer) };
  },
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteDraftOffer(em, id, context)),
  }),
  send: async (em, id, _body, context) => ({
    progress: progressOfDocument(offerTable, await sendOffer(em, id, context)),
  }),
  reject: async (em, id, _body, context) => ({
    progress: progressOfDocument(offerTable, await rejectOffer(em, id, context)),
  }),
};

/** Offers with all that can be done to them. */
export const offerDefinition: DocumentDefinition = { table: offerTable, acts };
