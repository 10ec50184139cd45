/** What booking a credit note of a supplier does to the stock: its goods go back (V13). */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ActionContext } from '../documents/kinds.ts';
import { DomainError } from '../errors.ts';
import { refuseBlocked } from '../locations/location.service.ts';
import { equal, isPositive, least, multiply, negate, subtract } from '../money.ts';
import type { Decimal } from '../money.ts';
import type { StockTracking, SupplierReturnPosting } from '../stock/posting.ts';
import { postStock } from '../stock/stock.service.ts';
import { TrackedPlaces } from '../stock/tracked-places.ts';
import {
  allNumbers,
  commonNumbers,
  numbersWithout,
  onlyNumbers,
  trackedQuantity,
} from '../stock/tracking-parts.ts';
import { agreementOf } from '../tenant.ts';
import { originOf } from './booking-stock.ts';
import { leftOfMatch } from './matching.ts';
import type { SupplierInvoice } from './supplier-invoice.entity.ts';
import type { SupplierInvoiceLineRow } from './supplier-invoice.table.ts';

/** A line of a receipt by which a credited line's goods came. */
interface CameBy {
  readonly invoiceLineId: string;
  readonly stockLineId: string;
  readonly locationId: string;
  /** Standard units, less what was freed or went back already. */
  readonly quantity: Decimal;
  /** Its batch or serial numbers, less what went back of each; null where it has none. */
  readonly tracking: readonly StockTracking[] | null;
}

const cameBy = (em: EntityManager, creditedIds: readonly string[]): Promise<CameBy[]> =>
  em.execute<CameBy[]>(
    `select m.invoice_line_id as "invoiceLineId", l.stock_line_id as "stockLineId", l.location_id as "locationId",
         (${leftOfMatch} * l.unit_quantity)::text as quantity,
         (select jsonb_agg(jsonb_build_object('number', t.number, 'quantity', (t.quantity + coalesce((
              select sum(b.quantity) from stock_line r join stock_line_tracking b on b.line_id = r.id
               where r.of_line_id = l.stock_line_id and r.type = 'supplier-return' and b.number = t.number), 0))::text)
              order by t.number)
            from stock_line_tracking t where t.line_id = l.stock_line_id) as tracking
       from purchase_match m join receipt_line l on l.id = m.receipt_line_id and l.stock_line_id is not null
       join receipt r on r.id = l.receipt_id
      where m.agreement_number = ? and m.invoice_line_id = any(?::uuid[]) order by r.ledger_date, r.number, l.position`,
    [agreementOf(em), `{${creditedIds.join(',')}}`],
  );

/** So much goes back of one receipt line, or of none that is known. */
interface BackPart {
  readonly came: CameBy | undefined;
  readonly quantity: Decimal;
  readonly tracking: readonly StockTracking[];
}

/** Out of the receipts by which they came, oldest first. */
function partsByAge(quantity: Decimal, came: readonly CameBy[]): BackPart[] {
  const parts: BackPart[] = [];
  let left = quantity;
  for (const one of came) {
    const part = least(left, one.quantity);
    if (!isPositive(part)) continue;
    parts.push({ came: one, quantity: part, tracking: [] });
    left = subtract(left, part);
  }
  return isPositive(left) ? [...parts, { came: undefined, quantity: left, tracking: [] }] : parts;
}

/** Each number out of the receipt by which it came. */
function partsByNumber(numbers: readonly StockTracking[], came: readonly CameBy[]): BackPart[] {
  const parts: BackPart[] = [];
  let left = numbers;
  for (const one of came) {
    const tracking = commonNumbers(left, one.tracking);
    if (tracking.length === 0) continue;
    parts.push({ came: one, quantity: trackedQuantity(tracking), tracking });
    left = numbersWithout(left, tracking);
  }
  if (left.length === 0) return parts;
  return [...parts, { came: undefined, quantity: trackedQuantity(left), tracking: left }];
}

