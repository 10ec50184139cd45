import type { ActivityDeps } from '../../deps.ts';
import type { ErpAdapter, InFlightWindow } from '../adapter.ts';

/** An adapter's times under this worker's scale, in milliseconds. */
export function scaledWindow(deps: Pick<ActivityDeps, 'timeScale'>, adapter: ErpAdapter): InFlightWindow {
  const { deadlineMs, processingMs, visibilityMs } = adapter.window;
  return {
    deadlineMs: Math.round(deadlineMs * deps.timeScale),
    processingMs: Math.round(processingMs * deps.timeScale),
    visibilityMs: Math.round(visibilityMs * deps.timeScale),
  };
}
