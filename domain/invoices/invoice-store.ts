import type { EntityManager } from '@mikro-orm/postgresql';
import { violatedUnique } from '../database.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import type { EventData } from '../events/event-hash.ts';
import { prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import type { WebhookEvent } from '../webhooks/webhook-events.ts';
import { CustomerInvoice } from './customer-invoice.entity.ts';
import { assertAllowed, documentName } from './customer-invoice.lifecycle.ts';
import type { CustomerInvoiceAction, CustomerInvoiceStanding } from './customer-invoice.lifecycle.ts';

/** The one document kind of invoices and credit notes, in events, commands and transfers. */
export const customerInvoiceDocumentKind = 'customer-invoice' as const;

/** Who acts, and when. */
export type InvoiceContext = ActionContext;

/** A document by its id, or by its number within the agreement. */
export type InvoiceKey = string | number;

const withHead = [
  'customer',
  'paymentTerms',
  'layout',
  'employee',
  'creditedInvoice',
  'offer',
  'order',
] as const;

const isKey = (key: InvoiceKey): { id: string } | { number: number } =>
  typeof key === 'string' ? { id: key } : { number: key };

/** `NotFound` for a document of this agreement. */
export const documentNotFound = (key: InvoiceKey): DomainError =>
  new DomainError('NotFound', { what: `Customer invoice ${key}` });

/** The document with what its head refers to: one statement. Null where this agreement has none such. */
export async function readInvoice(em: EntityManager, key: InvoiceKey): Promise<CustomerInvoice | null> {
  return em.findOne(CustomerInvoice, isKey(key), { populate: withHead, strategy: 'joined' });
}

/** As `readInvoice`. Throws `NotFound`. */
export async function findInvoice(em: EntityManager, key: InvoiceKey): Promise<CustomerInvoice> {
  const invoice = await readInvoice(em, key);
  if (invoice === null) throw documentNotFound(key);
  return invoice;
}

/** What decides about a document, without what it says. */
export interface DocumentStanding extends CustomerInvoiceStanding {
  readonly id: string;
  readonly number: number;
}

/** In a statement whose first two parameters are the agreement and a key: the document's id. */
export const idOfInvoice = (column: 'id' | 'number'): string =>
  column === 'id'
    ? '$2'
    : '(select i.id from customer_invoice i where i.agreement_number = $1 and i.number = $2)';

const standingQuery = (column: 'id' | 'number'): string => `
  select id, number, kind, state, archived_at is not null as "isArchived" from customer_invoice
  where agreement_number = $1 and ${column} = $2`;
const standingById = prepare<DocumentStanding>('standing', ['int', 'uuid'], standingQuery('id'));
const standingByNumber = prepare<DocumentStanding>(
  'standing_by_number',
  ['int', 'int'],
  standingQuery('number'),
);

/** Where a document stands: one statement over one table. Throws `NotFound`. */
export async function findStanding(em: EntityManager, key: InvoiceKey): Promise<DocumentStanding> {
  const statement = typeof key === 'string' ? standingById : standingByNumber;
  const [row] = await statement.run(em, [agreementOf(em), key]);
  if (row === undefined) throw documentNotFound(key);
  return row;
}

/** The standing of the document of that number, for `together`. */
export const standingCall = (em: EntityManager, number: number): Call<DocumentStanding> =>
  standingByNumber.with([agreementOf(em), number]);

/**
 * As `findInvoice`, locked until the transaction ends (two statements), so that actions on one document happen one after the other; a
 * credit note is locked before the invoice it credits. Throws `InvalidTransition` where the action is not allowed.
 */
export async function lockInvoice(
  em: EntityManager,
  key: InvoiceKey,
  action: CustomerInvoiceAction,
): Promise<CustomerInvoice> {
  // Locked by itself: with the read, MikroORM would lock the customer, the terms and all else that is joined, too.
  const column = typeof key === 'string' ? 'id' : 'number';
  const [row] = await em.execute<{ id: string }[]>(
    `select id from customer_invoice where agreement_number = ? and ${column} = ? for update`,
    [agreementOf(em), key],
  );
  if (row === undefined) throw documentNotFound(key);
  // What this entity manager read before the lock may be old; it is read anew, and the old object is left alone.
  const old = em.getUnitOfWork().getById(CustomerInvoice, row.id);
  if (old) em.getUnitOfWork().unsetIdentity(old);
  const invoice = await findInvoice(em, row.id);
  assertAllowed(standingOf(invoice), action, invoice.number);
  return invoice;
}

/** Where the document stands, for its lifecycle. */
export const standingOf = (invoice: CustomerInvoice): CustomerInvoiceStanding => ({
  kind: invoice.kind,
  state: invoice.state,
  isArchived: isSet(invoice.archivedAt),
});

const isSet = (value: unknown): boolean => value !== null && value !== undefined;

/** Stores a new document. Throws `AlreadyExists` where a document of that id is there: its making was repeated. */
export async function storeNewInvoice(em: EntityManager, invoice: CustomerInvoice): Promise<void> {
  em.persist(invoice);
  try {
    await em.flush();
  } catch (error) {
    const constraint = violatedUnique(error);
    if (constraint === undefined) throw error;
    throw constraint === 'customer_invoice_number_uq'
      ? new DomainError(
          'NumberTaken',
          { number: invoice.number, series: 'customer invoices' },
          { cause: error },
        )
      : new DomainError('AlreadyExists', { what: `Customer invoice ${invoice.id}` }, { cause: error });
  }
}

/** Throws `EditConflict` where the document has another version than the change was based on. */
export function requireVersion(invoice: CustomerInvoice, version: number | undefined): void {
  if (version !== undefined && version !== invoice.version)
    throw new DomainError('EditConflict', { what: documentName(invoice.kind, invoice.number) });
}

/**
 * Marks the document as changed, also where only its lines are: its version moves on, because the moment always differs
 * from the one before.
 */
export function touch(invoice: CustomerInvoice, context: InvoiceContext): void {
  invoice.changedBy = context.actor;
  invoice.updatedAt = new Date(Math.max(context.now.getTime(), invoice.updatedAt.getTime() + 1));
}

/** What the webhooks call an action; others they are not told of. */
const published: Readonly<Record<string, WebhookEvent>> = {
  create: 'customer_invoice.created',
  createCreditNote: 'customer_invoice.created',
  edit: 'customer_invoice.updated',
  setLayout: 'customer_invoice.updated',
  moved: 'customer_invoice.updated',
  archive: 'customer_invoice.updated',
  book: 'customer_invoice.booked',
  delete: 'customer_invoice.deleted',
};

/**
 * Appends what happened to the document's events, the last thing of its transaction but the promises, and tells webhooks of
 * it; with the next statement.
 */
export async function recordEvent(
  em: EntityManager,
  invoice: Pick<DocumentStanding, 'id' | 'number'>,
  context: InvoiceContext,
  event: { readonly action: string; readonly before: EventData | null; readonly after: EventData | null },
  /** What webhooks are told besides. */
  besides: EventData = {},
): Promise<void> {
  const name = published[event.action];
  if (name !== undefined)
    await emitEvent(em, {
      event: name,
      key: invoice.number,
      keyName: 'number',
      data: { id: invoice.id, number: invoice.number, ...besides, ...(event.after ?? event.before) },
      ...(name === 'customer_invoice.updated' && { changed: Object.keys(event.after ?? {}) }),
    });
  await appendEvent(em, {
    documentKind: customerInvoiceDocumentKind,
    documentId: invoice.id,
    documentNumber: invoice.number,
    at: context.now,
    actor: context.actor,
    commandId: context.commandId,
    ...event,
  });
}
