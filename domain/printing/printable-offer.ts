import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import { offerLines, offerTable } from '../offers/offer.table.ts';
import type { PrintSource } from './printable-document.ts';
import { day } from './printable-parts.ts';
import { printableSales } from './printable-sales.ts';

/** An offer as it is printed (see `printableSales`). Throws `NotFound`. */
export async function printableOffer(em: EntityManager, number: number): Promise<PrintSource> {
  const offer = await findDocument(em, offerTable, number);
  const lines = await offerLines.find(em, offer.id);
  return printableSales(em, offer, lines, {
    kind: 'offer',
    date: offer.date,
    isDraft: offer.state === 'draft',
    finalAt: offer.sentAt ?? null,
    facts: { valid_until: day(offer.validUntil) },
    source: null,
    layoutPath: `/api/offers/${offer.number}/layout`,
  });
}
