import type {
  ErpSession,
  FoundBlock,
  LookUpResult,
  PreparedWrite,
  RegisterLink,
  RegisterResolution,
  SendResult,
  Snapshot,
  SnapshotWanted,
} from '../../../../activities/erp/adapter.ts';
import { createEconomicAdapter, type EconomicAdapter } from '../../../../activities/erp/e-conomic/adapter.ts';
import { isBlocked } from '../../../../activities/erp/e-conomic/mappers/shared.ts';
import type { InvoiceForErp, RegisterForErp } from '../../../../domain/erp/documents.ts';
import {
  type EconomicSandbox,
  type EconomicSandboxOptions,
  startEconomicSandbox,
} from '../../../../sandbox/e-conomic/server.ts';

/** What carries registers and invoices to the stand-in one after the other, as flows do with rows and lanes around. */
export interface AtSandbox {
  readonly sandbox: EconomicSandbox;
  readonly adapter: EconomicAdapter;
  readonly session: ErpSession;
  /** Links made so far. */
  readonly links: RegisterLink[];
  resolve(register: RegisterForErp): Promise<RegisterResolution>;
  send(write: PreparedWrite): Promise<SendResult>;
  lookUp(write: PreparedWrite): Promise<LookUpResult>;
  /** Resolves and writes every register that the invoice needs; throws where one is blocked or refused. */
  registers(invoice: InvoiceForErp): Promise<void>;
  /** The draft's write; throws where it is blocked. */
  draft(invoice: InvoiceForErp, key: string): PreparedWrite;
  /** Registers and draft, then the booking's write. */
  drafted(invoice: InvoiceForErp, key: string): Promise<PreparedWrite>;
  /** A snapshot read now. */
  snapshot(wanted?: SnapshotWanted): Promise<Snapshot>;
  /** What speaks against the invoice by a snapshot read now. */
  preflight(invoice: InvoiceForErp): Promise<readonly FoundBlock[]>;
  /** The records of one table of the first agreement. */
  ledger(table: string): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/** Starts a stand-in of its own and an adapter against it. */
export async function startAtSandbox(
  settings: Record<string, unknown> = {},
  options: EconomicSandboxOptions = {},
): Promise<AtSandbox> {
  const sandbox = await startEconomicSandbox(options);
  const adapter = createEconomicAdapter({
    baseUrls: { rest: sandbox.restUrl, openApi: sandbox.openApiUrl },
  });
  const { signal } = new AbortController();
  const session: ErpSession = {
    connectionId: '01890000-0000-7000-8000-00000000000c',
    agreementNumber: 1000,
    credentials: sandbox.credentials,
    settings: { defaultLayoutNumber: 19, ...settings },
    erp: { baseCurrency: 'DKK' },
  };
  const links: RegisterLink[] = [];
  let intents = 0;

  const at: AtSandbox = {
    sandbox,
    adapter,
    session,
    links,
    resolve: (register) => adapter.resolveRegister(session, register, links, signal),
    send: (write) => {
      intents += 1;
      return adapter.send(session, write, {
        signal,
        idempotencyKey: `${write.subject}:${write.kind}:${intents}`,
      });
    },
    lookUp: (write) => adapter.lookUp(session, write, signal),
    registers: async (invoice) => {
      for (const register of adapter.registersOf(invoice)) {
        const resolution = await at.resolve(register);
        if (resolution.status === 'blocked') throw new Error(resolution.blocked);
        const theirId =
          resolution.status === 'linked' ? resolution.theirId : numberOf(await at.send(resolution.write));
        const { kind, ourKey } = register;
        const position = links.findIndex((link) => link.kind === kind && link.ourKey === ourKey);
        if (position >= 0) links.splice(position, 1);
        links.push({ kind, ourKey, theirId, contentHash: adapter.registerHash(register) });
      }
    },
    draft: (invoice, key) => {
      const prepared = adapter.prepareInvoice(session, invoice, links, key);
      if (isBlocked(prepared)) throw new Error(prepared.blocked);
      return prepared;
    },
    drafted: async (invoice, key) => {
      await at.registers(invoice);
      const draft = at.draft(invoice, key);
      const sent = await at.send(draft);
      if (sent.outcome !== 'accepted') throw new Error(JSON.stringify(sent));
      const booking = adapter.prepareBooking(session, { ...draft, identity: sent.identity });
      if (booking === undefined) throw new Error('nothing to book');
      return booking;
    },
    snapshot: async (wanted = { productGroups: ['1', '2', '3'] }) => {
      const { parts } = await adapter.readSnapshot(session, wanted, signal);
      const readAt = Date.now();
      return Object.fromEntries(Object.entries(parts).map(([part, value]) => [part, { readAt, value }]));
    },
    preflight: async (invoice) => adapter.preflight(session, invoice, links, await at.snapshot()),
    ledger: (table) => {
      const [agreement] = sandbox.control.ledger().agreements;
      return (agreement as unknown as Record<string, Record<string, unknown>[]>)[table] ?? [];
    },
    close: async () => {
      await adapter.close();
      await sandbox.close();
    },
  };
  return at;
}

function numberOf(sent: SendResult): string {
  const number = sent.outcome === 'accepted' ? sent.identity['number'] : undefined;
  if (number === undefined) throw new Error(JSON.stringify(sent));
  return number;
}
