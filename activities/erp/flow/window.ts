import type { ActivityDeps } from '../../deps.ts';
import type { ErpAdapter, InFlightWindow } from '../adapter.ts';

/** One of the ERP's times under this worker's scale, in whole milliseconds. */
export const scaledMs = (deps: Pick<ActivityDeps, 'timeScale'>, milliseconds: number): number =>
  Math.round(milliseconds * deps.timeScale);

/** An adapter's times under this worker's scale, in milliseconds. */
export function scaledWindow(deps: Pick<ActivityDeps, 'timeScale'>, adapter: ErpAdapter): InFlightWindow {
  const { deadlineMs, processingMs, visibilityMs } = adapter.window;
  return {
    deadlineMs: scaledMs(deps, deadlineMs),
    processingMs: scaledMs(deps, processingMs),
    visibilityMs: scaledMs(deps, visibilityMs),
  };
}
