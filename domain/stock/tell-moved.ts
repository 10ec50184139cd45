/** Tells webhooks of the items whose quantities a transaction moved (`inventory.changed`). */
import type { EntityManager } from '@mikro-orm/postgresql';
import { beforeCommit } from '../before-commit.ts';
import { plain, sum } from '../money.ts';
import type { Decimal } from '../money.ts';
import { prepare } from '../statements.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent, isSilenced } from '../webhooks/emit-event.ts';

/** Quantities of an item under its lock. */
interface HeldItem {
  readonly productId: string;
  readonly number: string;
  readonly quantity: Decimal;
  readonly inOrder: Decimal;
  readonly purchased: Decimal;
  readonly inProduction: Decimal;
}

const itemsNow = prepare<HeldItem>(
  'watched_stock_items',
  ['int', 'jsonb'],
  `select s.product_id as "productId", p.number, s.quantity::text, s.in_order::text as "inOrder", s.purchased::text,
          s.in_production::text as "inProduction"
     from stock_item s join product p on p.id = s.product_id
    where s.product_id in (select id::uuid from jsonb_array_elements_text($2) as held (id))
      and exists (select from webhook w where w.agreement_number = $1 and w.event = 'inventory.changed' and w.is_active)
    order by s.product_id`,
);

const heldBefore = new WeakMap<EntityManager, Map<string, HeldItem>>();

/**
 * Items as they were when the transaction locked them: before it commits, webhooks are told of those that moved, each once and
 * with what it has in the end. A document moves the stock and what is reserved of it one after the other; nobody is told of
 * figures in between.
 */
export function noteHeld(em: EntityManager, items: readonly HeldItem[]): void {
  if (isSilenced(em) || items.length === 0) return;
  const held = heldBefore.get(em) ?? new Map<string, HeldItem>();
  heldBefore.set(em, held);
  for (const item of items) if (!held.has(item.productId)) held.set(item.productId, item);
  beforeCommit(em, tellMoved);
}

async function tellMoved(em: EntityManager): Promise<void> {
  const held = heldBefore.get(em);
  if (held === undefined || isSilenced(em)) return;
  heldBefore.delete(em);
  for (const item of await itemsNow.run(em, [agreementOf(em), JSON.stringify([...held.keys()])])) {
    const before = held.get(item.productId);
    const old: Readonly<Record<string, string>> = before ? figuresOf(before) : {};
    const data = figuresOf(item);
    const changed = Object.entries(data).flatMap(([name, value]) => (value === old[name] ? [] : [name]));
    if (changed.length === 0) continue;
    await emitEvent(em, {
      event: 'inventory.changed',
      key: item.number,
      keyName: 'number',
      data: { number: item.number, ...data },
      changed,
    });
  }
}

const figuresOf = ({ quantity, inOrder, purchased, inProduction }: HeldItem) => ({
  stock_quantity: plain(quantity),
  in_order_quantity: plain(inOrder),
  available_quantity: plain(sum([quantity, `-${inOrder}`, `-${inProduction}`])),
  purchased_quantity: plain(purchased),
  used_in_production_quantity: plain(inProduction),
});