interface LineBack {
  readonly line: SupplierInvoiceLineRow;
  readonly productId: string;
  readonly parts: readonly BackPart[];
}

/** What a line gives back. Numbers for another quantity go to posting as they are, which refuses them. */
function backOf(line: SupplierInvoiceLineRow, allCame: readonly CameBy[]): LineBack {
  const came = allCame.filter(({ invoiceLineId }) => invoiceLineId === line.creditedLineId);
  const quantity = multiply(negate(line.quantity), line.unitQuantity);
  const numbers =
    line.tracking ?? onlyNumbers(quantity, allNumbers(...came.map(({ tracking }) => tracking))) ?? [];
  const isWhole = numbers.length > 0 && equal(trackedQuantity(numbers), quantity);
  const parts = isWhole
    ? partsByNumber(numbers, came)
    : numbers.length > 0
      ? [{ came: came[0], quantity, tracking: numbers }]
      : partsByAge(quantity, came);
  return { line, productId: line.product?.id ?? '', parts };
}

/**
 * Goods of a credit note go back to their supplier (V13): out of the receipts by which the credited lines came, oldest
 * first, or those of the numbers that are named; what is on none leaves the line's location, and a batch or serial number
 * the place where it lies. Throws `ReceivingLocationMissing`, `Barred` and what `postStock` throws.
 */
export async function returnGoods(
  em: EntityManager,
  invoice: SupplierInvoice,
  lines: readonly SupplierInvoiceLineRow[],
  ledgerDate: string,
  context: ActionContext,
): Promise<void> {
  const goods = lines.filter(({ product }) => product?.group.hasInventory === true);
  const came = await cameBy(
    em,
    goods.flatMap(({ creditedLineId }) => creditedLineId ?? []),
  );
  const usual = await usualPlaces(
    em,
    goods.flatMap(({ product }) => product?.id ?? []),
  );
  const back = goods.map((line) => backOf(line, came));
  const places = await TrackedPlaces.read(
    em,
    back.flatMap(({ productId, parts }) => parts.map(({ tracking }) => ({ productId, tracking }))),
  );
  const postings = back.flatMap(({ line, productId, parts }) =>
    parts.flatMap((part): SupplierReturnPosting[] => {
      const place = part.came?.locationId ?? line.locationId ?? usual.get(productId);
      if (!place) throw new DomainError('ReceivingLocationMissing', { item: line.product?.number ?? '' });
      const ofLineId = part.came?.stockLineId ?? null;
      const origin = originOf(invoice, line.id);
      const field = `lines.${line.position - 1}`;
      const base = { type: 'supplier-return', productId, ledgerDate, origin, field, ofLineId } as const;
      const isNumbered = part.tracking.length > 0 && equal(trackedQuantity(part.tracking), part.quantity);
      if (!isNumbered)
        return [{ ...base, locationId: place, quantity: part.quantity, tracking: part.tracking }];
      return places
        .take({ productId, tracking: part.tracking }, [place])
        .map(({ locationId, quantity, tracking }) => ({ ...base, locationId, quantity, tracking }));
    }),
  );
  await refuseBlocked(
    em,
    postings.map(({ locationId }) => ({ location: { id: locationId }, field: 'lines' })),
  );
  await postStock(em, postings, context);
}

/** Where items lie where nothing else is said: their own location, else the agreement's. */
async function usualPlaces(
  em: EntityManager,
  productIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await em.execute<{ productId: string; locationId: string | null }[]>(
    `select p.id as "productId", coalesce(p.default_location_id, d.id) as "locationId" from product p
       left join location d on d.agreement_number = p.agreement_number and d.is_default where p.id = any(?::uuid[])`,
    [`{${productIds.join(',')}}`],
  );
  return new Map(rows.flatMap(({ productId, locationId }) => (locationId ? [[productId, locationId]] : [])));
}
