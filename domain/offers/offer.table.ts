import type { DocumentTable } from '../documents/document.ts';
import { lineTable } from '../sales/sales-line-rows.ts';
import { Offer } from './offer.entity.ts';
import { offerLife } from './offer.lifecycle.ts';
import type { OfferAction, OfferStanding } from './offer.lifecycle.ts';

/** Offers, as what all documents do alike sees them. */
export const offerTable: DocumentTable<Offer, OfferStanding, OfferAction> = {
  kind: 'offer',
  entity: Offer,
  table: 'offer',
  what: 'Offer',
  life: offerLife,
  populate: ['customer', 'paymentTerms', 'layout', 'employee'],
  standingOf: ({ state, archivedAt }) => ({ state, isArchived: archivedAt instanceof Date }),
  published: {
    create: 'offer.created',
    edit: 'offer.updated',
    addCollection: 'offer.updated',
    setLayout: 'offer.updated',
    send: 'offer.sent',
    convertToOrder: 'offer.accepted',
    convertToInvoice: 'offer.accepted',
    reject: 'offer.rejected',
    delete: 'offer.deleted',
  },
};

/** The lines of offers. */
export const offerLines = lineTable({ document: 'offer', parent: 'offer_id', links: [] });
