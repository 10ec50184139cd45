/**
 * `npm run verify-events [-- --agreement N]`: reads the chains of events of all agreements, or of one, and says whether
 * anything was changed or removed. Exits 0 where all hold, 1 where one does not (its first broken row is named), 2 where
 * it could not be found out.
 */
import type { MikroORM } from '@mikro-orm/postgresql';
import { runOverAgreements } from '../agreement-command.ts';
import { verifyChain } from './verify-chain.ts';

/** Verifies and prints one line per agreement. True where every chain holds. */
export async function verifyEvents(
  orm: MikroORM,
  agreements: readonly number[],
  log: (line: string) => void,
): Promise<boolean> {
  let holds = true;
  for (const agreementNumber of agreements) {
    const { verified, broken } = await verifyChain(orm, agreementNumber);
    if (broken) holds = false;
    log(
      broken
        ? `agreement ${agreementNumber}: BROKEN at event ${broken.sequence}: ${broken.reason} (${verified} before it hold)`
        : `agreement ${agreementNumber}: ${verified} events hold`,
    );
  }
  return holds;
}

if (import.meta.main)
  process.exitCode = await runOverAgreements({
    applicationName: 'bilag-verify-events',
    failure: 2,
    run: verifyEvents,
  });
