import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext, DocumentKind } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import { email, invalidInput } from '../field-rules.ts';
import { agreementOf } from '../tenant.ts';
import { noteDeliveries } from './bell.ts';
import { Delivery } from './delivery.entity.ts';
import { DocumentMail, mailedKinds } from './document-mail.entity.ts';
import type { MailedKind } from './document-mail.entity.ts';
import { OutgoingEvent } from './outgoing-event.entity.ts';

/** What deliveries call the mail of a document. */
export const documentMailEvent = 'document-mail';

/** A wish for mail, as the API stores it with a command; without an address it goes to the party's. */
export interface MailWish {
  readonly to?: string | undefined;
}

/** The action after which each kind is mailed: the one that makes it final. */
const mailingActions: Readonly<Record<MailedKind, string>> = {
  offer: 'send',
  order: 'book',
  shipment: 'markShipped',
  'customer-invoice': 'book',
  'purchase-order': 'send',
};

const isMailed = (kind: DocumentKind): kind is MailedKind => mailedKinds.some((mailed) => mailed === kind);

/** An action that was just done on a document, with what its command asked for. */
export interface MailingAction {
  readonly document: { readonly kind: DocumentKind; readonly id: string; readonly number: number };
  readonly action: string;
  /** The command's body. */
  readonly body: unknown;
  /** Whether the installation has a mail server. */
  readonly hasMailServer: boolean;
}

/**
 * Promises the mail that an action's command asked for, in the action's transaction: one mail a command, sent once that is
 * committed. Nothing where none was asked for. Throws `MailServerMissing`, and `InvalidInput` (field `mail.to`) where there is
 * no address, so that the action is not done either.
 */
export async function promiseAskedMail(
  em: EntityManager,
  { document, action, body, hasMailServer }: MailingAction,
  context: ActionContext,
): Promise<void> {
  const wish = (body as { readonly mail?: MailWish } | null)?.mail;
  const { kind, id, number } = document;
  if (wish === undefined || !isMailed(kind) || mailingActions[kind] !== action) return;
  if (!hasMailServer) throw new DomainError('MailServerMissing');
  const address = wish.to ?? (await partyAddress(em, kind, id));
  const fault = email(address);
  if (fault !== undefined) throw invalidInput({ 'mail.to': [`${address} ${fault}.`] });
  const mail = em.create(DocumentMail, {
    agreementNumber: agreementOf(em),
    documentKind: kind,
    documentId: id,
    documentNumber: number,
    address,
    createdAt: context.now,
  });
  const event = em.create(OutgoingEvent, { event: documentMailEvent, documentMail: mail });
  const delivery = em.create(Delivery, { event, documentMail: mail });
  await em.flush();
  noteDeliveries(em);
  await appendEvent(em, {
    documentKind: kind,
    documentId: id,
    documentNumber: number,
    at: context.now,
    actor: context.actor,
    commandId: context.commandId,
    action: 'mail',
    before: null,
    after: { to: address, delivery_id: delivery.id },
  });
}

const ofCustomer = (table: string, own: string): string =>
  `select coalesce(nullif(${own}, ''), c.email) as address, 'Customer ' || c.number as party
     from ${table} d join customer c on c.id = d.customer_id where d.agreement_number = ? and d.id = ?`;

/** Where the party wants mail about such documents, else its own address; of a shipment, whoever takes the goods. */
const addresses: Readonly<Record<MailedKind, string>> = {
  offer: ofCustomer('offer', 'c.email_offers'),
  order: ofCustomer('sales_order', 'c.email_orders'),
  shipment: ofCustomer('shipment', `d.delivery_address ->> 'email'`),
  'customer-invoice': ofCustomer('customer_invoice', 'c.email_invoices'),
  'purchase-order': `select coalesce(nullif(s.email_purchase_orders, ''), s.email) as address, 'Supplier ' || s.number as party
     from purchase_order d join supplier s on s.id = d.supplier_id where d.agreement_number = ? and d.id = ?`,
};

const tables: Readonly<Record<MailedKind, string>> = {
  offer: 'offer',
  order: 'sales_order',
  shipment: 'shipment',
  'customer-invoice': 'customer_invoice',
  'purchase-order': 'purchase_order',
};

/** Why a mail whose time has come is not sent after all; undefined where it is. */
export async function reasonAgainstMail(
  em: EntityManager,
  { kind, number }: { readonly kind: MailedKind; readonly number: number },
): Promise<string | undefined> {
  const [row] = await em.execute<{ state: string }[]>(
    `select state from ${tables[kind]} where agreement_number = ? and number = ?`,
    [agreementOf(em), number],
  );
  switch (row?.state) {
    case undefined:
      return 'The document was deleted.';
    case 'draft':
      return 'The document is a draft again.';
    case 'cancelled':
      return 'The document was cancelled.';
    default:
      return undefined;
  }
}

async function partyAddress(em: EntityManager, kind: MailedKind, id: string): Promise<string> {
  const [row] = await em.execute<{ address: string | null; party: string }[]>(addresses[kind], [
    agreementOf(em),
    id,
  ]);
  if (row?.address) return row.address;
  throw invalidInput({
    'mail.to': [`${row?.party ?? 'The party'} has no e-mail address. Give it one, or say where in mail.to.`],
  });
}
