import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Upper bounds of the duration buckets, in seconds: from a cached read to the engine's deadline. */
const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface ApiMetrics {
  readonly registry: Registry;
  /** Seconds per request, by method, route pattern (never the path itself) and status. */
  readonly duration: Histogram<'method' | 'route' | 'status'>;
  readonly inFlight: Gauge;
  readonly updatesInFlight: Gauge;
  /** Updates sent to the engine, by name and outcome: done, refused, unavailable, crowded. */
  readonly updates: Counter<'update' | 'outcome'>;
}

/**
 * The API's own figures, each app with its own registry. No label carries an agreement, a number or a path, so that
 * `/metrics` gives away nothing of a tenant.
 */
export function createMetrics(options: { readonly process: boolean }): ApiMetrics {
  const registry = new Registry();
  const registers = [registry];
  if (options.process) collectDefaultMetrics({ register: registry });
  return {
    registry,
    duration: new Histogram({
      name: 'bilag_http_request_duration_seconds',
      help: 'Seconds from the request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: durationBuckets,
      registers,
    }),
    inFlight: new Gauge({ name: 'bilag_http_requests_in_flight', help: 'Requests under way.', registers }),
    updatesInFlight: new Gauge({
      name: 'bilag_updates_in_flight',
      help: 'Document commands that wait for the workflow engine.',
      registers,
    }),
    updates: new Counter({
      name: 'bilag_updates_total',
      help: 'Document commands sent to the workflow engine, by outcome.',
      labelNames: ['update', 'outcome'],
      registers,
    }),
  };
}
