import type { EntityManager } from '@mikro-orm/postgresql';
import { Customer } from '../customers/customer.entity.ts';
import { dayOf } from '../documents/changes.ts';
import { findDocument } from '../documents/document-store.ts';
import { readDocument } from '../invoices/invoice-head.ts';
import type { Language } from '../languages.ts';
import type { TemplateKind } from '../layouts/template-parts.ts';
import { isPositive } from '../money.ts';
import { orderTable } from '../orders/order.table.ts';
import type { PartySnapshot } from '../sales/party.ts';
import { partyOf, termsOf } from '../sales/sales-draft.ts';
import { addressedParty } from '../sales/sales-references.ts';
import { shipmentLines } from '../shipments/shipment-lines.ts';
import type { ShipmentLineRow } from '../shipments/shipment-lines.ts';
import type { Shipment } from '../shipments/shipment.entity.ts';
import { shipmentTable } from '../shipments/shipment.table.ts';
import { printableCompany } from './printable-company.ts';
import type {
  PrintableBuilder,
  PrintableDocument,
  PrintableLine,
  PrintSource,
} from './printable-document.ts';
import {
  addressedFacts,
  customerContacts,
  printableParty,
  referenceFacts,
  withoutNothing,
} from './printable-parts.ts';
import type { Facts } from './printable-parts.ts';

/** The two PDFs of a shipment. */
type ShipmentKind = Extract<TemplateKind, 'delivery-note' | 'picking-list'>;

/** What a shipment says of what it was made of. */
interface ShippedSource {
  readonly language: Language;
  readonly party: PartySnapshot;
  readonly heading: string | null;
  readonly note: string | null;
  readonly facts: Facts;
  readonly source: PrintableDocument['source'];
}

/**
 * What goes with the goods. Of an open shipment it is a draft until all of it is picked, for what is not picked stays behind.
 * Throws `NotFound`.
 */
export const printableDeliveryNote: PrintableBuilder = (em, number) =>
  printableShipment(em, number, 'delivery-note');

/** What is fetched from where: never a draft. Throws `NotFound`. */
export const printablePickingList: PrintableBuilder = (em, number) =>
  printableShipment(em, number, 'picking-list');

async function printableShipment(
  em: EntityManager,
  number: number,
  kind: ShipmentKind,
): Promise<PrintSource> {
  const shipment = await findDocument(em, shipmentTable, number);
  const lines = await shipmentLines(em, shipment.id);
  const { company } = await printableCompany(em);
  const customer = await em.findOneOrFail(
    Customer,
    { id: shipment.customer.id },
    { populate: ['layout', 'group'] },
  );
  const { facts, ...of } = await sourceOf(em, shipment);
  const isWaiting = shipment.state === 'open' && shipment.picked !== 'picked';
  return {
    document: {
      ...of,
      kind,
      number: String(shipment.number),
      date: shipment.ledgerDate ?? dayOf(shipment.createdAt),
      contentFrom: shipment.shippedAt ?? shipment.updatedAt,
      isDraft: kind === 'delivery-note' && isWaiting,
      company,
      deliveryAddress: shipment.deliveryAddress ?? null,
      facts: withoutNothing(facts),
      lines: lines.map(lineOf),
      totals: null,
    },
    layoutNumber: shipment.layout?.number ?? null,
    madeAt: shipment.createdAt,
    layoutPath: `/api/order-shipments/${shipment.number}/layout`,
    party: printableParty('customer', customer),
  };
}

const sourceOf = (em: EntityManager, shipment: Shipment): Promise<ShippedSource> =>
  shipment.order ? orderSource(em, shipment.order.id) : invoiceSource(em, shipment.invoice?.id ?? '');

async function orderSource(em: EntityManager, id: string): Promise<ShippedSource> {
  const order = await findDocument(em, orderTable, id);
  const party = order.party ?? partyOf(order);
  const { language, deliveryTerms, deliveryDate, otherReference, projectNumber } = order;
  const terms = order.terms ?? termsOf(order.paymentTerms);
  return {
    language,
    party,
    heading: order.heading ?? null,
    note: order.note ?? null,
    facts: {
      ...addressedFacts({
        ...{ party, terms, deliveryTerms, language, deliveryDate, otherReference, projectNumber },
      }),
      ...(await referenceFacts(em, order, customerContacts(em, order.customer.id))),
    },
    source: { kind: 'order', number: String(order.number) },
  };
}

async function invoiceSource(em: EntityManager, id: string): Promise<ShippedSource> {
  const { head } = await readDocument(em, id);
  const party = head.party ?? addressedParty(head.customer, head);
  return {
    language: head.language,
    party,
    heading: head.heading,
    note: head.note,
    facts: {
      ...addressedFacts({ ...head, party, terms: head.terms ?? head.paymentTerms }),
      ...(await referenceFacts(
        em,
        { ...head, employee: head.employeeNumber === null ? null : { number: head.employeeNumber } },
        customerContacts(em, head.customerId),
      )),
    },
    source: { kind: 'invoice', number: String(head.number) },
  };
}

const noAmounts = { unitPrice: null, discountPercentage: null, vatPercentage: null, netAmount: null };

const lineOf = (line: ShipmentLineRow): PrintableLine => ({
  ...noAmounts,
  position: line.position,
  itemNumber: line.item,
  barcode: line.barcode,
  name: line.description,
  location: line.from?.name ?? null,
  batches: batchesOf(line),
  quantity: line.quantity,
  unit: line.unit?.name ?? null,
});

/** Numbers with how much of each, where one line takes of several. */
function batchesOf({ tracking }: ShipmentLineRow): PrintableLine['batches'] {
  const numbers = (tracking ?? []).filter(({ quantity }) => isPositive(quantity));
  return numbers.map(({ number, quantity }) => ({ number, quantity: numbers.length > 1 ? quantity : null }));
}
