/**
 * Lines of documents, read and written as plain rows: a document may have 10,000 of them, and as entities each would
 * cost a hundred times what it costs here.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { idOfInvoice } from './invoice-store.ts';
import type { InvoiceKey } from './invoice-store.ts';
import type { LineTotals } from './totals.ts';

/** A product as lines refer to it. */
export interface LineProduct {
  readonly id: string;
  readonly number: string;
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly barcode?: string | null | undefined;
  readonly salesPrice: Decimal;
  readonly recommendedSalesPrice?: Decimal | null | undefined;
  readonly costPrice?: Decimal | null | undefined;
  readonly recommendedCostPrice?: Decimal | null | undefined;
  readonly isBarred: boolean;
  readonly group: LineProductGroup;
  readonly unit?: LineUnit | null | undefined;
}

export interface LineProductGroup {
  readonly number: number;
  readonly name: string;
  readonly vatDomestic: Decimal;
  readonly vatEu: Decimal;
  readonly vatAbroad: Decimal;
  readonly vatDomesticExempt: Decimal;
  readonly isSellable: boolean;
}

export interface LineUnit {
  readonly id: string;
  readonly number: number;
  readonly name: string;
}

/** What a line says, before its amounts are computed. */
export interface LineContent {
  /** Null on a text line. */
  readonly product: LineProduct | null;
  readonly description: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discountPercentage: Decimal;
  readonly unitCostPrice: Decimal | null;
  readonly unit: LineUnit | null;
  readonly vatPercentage: Decimal;
  /** Of a credit note: the invoice's line. */
  readonly creditedLineId: string | null;
}

/** A line as it is stored. */
export interface InvoiceLine extends LineContent {
  readonly id: string;
  readonly position: number;
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
}

export interface LineRow extends Omit<InvoiceLine, 'product' | 'unit'> {
  readonly productId: string | null;
  readonly unitId: string | null;
  readonly unitNumber: number;
  readonly unitName: string;
  readonly product: LineProduct | null;
}

const linesQuery = (
  ofInvoice: string,
  also = '',
): string => `with line as materialized (select * from customer_invoice_line where agreement_number = $1 and invoice_id = ${ofInvoice}),
   first as materialized (
     select product_id, min(position) as position from line where product_id is not null group by product_id),
   item as materialized (
     select p.id, first.position as first_position, jsonb_build_object(
         'id', p.id, 'number', p.number, 'name', p.name, 'description', p.description, 'barcode', p.barcode,
         'salesPrice', p.sales_price::text, 'recommendedSalesPrice', p.recommended_sales_price::text,
         'costPrice', p.cost_price::text, 'recommendedCostPrice', p.recommended_cost_price::text,
         'isBarred', p.is_barred,
         'unit', case when u.id is not null then jsonb_build_object('id', u.id, 'number', u.number, 'name', u.name) end,
         'group', jsonb_build_object('number', g.number, 'name', g.name, 'vatDomestic', g.vat_domestic::text,
           'vatEu', g.vat_eu::text, 'vatAbroad', g.vat_abroad::text, 'vatDomesticExempt', g.vat_domestic_exempt::text,
           'isSellable', g.is_sellable)) as product
       from first
       join product p on p.id = first.product_id
       join product_group g on g.id = p.group_id
       left join unit u on u.id = p.unit_id)
   select l.id, l.position, l.description, l.quantity::text as "quantity", l.unit_price::text as "unitPrice",
       l.discount_percentage::text as "discountPercentage", l.unit_cost_price::text as "unitCostPrice",
       l.vat_percentage::text as "vatPercentage", l.net_amount::text as "netAmount", l.vat_amount::text as "vatAmount",
       l.credited_line_id as "creditedLineId", l.product_id as "productId",${also}
       u.id as "unitId", u.number as "unitNumber", u.name as "unitName",
       case when i.first_position = l.position then i.product end as "product"
     from line l
     left join unit u on u.id = l.unit_id
     left join item i on i.id = l.product_id
    order by l.position`;

const linesById = prepare<LineRow>('invoice_lines', ['int', 'uuid'], linesQuery(idOfInvoice('id')));
const linesByNumber = prepare<LineRow>(
  'invoice_lines_by_number',
  ['int', 'int'],
  linesQuery(idOfInvoice('number')),
);
const linesOfMany = prepare<LineRow & { readonly invoiceId: string }>(
  'lines_of_invoices',
  ['int', 'uuid[]'],
  linesQuery('any($2)', ' l.invoice_id as "invoiceId",'),
);

