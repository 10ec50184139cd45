import { Connection } from '@temporalio/client';
import { reasonOf } from './log.ts';
import type { StackLog } from './log.ts';
import { searchAttributes } from './temporal-server.ts';

/** The numbers by which Temporal's API names the types of search attributes. */
const typeNumbers = { Keyword: 2, Int: 3 } as const;
const connectTimeoutMs = 10_000;

/** Registers our search attributes with a Temporal server of one's own where they are missing. */
export async function registerSearchAttributes(
  address: string,
  namespace: string,
  log: StackLog,
): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: connectTimeoutMs }).catch(
    (error: unknown) => {
      throw new Error(`no Temporal server answers at TEMPORAL_ADDRESS=${address}: ${reasonOf(error)}`, {
        cause: error,
      });
    },
  );
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(searchAttributes).filter(([name]) => !(name in customAttributes));
    if (missing.length === 0) return;
    log(`registering search attributes with ${address}: ${missing.map(([name]) => name).join(', ')}`);
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeNumbers[type]])),
    });
  } finally {
    await connection.close();
  }
}
