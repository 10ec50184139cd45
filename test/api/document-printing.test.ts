import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createEmployee } from '../../domain/employees/employee.service.ts';
import { newId } from '../../domain/ids.ts';
import { bookDraft } from '../../domain/invoices/book-draft.ts';
import { createDraftInvoice } from '../../domain/invoices/draft-invoice.service.ts';
import { createLayout } from '../../domain/layouts/layout.service.ts';
import { createInvoiceShipment, createOrderShipment } from '../../domain/shipments/create-shipment.ts';
import { markShipped } from '../../domain/shipments/mark-shipped.ts';
import { shipmentView } from '../../domain/shipments/shipment-view.ts';
import { editShipment, pickShipment } from '../../domain/shipments/shipment.service.ts';
import { bookOrder } from '../../domain/orders/order-steps.service.ts';
import { createSupplierContact } from '../../domain/suppliers/supplier-contact.service.ts';
import { Shop, context } from '../domain/orders/fixtures.ts';
import { Buyer } from '../domain/purchasing/fixtures.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { pdfPages } from '../support/pdf-text.ts';
import { bodyOf, expecting, keyWith, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

interface Check {
  readonly is_shown: boolean;
  readonly steps: readonly {
    readonly verdict: string;
    readonly message: string;
    readonly fix: { readonly path: string; readonly body: object } | null;
  }[];
}

const textOf = async (request: Parameters<typeof expecting>[1]): Promise<string> => {
  const answer = await expecting(200, request);
  expect(answer.headers['content-type']).toBe('application/pdf');
  return (await pdfPages(answer.body as Buffer)).join('\n');
};

describe('a shipment', () => {
  let database: TestDatabase;
  let shop: Shop;
  let api: TestApi;
  let ours: ApiClient;
  let milk: string;

  beforeAll(async () => {
    database = await testDatabase();
    shop = await Shop.open(database);
    milk = await shop.item('MILK', { hasBatchControl: true, name: 'Mælk' });
    await shop.company.receive(milk, '20', '200.00', {
      tracking: [
        { number: 'B-1', quantity: '8' },
        { number: 'B-2', quantity: '12' },
      ],
    });
    await shop.company.receive(shop.id('CHAIR'), '50', '500.00');
    await shop.inside(async (em) => {
      await createLayout(em, { number: 7, name: 'Eksport', language: 'en', signature: 'Sincerely' }, 'test');
      await createEmployee(em, { number: 5, name: 'Søren Ærø' }, 'test');
    });
    api = testApi({ orm: database.orm });
    ours = api.as(await keyWith(database.orm, shop.company.number, ['read', 'write']));
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  const at = (number: number): string => `/api/order-shipments/${number}`;
  const shipment = async (): Promise<{ id: string; number: number }> => {
    const order = await shop.draft(
      { CHAIR: '3', MILK: '10' },
      {
        note: 'Ring på',
        heading: 'Uge 12',
        otherReference: 'PO-4711',
        ourReferenceId: 5,
        layoutId: 1,
        deliveryAddress: { name: 'Lager Š', street: 'Industrivej 9', zipcode: '9000', city: 'Aalborg' },
      },
    );
    await shop.inside((em) => bookOrder(em, order.id, context()));
    const made = await shop.inside((em) => createOrderShipment(em, order.id, newId(), context()));
    return { id: made.shipment.id, number: made.shipment.number };
  };
  const taken = [
    { number: 'B-1', quantity: '8' },
    { number: 'B-2', quantity: '2' },
  ];
  const takeMilk = (id: string) =>
    shop.inside(async (em) => {
      const line = (await shipmentView(em, id)).lines.find(({ item }) => item.number === 'MILK');
      const edits = [{ id: line?.id ?? '', tracking: taken, locationId: 2 }];
      await editShipment(em, id, edits, context());
    });

  test('has a picking list with the place, the batches and a box for every line, and no prices', async () => {
    const { id, number } = await shipment();
    await takeMilk(id);
    const text = await textOf(ours.get(`${at(number)}/picking-list.pdf`));
    for (const part of [
      `Plukliste ${number}`,
      'Æbleskiver ApS',
      'Lager Š',
      'Vores ref.  Søren Ærø',
      'Rekvisition  PO-4711',
      'Uge 12',
      'Ring på',
      'Lager  CHAIR  CHAIR  3',
      'Butik  MILK  Mælk  B-1 × 8  10',
      'B-2 × 2',
    ])
      expect(text.replaceAll('\u00a0', ' ')).toContain(part);
    expect(text).not.toMatch(/KLADDE|100,00|Moms|I alt/);
  });

  test('has a delivery note that is a draft until all is picked, without places and prices', async () => {
    const { id, number } = await shipment();
    await takeMilk(id);
    const note = (): Promise<string> => textOf(ours.get(`${at(number)}/delivery-note.pdf`));
    expect(await note()).toContain('KLADDE');
    await shop.inside((em) => pickShipment(em, id, undefined, context()));
    expect(await note()).not.toContain('KLADDE');
    const line = (await shop.inside((em) => shipmentView(em, id))).lines[1];
    const back = [{ id: line?.id ?? '', locationId: 1 }];
    await shop.inside((em) => editShipment(em, id, back, context()));
    await shop.inside((em) => markShipped(em, id, newId(), { ledgerDate: '2026-03-10' }, context()));
    const sent = await note();
    for (const part of [`Følgeseddel ${number}`, 'Dato  10.03.2026', 'CHAIR  CHAIR  3', 'B-1 × 8  10'])
      expect(sent.replaceAll('\u00a0', ' ')).toContain(part);
    expect(sent).not.toMatch(/KLADDE|Lokation|Butik|100,00|Moms|I alt/);
  });

  test('of an invoice names it', async () => {
    const draft = { customerId: '1001', lines: [{ itemId: 'CHAIR', quantity: '2' }] };
    const made = await shop.inside(async (em) => {
      const { id } = await createDraftInvoice(em, { id: newId(), ...draft }, context());
      await bookDraft(em, id, {}, context());
      return createInvoiceShipment(em, id, newId(), context());
    });
    const text = await textOf(ours.get(`${at(made.shipment.number)}/picking-list.pdf`));
    expect(text).toContain(`Faktura  ${made.invoice.number}`);
    expect(text).toContain('CHAIR  CHAIR  2');
  });

  test('gives the same bytes at every request, at the paths of today’s clients too', async () => {
    const { number } = await shipment();
    const bytesOf = async (request: Parameters<typeof expecting>[1]): Promise<Buffer> =>
      (await expecting(200, request)).body as Buffer;
    for (const [path, dialect] of [
      ['picking-list.pdf', 'download'],
      ['delivery-note.pdf', 'download-delivery-note'],
    ] as const) {
      const bytes = await bytesOf(ours.get(`${at(number)}/${path}`));
      expect((await bytesOf(ours.get(`${at(number)}/${path}`))).equals(bytes)).toBe(true);
      const asked = await bytesOf(ours.post(`/api/orders/shipments/${number}/${dialect}`));
      expect(asked.equals(bytes)).toBe(true);
    }
  });

  test('has the layout of its order, and another one when it is given one, sent too', async () => {
    const { id, number } = await shipment();
    const read = await expecting(200, ours.get(at(number)));
    expect(bodyOf(read)).toMatchObject({ order_shipment: { layout_id: 1 } });
    await takeMilk(id);
    await shop.inside(async (em) => {
      const lines = (await shipmentView(em, id)).lines.filter(({ item }) => item.number === 'CHAIR');
      await pickShipment(
        em,
        id,
        lines.map((line) => ({ id: line.id })),
        context(),
      );
    });
    await shop.inside((em) => markShipped(em, id, newId(), {}, context()));
    const set = await expecting(200, ours.put(`${at(number)}/layout`, { layout_id: 7 }));
    expect(bodyOf(set)).toMatchObject({ order_shipment: { layout_id: 7, is_shipped: true } });
    const text = await textOf(ours.get(`${at(number)}/delivery-note.pdf`));
    expect(text).toContain(`Delivery note ${number}`);
    expect(text).toContain('Sincerely');
    expect(await shop.happened(id)).toContain('setLayout');
    await expecting(422, ours.put(`${at(number)}/layout`, { layout_id: 99 }));
  });

  test('is asked why a field is missing, each PDF by itself', async () => {
    const { number } = await shipment();
    await expecting(200, ours.put(`${at(number)}/layout`, { layout_id: 7 }));
    const check = async (pdf: string): Promise<Check> =>
      bodyOf<{ layout_check: Check }>(
        await expecting(
          200,
          ours.get(`${at(number)}/${pdf}/layout-check?field=heading`).set('accept-language', 'en'),
        ),
      ).layout_check;
    await expecting(200, ours.put('/api/layouts/7/templates/picking-list', { fields: { heading: false } }));
    expect((await check('delivery-note')).is_shown).toBe(true);
    const found = await check('picking-list');
    expect(found.is_shown).toBe(false);
    expect(found.steps[3]).toMatchObject({
      verdict: 'failed',
      fix: { path: '/api/layouts/7/templates/picking-list' },
    });
    await expecting(200, ours.put('/api/layouts/7/templates/picking-list', { fields: { heading: true } }));
  });

  test('of another agreement is not found', async () => {
    const { number } = await shipment();
    const theirs = api.as(await keyWith(database.orm, (await Shop.open(database)).company.number, ['read']));
    for (const path of ['picking-list.pdf', 'delivery-note.pdf', 'picking-list/layout-check'])
      await expecting(404, theirs.get(`${at(number)}/${path}`));
  });
});

describe('a purchase order', () => {
  let buyer: Buyer;
  let api: TestApi;
  let ours: ApiClient;

  beforeAll(async () => {
    buyer = await Buyer.make();
    await buyer.item('EGETRÆ', { name: 'Egetræ' });
    await buyer.inside(async (em) => {
      await createLayout(em, { number: 7, name: 'Indkøb', language: 'sv' }, 'test');
      await createSupplierContact(em, 'L-1', { name: 'Fru Fyr' }, 'test');
    });
    api = testApi({ orm: buyer.database.orm });
    ours = api.as(await keyWith(buyer.database.orm, buyer.number, ['read', 'write']));
  });
  afterAll(async () => {
    await api.close();
    await buyer.database.drop();
  });

  const at = (number: number): string => `/api/purchase-orders/${number}`;
  const lines = [{ itemId: 'EGETRÆ', quantity: '12', linePrice: '31.5', discountPercentage: '10' }];

  test('says what is ordered at which price, of whom, to where', async () => {
    const number = await buyer.sent({
      lines,
      heading: 'Forår',
      attentionId: 1,
      deliveryAddress: { name: 'Rampe 2', street: 'Havnen 4', zipcode: '9000', city: 'Aalborg' },
    });
    const text = await textOf(ours.get(`${at(number)}.pdf`));
    for (const part of [
      `Indkøbsordre ${number}`,
      'Fyr A/S',
      'Leverandørnr.  L-1',
      'Att.  Fru Fyr',
      'Rampe 2',
      'Forår',
      'EGETRÆ  Egetræ  12',
      '31,50  10  340,20',
      'I alt uden moms  340,20',
      'I alt DKK  425,25',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('KLADDE');
  });

  test('is a draft across the page until it is sent, and gets another layout when it is sent, too', async () => {
    const draft = await buyer.draft({ lines });
    expect(await textOf(ours.get(`${at(draft.number)}.pdf`))).toContain('KLADDE');
    const number = await buyer.sent({ lines });
    const first = (await expecting(200, ours.get(`${at(number)}.pdf`))).body as Buffer;
    const again = (await expecting(200, ours.get(`${at(number)}.pdf`))).body as Buffer;
    expect(again.equals(first)).toBe(true);
    await expecting(200, ours.put(`${at(number)}/layout`, { layout_id: 7 }));
    expect(await textOf(ours.get(`${at(number)}.pdf`))).toContain(`Inköpsorder ${number}`);
  });

  test('is asked why payment terms are missing, in words about its supplier', async () => {
    const number = await buyer.sent({ lines });
    await expecting(200, ours.put(`${at(number)}/layout`, { layout_id: null }));
    await expecting(200, ours.put('/api/suppliers/L-1', { layout_id: 7 }));
    const ask = async (language: string): Promise<Check> =>
      bodyOf<{ layout_check: Check }>(
        await expecting(200, ours.get(`${at(number)}/layout-check`).set('accept-language', language)),
      ).layout_check;
    const found = await ask('en');
    expect(found.is_shown).toBe(false);
    expect(found.steps.map(({ verdict }) => verdict)).toEqual(['passed', 'failed', 'failed', 'noted']);
    expect(found.steps[2]?.message).toMatch(/^Supplier L-1 got layout 7 only at /);
    expect((await ask('fi')).steps[0]?.message).toMatch(/^Toimittajalla L-1 on ulkoasu 7/);
    expect(found.steps[2]?.fix).toMatchObject({ path: `${at(number)}/layout`, body: { layout_id: 7 } });
    await expecting(200, ours.put(found.steps[2]?.fix?.path ?? '', found.steps[2]?.fix?.body ?? {}));
    expect((await ask('en')).is_shown).toBe(true);
    expect(await textOf(ours.get(`${at(number)}.pdf`))).toContain('Betalningsvillkor');
  });
});
