/**
 * Lines of documents, read and written as plain rows: a document may have 10,000 of them, and as entities each would
 * cost a hundred times what it costs here.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { newId } from '../ids.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import type { Call } from '../statements.ts';
import type { StockTracking } from '../stock/posting.ts';
import { agreementOf } from '../tenant.ts';
import { lineProductJson } from './line-items.ts';
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
  readonly hasInventory: boolean;
  /** What lines of it cost is spread over the goods that they come with (V14). */
  readonly shouldSpreadCost: boolean;
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
  /** Standard units in one of the unit, as it was when the line was written; 1 without another unit. */
  readonly unitQuantity: Decimal;
  readonly vatPercentage: Decimal;
  /** Of a credit note: the invoice's line. */
  readonly creditedLineId: string | null;
  /** Of an order or invoice: the line of the offer, or of the order, from which it was made. */
  readonly offerLineId: string | null;
  readonly orderLineId: string | null;
  /** Batch or serial numbers, in standard units: of lines of invoices alone. */
  readonly tracking?: readonly StockTracking[] | null | undefined;
}

/** A line that came from no other document. */
export const noLinks = { creditedLineId: null, offerLineId: null, orderLineId: null } as const;

/** A line as it is stored. */
export interface SalesLine extends LineContent {
  readonly id: string;
  readonly position: number;
  readonly netAmount: Decimal;
  readonly vatAmount: Decimal;
}

export interface LineRow extends Omit<SalesLine, 'product' | 'unit'> {
  readonly productId: string | null;
  readonly unitId: string | null;
  readonly unitNumber: number;
  readonly unitName: string;
  readonly product: LineProduct | null;
}

