import { Router } from 'express';
import type { Response } from 'express';
import type { ApiDeps, ReadinessCheck } from './context.ts';
import { requestState } from './request-state.ts';

/** A check that has not answered by then counts as failed, in milliseconds. */
const checkDeadlineMs = 2_000;

interface CheckResult {
  readonly name: string;
  readonly needed: boolean;
  readonly ok: boolean;
  readonly remark: string;
}

/** `/healthz` (the process lives), `/readyz` (what it needs is there) and `/metrics`; open, and without tenant data. */
export function probesRouter(deps: ApiDeps): Router {
  const router = Router();
  const at = (path: string, response: Response): void => {
    requestState(response).route = path;
  };
  router.get('/healthz', (_request, response) => {
    at('/healthz', response);
    response.json({ status: 'ok', version: deps.version });
  });
  router.get('/readyz', async (_request, response) => {
    at('/readyz', response);
    const checks = await Promise.all(deps.readiness.map(run));
    const ok = checks.every((check) => check.ok || !check.needed);
    response.status(ok ? 200 : 503).json({ status: ok ? 'ready' : 'not ready', checks });
  });
  router.get('/metrics', async (_request, response) => {
    at('/metrics', response);
    const text = await deps.metrics.registry.metrics();
    response.set('content-type', deps.metrics.registry.contentType).send(text);
  });
  return router;
}

async function run(check: ReadinessCheck): Promise<CheckResult> {
  const { name, needed } = check;
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    deadline.reject(new Error(`no answer within ${checkDeadlineMs} ms`));
  }, checkDeadlineMs);
  try {
    return { name, needed, ok: true, remark: await Promise.race([check.check(), deadline.promise]) };
  } catch (error) {
    return { name, needed, ok: false, remark: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
