import { randomUUID } from 'node:crypto';
import type { ApiClient, Json } from './api-client.ts';
import type { BookedDocument } from './documents.ts';
import type { Run } from './steps.ts';

/**
 * A purchase and a sale from their first document to the archive, all of it through the API: ten pieces come in at the
 * price of their purchase order, five go out with an order that began as an offer, then the supplier's invoice says another
 * price, and what the goods cost is corrected, sold ones too.
 */
const supplier = '5001';
const bought = { quantity: '10', price: '20.00', invoicedPrice: '21.00' };
const sold = { quantity: '5', price: '45.00' };
/** The ledger's values when all is done: type, quantity, value, and what is left after the line. */
const expectedLedger = [
  ['receipt', '10', '210.00', '210.00'],
  ['shipment', '-5', '-105.00', '105.00'],
  ['cost-change', '0', '0.00', '105.00'],
] as const;

const number = (row: Json): number => Number(row['number']);
const inside = (answer: Json, name: string): Json => answer[name] as Json;

/** What the chain left behind. */
export interface Chain {
  /** The invoice, to be held against the ERP's ledger with the others. */
  readonly invoice: BookedDocument;
  /** Whether every document is archived and the stock is worth what it should be. */
  readonly isRight: boolean;
}

/** Carries the purchase and the sale through, and explains the value of the stock line by line. */
export async function showChain(run: Run, customer: string): Promise<Chain> {
  const { api, options } = run;
  const item = `KÆDE-${randomUUID().slice(0, 8)}`;
  const product = {
    number: item,
    name: 'Kædebeslag, 80 mm',
    group_id: 1,
    unit_id: 1,
    sales_price: sold.price,
  };
  await api.post('/api/products', { ...product, recommended_cost_price: bought.price });
  options.print(`A purchase and a sale of ${item}, from the first document to the archive`);
  const purchase = await receive(api, item);
  const sale = await ship(api, item, customer);
  await invoicePurchase(api, item, purchase.order);
  const invoice = await invoiceSale(api, sale.order);
  const areArchived = await archived(run, [
    [`/api/purchase-orders/${purchase.order}`, 'purchase_order', 'purchase order'],
    [`/api/receipts/${purchase.receipt}`, 'receipt', 'receipt'],
    [`/api/offers/${sale.offer}`, 'offer', 'offer'],
    [`/api/orders/${sale.order}`, 'order', 'order'],
    [`/api/order-shipments/${sale.shipment}`, 'order_shipment', 'shipment'],
  ]);
  return { invoice, isRight: (await explainStock(run, item)) && areArchived };
}

/** A purchase order, sent to the supplier, and its goods received. */
async function receive(api: ApiClient, item: string): Promise<{ order: number; receipt: number }> {
  const lines = [{ item_id: item, quantity: bought.quantity, line_price: bought.price }];
  const draft = await api.post('/api/purchase-orders/drafts', { supplier_id: supplier, lines });
  const order = number(inside(draft, 'purchase_order'));
  await api.post(`/api/purchase-orders/${order}/book`, {});
  const made = await api.post(`/api/purchase-orders/${order}/create-receipt`, {});
  const receipt = number(inside(made, 'receipt'));
  await api.post(`/api/receipts/${receipt}/receive`, {});
  return { order, receipt };
}

/** An offer that becomes an order, and its shipment. */
async function ship(
  api: ApiClient,
  item: string,
  customer: string,
): Promise<{ offer: number; order: number; shipment: number }> {
  const lines = [{ item_id: item, quantity: sold.quantity, line_price: sold.price }];
  const offer = number(inside(await api.post('/api/offers', { customer_id: customer, lines }), 'offer'));
  await api.post(`/api/offers/${offer}/send`, {});
  const order = Number((await api.post(`/api/offers/${offer}/convert-to-order`, { book: true }))['order_id']);
  const made = await api.post(`/api/orders/${order}/create-shipment`, {});
  const shipment = number(inside(made, 'order_shipment'));
  await api.post(`/api/orders/shipments/${shipment}/mark-shipped`, { pick: true });
  return { offer, order, shipment };
}

/** The supplier's invoice, at a higher price than the purchase order's. */
async function invoicePurchase(api: ApiClient, item: string, order: number): Promise<void> {
  const made = await api.post(`/api/purchase-orders/${order}/convert-to-invoice`, { book: false });
  const draft = inside(made, 'supplier_invoice');
  const path = `/api/supplier-invoices/${number(draft)}`;
  const lines = [{ item_id: item, quantity: bought.quantity, line_price: bought.invoicedPrice }];
  await api.put(
    path,
    { supplier_invoice_number: `F-${number(draft)}`, lines },
    `"${String(draft['version'])}"`,
  );
  await api.post(`${path}/book`, {});
}

async function invoiceSale(api: ApiClient, order: number): Promise<BookedDocument> {
  const made = await api.post(`/api/orders/${order}/convert-to-invoice`, { book: true });
  const path = `/api/customer-invoices/${Number(made['invoice_id'])}`;
  const booked = inside(await api.get(path), 'customer_invoice');
  return {
    key: 'chain',
    what: chainInvoice,
    number: number(booked),
    isCreditNote: false,
    customerName: String(booked['customer_name']),
    currency: String(booked['currency']),
    grossAmount: String(booked['gross_amount']),
    workflowId: String(booked['workflow_id']),
  };
}

/** The invoice's kind in words. */
export const chainInvoice = 'of an order';

async function archived(
  { api, options }: Run,
  documents: readonly (readonly [path: string, singular: string, what: string])[],
): Promise<boolean> {
  const open: string[] = [];
  for (const [path, singular, what] of documents) {
    const row = inside(await api.get(path), singular);
    if (row['is_archived'] !== true) open.push(`${what} ${number(row)}`);
  }
  options.print(
    open.length === 0
      ? '  purchase order, receipt, offer, order and shipment are archived'
      : `  NOT archived: ${open.join(', ')}`,
  );
  return open.length === 0;
}

/** Prints the item's ledger, each line with what it is worth and why, and what is left beside the report of stock value. */
async function explainStock({ api, options }: Run, item: string): Promise<boolean> {
  const ledger = await api.get(`/api/reports/ledger/${encodeURIComponent(item)}`);
  const lines = ledger['ledger_items'] as readonly Json[];
  for (const line of lines) options.print(`  ${lineText(line)}`);
  const seen = lines.map((line) => [line['type'], line['quantity'], line['value'], line['running_value']]);
  const isEqual = JSON.stringify(seen) === JSON.stringify(expectedLedger);
  options.print(
    isEqual
      ? `  the stock of ${item} is worth ${String(lines.at(-1)?.['running_value'])}, as its lines say`
      : `  the ledger is NOT as it should be: ${JSON.stringify(seen)}`,
  );
  return isEqual;
}

function lineText(line: Json): string {
  const { kind, number: of } = line['document'] as { kind: string; number: number };
  const corrections = line['corrections'] as readonly { old_value: string; cause: { document: Json } }[];
  const why = corrections.map(
    ({ old_value, cause: { document } }) =>
      `${old_value} before ${String(document['kind'])} ${String(document['number'])}`,
  );
  const corrected = why.length === 0 ? '' : ` (${why.join(', ')})`;
  return `${kind} ${of}: ${String(line['quantity'])} pieces, ${String(line['value'])}${corrected}; then ${String(line['running_quantity'])} worth ${String(line['running_value'])}`;
}
