import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { updateAgreement } from '../../domain/agreements/agreement.service.ts';
import { withAgreement } from '../../domain/database.ts';
import { createMailer } from '../../activities/deliveries/mailer.ts';
import { deliveryDesk } from '../support/deliveries.ts';
import type { DeliveryDesk } from '../support/deliveries.ts';
import { attachmentOf, decoded, startMailServer, subjectOf } from '../support/mail-server.ts';
import type { MailServer } from '../support/mail-server.ts';
import { pdfPages } from '../support/pdf-text.ts';
import { testMailFrom, testSenders } from '../support/senders.ts';
import { eventually } from '../support/system.ts';
import { startDocumentApi } from './document-api.ts';
import type { DocumentApi } from './document-api.ts';
import { bodyOf, expecting, problemIn } from './support.ts';

interface Numbered {
  readonly number: number;
}
interface Delivery {
  readonly id: string;
  readonly state: string;
  readonly target: string;
  readonly email: string | null;
  readonly document: { readonly type: string; readonly number: number } | null;
  readonly last_error: string | null;
}

let mails: MailServer;
let on: DocumentApi;
let desk: DeliveryDesk;

const lines = [{ item_id: 'A-1', quantity: '3' }];

beforeAll(async () => {
  mails = await startMailServer();
  const mailer = createMailer({ smtpUrl: mails.url, from: testMailFrom, dir: '' });
  on = await startDocumentApi({}, { worker: () => ({ senders: testSenders({ mailer }) }) });
  desk = deliveryDesk(on.system, on.company);
  const { ours } = on;
  await expecting(201, ours.post('/api/locations', { number: 1, name: 'Lager' }));
  await expecting(201, ours.post('/api/layouts', { number: 7, name: 'Eksport', language: 'en' }));
  await expecting(201, ours.post('/api/supplier-groups', { number: 1, name: 'Træ' }));
  const supplier = {
    number: 'L-1',
    name: 'Fyr A/S',
    supplier_group_id: 1,
    vat_zone: 'domestic',
    payment_terms_id: 1,
    email: 'fyr@example.dk',
    email_purchase_orders: 'ordrer@fyr.example.dk',
    layout_id: 7,
  };
  await expecting(201, ours.post('/api/suppliers', supplier));
  await expecting(
    200,
    ours.put('/api/customers/101', {
      email: 'kunde@example.dk',
      email_offers: 'tilbud@example.dk',
      email_orders: 'ordrer@example.dk',
      email_invoices: 'faktura@example.dk',
      layout_id: 7,
    }),
  );
}, 60_000);
afterAll(async () => {
  await on.stop();
  await mails.close();
});
beforeEach(() => {
  mails.mails.length = 0;
  mails.accepts();
});

const made = async (path: string, envelope: string, body: object): Promise<Numbered> =>
  bodyOf<Record<string, Numbered>>(await expecting(201, on.ours.post(path, body)))[envelope] as Numbered;
const order = (more: object = {}): Promise<Numbered> =>
  made('/api/orders', 'order', { customer_id: 101, lines, ...more });
const invoice = (more: object = {}): Promise<Numbered> =>
  made('/api/customer-invoices/drafts', 'customer_invoice', { customer_id: 101, lines, ...more });
const purchaseOrder = (more: object = {}): Promise<Numbered> =>
  made('/api/purchase-orders', 'purchase_order', { supplier_id: 'L-1', lines, ...more });
const shipment = async (): Promise<Numbered> => {
  const deliveryAddress = { name: 'Rampen', street: 'Havnen 4', email: 'rampen@example.dk' };
  const { number } = await order({ delivery_address: deliveryAddress });
  await expecting(200, on.ours.post(`/api/orders/${number}/book`));
  return made(`/api/orders/${number}/create-shipment`, 'order_shipment', {});
};

const deliveries = async (): Promise<readonly Delivery[]> =>
  bodyOf<{ deliveries: Delivery[] }>(
    await expecting(200, on.ours.get('/api/deliveries?event=document-mail&limit=100')),
  ).deliveries;
const deliveryOf = async (type: string, { number }: Numbered): Promise<Delivery | undefined> =>
  (await deliveries()).find(({ document }) => document?.type === type && document.number === number);
