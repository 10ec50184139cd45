import type { EntityManager } from '@mikro-orm/postgresql';
import { canonicalJson, storableText } from '../events/event-hash.ts';
import { newId } from '../ids.ts';
import { prepare } from '../statements.ts';
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

const insertExchange = prepare(
  'insert_exchange',
  [
    ...['uuid', 'int', 'uuid', 'uuid', 'text', 'timestamptz', 'text', 'text'],
    ...['jsonb', 'text', 'int', 'jsonb', 'text', 'int'],
  ],
  `insert into erp_exchange (id, agreement_number, connection_id, write_id, purpose, at, method, url, request_headers,
     request_body, status, response_headers, response_body, duration_ms)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);

/** Keeps exchanges for support, in the order in which they happened; with the next statement. */
export async function recordExchanges(
  em: EntityManager,
  connectionId: string,
  writeId: string | null,
  purpose: ExchangePurpose,
  exchanges: readonly ExchangeRecord[],
): Promise<void> {
  for (const exchange of exchanges)
    await insertExchange.later(em, [
      ...[newId(), agreementOf(em), connectionId, writeId, purpose, new Date().toISOString()],
      ...[exchange.method, exchange.url],
      ...[canonicalJson(exchange.requestHeaders), textOrNull(exchange.requestBody)],
      ...[exchange.status, canonicalJson(exchange.responseHeaders), textOrNull(exchange.responseBody)],
      Math.round(exchange.durationMs),
    ]);
}

const textOrNull = (text: string | null): string | null => (text === null ? null : storableText(text));
