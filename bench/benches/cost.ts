import { Client, Connection } from '@temporalio/client';
import { temporalNamespace } from '../../sandbox/stack/temporal-server.ts';
import { ProductSubject } from '../driver/product-subject.ts';
import type { BenchContext } from '../support/context.ts';
import { held, type Figure } from '../support/figures.ts';
import { costOf, historiesOf, type EngineCost } from '../support/histories.ts';
import { clearJournal, isWrite, readJournal } from '../support/journal.ts';
import { logPosition, messagesBetween, withStatementLog, type Message } from '../support/postgres-log.ts';
import type { BenchStack } from '../support/stack.ts';
import { median } from '../support/stats.ts';

/** Counted one after another, so that every statement and call belongs to one invoice. */
const invoicesCounted = 20;
/** Carried before, under the statement log, so that every open connection writes it. */
const invoicesBefore = 5;
const erpWritesMax = 3;
const statementsShown = 15;

interface InvoiceCost {
  readonly engine: EngineCost;
  readonly erpWrites: number;
  readonly erpReads: number;
  readonly sql: Readonly<
    Record<'api' | 'worker', { readonly statements: number; readonly roundTrips: number }>
  >;
  readonly transactions: number;
  readonly messages: readonly Message[];
}

/** What one invoice costs from draft to archived, where the ERP knows its customer and products. */
export async function benchCost(bench: BenchContext): Promise<Figure[]> {
  await bench.warmUp('product');
  const stack = await bench.stack();
  const connection = await Connection.connect({ address: stack.temporalAddress });
  const client = new Client({ connection, namespace: temporalNamespace });
  const subject = new ProductSubject(stack.apiUrl, client, await bench.agreements());
  try {
    const costs = await withStatementLog(stack.postgres.superuserUrl, async () => {
      const counted: InvoiceCost[] = [];
      for (let index = 0; index < invoicesBefore + invoicesCounted; index += 1) {
        bench.say(`cost: invoice ${index + 1} of ${invoicesBefore + invoicesCounted}`);
        const cost = await costOfInvoice(stack, client, subject, index);
        if (index >= invoicesBefore) counted.push(cost);
      }
      return counted;
    });
    for (const line of dearest(costs)) bench.say(line);
    return figuresOf(costs);
  } finally {
    await subject.close();
  }
}

async function costOfInvoice(
  stack: BenchStack,
  client: Client,
  subject: ProductSubject,
  index: number,
): Promise<InvoiceCost> {
  await clearJournal(stack.controlUrl);
  const from = logPosition(stack.postgresLog);
  const invoice = await subject.draft(index);
  await subject.book(invoice);
  await subject.settled(invoice);
  const messages = messagesBetween(stack.postgresLog, from, logPosition(stack.postgresLog));
  const exchanges = await readJournal(stack.controlUrl);
  const executed = messages.filter((message) => message.isExecution);
  const of = (application: string): { statements: number; roundTrips: number } => {
    const own = executed.filter((message) => message.application === application);
    return { statements: own.flatMap((message) => message.statements).length, roundTrips: own.length };
  };
  return {
    engine: costOf(await historiesOf(client, invoice.workflowId)),
    erpWrites: exchanges.filter(isWrite).length,
    erpReads: exchanges.filter((exchange) => !isWrite(exchange)).length,
    sql: { api: of('bilag api'), worker: of('bilag worker') },
    transactions: executed.flatMap((message) => message.statements).filter((text) => /^commit$/i.test(text))
      .length,
    messages,
  };
}

function figuresOf(costs: readonly InvoiceCost[]): Figure[] {
  const figure = (what: string, of: (cost: InvoiceCost) => number): Figure => {
    const values = costs.map(of);
    const [least, middle, most] = [Math.min(...values), median(values), Math.max(...values)];
    return {
      bench: 'cost',
      what: `${what} (min, median, max)`,
      number: middle,
      value: spread(least, middle, most),
    };
  };
  const writes = figure('ERP writes', (cost) => cost.erpWrites);
  const most = Math.max(...costs.map((cost) => cost.erpWrites));
  return [
    figure('workflow tasks', (cost) => cost.engine.workflowTasks),
    figure('activities', (cost) => cost.engine.activities),
    figure('local activities', (cost) => cost.engine.localActivities),
    figure('updates', (cost) => cost.engine.updates),
    figure('signals', (cost) => cost.engine.signals),
    figure('timers', (cost) => cost.engine.timers),
    figure('search attribute upserts', (cost) => cost.engine.searchAttributeUpserts),
    figure('history events', (cost) => cost.engine.events),
    figure('billable actions', (cost) => cost.engine.actions),
    figure('SQL statements, API', (cost) => cost.sql.api.statements),
    figure('SQL statements, worker', (cost) => cost.sql.worker.statements),
    figure('SQL round trips, API', (cost) => cost.sql.api.roundTrips),
    figure('SQL round trips, worker', (cost) => cost.sql.worker.roundTrips),
    figure('SQL transactions', (cost) => cost.transactions),
    figure('ERP reads', (cost) => cost.erpReads),
    { ...held({ ...writes, number: most }, { atMost: erpWritesMax }, ''), number: writes.number },
  ];
}

const spread = (...values: readonly number[]): string => values.join(' / ');

const shortened = (statement: string): string => statement.replace(/(?<=^execute \w+)\(.*/, '').slice(0, 150);

/** The messages that take the most of PostgreSQL's time, with how often an invoice sends them. */
function dearest(costs: readonly InvoiceCost[]): string[] {
  const sums = new Map<string, { runs: number; milliseconds: number }>();
  for (const { application, statements, milliseconds, isExecution } of costs.flatMap(
    (cost) => cost.messages,
  )) {
    const key = `${application}: ${statements.map(shortened).join('; ')}`;
    const sum = sums.get(key) ?? { runs: 0, milliseconds: 0 };
    sums.set(key, {
      runs: sum.runs + Number(isExecution),
      milliseconds: sum.milliseconds + milliseconds,
    });
  }
  return [...sums]
    .sort(([, a], [, b]) => b.milliseconds - a.milliseconds)
    .slice(0, statementsShown)
    .map(([key, { runs, milliseconds }]) => {
      const perInvoice = (value: number, digits: number): string => (value / costs.length).toFixed(digits);
      return `${perInvoice(milliseconds, 2)} ms in ${perInvoice(runs, 1)} runs an invoice: ${key}`;
    });
}