const settled = (type: string, document: Numbered, state: string): Promise<Delivery> =>
  eventually(async () => {
    const found = await deliveryOf(type, document);
    return found?.state === state ? found : undefined;
  }, `the mail of ${type} ${document.number} is ${state}`);

describe('a document that is mailed', () => {
  test.each([
    {
      type: 'offer',
      make: () => made('/api/offers', 'offer', { customer_id: 101, lines }),
      act: (number: number) => `/api/offers/${number}/send`,
      to: 'tilbud@example.dk',
      title: 'Offer',
    },
    {
      type: 'order',
      make: () => order(),
      act: (number: number) => `/api/orders/${number}/book`,
      to: 'ordrer@example.dk',
      title: 'Order confirmation',
    },
    {
      type: 'shipment',
      make: shipment,
      act: (number: number) => `/api/orders/shipments/${number}/mark-shipped`,
      to: 'rampen@example.dk',
      title: 'Delivery note',
    },
    {
      type: 'customer-invoice',
      make: () => invoice(),
      act: (number: number) => `/api/customer-invoices/${number}/book`,
      to: 'faktura@example.dk',
      title: 'Invoice',
    },
    {
      type: 'purchase-order',
      make: () => purchaseOrder(),
      act: (number: number) => `/api/purchase-orders/${number}/book`,
      to: 'ordrer@fyr.example.dk',
      title: 'Purchase order',
    },
  ])(
    '$type: goes as its PDF to whom it is for, in its layout’s language',
    async ({ type, make, act, to, title }) => {
      const document = await make();
      const pick = type === 'shipment' ? { pick: true } : {};
      await expecting(200, on.ours.post(act(document.number), { ...pick, mail: { send: true } }));
      const delivery = await settled(type, document, 'delivered');
      expect(delivery).toMatchObject({ target: 'mail', email: to });
      expect(mails.mails.map((mail) => mail.to)).toEqual([[to]]);
      const { message = '' } = mails.mails[0] ?? {};
      expect(subjectOf(message)).toBe(`${title} ${document.number} from Prøvefirma ApS`);
      expect(decoded(message)).toContain(`Please find ${title} ${document.number} attached.`);
      expect(message).toContain(`${title} ${document.number}.pdf`);
      const pdf = (await pdfPages(attachmentOf(message))).join('\n');
      expect(pdf).toContain(`${title} ${document.number}`);
      expect(pdf).not.toContain('DRAFT');
    },
  );

  test('by a command that comes twice goes once', async () => {
    const draft = await order();
    const key = { 'Idempotency-Key': 'mail-once' };
    const body = { mail: { send: true } };
    await expecting(200, on.ours.post(`/api/orders/${draft.number}/book`, body).set(key));
    await settled('order', draft, 'delivered');
    await expecting(200, on.ours.post(`/api/orders/${draft.number}/book`, body).set(key));
    const next = await order();
    await expecting(200, on.ours.post(`/api/orders/${next.number}/book`, body));
    await settled('order', next, 'delivered');
    expect(mails.mails).toHaveLength(2);
  });

  test('goes where the request says, from the company, and is told of in its history', async () => {
    await withAgreement(on.system.database.orm, on.company.agreementNumber, (em) =>
      updateAgreement(em, { email: 'os@firma.example.dk' }, {}, 'test'),
    );
    const draft = await invoice();
    const mail = { to: 'anden@example.dk' };
    await expecting(200, on.ours.post(`/api/customer-invoices/${draft.number}/book`, { mail }));
    await settled('customer-invoice', draft, 'delivered');
    const read = bodyOf<{ customer_invoice: { workflow_id: string } }>(
      await expecting(200, on.ours.get(`/api/customer-invoices/${draft.number}`)),
    );
    const workflow = encodeURIComponent(read.customer_invoice.workflow_id);
    const { to, message = '' } = mails.mails[0] ?? {};
    expect(to).toEqual(['anden@example.dk']);
    expect(message).toMatch(/^From: .*Pr.*firma.* <bilag@example\.com>/m);
    expect(message).toMatch(/^Reply-To: os@firma\.example\.dk/m);
    const timeline = await expecting(
      200,
      on.ours.get(`/api/workflows/${workflow}/timeline`).set('accept-language', 'en'),
    );
    expect(timeline.text).toContain('To be mailed to anden@example.dk');
  });

  test('by send_mail goes to the customer, and without a wish to nobody', async () => {
    const [asked, quiet, refused] = [await invoice(), await invoice(), await invoice()];
    const at = ({ number }: Numbered): string => `/api/customer-invoices/${number}/book`;
    await expecting(200, on.ours.post(at(quiet)));
    await expecting(200, on.ours.post(at(refused), { mail: { send: false, to: 'a@example.dk' } }));
    await expecting(200, on.ours.post(`${at(asked)}?send_mail=true`));
    await settled('customer-invoice', asked, 'delivered');
    expect(await deliveryOf('customer-invoice', quiet)).toBeUndefined();
    expect(await deliveryOf('customer-invoice', refused)).toBeUndefined();
    expect(mails.mails).toHaveLength(1);
  });
});

