import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../control/clock.ts';
import type { StandInAnswer } from '../control/stand-in.ts';
import type { Refusal } from './errors.ts';
import type { Reply } from './routes.ts';

/** The two surfaces; they differ in how they word a refusal. */
export type HostName = 'rest' | 'openapi';

const json = 'application/json; charset=utf-8';

const sections: Readonly<Record<number, string>> = {
  400: '15.5.1',
  401: '15.5.2',
  403: '15.5.4',
  404: '15.5.5',
  405: '15.5.6',
  409: '15.5.10',
  415: '15.5.16',
  500: '15.6.1',
  501: '15.6.2',
  503: '15.6.4',
};

/** A reply as bytes. */
export function replyAnswer(reply: Reply): StandInAnswer {
  if (reply.bytes !== undefined) {
    return { status: reply.status, headers: { 'Content-Type': reply.bytes.type }, body: reply.bytes.content };
  }
  if (reply.json === undefined) return { status: reply.status, headers: {}, body: null };
  return {
    status: reply.status,
    headers: { 'Content-Type': json, ...(reply.location === undefined ? {} : { Location: reply.location }) },
    body: JSON.stringify(reply.json),
  };
}

function legacyBody(refusal: Refusal, logId: string, logTime: string): object {
  const { errors, errorCount, schemaPath, allowedFilteringFields, ...head } = refusal.body;
  return {
    message: refusal.message,
    ...head,
    logId,
    httpStatusCode: refusal.status,
    ...(errors === undefined ? {} : { errors }),
    ...(allowedFilteringFields === undefined ? {} : { allowedFilteringFields }),
    logTime,
    ...(errorCount === undefined ? {} : { errorCount }),
    ...(schemaPath === undefined ? {} : { schemaPath }),
  };
}

function problemBody(refusal: Refusal, traceId: string, traceTimeUtc: string): object {
  const section = sections[refusal.status];
  const isFilter = refusal.body['allowedFilteringFields'] !== undefined;
  return {
    ...(section === undefined ? {} : { type: `https://tools.ietf.org/html/rfc9110#section-${section}` }),
    title: refusal.message,
    status: refusal.status,
    detail: refusal.message,
    // This surface names no alternatives for a bad filter.
    errors: isFilter ? [] : (refusal.body['errors'] ?? []),
    traceId,
    traceTimeUtc,
    errorCode: isFilter ? 'BadFilterRequest' : (refusal.body['errorCode'] ?? 'Error'),
  };
}

/** A refusal as bytes, in the surface's own shape. */
export function refusalAnswer(refusal: Refusal, host: string, clock: SandboxClock): StandInAnswer {
  const logId = `${randomBytes(8).toString('hex')}-CPH`;
  const time = clock.now().toISOString().slice(0, 19);
  const isLegacy = host === ('rest' satisfies HostName);
  const body = isLegacy ? legacyBody(refusal, logId, time) : problemBody(refusal, logId, time);
  return {
    status: refusal.status,
    headers: {
      'Content-Type': isLegacy ? json : 'application/problem+json; charset=utf-8',
      'X-RequestId': logId,
    },
    body: JSON.stringify(body),
  };
}
