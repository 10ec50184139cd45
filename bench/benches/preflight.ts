import { setTimeout as delay } from 'node:timers/promises';
import { databaseName } from '../../sandbox/stack/postgres.ts';
import { withSql } from '../../sandbox/stack/sql.ts';
import { ApiClient } from '../support/api-client.ts';
import { makeAgreements, type BenchAgreement } from '../support/agreements.ts';
import type { BenchContext } from '../support/context.ts';
import { held, shown, type Figure } from '../support/figures.ts';
import type { BenchStack } from '../support/stack.ts';

/** All open documents of one agreement may take this long, in seconds. */
const secondsMax = 60;

/** One document of so many has a product that is barred in the ERP. */
const barredEvery = 50;
const linesPerDocument = 5;
const pollIntervalMs = 100;

interface Preflight {
  readonly id: string;
  readonly state: string;
  readonly total: number;
  readonly checked: number;
  readonly blocked: number;
}

/** How long all open documents of one agreement take to be held against what the ERP holds, registers read and not. */
export async function benchPreflight(bench: BenchContext): Promise<Figure[]> {
  const { documents } = bench.options;
  const stack = await bench.stack();
  const [agreement] = await makeAgreements(stack, 1);
  if (agreement === undefined) throw new Error('There is no agreement to check.');
  const api = new ApiClient(stack.apiUrl);
  try {
    bench.say(`preflight: making ${documents} open documents`);
    await barOneProduct(stack, api, agreement);
    const blocked = await makeDocuments(stack, api, agreement, documents);
    const connection = await connectionOf(api, agreement);
    const figures: Figure[] = [];
    for (const refresh of [true, false]) {
      await fetch(`${stack.controlUrl}/control/journal`, { method: 'DELETE' });
      const seconds = await checkAll(api, agreement, connection, { refresh, documents, blocked });
      const what = refresh ? 'registers read' : 'registers known';
      bench.say(`preflight: ${documents} documents, ${what}: ${seconds.toFixed(1)} s`);
      const figure = shown('preflight', `${documents} open documents, ${what}`, seconds, 1, 's');
      figures.push(refresh ? held(figure, { atMost: secondsMax }, 's') : figure);
      if (refresh) figures.push(shown('preflight', 'calls to the ERP', await callsTo(stack), 0, ''));
    }
    return figures;
  } finally {
    await api.close();
  }
}

/** Starts a preflight of all open documents and waits for its end. Throws where it has missed one. */
async function checkAll(
  api: ApiClient,
  { apiKey }: BenchAgreement,
  connection: string,
  expected: { readonly refresh: boolean; readonly documents: number; readonly blocked: number },
): Promise<number> {
  const started = performance.now();
  const path = `/api/integrations/${connection}`;
  type Answer = { readonly preflight: Preflight };
  let { preflight } = await api.post<Answer>(apiKey, `${path}/preflight`, { refresh: expected.refresh });
  while (preflight.state !== 'done') {
    await delay(pollIntervalMs);
    ({ preflight } = await api.get<Answer>(apiKey, `${path}/preflights/${preflight.id}`));
  }
  const seconds = (performance.now() - started) / 1_000;
  if (preflight.checked !== expected.documents || preflight.blocked !== expected.blocked)
    throw new Error(
      `It checked ${preflight.checked} and found ${preflight.blocked}: ${JSON.stringify(expected)}`,
    );
  return seconds;
}

const lines = (products: readonly string[]): object[] =>
  Array.from({ length: linesPerDocument }, (_, at) => ({
    item_id: products[at % products.length],
    quantity: String(at + 1),
  }));

type Made = { readonly customer_invoice: { readonly number: number } };

/** Carries the last product to the ERP on an invoice, then bars it there. */
async function barOneProduct(stack: BenchStack, api: ApiClient, agreement: BenchAgreement): Promise<void> {
  const { apiKey, customers, products } = agreement;
  const body = { customer_id: customers[0], lines: lines(products) };
  const { customer_invoice } = await api.post<Made>(apiKey, '/api/customer-invoices/drafts', body);
  const path = `/api/customer-invoices/${customer_invoice.number}`;
  await api.post(apiKey, `${path}/book`, {});
  const isArchived = async (): Promise<boolean> =>
    (await api.get<{ customer_invoice: { is_archived: boolean } }>(apiKey, path)).customer_invoice
      .is_archived;
  while (!(await isArchived())) await delay(pollIntervalMs);
  const answer = await fetch(`${stack.controlUrl}/control/barred?agreement=${2_000_000 + agreement.number}`, {
    method: 'POST',
    body: JSON.stringify({ kind: 'product', id: products.at(-1), barred: true }),
  });
  if (!answer.ok) throw new Error(`The sandbox barred nothing: ${await answer.text()}`);
}

/**
 * Drafts made through the API, one for each customer and one with the barred product, and copied in SQL until there are
 * enough. Answers how many of them are blocked.
 */
async function makeDocuments(
  stack: BenchStack,
  api: ApiClient,
  { number, apiKey, customers, products }: BenchAgreement,
  documents: number,
): Promise<number> {
  const blocked = Math.max(1, Math.floor(documents / barredEvery));
  const draft = async (customer: string | undefined, of: readonly string[]): Promise<number> => {
    const body = { customer_id: customer, lines: lines(of) };
    return (await api.post<Made>(apiKey, '/api/customer-invoices/drafts', body)).customer_invoice.number;
  };
  const good = products.slice(0, -1);
  const templates: { readonly template: number; readonly count: number }[] = [];
  for (const [at, customer] of customers.entries()) {
    const share = Math.floor((documents - blocked + at) / customers.length);
    templates.push({ template: await draft(customer, good), count: share });
  }
  templates.push({ template: await draft(customers[0], products), count: blocked });
  const url = new URL(stack.postgres.superuserUrl);
  url.pathname = `/${databaseName}`;
  await withSql(url.toString(), async (sql) => {
    let next = 1_000_000;
    for (const { template, count } of templates) {
      await sql(copies(number, template, next, count - 1));
      next += count;
    }
    await sql('analyze customer_invoice, customer_invoice_line');
  });
  return blocked;
}

/** Copies of a draft with its lines, numbered from `first`. */
const copies = (agreement: number, template: number, first: number, count: number): string => `
  with template as (
    select * from customer_invoice where agreement_number = ${agreement} and number = ${template}
  ), copy as (
    insert into customer_invoice
    select made.* from template t cross join generate_series(0, ${count - 1}) n
    cross join lateral jsonb_populate_record(t::customer_invoice,
      jsonb_build_object('id', gen_random_uuid(), 'number', ${first} + n)) made
    returning id
  )
  insert into customer_invoice_line
  select made.* from copy cross join template t join customer_invoice_line l on l.invoice_id = t.id
  cross join lateral jsonb_populate_record(l,
    jsonb_build_object('id', gen_random_uuid(), 'invoice_id', copy.id)) made`;

async function connectionOf(api: ApiClient, { apiKey }: BenchAgreement): Promise<string> {
  const { integrations } = await api.get<{ integrations: { id: string }[] }>(apiKey, '/api/integrations');
  const [first] = integrations;
  if (first === undefined) throw new Error('The agreement is not connected.');
  return first.id;
}

async function callsTo(stack: BenchStack): Promise<number> {
  const answer = await fetch(`${stack.controlUrl}/control/journal`);
  return (await answer.text()).split('\n').filter((line) => line !== '').length;
}