describe('a mail that cannot be', () => {
  test('without an address is refused with its field, and nothing is done', async () => {
    const nowhere = { email: null, email_purchase_orders: null };
    await expecting(200, on.ours.put('/api/suppliers/L-1', nowhere));
    const draft = await purchaseOrder();
    const at = `/api/purchase-orders/${draft.number}`;
    const problem = problemIn(await on.ours.post(`${at}/book`, { mail: { send: true } }));
    expect(problem).toMatchObject({
      status: 422,
      code: 'InvalidInput',
      errors: { 'mail.to': ['Supplier L-1 has no e-mail address. Give it one, or say where in mail.to.'] },
    });
    const read = bodyOf<object>(await expecting(200, on.ours.get(at)));
    expect(read).toMatchObject({ purchase_order: { is_draft: true } });
    expect(await deliveryOf('purchase-order', draft)).toBeUndefined();
    await expecting(200, on.ours.put('/api/suppliers/L-1', { email: 'fyr@example.dk' }));
    await expecting(200, on.ours.post(`${at}/book`, { mail: { send: true } }));
    expect(await settled('purchase-order', draft, 'delivered')).toMatchObject({ email: 'fyr@example.dk' });
  });

  test('to what is no address is refused', async () => {
    const draft = await order();
    for (const to of ['nobody', 'a@example.dk, b@example.dk', '']) {
      const problem = problemIn(await on.ours.post(`/api/orders/${draft.number}/book`, { mail: { to } }));
      expect([to, problem.status, Object.keys(problem.errors)]).toEqual([to, 422, ['mail.to']]);
    }
  });

  test('is tried again after a 4xx, and given up where its document is a draft again, or cancelled', async () => {
    mails.refuses(451, 'Greylisted');
    const [stays, leaves, ends] = [await order(), await order(), await order()];
    for (const { number } of [stays, leaves, ends])
      await expecting(200, on.ours.post(`/api/orders/${number}/book`, { mail: { send: true } }));
    const waiting = async (document: Numbered) =>
      eventually(async () => {
        const found = (await desk.all()).find(
          ({ documentMail, attempts }) => documentMail?.documentNumber === document.number && attempts === 1,
        );
        return found;
      }, 'an attempt failed');
    const paused = [await waiting(stays), await waiting(leaves), await waiting(ends)];
    mails.accepts();
    await expecting(200, on.ours.post(`/api/orders/${leaves.number}/reopen`));
    await expecting(200, on.ours.post(`/api/orders/${ends.number}/cancel`));
    for (const delivery of paused) await desk.pauseEnds(delivery);
    await settled('order', stays, 'delivered');
    expect(await settled('order', leaves, 'given-up')).toMatchObject({
      last_error: 'The document is a draft again.',
    });
    expect(await settled('order', ends, 'given-up')).toMatchObject({
      last_error: 'The document was cancelled.',
    });
    expect(mails.mails).toHaveLength(1);
  });

  test('in the mail server’s eyes is given up in its words, and is sent when it is asked for again', async () => {
    mails.refuses(550, 'No such mailbox');
    const draft = await order();
    await expecting(200, on.ours.post(`/api/orders/${draft.number}/book`, { mail: { send: true } }));
    const given = await settled('order', draft, 'given-up');
    expect(given.last_error).toContain('550 No such mailbox');
    mails.accepts();
    await expecting(202, on.ours.post(`/api/deliveries/${given.id}/replay`));
    await settled('order', draft, 'delivered');
  });
});
