import type { ApiClient, Json } from './api-client.ts';
import { type CsvRow, field, readCsv } from './csv.ts';

/** An invoice of `invoices.csv` with its lines. */
export interface InvoicePlan {
  readonly key: string;
  /** Its kind in words. */
  readonly what: string;
  readonly customer: string;
  readonly row: CsvRow;
  readonly lines: readonly CsvRow[];
  /** The code with which the ERP refuses it; undefined for one that has to arrive. */
  readonly refusedWith: string | undefined;
}

/** A credit note of `credit-notes.csv`: of one line in part, or of the whole invoice. */
export interface CreditNotePlan {
  readonly key: string;
  readonly what: string;
  /** Key of the invoice that it credits. */
  readonly invoice: string;
  readonly row: CsvRow;
}

/** A booked document as the demo goes on to check it. */
export interface BookedDocument {
  readonly key: string;
  readonly what: string;
  readonly number: number;
  readonly isCreditNote: boolean;
  readonly customerName: string;
  readonly currency: string;
  /** Decimal, positive also on a credit note. */
  readonly grossAmount: string;
  readonly workflowId: string;
}

/** Everything that the demo books, in the order of the files. */
export function readPlans(): {
  readonly invoices: readonly InvoicePlan[];
  readonly creditNotes: readonly CreditNotePlan[];
} {
  const lines = Map.groupBy(readCsv('invoice-lines'), (line) => field(line, 'invoice'));
  const invoices = readCsv('invoices').map((row) => ({
    key: field(row, 'key'),
    what: field(row, 'what'),
    customer: field(row, 'customer_id'),
    row,
    lines: lines.get(field(row, 'key')) ?? [],
    refusedWith: row['erp_refuses'] === '' ? undefined : row['erp_refuses'],
  }));
  const creditNotes = readCsv('credit-notes').map((row) => ({
    key: field(row, 'key'),
    what: field(row, 'what'),
    invoice: field(row, 'invoice'),
    row,
  }));
  return { invoices, creditNotes };
}

/** Numbers of the products on the lines. */
export function productsOf(invoices: readonly InvoicePlan[]): ReadonlySet<string> {
  const numbers = invoices.flatMap(({ lines }) => lines.map((line) => line['item_id'] ?? ''));
  return new Set(numbers.filter((number) => number !== ''));
}

/** Books documents through the API: a draft first, then the booking, each under a key of this run. */
export class Booking {
  readonly #api: ApiClient;
  readonly #run: string;
  readonly #today: Date;

  /** `run` tells this start from the others: the same plans are booked anew at each. */
  constructor(options: { readonly api: ApiClient; readonly run: string; readonly today: Date }) {
    this.#api = options.api;
    this.#run = options.run;
    this.#today = options.today;
  }

  async invoice(plan: InvoicePlan): Promise<BookedDocument> {
    const body = { ...headOf(plan.row, this.#today), lines: plan.lines.map(lineOf) };
    const answer = await this.#api.post('/api/customer-invoices/drafts', body, this.#key(plan.key, 'draft'));
    return this.#book(plan, answer['customer_invoice'] as Json);
  }

  async creditNote(plan: CreditNotePlan, invoiceNumber: number): Promise<BookedDocument> {
    const { position, quantity, note } = plan.row;
    const body = {
      ...(note === undefined || note === '' ? {} : { note }),
      ...(position === undefined || position === ''
        ? {}
        : { lines: [{ position: Number(position), quantity }] }),
    };
    const path = `/api/customer-invoices/${invoiceNumber}/create-creditnote`;
    const answer = await this.#api.post(path, body, this.#key(plan.key, 'draft'));
    return this.#book(plan, answer['customer_invoice'] as Json);
  }

  async #book(plan: { readonly key: string; readonly what: string }, draft: Json): Promise<BookedDocument> {
    const path = `/api/customer-invoices/${String(draft['number'])}/book`;
    const answer = await this.#api.post(path, {}, this.#key(plan.key, 'book'));
    const booked = answer['customer_invoice'] as Json;
    return {
      key: plan.key,
      what: plan.what,
      number: Number(booked['number']),
      isCreditNote: booked['type'] === 'credit-note',
      customerName: String(booked['customer_name']),
      currency: String(booked['currency']),
      grossAmount: String(booked['gross_amount']),
      workflowId: String(booked['workflow_id']),
    };
  }

  #key(key: string, step: string): string {
    return `demo:${this.#run}:${key}:${step}`;
  }
}

const headFields = [
  'customer_id',
  'other_reference',
  'heading',
  'note',
  'their_reference_id',
  'attention_id',
  'discount_percentage',
] as const;
const numberFields: readonly string[] = ['their_reference_id', 'attention_id'];
const lineFields = ['item_id', 'name', 'quantity', 'line_price', 'discount_percentage'] as const;

/** The file counts days, so that the dates lie around today at every start. */
function headOf(row: CsvRow, today: Date): Record<string, unknown> {
  const daysAgo = Number(field(row, 'days_ago'));
  const dueInDays = row['due_in_days'] ?? '';
  return {
    ...chosen(row, headFields),
    invoice_date: dayAfter(today, -daysAgo),
    ...(dueInDays === '' ? {} : { due_date: dayAfter(today, Number(dueInDays)) }),
  };
}

const lineOf = (row: CsvRow): Record<string, unknown> => chosen(row, lineFields);

/** The fields that are filled in, in the API's types. */
function chosen(row: CsvRow, fields: readonly string[]): Record<string, unknown> {
  const filled = fields.filter((name) => (row[name] ?? '') !== '');
  return Object.fromEntries(
    filled.map((name) => [name, numberFields.includes(name) ? Number(row[name]) : row[name]]),
  );
}

const msPerDay = 86_400_000;

const dayAfter = (day: Date, days: number): string =>
  new Date(day.getTime() + days * msPerDay).toISOString().slice(0, 10);
