import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import { orderLines, orderTable } from '../orders/order.table.ts';
import type { PrintSource } from './printable-document.ts';
import { printableSales } from './printable-sales.ts';

/** An order as it is printed (see `printableSales`). Throws `NotFound`. */
export async function printableOrder(em: EntityManager, number: number): Promise<PrintSource> {
  const order = await findDocument(em, orderTable, number);
  const lines = await orderLines.find(em, order.id);
  const { offer } = order;
  return printableSales(em, order, lines, {
    kind: 'order',
    date: order.date,
    isDraft: order.state === 'draft',
    finalAt: order.bookedAt ?? null,
    facts: {},
    source: offer ? { kind: 'offer', number: String(offer.number) } : null,
    layoutPath: `/api/orders/${order.number}/layout`,
  });
}
