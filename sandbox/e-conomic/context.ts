import type { SandboxClock } from '../control/clock.ts';
import type { Agreement, TableName } from './agreement.ts';
import { ErrorTree } from './errors.ts';
import type { Switches } from './switches.ts';
import type { Checking } from './validation.ts';

/** Within what one request is answered. */
export interface Context {
  readonly agreement: Agreement;
  readonly switches: Switches;
  readonly clock: SandboxClock;
  /** Base address of the legacy surface, in every `self`. */
  readonly restUrl: string;
  /** Above 0: what is created stays hidden from reads for so long. */
  readonly hideForMs: number;
}

export const checkingOf = (context: Context): Checking => ({
  agreement: context.agreement,
  switches: context.switches,
  restUrl: context.restUrl,
  errors: new ErrorTree(),
  schemaErrors: [],
});

/** Now as the API prints it: `2026-08-30T12:00:00Z`. */
export const timestamp = (context: Context): string => `${context.clock.now().toISOString().slice(0, 19)}Z`;

/** A record was committed: where the request asked for it, reads do not see it yet. */
export function committed(context: Context, table: TableName, key: string | number): void {
  if (context.hideForMs > 0) context.agreement.hide(table, key, context.clock.millis() + context.hideForMs);
}