/** The lines of one kind of document; `Own` is what they have beside what all lines have. */
export interface LineTable<Own extends object = object> {
  /** The lines of the document of an id or number, for `together`; `asLines` makes of its rows what they are. */
  call(em: EntityManager, key: string | number): Call<LineRow>;
  /**
   * The lines of a document in their order, with product, group and units as the registers are now: one statement. Every
   * product is read once, however many lines have it.
   */
  find(em: EntityManager, documentId: string): Promise<(SalesLine & Own)[]>;
  /** The lines of several documents by the document's id, as `find` gives them: one statement. */
  findOf(
    em: EntityManager,
    documentIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly (SalesLine & Own)[]>>;
  /** Stores lines of a document, the first of them after so many that it has: one statement. */
  insert(
    em: EntityManager,
    documentId: string,
    lines: readonly (LineContent & Own)[],
    totals: readonly LineTotals[],
    after?: number,
  ): Promise<void>;
  /** Stores VAT rates and amounts of lines that stay: one statement. */
  updateAmounts(em: EntityManager, lines: readonly SalesLine[], totals: readonly LineTotals[]): Promise<void>;
  /** Deletes all lines of a document. */
  deleteAll(em: EntityManager, documentId: string): Promise<void>;
}

/** A column that names the line of another document from which a line came. */
export type LineLink = 'creditedLineId' | 'offerLineId' | 'orderLineId';
const linkColumns: Readonly<Record<LineLink, string>> = {
  creditedLineId: 'credited_line_id',
  offerLineId: 'offer_line_id',
  orderLineId: 'order_line_id',
};
const links = Object.keys(linkColumns) as LineLink[];

/** How a table's lines are stored. */
export interface LineTableSpec {
  /** The documents' table; its lines are in `<document>_line`. */
  readonly document: string;
  /** The lines' column that names their document. */
  readonly parent: string;
  /** Which links its lines have. */
  readonly links: readonly LineLink[];
  /** Columns of its own, by property. */
  readonly own?: Readonly<
    Record<string, { readonly column: string; readonly type: 'uuid' | 'numeric' | 'jsonb' }>
  >;
}

const ownColumns = ({ own = {} }: LineTableSpec) =>
  Object.entries(own).map(([property, { column, type }]) => ({ property, column, type }));

/** The statements of a table of lines; prepared, for every booking reads its lines. */
export function lineTable<Own extends object = object>(spec: LineTableSpec): LineTable<Own> {
  const table = `${spec.document}_line`;
  const byId = prepare<LineRow>(`${table}s`, ['int', 'uuid'], linesQuery(spec, '= $2'));
  const ofNumber = `(select d.id from ${spec.document} d where d.agreement_number = $1 and d.number = $2)`;
  const byNumber = prepare<LineRow>(`${table}s_by_number`, ['int', 'int'], linesQuery(spec, `= ${ofNumber}`));
  const ofMany = prepare<LineRow & { readonly documentId: string }>(
    `${table}s_of_many`,
    ['int', 'uuid[]'],
    linesQuery(spec, '= any($2)', ` l.${spec.parent} as "documentId",`),
  );
  return {
    call: (em, key) => (typeof key === 'string' ? byId : byNumber).with([agreementOf(em), key]),
    find: async (em, documentId) =>
      asLines(await byId.run(em, [agreementOf(em), documentId])) as (SalesLine & Own)[],
    findOf: async (em, ids) => {
      const rows = await ofMany.run(em, [agreementOf(em), `{${ids.join(',')}}`]);
      const byDocument = new Map<string, (SalesLine & Own)[]>(ids.map((id) => [id, []]));
      for (const [at, line] of (asLines(rows) as (SalesLine & Own)[]).entries())
        byDocument.get(rows[at]?.documentId ?? '')?.push(line);
      return byDocument;
    },
    insert: (em, documentId, lines, totals, after = 0) =>
      insertLines(em, spec, documentId, { lines, totals, after }),
    updateAmounts: (em, lines, totals) => updateLineAmounts(em, table, lines, totals),
    deleteAll: async (em, documentId) => {
      await em.execute(`delete from ${table} where agreement_number = ? and ${spec.parent} = ?`, [
        agreementOf(em),
        documentId,
      ]);
    },
  };
}

const linesQuery = (spec: LineTableSpec, isOfDocument: string, also = ''): string =>
  `with line as materialized (select * from ${spec.document}_line where agreement_number = $1 and ${spec.parent} ${isOfDocument}),
   first as materialized (
     select product_id, min(position) as position from line where product_id is not null group by product_id),
   item as materialized (
     select p.id, first.position as first_position, ${lineProductJson} as product
       from first
       join product p on p.id = first.product_id
       join product_group g on g.id = p.group_id
       left join unit u on u.id = p.unit_id)
   select l.id, l.position, l.description, l.quantity::text as "quantity", l.unit_price::text as "unitPrice",
       l.discount_percentage::text as "discountPercentage", l.unit_cost_price::text as "unitCostPrice",
       l.unit_quantity::text as "unitQuantity", l.vat_percentage::text as "vatPercentage", l.net_amount::text as "netAmount", l.vat_amount::text as "vatAmount",
       ${links.map((link) => `${spec.links.includes(link) ? `l.${linkColumns[link]}` : 'null::uuid'} as "${link}"`).join(', ')},
       ${ownColumns(spec)
         .map(
           ({ property, column, type }) =>
             `l.${column}${type === 'numeric' ? '::text' : ''} as "${property}", `,
         )
         .join('')}l.product_id as "productId",${also}
       u.id as "unitId", u.number as "unitNumber", u.name as "unitName",
       case when i.first_position = l.position then i.product end as "product"
     from line l
     left join unit u on u.id = l.unit_id
     left join item i on i.id = l.product_id
    order by l.position`;

/** Lines of their rows: every product once, shared by all lines that have it. */
export function asLines(rows: readonly LineRow[]): SalesLine[] {
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

async function insertLines(
  em: EntityManager,
  spec: LineTableSpec,
  documentId: string,
  {
    lines,
    totals,
    after,
  }: {
    readonly lines: readonly LineContent[];
    readonly totals: readonly LineTotals[];
    readonly after: number;
  },
): Promise<void> {
  if (lines.length === 0) return;
  const own = ownColumns(spec);
  const rows = lines.map((line, index) => ({
    id: newId(),
    position: after + index + 1,
    product_id: line.product?.id ?? null,
    description: line.description.toWellFormed(),
    quantity: line.quantity,
    unit_price: line.unitPrice,
    discount_percentage: line.discountPercentage,
    unit_cost_price: line.unitCostPrice,
    unit_id: line.unit?.id ?? null,
    unit_quantity: line.unitQuantity,
    vat_percentage: line.vatPercentage,
    net_amount: totals[index]?.netAmount,
    vat_amount: totals[index]?.vatAmount,
    ...Object.fromEntries(spec.links.map((link) => [linkColumns[link], line[link]])),
    ...Object.fromEntries(
      own.map(({ property, column }) => [
        column,
        (line as unknown as Readonly<Record<string, unknown>>)[property] ?? null,
      ]),
    ),
  }));
  const linked = [...spec.links.map((link) => linkColumns[link]), ...own.map(({ column }) => column)]
    .map((column) => `, ${column}`)
    .join('');
  const linkTypes = [
    ...spec.links.map((link) => `${linkColumns[link]} uuid`),
    ...own.map(({ column, type }) => `${column} ${type}`),
  ]
    .map((column) => `, ${column}`)
    .join('');
  await em.execute(
    `insert into ${spec.document}_line (agreement_number, ${spec.parent}, id, position, product_id, description, quantity,
       unit_price, discount_percentage, unit_cost_price, unit_id, unit_quantity, vat_percentage, net_amount, vat_amount${linked})
     select ?, ?, line.* from jsonb_to_recordset(?::jsonb) as line (id uuid, position int, product_id uuid,
       description text, quantity numeric, unit_price numeric, discount_percentage numeric, unit_cost_price numeric,
       unit_id uuid, unit_quantity numeric, vat_percentage numeric, net_amount numeric, vat_amount numeric${linkTypes})`,
    [agreementOf(em), documentId, JSON.stringify(rows)],
  );
}

async function updateLineAmounts(
  em: EntityManager,
  table: string,
  lines: readonly SalesLine[],
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
    `update ${table} line
        set vat_percentage = new.vat_percentage, net_amount = new.net_amount, vat_amount = new.vat_amount
       from jsonb_to_recordset(?::jsonb) as new (id uuid, vat_percentage numeric, net_amount numeric, vat_amount numeric)
      where line.agreement_number = ? and line.id = new.id`,
    [JSON.stringify(rows), agreementOf(em)],
  );
}
