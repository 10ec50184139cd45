import { cancellationSignal, heartbeat } from '@temporalio/activity';

const heartbeatIntervalMs = 2_000;

/** Heartbeats while `work` runs, so that a dead worker is seen within seconds and a cancellation arrives. */
export async function beating<T>(
  work: (context: { readonly cancelled: AbortSignal }) => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    heartbeat();
  }, heartbeatIntervalMs);
  try {
    return await work({ cancelled: cancellationSignal() });
  } finally {
    clearInterval(timer);
  }
}
