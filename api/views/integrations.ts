import type { Connection } from '../../domain/connections/connection.entity.ts';
import { settingsSchema } from '../../domain/connections/e-conomic-settings.ts';
import { callsPerDay } from '../../domain/connections/erp-limits.ts';
import { newMeter } from '../../domain/lane/meter.decisions.ts';
import { connectionWorkflowId } from '../../workflows/shared/ids.ts';
import { snake } from '../case.ts';
import type { Answer, Em } from '../context.ts';
import { singleAnswer } from '../lists.ts';

/** A connection as the API shows it: its settings with their defaults, its backlog, never its credentials. */
export async function integrationView(em: Em, connection: Connection): Promise<object> {
  const { account } = connection;
  return {
    id: connection.id,
    provider: connection.provider,
    name: connection.name,
    settings: settingsView(connection.settings),
    account: account
      ? {
          erp_agreement: account.erpAgreement,
          company_name: account.companyName,
          base_currency: account.baseCurrency,
        }
      : null,
    is_proven: connection.isProven,
    gate: {
      state: connection.gate,
      reason: connection.gateReason ?? null,
      by: connection.gateBy ?? null,
      since: connection.gateSince,
      until: connection.gateUntil ?? null,
    },
    concurrency: connection.capacity,
    quota: quotaView(connection),
    last_tested_at: connection.lastTestedAt ?? null,
    transfers: await transferCounts(em, connection.id),
    unmapped_refusals: await unmappedRefusals(em, connection.id),
    workflow_id: connectionWorkflowId(connection.id),
    created_at: connection.createdAt,
    updated_at: connection.updatedAt,
  };
}

/** What is used and left of the ERP's quota, as the lane counts it and as the ERP told it last. */
function quotaView({ provider, meter }: Connection): object {
  const today = new Date().toISOString().slice(0, 10);
  const { day, calls, window, retries, trips } = meter ?? newMeter;
  const limit = callsPerDay[provider] ?? null;
  const used = day === today ? calls : 0;
  return {
    day: { used, limit, left: limit === null ? null : Math.max(0, limit - used) },
    window: window && {
      used: window.used,
      limit: window.limit,
      seconds: window.windowMs / 1_000,
      told_at: new Date(window.at),
    },
    retries_left: Math.floor(retries),
    breaker_trips: trips,
  };
}

/** Settings with their defaults filled in. What an older version stored and today's schema refuses is shown as stored. */
function settingsView(stored: Readonly<Record<string, unknown>>): object {
  const parsed = settingsSchema.safeParse(stored);
  const settings = parsed.success ? parsed.data : stored;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [snake(name), value]));
}

async function transferCounts(em: Em, connectionId: string): Promise<Readonly<Record<string, number>>> {
  const rows = await em.execute<{ state: string; count: number }[]>(
    'select state, count(*)::int as count from transfer where connection_id = ? group by state order by state',
    [connectionId],
  );
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** Attempts that the ERP refused for a reason that the catalogue of errors does not know. */
async function unmappedRefusals(em: Em, connectionId: string): Promise<number> {
  const [row] = await em.execute<{ count: number }[]>(
    `select count(*)::int as count from erp_write where connection_id = ? and cause = 'ErpRefusedUnknown'`,
    [connectionId],
  );
  return row?.count ?? 0;
}

/** One connection as an answer. */
export const integrationAnswer = async (em: Em, connection: Connection, status: number): Promise<Answer> =>
  singleAnswer(status, 'integration', await integrationView(em, connection), connection.version);
