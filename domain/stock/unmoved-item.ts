import type { EntityManager } from '@mikro-orm/postgresql';
import { agreementOf } from '../tenant.ts';

/**
 * Takes away what the stock holds of an item that never moved and for which no document speaks, so that the item can be deleted:
 * locking an item makes its row. One that moved, or moves at the same time, keeps it.
 */
export async function dropUnmovedItem(em: EntityManager, itemNumber: string): Promise<void> {
  await em.execute(
    `delete from stock_item s using product p
      where p.agreement_number = ? and p.number = ? and s.product_id = p.id
        and s.last_sequence = 0 and s.in_order = 0 and s.purchased = 0 and s.in_production = 0`,
    [agreementOf(em), itemNumber],
  );
}
