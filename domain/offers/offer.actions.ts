import type { Act, DocumentDefinition } from '../documents/document.ts';
import {
  goneDocument,
  idOfDocument,
  madeDocumentId,
  progressOfDocument,
} from '../documents/document-store.ts';
import { orderTable } from '../orders/order.table.ts';
import { copySource } from '../sales/copy-source.ts';
import type { CollectionToAdd } from '../sales/add-collection.ts';
import type { CopyBody } from '../sales/copy-source.ts';
import { convertOfferToInvoice, convertOfferToOrder } from './offer-conversion.ts';
import type { OfferAction } from './offer.lifecycle.ts';
import {
  addOfferCollection,
  createDraftOffer,
  deleteDraftOffer,
  rejectOffer,
  sendOffer,
  storeOffer,
} from './offer.service.ts';
import type { DraftOfferInput } from './offer.service.ts';
import { offerTable } from './offer.table.ts';

/** The body of the command that makes an offer. */
export interface CreateOfferBody {
  readonly create: 'draft';
  readonly draft: DraftOfferInput;
}

/** What goes through the workflow; edits and layouts do not. */
type OfferCommand = Exclude<OfferAction, 'edit' | 'setLayout'> | 'create';

const acts: Readonly<Record<OfferCommand, Act>> = {
  create: async (em, id, body, context) => {
    const creation = body as CreateOfferBody | CopyBody;
    const offer =
      creation.create === 'draft'
        ? await createDraftOffer(em, id, creation.draft, context)
        : await storeOffer(em, { id, draft: await copySource(em, creation.of) }, context);
    return { progress: progressOfDocument(offerTable, offer) };
  },
  addCollection: async (em, id, body, context) => ({
    progress: progressOfDocument(
      offerTable,
      await addOfferCollection(em, id, body as CollectionToAdd, context),
    ),
  }),
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteDraftOffer(em, id, context)),
  }),
  send: async (em, id, _body, context) => ({
    progress: progressOfDocument(offerTable, await sendOffer(em, id, context)),
  }),
  convertToOrder: async (em, id, body, context) => {
    const { offer, order } = await convertOfferToOrder(
      em,
      id,
      madeDocumentId(context),
      body as { readonly book?: boolean },
      context,
    );
    return { progress: progressOfDocument(offerTable, offer), made: [idOfDocument(orderTable, order)] };
  },
  convertToInvoice: async (em, id, _body, context) => {
    const { offer, invoice } = await convertOfferToInvoice(em, id, madeDocumentId(context), context);
    const made = { kind: 'customer-invoice', id: invoice.id, number: invoice.number } as const;
    return { progress: progressOfDocument(offerTable, offer), made: [made] };
  },
  reject: async (em, id, _body, context) => ({
    progress: progressOfDocument(offerTable, await rejectOffer(em, id, context)),
  }),
};

/** Offers with all that can be done to them. */
export const offerDefinition: DocumentDefinition = { table: offerTable, acts };
