import { Big } from 'big.js';
import type { Address, InvoiceForErp } from '../../../../domain/erp/documents.ts';
import { jsonNumber, roundedJsonNumber } from '../../exact-json.ts';
import type { EconomicSettings } from '../settings.ts';
import { invoiceLines, type UnitNumberOf } from './lines.ts';
import {
  type Body,
  compact,
  customerNumber,
  fitting,
  fittingRequired,
  hashOf,
  referTo,
  refuseOr,
  streets,
} from './shared.ts';

/** What a draft needs to know beside the invoice: the account's currency, our key, and numbers there. */
export interface InvoiceContext {
  readonly settings: EconomicSettings;
  readonly baseCurrency: string;
  readonly key: string;
  readonly paymentTermsNumber: string;
  readonly unitNumberOf: UnitNumberOf;
  readonly contactNumberOf: (contact: number) => string;
}

const otherReferenceMax = 250;
const noteLineMax = 1000;

/**
 * A customer invoice or credit note as a draft. Never in it: terms and date of delivery, language, weights, our custom
 * fields, mail and phone of the delivery address; the corporate identification number comes from the customer there.
 */
export function draftInvoiceBody(invoice: InvoiceForErp, context: InvoiceContext): Body {
  const { settings } = context;
  return compact({
    date: invoice.date,
    currency: invoice.currency,
    exchangeRate: exchangeRate(invoice, context.baseCurrency),
    dueDate: dueDate(invoice),
    layout: referTo('layoutNumber', layoutNumber(invoice, settings)),
    paymentTerms: referTo('paymentTermsNumber', context.paymentTermsNumber),
    customer: referTo('customerNumber', customerNumber(invoice.customer.number)),
    recipient: recipient(invoice, context),
    delivery: invoice.deliveryAddress === null ? undefined : delivery(invoice.deliveryAddress),
    notes: notes(invoice),
    references: {
      customerContact:
        invoice.theirReferenceContact === null
          ? undefined
          : referTo('customerContactNumber', context.contactNumberOf(invoice.theirReferenceContact)),
      salesPerson:
        invoice.employeeNumber === null ? undefined : referTo('employeeNumber', invoice.employeeNumber),
      other: otherReference(invoice.otherReference, context.key),
    },
    project: invoice.projectNumber === null ? undefined : referTo('projectNumber', invoice.projectNumber),
    lines: invoiceLines(invoice, settings, context.unitNumberOf),
  });
}

/** The booking of a draft, with our number and a literal for `sendBy` where the settings ask for them. */
export function bookingBody(
  draft: {
    readonly draftInvoiceNumber: string;
    readonly ourNumber: string | undefined;
    readonly ean: string | undefined;
  },
  settings: EconomicSettings,
): Body {
  const { sendBy } = settings;
  const { draftInvoiceNumber, ourNumber, ean } = draft;
  const applies = sendBy !== undefined && (!isEan(sendBy) || ean !== undefined);
  return compact({
    draftInvoice: referTo('draftInvoiceNumber', draftInvoiceNumber),
    bookWithNumber: settings.bookWithOurNumber && ourNumber !== undefined ? jsonNumber(ourNumber) : undefined,
    sendBy: applies ? sendBy : undefined,
  });
}

/** True where the invoice goes to an EAN, by which electronic invoices travel. */
export function hasEan(invoice: InvoiceForErp): boolean {
  return (invoice.ean ?? '').trim() !== '';
}

/** Our key as it stands at the end of `references.other`, by which a look-up finds the document. */
export function keyMark(key: string): string {
  return `B-${key}`;
}

/** The key of the mark, of whatever document, at the end of `references.other`. */
export function keyIn(other: string | undefined): string | undefined {
  return /(?:^| )B-([0-9A-HJKMNP-TV-Z]{16})$/.exec(other?.trim() ?? '')?.[1];
}

/** `<other reference> · B-<key>`, or the mark alone. Refuses with `TooLong`. */
function otherReference(other: string | null, key: string): string {
  const mark = keyMark(key);
  const separator = ' · ';
  const own = fitting(other, otherReferenceMax - separator.length - mark.length, 'other reference');
  return own === undefined ? mark : `${own}${separator}${mark}`;
}

/** What a found document must have in common with ours to be ours, amounts signed as the ERP shows them. */
export interface InvoiceFacts {
  readonly customerNumber: string;
  readonly currency: string;
  readonly date: string;
  readonly net: string;
  readonly gross: string;
}

/** Amounts of a credit note are negative here, as they are there. */
export function invoiceFacts(invoice: InvoiceForErp): InvoiceFacts {
  const sign = invoice.kind === 'credit-note' ? -1 : 1;
  const amount = (value: string): string => new Big(value).times(sign).toFixed(2);
  return {
    customerNumber: invoice.customer.number,
    currency: invoice.currency,
    date: invoice.date,
    net: amount(invoice.netAmount),
    gross: amount(invoice.grossAmount),
  };
}

