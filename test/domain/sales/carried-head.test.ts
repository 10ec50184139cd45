import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { createCurrency } from '../../../domain/currencies/currency.service.ts';
import { createContact } from '../../../domain/customers/customer-contact.service.ts';
import { createEmployee } from '../../../domain/employees/employee.service.ts';
import { newId } from '../../../domain/ids.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { createCreditNote } from '../../../domain/invoices/credit-note.service.ts';
import { CustomerInvoice } from '../../../domain/invoices/customer-invoice.entity.ts';
import { createDraftInvoice, storeDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { createLayout } from '../../../domain/layouts/layout.service.ts';
import { convertOfferToInvoice, convertOfferToOrder } from '../../../domain/offers/offer-conversion.ts';
import { Offer } from '../../../domain/offers/offer.entity.ts';
import { createDraftOffer, sendOffer, storeOffer } from '../../../domain/offers/offer.service.ts';
import { invoiceOrders } from '../../../domain/orders/invoice-orders.service.ts';
import { bookOrder, createBackorder } from '../../../domain/orders/order-steps.service.ts';
import { Order } from '../../../domain/orders/order.entity.ts';
import { createDraftOrder, storeOrder } from '../../../domain/orders/order.service.ts';
import { createProject } from '../../../domain/projects/project.service.ts';
import { copySource } from '../../../domain/sales/copy-source.ts';
import { salesColumns } from '../../../domain/sales/sales-columns.ts';
import { createOrderShipment } from '../../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../../domain/shipments/mark-shipped.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { shipmentView } from '../../../domain/shipments/shipment-view.ts';
import { createDeliveryTerms } from '../../../domain/terms/delivery-terms.service.ts';
import { createPaymentTerms } from '../../../domain/terms/payment-terms.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Shop, context } from '../orders/fixtures.ts';

let database: TestDatabase;
let shop: Shop;

const inside = <T>(act: (em: EntityManager) => Promise<T>): Promise<T> => shop.inside(act);

/** Everything other than what the customer says. */
const input = {
  customerId: '1001',
  deliverAt: '2026-04-01',
  currency: 'EUR',
  exchangeRate: '750',
  vatZone: 'eu',
  paymentTermsId: 11,
  layoutId: 7,
  ourReferenceId: 5,
  theirReferenceId: 1,
  attentionId: 2,
  otherReference: 'PO-77',
  heading: 'Tilbud',
  note: 'Ring først',
  language: 'fi',
  projectId: 5,
  discountPercentage: '5',
  deliveryAddress: { name: 'Pladsen', street: 'Havnen 1', email: 'plads@x.dk', phone: '12' },
  deliveryTermsId: 3,
  billingAddress: { name: 'Bogholderiet', city: 'Odense' },
  corporateIdentificationNumber: '87654321',
  lines: [{ itemId: 'CHAIR', quantity: '2' }],
} as const;

/** Computed of the lines, or taken when the document becomes final. */
const notCarried = [
  ...['netAmount', 'vatAmount', 'grossAmount', 'baseNetAmount', 'baseVatAmount', 'baseGrossAmount'],
  ...['party', 'terms'],
];
const carried = Object.keys(salesColumns()).filter((field) => !notCarried.includes(field));

const kinds = { offer: Offer, order: Order, invoice: CustomerInvoice } as const;
type Kind = keyof typeof kinds;

/** The fields that are carried, as a document has them; a reference as the id of its row. */
const headIn = (kind: Kind, id: string): Promise<Record<string, unknown>> =>
  inside(async (em) => {
    const row = await em.findOneOrFail<Record<string, unknown>>(kinds[kind] as never, { id });
    return Object.fromEntries(
      carried.map((field): [string, unknown] => {
        const value = row[field] ?? null;
        return [field, value !== null && typeof value === 'object' && 'id' in value ? value.id : value];
      }),
    );
  });

const make: Readonly<Record<Kind, () => Promise<string>>> = {
  offer: async () => (await inside((em) => createDraftOffer(em, newId(), input, context()))).id,
  order: async () => (await inside((em) => createDraftOrder(em, newId(), input, context()))).id,
  invoice: async () => (await inside((em) => createDraftInvoice(em, input, context()))).id,
};
const sentOrder = async (): Promise<string> => {
  const id = await make.order();
  await inside((em) => bookOrder(em, id, context()));
  return id;
};
const sentOffer = async (): Promise<string> => {
  const id = await make.offer();
  await inside((em) => sendOffer(em, id, context()));
  return id;
};
/** An order of which one chair of two is sent. */
const partlySent = async (
  createInvoice: boolean,
): Promise<{ order: string; invoice: string | undefined }> => {
  const order = await sentOrder();
  const { shipment } = await inside((em) => createOrderShipment(em, order, newId(), context()));
  const [line] = await inside(async (em) => (await shipmentView(em, shipment.id)).lines);
  await inside((em) => editShipment(em, shipment.id, [{ id: line?.id ?? '', quantity: '1' }], context()));
  const options = { pick: true, createInvoice };
  const sent = await inside((em) => markShipped(em, shipment.id, newId(), options, context()));
  return { order, invoice: sent.invoiced?.id };
};
const copy = async (from: Kind, to: Kind): Promise<string> => {
  const id = await make[from]();
  const { number } = await inside((em) =>
    em.findOneOrFail<{ number: number }>(kinds[from] as never, { id } as never),
  );
  return inside(async (em) => {
    const draft = await copySource(em, { kind: from === 'invoice' ? 'customer-invoice' : from, number });
    if (to === 'offer') return (await storeOffer(em, { id: newId(), draft }, context())).id;
    if (to === 'order') return (await storeOrder(em, { id: newId(), draft }, context())).id;
    return (await storeDraftInvoice(em, { id: newId(), draft }, context())).id;
  });
};

beforeAll(async () => {
  database = await testDatabase();
  shop = await Shop.open(database);
  await shop.company.receive(shop.id('CHAIR'), '100', '5000.00');
  await inside(async (em) => {
    await createCurrency(em, { code: 'EUR', rate: '745.5' }, 'test');
    await createPaymentTerms(em, { number: 11, name: '30 days', type: 'net', maturityDays: 30 }, 'test');
    await createLayout(em, { number: 7, name: 'Export' }, 'test');
    await createEmployee(em, { number: 5, name: 'Søren' }, 'test');
    await createContact(em, '1001', { name: 'Åse' }, 'test');
    await createContact(em, '1001', { name: 'Bo' }, 'test');
    await createProject(em, { number: 5, name: 'Molen' }, 'test');
    await createDeliveryTerms(em, { number: 3, name: 'Ab fabrik' }, 'test');
  });
});
afterAll(() => database.drop());

describe('every field of the head', () => {
  test('is said by the document that the others are made of', async () => {
    for (const kind of ['offer', 'order', 'invoice'] as const)
      expect(Object.values(await headIn(kind, await make[kind]()))).not.toContain(null);
  });

  const toOrder = (em: EntityManager, id: string) => convertOfferToOrder(em, id, newId(), {}, context());
  test.each<[string, Kind, () => Promise<string>]>([
    [
      'from offer to order',
      'order',
      async () => {
        const id = await sentOffer();
        return (await inside((em) => toOrder(em, id))).order.id;
      },
    ],
    [
      'from offer to invoice',
      'invoice',
      async () => {
        const id = await sentOffer();
        return (await inside((em) => convertOfferToInvoice(em, id, newId(), context()))).invoice.id;
      },
    ],
    ['from order to invoice', 'invoice', async () => (await shop.invoice(await sentOrder())).id],
    [
      'from orders that agree to one invoice',
      'invoice',
      async () => {
        const ids = [await sentOrder(), await sentOrder()];
        const orders = await inside((em) => em.find(Order, { id: { $in: ids } }));
        const orderNumbers = orders.map(({ number }) => number);
        return (await inside((em) => invoiceOrders(em, newId(), { orderNumbers }, context()))).id;
      },
    ],
    ['from shipment to invoice', 'invoice', async () => (await partlySent(true)).invoice ?? ''],
    [
      'from order to backorder',
      'order',
      async () => {
        const { order } = await partlySent(false);
        return (await inside((em) => createBackorder(em, order, newId(), context()))).backorder.id;
      },
    ],
    ...(['offer', 'order', 'invoice'] as const).flatMap((from) =>
      (['offer', 'order', 'invoice'] as const).map((to): [string, Kind, () => Promise<string>] => [
        `to a copy of an ${from} as ${to}`,
        to,
        () => copy(from, to),
      ]),
    ),
  ])('is carried %s', async (_way, kind, act) => {
    expect(await headIn(kind, await act())).toEqual(await headIn('offer', await make.offer()));
  });

  test('is carried to a credit note but for the note and the day of a delivery, which are its own', async () => {
    const id = await make.invoice();
    await inside((em) => bookDraft(em, id, {}, context()));
    const { id: credit } = await inside((em) => createCreditNote(em, id, {}, context()));
    const invoiced = await headIn('invoice', id);
    expect(await headIn('invoice', credit)).toEqual({ ...invoiced, note: null, deliveryDate: null });
  });

  test('is carried to a copy of an invoice with its EAN, though its customer has none', async () => {
    const ean = '5790000000005';
    const by = context();
    const made = await inside((em) => createDraftInvoice(em, { ...input, ean }, by));
    const draft = await inside((em) => copySource(em, { kind: 'customer-invoice', number: made.number }));
    expect((await inside((em) => storeDraftInvoice(em, { id: newId(), draft }, by))).ean).toBe(ean);
  });
});