/** The lines of a document, for `together`; `asLines` makes of its rows what they are. */
export const linesCall = (em: EntityManager, key: InvoiceKey): Call<LineRow> =>
  (typeof key === 'string' ? linesById : linesByNumber).with([agreementOf(em), key]);

/**
 * The lines of a document in their order, with product, group and units as the registers are now: one statement. Every
 * product is read once, however many lines have it.
 */
export async function findLines(em: EntityManager, invoiceId: string): Promise<InvoiceLine[]> {
  return asLines(await linesById.run(em, [agreementOf(em), invoiceId]));
}

/** The lines of several documents by the document's id, as `findLines` gives them: one statement. */
export async function findLinesOf(
  em: EntityManager,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, readonly InvoiceLine[]>> {
  const rows = await linesOfMany.run(em, [agreementOf(em), `{${invoiceIds.join(',')}}`]);
  const lines = asLines(rows);
  const byInvoice = new Map<string, InvoiceLine[]>(invoiceIds.map((id) => [id, []]));
  for (const [at, line] of lines.entries()) byInvoice.get(rows[at]?.invoiceId ?? '')?.push(line);
  return byInvoice;
}

/** Lines of their rows: every product once, shared by all lines that have it. */
export function asLines(rows: readonly LineRow[]): InvoiceLine[] {
  const products = new Map<string, LineProduct>();
  return rows.map(({ productId, unitId, unitNumber, unitName, product, ...line }) => {
    if (product) products.set(product.id, product);
    return {
      ...line,
      product: productId === null ? null : known(products, productId),
      unit: unitId === null ? null : { id: unitId, number: unitNumber, name: unitName },
    };
  });
}

function known(products: ReadonlyMap<string, LineProduct>, id: string): LineProduct {
  const product = products.get(id);
  if (product === undefined) throw new Error('A line refers to a product that this agreement does not have.');
  return product;
}

/** Stores the lines of a document: one statement. */
export async function insertLines(
  em: EntityManager,
  invoiceId: string,
  lines: readonly LineContent[],
  totals: readonly LineTotals[],
): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map((line, index) => ({
    id: newId(),
    position: index + 1,
    product_id: line.product?.id ?? null,
    description: line.description.toWellFormed(),
    quantity: line.quantity,
    unit_price: line.unitPrice,
    discount_percentage: line.discountPercentage,
    unit_cost_price: line.unitCostPrice,
    unit_id: line.unit?.id ?? null,
    vat_percentage: line.vatPercentage,
    net_amount: totals[index]?.netAmount,
    vat_amount: totals[index]?.vatAmount,
    credited_line_id: line.creditedLineId,
  }));
  await em.execute(
    `insert into customer_invoice_line (agreement_number, invoice_id, id, position, product_id, description, quantity,
       unit_price, discount_percentage, unit_cost_price, unit_id, vat_percentage, net_amount, vat_amount, credited_line_id)
     select ?, ?, line.* from jsonb_to_recordset(?::jsonb) as line (id uuid, position int, product_id uuid,
       description text, quantity numeric, unit_price numeric, discount_percentage numeric, unit_cost_price numeric,
       unit_id uuid, vat_percentage numeric, net_amount numeric, vat_amount numeric, credited_line_id uuid)`,
    [agreementOf(em), invoiceId, JSON.stringify(rows)],
  );
}

/** Stores VAT rates and amounts of lines that stay: one statement. */
export async function updateLineAmounts(
  em: EntityManager,
  lines: readonly InvoiceLine[],
  totals: readonly LineTotals[],
): Promise<void> {
  const rows = lines.map((line, index) => ({
    id: line.id,
    vat_percentage: line.vatPercentage,
    net_amount: totals[index]?.netAmount,
    vat_amount: totals[index]?.vatAmount,
  }));
  if (rows.length === 0) return;
  await em.execute(
    `update customer_invoice_line line
        set vat_percentage = new.vat_percentage, net_amount = new.net_amount, vat_amount = new.vat_amount
       from jsonb_to_recordset(?::jsonb) as new (id uuid, vat_percentage numeric, net_amount numeric, vat_amount numeric)
      where line.agreement_number = ? and line.id = new.id`,
    [JSON.stringify(rows), agreementOf(em)],
  );
}
