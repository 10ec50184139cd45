import type { EntityManager } from '@mikro-orm/postgresql';
import { employeeRegister } from '../employees/employee.service.ts';
import type { EventData } from '../events/event-hash.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { referTo, referToOptional } from '../registers.ts';
import { editTradeHead, tradeState } from '../sales/sales-draft.ts';
import type { TradeHead, TradeRow } from '../sales/sales-draft.ts';
import type { CountedLines } from '../sales/sales-edit.ts';
import { totalsOf, withVatOf } from '../sales/sales-lines.ts';
import { deliverySnapshot, exchangeRateFor, refuseBarred, refuseMissing } from '../sales/sales-references.ts';
import type { DocumentTotals } from '../sales/totals.ts';
import type { AllocationMethod } from '../stock/engine/allocation.ts';
import { SupplierContact } from '../suppliers/supplier-contact.entity.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import type { DeliveryTerms } from '../terms/delivery-terms.entity.ts';
import { deliveryTermsRegister } from '../terms/delivery-terms.service.ts';
import { paymentTermsRegister } from '../terms/payment-terms.service.ts';
import type { PurchaseEdit, PurchaseHeadInput, PurchaseLineInput } from './purchase-input.ts';
import { resolvePurchaseLines } from './purchase-lines.ts';
import type { PurchaseLine, PurchaseLineContent } from './purchase-lines.ts';

/** The head of a document to a supplier, as its entity has it (`purchaseColumns`). */
export interface PurchaseHead extends TradeHead {
  supplier: Supplier;
  deliveryTerms?: DeliveryTerms | null | undefined;
  allocation: AllocationMethod;
}

/** A document to a supplier. */
export type PurchaseRow = TradeRow & PurchaseHead;

/** Relations that are loaded with a document to a supplier. */
export const purchaseRelations = ['supplier', 'paymentTerms', 'layout', 'employee', 'deliveryTerms'] as const;

/** A new document's head, its lines and what they amount to. */
export interface PurchaseDraft<Line extends PurchaseLineContent = PurchaseLineContent> {
  readonly head: Readonly<PurchaseHead>;
  readonly lines: readonly Line[];
  readonly totals: DocumentTotals;
}

/**
 * What a new document says: what the input leaves out comes from its supplier: terms, layout, delivery terms, VAT zone,
 * currency, language, our reference and attention; the exchange rate from the register. A later change of the supplier does
 * not reach it. The input was held against its rules. Throws `ReferenceNotFound`, `Barred`, `CurrencyRateMissing` and
 * `InvalidInput`, each with its fields.
 */
export async function newPurchaseDraft(
  em: EntityManager,
  input: PurchaseHeadInput & {
    readonly supplierId: string;
    readonly lines?: readonly PurchaseLineInput[] | undefined;
  },
): Promise<PurchaseDraft> {
  const supplier = await findSupplier(em, input.supplierId);
  const references = await headReferences(em, supplier, input, supplierDefaults(supplier));
  const currency = input.currency ?? supplier.currency;
  const exchangeRate = await exchangeRateFor(em, currency, input.exchangeRate);
  const vatZone = input.vatZone ?? supplier.vatZone;
  const lines = await resolvePurchaseLines(em, input.lines ?? [], { vatZone, exchangeRate });
  const discountPercentage = input.discountPercentage ?? '0';
  const totals = totalsOf(lines, { discountPercentage, exchangeRate });
  const head = {
    supplier,
    ...references,
    allocation: input.allocation ?? ('value' as const),
    deliveryDate: input.deliverAt ?? null,
    currency,
    exchangeRate,
    vatZone,
    language: input.language ?? supplier.language,
    heading: input.heading ?? null,
    note: input.note ?? null,
    otherReference: input.otherReference ?? null,
    projectNumber: input.projectId ?? null,
    discountPercentage,
    deliveryAddress: input.deliveryAddress ? deliverySnapshot(input.deliveryAddress) : null,
    ...totals.amounts,
  };
  return { head, lines, totals };
}

/** A new document that says what another one says in its head, prices and exchange rate too, with these lines. */
export function purchaseCopyOf<Line extends PurchaseLineContent>(
  row: PurchaseHead,
  lines: readonly Line[],
): PurchaseDraft<Line> {
  const { supplier, deliveryTerms, allocation, deliveryDate, currency, exchangeRate, vatZone } = row;
  const { paymentTerms, layout, employee, language, heading, note, otherReference } = row;
  const { theirReferenceContact, attentionContact, projectNumber, discountPercentage, deliveryAddress } = row;
  const totals = totalsOf(lines, row);
  const head = {
    ...{ supplier, deliveryTerms, allocation, deliveryDate, currency, exchangeRate, vatZone },
    ...{ paymentTerms, layout, employee, language, heading, note, otherReference },
    ...{ theirReferenceContact, attentionContact, projectNumber, discountPercentage, deliveryAddress },
    ...totals.amounts,
  };
  return { head, lines, totals };
}

/** The supplier with what documents take from it. Throws `ReferenceNotFound` (field `supplier_id`) and `Barred`. */
async function findSupplier(em: EntityManager, number: string): Promise<Supplier> {
  const supplier = await em.findOne(
    Supplier,
    { number },
    { populate: ['paymentTerms', 'layout', 'employee', 'deliveryTerms'], strategy: 'joined' },
  );
  if (supplier === null) {
    refuseMissing(new Map([['supplier_id', `Supplier ${number}`]]));
    throw new Error('A missing supplier is refused.');
  }
  refuseBarredSupplier(supplier);
  return supplier;
}

