import type { EntityManager } from '@mikro-orm/postgresql';

/** Tables whose rows stand for lines with an item, by their column that names it. */
export const lineColumns = [
  ['customer_invoice_line', 'product_id'],
  ['lot_line', 'component_id'],
  ['collection_line', 'product_id'],
  ['purchase_order_line', 'product_id'],
  ['receipt_line', 'product_id'],
  ['supplier_invoice_line', 'product_id'],
  ['offer_line', 'product_id'],
  ['sales_order_line', 'product_id'],
  ['shipment_line', 'product_id'],
  ['adjustment_line', 'product_id'],
  ['movement_line', 'product_id'],
  ['stock_count_line', 'product_id'],
  ['production_order_line', 'product_id'],
] as const;

/** SQL: whether a line of anything has the item whose id the expression gives. */
export const isUsedInLines = (id: string): string =>
  lineColumns
    .map(([table, column]) => `exists (select 1 from ${table} used where used.${column} = ${id})`)
    .join(' or ');

/** SQL: whether the item whose id the expression gives has a stock transaction, is reserved or on its way, or was invoiced. */
export const isInLedger = (id: string): string =>
  `exists (select 1 from stock_item in_stock where in_stock.product_id = ${id} and (in_stock.last_sequence > 0
            or in_stock.in_order <> 0 or in_stock.purchased <> 0 or in_stock.in_production <> 0))
   or exists (select 1 from customer_invoice_line moved join customer_invoice i on i.id = moved.invoice_id
            where moved.product_id = ${id} and i.state = 'booked')`;

/**
 * Whether the item ever moved in stock, or is about to by an order. From then on it keeps what its ledger is built on: whether it has inventory, and
 * whether it has batches or serial numbers.
 */
export async function hasStockTransactions(em: EntityManager, productId: string): Promise<boolean> {
  const [row] = await em.execute<{ found: boolean }[]>(
    `select (${isInLedger('p.id')}) as found from product p where p.id = ?`,
    [productId],
  );
  return row?.found ?? false;
}

/** Whether quantities of the item are written down anywhere: in its ledger, or on lines of anything. */
export async function isCounted(em: EntityManager, productId: string): Promise<boolean> {
  const [row] = await em.execute<{ found: boolean }[]>(
    `select (${isInLedger('p.id')} or ${isUsedInLines('p.id')}) as found from product p where p.id = ?`,
    [productId],
  );
  return row?.found ?? false;
}

/** The number of an item of the group that ever moved in stock; undefined where none did. */
export async function movedProductOf(em: EntityManager, groupId: string): Promise<string | undefined> {
  const [row] = await em.execute<{ number: string }[]>(
    `select p.number from product p where p.group_id = ? and (${isInLedger('p.id')}) order by p.number limit 1`,
    [groupId],
  );
  return row?.number;
}
