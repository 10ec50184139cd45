import type { ErpAdapter } from '../../activities/erp/adapter.ts';

/** Bugs that the campaign has to catch, put into a worker on purpose. */
export const bugs = {
  /** What became of a write is never asked: it is taken for absent. */
  'skip-look-up': (adapter: ErpAdapter): ErpAdapter => ({
    ...adapter,
    lookUp: () => Promise.resolve({ found: 'absent', exchanges: [] }),
  }),
  /** An unknown outcome is taken for a refusal that a second try mends, at once. */
  'retry-at-once': (adapter: ErpAdapter): ErpAdapter => ({
    ...adapter,
    send: async (session, write, options) => {
      const result = await adapter.send(session, write, options);
      return result.outcome === 'unknown'
        ? { outcome: 'rate-limited', retryAfterMs: 0, exchanges: result.exchanges }
        : result;
    },
  }),
} as const;
export type BugName = keyof typeof bugs;