/** Throws `Barred`: nothing is bought of a barred supplier. */
export function refuseBarredSupplier(supplier: Pick<Supplier, 'number' | 'isBarred'>): void {
  if (supplier.isBarred) refuseBarred(new Map([['supplier_id', `Supplier ${supplier.number} is barred.`]]));
}

type References = Pick<
  PurchaseHead,
  'paymentTerms' | 'layout' | 'employee' | 'deliveryTerms' | 'theirReferenceContact' | 'attentionContact'
>;

const supplierDefaults = (supplier: Supplier): References => ({
  paymentTerms: supplier.paymentTerms,
  layout: supplier.layout ?? null,
  employee: supplier.employee ?? null,
  deliveryTerms: supplier.deliveryTerms ?? null,
  theirReferenceContact: null,
  attentionContact: supplier.attentionContact ?? null,
});

/** What the input names, and the given defaults where it names nothing: one statement per field that is given. */
async function headReferences(
  em: EntityManager,
  supplier: Supplier,
  input: PurchaseHeadInput,
  defaults: References,
): Promise<References> {
  const or = <T>(found: T | undefined, usual: T): T => (found === undefined ? usual : found);
  const terms = input.paymentTermsId;
  const found: References = {
    paymentTerms:
      terms === undefined
        ? defaults.paymentTerms
        : await referTo(em, paymentTermsRegister, terms, 'paymentTermsId'),
    layout: or(await referToOptional(em, layoutRegister, input.layoutId, 'layoutId'), defaults.layout),
    employee: or(
      await referToOptional(em, employeeRegister, input.ourReferenceId, 'ourReferenceId'),
      defaults.employee,
    ),
    deliveryTerms: or(
      await referToOptional(em, deliveryTermsRegister, input.deliveryTermsId, 'deliveryTermsId'),
      defaults.deliveryTerms,
    ),
    theirReferenceContact: or(input.theirReferenceId, defaults.theirReferenceContact),
    attentionContact: or(input.attentionId, defaults.attentionContact),
  };
  await refuseUnknownContacts(em, supplier, found);
  return found;
}

/** Throws `ReferenceNotFound` for a contact that is not this supplier's. */
async function refuseUnknownContacts(
  em: EntityManager,
  supplier: Supplier,
  head: Pick<References, 'theirReferenceContact' | 'attentionContact'>,
): Promise<void> {
  const wanted = { their_reference_id: head.theirReferenceContact, attention_id: head.attentionContact };
  const given = Object.entries(wanted).flatMap(([field, number]) =>
    typeof number === 'number' ? [[field, number] as const] : [],
  );
  if (given.length === 0) return;
  const numbers = given.map(([, number]) => number);
  const contacts = await em.find(SupplierContact, { supplier: supplier.id, number: { $in: numbers } });
  const known = new Set(contacts.map(({ number }) => number));
  const missing = given
    .filter(([, number]) => !known.has(number))
    .map(([field, number]): [string, string] => [field, `Contact ${number} of supplier ${supplier.number}`]);
  refuseMissing(new Map(missing));
}

/**
 * Changes head, lines and amounts of a document whose lines are `old`; the caller flushes the head and then stores the lines
 * with `storeEditedLines`. Another supplier brings what documents take from their supplier, another currency its rate. Throws
 * what `newPurchaseDraft` throws.
 */
export async function editPurchase<Line extends PurchaseLine>(
  em: EntityManager,
  row: PurchaseRow,
  edit: PurchaseEdit,
  old: readonly Line[],
  newLines: (
    inputs: readonly PurchaseLineInput[],
  ) => Promise<readonly (PurchaseLineContent & Omit<Line, keyof PurchaseLine>)[]>,
): Promise<CountedLines<PurchaseLineContent & Omit<Line, keyof PurchaseLine>>> {
  await editHead(em, row, edit);
  const lines = edit.lines ? await newLines(edit.lines) : withVatOf(old, row.vatZone);
  const totals = totalsOf(lines, row);
  Object.assign(row, totals.amounts);
  return { lines, totals };
}

async function editHead(em: EntityManager, row: PurchaseRow, edit: PurchaseEdit): Promise<void> {
  const isOther = edit.supplierId !== undefined && edit.supplierId !== row.supplier.number;
  const supplier = isOther ? await findSupplier(em, edit.supplierId ?? '') : row.supplier;
  const defaults = isOther ? supplierDefaults(supplier) : row;
  Object.assign(row, await headReferences(em, supplier, edit, defaults));
  if (isOther) {
    row.supplier = supplier;
    row.vatZone = supplier.vatZone;
    row.language = supplier.language;
  }
  const currency = edit.currency ?? (isOther ? supplier.currency : row.currency);
  if (currency !== row.currency || edit.exchangeRate !== undefined) {
    row.exchangeRate = await exchangeRateFor(em, currency, edit.exchangeRate);
    row.currency = currency;
  }
  if (edit.allocation !== undefined) row.allocation = edit.allocation;
  editTradeHead(row, edit);
}

/** What events keep of a head, by the API's names, and of its lines a count and a hash. */
export const purchaseState = (
  head: PurchaseHead,
  lines: { readonly count: number; readonly hash: string },
): EventData => ({
  supplier_id: head.supplier.number,
  delivery_terms_id: head.deliveryTerms?.number ?? null,
  allocation: head.allocation,
  ...tradeState(head, lines),
});
