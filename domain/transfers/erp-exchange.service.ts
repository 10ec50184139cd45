import type { EntityManager } from '@mikro-orm/postgresql';
import { canonicalJson, storableText } from '../events/event-hash.ts';
import { newId } from '../ids.ts';
import { later } from '../statement-queue.ts';
import { agreementOf } from '../tenant.ts';
import type { ExchangePurpose } from './erp-exchange.entity.ts';

/** One exchange, masked already. */
export interface ExchangeRecord {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | null;
  readonly durationMs: number;
}

/** Keeps exchanges for support, in the order in which they happened; with the next statement. */
export async function recordExchanges(
  em: EntityManager,
  connectionId: string,
  writeId: string | null,
  purpose: ExchangePurpose,
  exchanges: readonly ExchangeRecord[],
): Promise<void> {
  if (exchanges.length === 0) return;
  const rows = exchanges.map((exchange) => [
    ...[newId(), agreementOf(em), connectionId, writeId, purpose, new Date().toISOString()],
    ...[
      exchange.method,
      exchange.url,
      canonicalJson(exchange.requestHeaders),
      textOrNull(exchange.requestBody),
    ],
    ...[exchange.status, canonicalJson(exchange.responseHeaders), textOrNull(exchange.responseBody)],
    Math.round(exchange.durationMs),
  ]);
  const row = '(?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?, ?)';
  await later(
    em,
    `insert into erp_exchange (id, agreement_number, connection_id, write_id, purpose, at, method, url,
       request_headers, request_body, status, response_headers, response_body, duration_ms)
     values ${rows.map(() => row).join(', ')}`,
    rows.flat(),
  );
}

const textOrNull = (text: string | null): string | null => (text === null ? null : storableText(text));
