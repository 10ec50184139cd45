import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { ApiDeps } from './context.ts';
import { languageOf } from './language.ts';
import { requestState, setRequestState } from './request-state.ts';

/** A request id that a proxy gave is kept where it is harmless in logs; any other gets one of ours. */
const requestIdShape = /^[\w.:-]{8,64}$/;

/** The token of a link in a mail is as good as a password. */
const linkToken = /^(\/api\/(?:invitations|password-resets)\/).+/;

/** Request id, log line and figures of every request; the first middleware. */
export function observe(deps: ApiDeps): RequestHandler {
  const logRequest = pinoHttp({
    logger: deps.logger,
    genReqId: (request, response) => {
      const given = request.headers['x-request-id'];
      const id = typeof given === 'string' && requestIdShape.test(given) ? given : randomUUID();
      response.setHeader('x-request-id', id);
      return id;
    },
    customLogLevel: (_request, response, error) =>
      response.statusCode >= 500 || error !== undefined ? 'error' : 'info',
    // Method, path and status are enough; headers and queries may hold what no log should.
    serializers: {
      req: (request: { method: string; url: string }) => ({
        method: request.method,
        path: request.url.split('?')[0]?.replace(linkToken, '$1…'),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
    autoLogging: { ignore: (request) => isProbe(request.url ?? '') },
  });
  return (request, response, next) => {
    logRequest(request, response);
    setRequestState(response, {
      requestId: (request as Request & { id: string }).id,
      log: request.log,
      language: languageOf(request.headers['accept-language']),
      route: 'unmatched',
      changes: false,
    });
    const stop = deps.metrics.duration.startTimer();
    deps.metrics.inFlight.inc();
    response.once('close', () => {
      deps.metrics.inFlight.dec();
      stop({
        method: request.method,
        route: requestState(response).route,
        status: String(response.statusCode),
      });
    });
    next();
  };
}

const isProbe = (url: string): boolean => /^\/(healthz|readyz|metrics)\b/.test(url);
