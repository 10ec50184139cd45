import { createEconomicAdapter } from '../../activities/erp/e-conomic/adapter.ts';
import type { Blocked, ErpAdapter, InFlightWindow } from '../../activities/erp/adapter.ts';
import { shortWindow, type System } from './system.ts';

/** What is known of every document before it is sent; undefined: nothing stands in its way. */
export interface KnownBlock {
  block: Blocked | undefined;
  /** How often a document was held by it. */
  held: number;
}

/** e-conomic's adapter with a preflight that says what a test says; everything else is the real one. */
export function blockingAdapter(
  system: Pick<System, 'sandbox'>,
  known: KnownBlock,
  window: InFlightWindow = shortWindow,
): ErpAdapter {
  const adapter = createEconomicAdapter({
    baseUrls: { rest: system.sandbox.restUrl, openApi: system.sandbox.openApiUrl },
    window,
  });
  return {
    ...adapter,
    prepareInvoice: (frame, invoice, links, key) => {
      if (known.block === undefined) return adapter.prepareInvoice(frame, invoice, links, key);
      known.held += 1;
      return known.block;
    },
  };
}