/** SHA-256 (hex) over what makes a document there the same as ours. */
export function invoiceHash(invoice: InvoiceForErp): string {
  return hashOf(invoiceFacts(invoice));
}

/** The layout of the invoice, else of its customer, else of the settings. Refuses with `LayoutMissing`. */
export function layoutNumber(invoice: InvoiceForErp, settings: EconomicSettings): number {
  return chosenLayout(invoice, settings) ?? refuseOr('LayoutMissing', {}, 1);
}

/** As `layoutNumber`; undefined where nobody names one. */
export function chosenLayout(invoice: InvoiceForErp, settings: EconomicSettings): number | undefined {
  return invoice.layoutNumber ?? invoice.customer.layoutNumber ?? settings.defaultLayoutNumber;
}

/** Base units per 100 of the currency, six decimals; the account's own currency stands at 100. */
function exchangeRate(invoice: InvoiceForErp, baseCurrency: string): unknown {
  return invoice.currency === baseCurrency ? jsonNumber('100') : roundedJsonNumber(invoice.exchangeRate, 6);
}

/** Sent only with terms whose due date is typed; with all others the ERP counts it itself. */
function dueDate(invoice: InvoiceForErp): string | undefined {
  if (invoice.paymentTerms.type !== 'due-date') return undefined;
  const { date, dueDate: due } = invoice;
  const { name: terms } = invoice.paymentTerms;
  if (due === null) return refuseOr('DueDateMissing', { terms }, date);
  return due < date ? refuseOr('DueDateBeforeDate', { dueDate: due, date }, due) : due;
}

function recipient(invoice: InvoiceForErp, context: InvoiceContext): Body {
  const party = invoice.recipient;
  return {
    name: fittingRequired(party.name, 250, 'recipient name'),
    address: streets(party, 250, 'billing address'),
    zip: fitting(party.zip, 50, 'billing zip'),
    city: fitting(party.city, 250, 'billing city'),
    country: fitting(party.country, 50, 'billing country'),
    ean: ean(invoice, context.settings),
    attention:
      invoice.attentionContact === null
        ? undefined
        : referTo('customerContactNumber', context.contactNumberOf(invoice.attentionContact)),
    vatZone: referTo('vatZoneNumber', context.settings.vatZones[invoice.vatZone]),
  };
}

/** An invoice that is to be sent by EAN needs more than the number; what of it we know is checked here. */
function ean(invoice: InvoiceForErp, settings: EconomicSettings): string | undefined {
  if (!hasEan(invoice)) return undefined;
  if (travelsByEan(invoice, settings)) {
    const lacks = (reason: string): void => {
      refuseOr('EInvoiceImpossible', { reason }, undefined);
    };
    if ((invoice.customer.ean ?? '').trim() === '') lacks('the customer has no EAN');
    if (invoice.theirReferenceContact === null) lacks('the invoice has no contact as their reference');
    if (!/^\d{13}$/.test((invoice.ean ?? '').trim())) lacks('the EAN of the invoice has not 13 digits');
  }
  return fitting(invoice.ean, 13, 'EAN');
}

/** Whether the ERP is to send it electronically when it books it. */
export function travelsByEan(invoice: InvoiceForErp, settings: EconomicSettings): boolean {
  const { sendBy, transferCustomerInvoices, neverBookEan } = settings;
  return hasEan(invoice) && isEan(sendBy) && transferCustomerInvoices === 'booked' && !neverBookEan;
}

function isEan(sendBy: EconomicSettings['sendBy']): boolean {
  return sendBy?.toLowerCase() === 'ean';
}

function delivery(address: Address): Body {
  return {
    address: streets(address, 255, 'delivery address'),
    zip: fitting(address.zip, 30, 'delivery zip'),
    city: fitting(address.city, 50, 'delivery city'),
    country: fitting(address.country, 50, 'delivery country'),
  };
}

function notes(invoice: InvoiceForErp): Body {
  const note = fitting(invoice.note, 2 * noteLineMax, 'note') ?? '';
  const cut = noteCut(note);
  return {
    heading: fitting(invoice.heading, 250, 'heading'),
    textLine1: note.slice(0, cut) || undefined,
    textLine2: note.slice(cut) || undefined,
  };
}

/** Where the second text line begins; never inside a character that takes two units, if the rest then still fits. */
function noteCut(note: string): number {
  const splitsCharacter = /[\uD800-\uDBFF]/.test(note.charAt(noteLineMax - 1));
  return splitsCharacter && note.length < 2 * noteLineMax ? noteLineMax - 1 : noteLineMax;
}
