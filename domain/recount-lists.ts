/**
 * `npm run recount-lists [-- --agreement N]`: counts the rows of every list whose total is kept, of all agreements or of one,
 * and sets right what is told wrong: a data-only restore counts its rows once more, and what was written with triggers off was
 * never counted. Safe while API and worker run, and to repeat. Exits 0 where every total is right now (what was mended is said),
 * 1 where that could not be done.
 */
import type { MikroORM } from '@mikro-orm/postgresql';
import { runOverAgreements } from './agreement-command.ts';
import { withAgreement } from './database.ts';
import { comparedTotal, recountTotal } from './list-totals.ts';
import { countedTables } from './sql/list-totals.ts';

/**
 * Compares and mends; prints one line per agreement, and one per total that was wrong. Answers how many were. Locks a table
 * only where its total is wrong: writers of that table, in all agreements, then wait for one count.
 */
export async function recountLists(
  orm: MikroORM,
  agreements: readonly number[],
  log: (line: string) => void,
): Promise<number> {
  let mended = 0;
  for (const agreementNumber of agreements) {
    let wrong = 0;
    for (const table of countedTables) {
      const { kept, counted } = await withAgreement(orm, agreementNumber, (em) => comparedTotal(em, table));
      if (kept === counted) continue;
      wrong += 1;
      const total = await withAgreement(orm, agreementNumber, (em) => recountTotal(em, table));
      log(`agreement ${agreementNumber}: ${table}: ${kept} was told, there are ${total}: mended`);
    }
    mended += wrong;
    log(
      wrong > 0
        ? `agreement ${agreementNumber}: ${wrong} of ${countedTables.length} totals were wrong and are mended`
        : `agreement ${agreementNumber}: ${countedTables.length} totals hold`,
    );
  }
  return mended;
}

if (import.meta.main)
  process.exitCode = await runOverAgreements({
    applicationName: 'bilag-recount-lists',
    // A count may take its time: no statement is cut short.
    statementTimeoutMs: 0,
    failure: 1,
    run: async (...over) => {
      await recountLists(...over);
      return true;
    },
  });
