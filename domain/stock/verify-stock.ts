/**
 * `npm run verify-stock [-- --agreement N]`: replays the stock ledger of every item from nothing, of all agreements or of one,
 * and says whether every stored figure is what the ledger gives, to the cent. Exits 0 where all are, 1 where one is not (the
 * items are named with their first difference), 2 where it could not be found out.
 */
import { IsolationLevel } from '@mikro-orm/postgresql';
import type { MikroORM } from '@mikro-orm/postgresql';
import { runOverAgreements } from '../agreement-command.ts';
import { readAgreement } from '../database.ts';
import { differenceIn } from './verify-item.ts';
import { loadStoredItem } from './verify-load.ts';

/** Items that are asked for at a time. */
const itemsPerPage = 1_000;

/** Verifies and prints one line per agreement, and one per item that differs. True where every item holds. */
export async function verifyStock(
  orm: MikroORM,
  agreements: readonly number[],
  log: (line: string) => void,
): Promise<boolean> {
  let holds = true;
  for (const agreementNumber of agreements) {
    let verified = 0;
    let broken = 0;
    for await (const { id, number } of itemsOf(orm, agreementNumber)) {
      const difference = await differenceOf(orm, agreementNumber, id);
      verified += 1;
      if (difference === undefined) continue;
      broken += 1;
      log(`agreement ${agreementNumber}: item ${number}: ${difference}`);
    }
    if (broken > 0) holds = false;
    log(
      broken > 0
        ? `agreement ${agreementNumber}: DIFFERS in ${broken} of ${verified} items`
        : `agreement ${agreementNumber}: ${verified} items hold`,
    );
  }
  return holds;
}

/** Items that have a place in the stock, in the order of their ids. */
async function* itemsOf(
  orm: MikroORM,
  agreementNumber: number,
): AsyncGenerator<{ readonly id: string; readonly number: string }> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await readAgreement(orm, agreementNumber).transactional((em) =>
      em.execute<{ id: string; number: string }[]>(
        `select s.product_id as id, p.number from stock_item s join product p on p.id = s.product_id
          where s.product_id > ? order by s.product_id limit ?`,
        [after, itemsPerPage],
      ),
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Reads one moment and locks nothing: what is posted meanwhile is in none of it. Holds one item in memory. */
async function differenceOf(
  orm: MikroORM,
  agreementNumber: number,
  productId: string,
): Promise<string | undefined> {
  const stored = await readAgreement(orm, agreementNumber).transactional(
    (em) => loadStoredItem(em, productId),
    { isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true },
  );
  return stored === undefined ? undefined : differenceIn(stored);
}

if (import.meta.main)
  process.exitCode = await runOverAgreements({
    applicationName: 'bilag-verify-stock',
    failure: 2,
    run: verifyStock,
  });
