import type { EntityManager } from '@mikro-orm/postgresql';
import { changedFields, dayOf } from '../documents/changes.ts';
import type { DocumentKey } from '../documents/document.ts';
import {
  lockDocument,
  recordDocumentEvent,
  requireDocumentVersion,
  storeNewDocument,
  touchDocument,
  withoutLines,
  saveChange,
  recordCreation,
} from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { EventData } from '../events/event-hash.ts';
import { invalidInput, optional } from '../field-rules.ts';
import type { Rule } from '../field-rules.ts';
import { takeNumber } from '../numbers/number-series.service.ts';
import { addCollection } from '../sales/add-collection.ts';
import type { CollectionToAdd } from '../sales/add-collection.ts';
import { newSalesDraft, partyOf, salesState, termsOf } from '../sales/sales-draft.ts';
import type { SalesDraft } from '../sales/sales-draft.ts';
import { editSales, storeEditedLines } from '../sales/sales-edit.ts';
import type { CountedLines, SalesEdit } from '../sales/sales-edit.ts';
import { checkSalesInput, customerNumber, day } from '../sales/sales-input.ts';
import type { SalesHeadInput, SalesLineInput } from '../sales/sales-input.ts';
import { linesDigest, totalsOf } from '../sales/sales-lines.ts';
import { agreementOf } from '../tenant.ts';
import { Offer } from './offer.entity.ts';
import { offerLife } from './offer.lifecycle.ts';
import { offerLines, offerTable } from './offer.table.ts';

interface OfferHeadInput extends SalesHeadInput {
  /** `YYYY-MM-DD`; default: today, UTC. */
  readonly offerDate?: string | undefined;
  /** Until when it holds; passing changes nothing by itself. Not before the offer date. */
  readonly validUntil?: string | null | undefined;
}

/** A new draft offer. */
export interface DraftOfferInput extends OfferHeadInput {
  /** Customer number. */
  readonly customerId: string;
  readonly lines?: readonly SalesLineInput[] | undefined;
}

/** Changes to a draft offer. */
export type OfferEdit = OfferHeadInput & SalesEdit;

const ownRules: Readonly<Record<string, Rule>> = { offerDate: day, validUntil: optional(day) };

/** Holds a new draft against its rules. Throws one `InvalidInput` with every finding. */
export function checkDraftOffer(input: DraftOfferInput): void {
  checkSalesInput(input, { required: { customerId: customerNumber }, also: ownRules });
}

/**
 * Makes a draft offer of that id in the caller's transaction. It has its number at once, and takes from its customer what the
 * input leaves out. Throws `InvalidInput`, `ReferenceNotFound`, `Barred`, `CurrencyRateMissing`, each with its fields, and
 * `AlreadyExists` where the id is taken.
 */
export async function createDraftOffer(
  em: EntityManager,
  id: string,
  input: DraftOfferInput,
  context: ActionContext,
): Promise<Offer> {
  checkDraftOffer(input);
  const draft = await newSalesDraft(em, input);
  return storeOffer(em, { id, draft, date: input.offerDate, validUntil: input.validUntil }, context);
}

/** A new draft offer as it is stored. */
interface NewOffer {
  readonly id: string;
  readonly draft: SalesDraft;
  /** Default: today. */
  readonly date?: string | undefined;
  readonly validUntil?: string | null | undefined;
}

/** Stores a draft offer with its lines, and appends its first event. Throws `AlreadyExists` and `InvalidInput`. */
export async function storeOffer(
  em: EntityManager,
  { id, draft: { head, lines, totals }, validUntil, ...own }: NewOffer,
  context: ActionContext,
): Promise<Offer> {
  const date = own.date ?? dayOf(context.now);
  refuseValidityBefore(date, validUntil);
  const offer = em.create(Offer, {
    id,
    agreementNumber: agreementOf(em),
    state: offerLife.initial,
    number: await takeNumber(em, 'offer'),
    ...head,
    date,
    validUntil: validUntil ?? null,
    createdBy: context.actor,
    changedBy: context.actor,
    createdAt: context.now,
    updatedAt: context.now,
  });
  await storeNewDocument(em, offerTable, offer);
  await offerLines.insert(em, offer.id, lines, totals.lines);
  await recordCreation(em, offerTable, offer, context, stateOf(offer, { lines, totals }));
  return offer;
}

function refuseValidityBefore(date: string, validUntil: string | null | undefined): void {
  if (validUntil && validUntil < date)
    throw invalidInput({ valid_until: [`valid_until must not be before the offer date ${date}.`] });
}

/** What events keep of an offer. */
const stateOf = (offer: Offer, { lines, totals }: CountedLines): EventData => ({
  state: offer.state,
  offer_date: offer.date,
  valid_until: offer.validUntil ?? null,
  ...salesState(offer, linesDigest(lines, totals)),
});

/**
 * Changes a draft: the fields that are given, and all lines where `lines` is given. Throws `NotFound`, `InvalidTransition`,
 * `EditConflict` and what `createDraftOffer` throws.
 */
export async function editDraftOffer(
  em: EntityManager,
  key: DocumentKey,
  edit: OfferEdit,
  context: ActionContext,
  options: { readonly version?: number | undefined } = {},
): Promise<void> {
  checkSalesInput(edit, { also: ownRules });
  const offer = await lockDocument(em, offerTable, key, 'edit');
  requireDocumentVersion(offerTable, offer, options.version);
  const old = await offerLines.find(em, offer.id);
  const before = stateOf(offer, { lines: old, totals: totalsOf(old, offer) });
  const now = await editSales(em, offer, edit, old);
  if (edit.offerDate !== undefined) offer.date = edit.offerDate;
  if (edit.validUntil !== undefined) offer.validUntil = edit.validUntil;
  refuseValidityBefore(offer.date, offer.validUntil);
  touchDocument(offer, context);
  await em.flush();
  await storeEditedLines(em, offerLines, offer.id, { isReplaced: edit.lines !== undefined, old, now });
  const change = changedFields(before, stateOf(offer, now));
  await recordDocumentEvent(em, offerTable, offer, context, { action: 'edit', ...change });
}

/** Adds a collection to a draft. Throws what `addCollection` throws. */
export const addOfferCollection = (
  em: EntityManager,
  key: DocumentKey,
  input: CollectionToAdd,
  context: ActionContext,
): Promise<Offer> =>
  addCollection(em, { table: offerTable, lines: offerLines, stateOf }, key, input, context);

/** Deletes a draft with its lines; its number is not given again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteDraftOffer(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<number> {
  const offer = await lockDocument(em, offerTable, key, 'delete');
  const { id, number, grossAmount, currency } = offer;
  await em.nativeDelete(Offer, { id });
  const before = { state: 'draft', gross_amount: grossAmount, currency };
  await recordDocumentEvent(em, offerTable, offer, context, { action: 'delete', before, after: null });
  em.getUnitOfWork().unsetIdentity(offer);
  return number;
}

/**
 * Sends a draft: party and terms are kept as they are now. Throws `NotFound`, `InvalidTransition` and `NoLines`.
 */
export async function sendOffer(em: EntityManager, key: DocumentKey, context: ActionContext): Promise<Offer> {
  const offer = await lockDocument(em, offerTable, key, 'send');
  const lines = await offerLines.find(em, offer.id);
  if (!lines.some((line) => line.product)) throw withoutLines(`Offer ${offer.number}`);
  keepParty(offer);
  offer.state = 'sent';
  offer.sentAt = context.now;
  offer.sentBy = context.actor;
  await saveChange(em, offerTable, offer, context, {
    action: 'send',
    before: { state: 'draft' },
    after: { state: 'sent', gross_amount: offer.grossAmount, currency: offer.currency },
  });
  return offer;
}

function keepParty(offer: Offer): void {
  offer.party ??= partyOf(offer);
  offer.terms ??= termsOf(offer.paymentTerms);
}

/** The customer said no. Throws `NotFound` and `InvalidTransition`. */
export async function rejectOffer(
  em: EntityManager,
  key: DocumentKey,
  context: ActionContext,
): Promise<Offer> {
  const offer = await lockDocument(em, offerTable, key, 'reject');
  await closeOffer(em, offer, 'reject', context);
  return offer;
}

/**
 * Closes an offer that the caller has locked for that action: rejected, or accepted by what was made of it (`besides` names
 * it). It is archived: nothing more can happen to it.
 */
export async function closeOffer(
  em: EntityManager,
  offer: Offer,
  action: 'reject' | 'convertToOrder' | 'convertToInvoice',
  context: ActionContext,
  besides: EventData = {},
): Promise<void> {
  const before = { state: offer.state };
  keepParty(offer);
  offer.state = action === 'reject' ? 'rejected' : 'accepted';
  offer.archivedAt = context.now;
  await saveChange(em, offerTable, offer, context, {
    action,
    before,
    after: { state: offer.state, is_archived: true, ...besides },
  });
}
