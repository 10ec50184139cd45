import {
  type ErpAdapter,
  ErpReadError,
  type ErpSelf,
  type ErpSession,
  type InFlightWindow,
  type RegisterResolution,
} from '../adapter.ts';
import { EconomicCalls } from './calls.ts';
import { EconomicClient, type EconomicClientOptions, rateOf } from './client.ts';
import { prepareBooking, prepareInvoice } from './documents.ts';
import { findInvoice } from './find-invoice.ts';
import { lookUp } from './look-up.ts';
import { registerHash, registersOf } from './registers-of.ts';
import { readLayouts } from './registers.ts';
import { resolveRegister } from './resolve-register.ts';
import { readCause } from './causes.ts';
import { preflight } from './preflight.ts';
import { selfSchema } from './schemas.ts';
import { hostOf, send } from './send.ts';
import { laneCapacity, parseCredentials, parseSettings } from './settings.ts';
import { missingParts, readParts } from './snapshot.ts';

export interface EconomicAdapterOptions extends EconomicClientOptions {
  /** Default: 30 s to send, 60 s of processing, 60 s until visible. */
  readonly window?: InFlightWindow;
}

/** e-conomic, with what only it has. */
export interface EconomicAdapter extends ErpAdapter {
  /** Closes the connections to both hosts. */
  close(): Promise<void>;
}

/** The adapter for Visma e-conomic. Holds connections to its two hosts and nothing of any agreement. */
export function createEconomicAdapter(options: EconomicAdapterOptions): EconomicAdapter {
  const client = new EconomicClient(options);
  const callsFor = (session: ErpSession, signal: AbortSignal): EconomicCalls =>
    new EconomicCalls(client, session, signal);
  return {
    provider: 'e-conomic',
    laneCapacity,
    rateOf,
    window: options.window ?? { deadlineMs: 30_000, processingMs: 60_000, visibilityMs: 60_000 },
    parseSettings,
    parseCredentials,
    self: (session, signal) => self(callsFor(session, signal)),
    registersOf,
    registerHash,
    resolveRegister: async (session, register, links, signal): Promise<RegisterResolution> => {
      const calls = callsFor(session, signal);
      const settings = parseSettings(session.settings);
      const resolved = await resolveRegister({ calls, settings, links }, register);
      const { exchanges } = calls;
      if ('blocked' in resolved) return { status: 'blocked', ...resolved, exchanges };
      if ('write' in resolved) return { status: 'write', ...resolved, exchanges };
      return { status: 'linked', ...resolved, contentHash: registerHash(register), exchanges };
    },
    prepareInvoice,
    prepareBooking,
    send: async (session, write, sendOptions) => {
      const calls = callsFor(session, sendOptions.signal);
      return { ...(await send(calls, write, sendOptions)), exchanges: calls.exchanges };
    },
    lookUp: async (session, write, signal) => {
      const calls = callsFor(session, signal);
      return { ...(await lookUp(calls, write)), exchanges: calls.exchanges };
    },
    findInvoice: async (session, question, signal) => {
      const calls = callsFor(session, signal);
      return { ...(await findInvoice(calls, question)), exchanges: calls.exchanges };
    },
    readCause: async (session, cause, signal) => {
      const calls = callsFor(session, signal);
      const reading = await readCause(calls, parseSettings(session.settings), cause);
      return { cause: reading, exchanges: calls.exchanges };
    },
    snapshotAgeMaxMs: (settings) => parseSettings(settings).snapshotMinutes * 60_000,
    missingParts: (settings, snapshot, groups) => missingParts(parseSettings(settings), snapshot, groups),
    readSnapshot: async (session, wanted, signal) => {
      const calls = callsFor(session, signal);
      return {
        parts: await readParts(calls, parseSettings(session.settings), wanted),
        exchanges: calls.exchanges,
      };
    },
    preflight,
    showRequest: (write) => {
      const { method, body, path } = write;
      return { method, body, ...client.show({ method, body, path, host: hostOf(write) }) };
    },
    fetchInvoicePdf: (session, identity, signal) => fetchInvoicePdf(callsFor(session, signal), identity),
    defaults: async (session, signal) => {
      const [first] = await readLayouts(callsFor(session, signal));
      return first === undefined ? {} : { defaultLayoutNumber: Number(first.layoutNumber) };
    },
    close: () => client.close(),
  };
}

async function self(calls: EconomicCalls): Promise<ErpSelf> {
  const { agreementNumber, company, settings, modules } = await calls.read(selfSchema, '/self');
  return {
    erpAgreement: agreementNumber,
    companyName: company?.name ?? '',
    baseCurrency: settings.baseCurrency,
    modules: (modules ?? []).flatMap(({ name }) => (name === undefined ? [] : [name])),
  };
}

/** Of a booked invoice 404 is answered for the first seconds; of a draft where it was deleted or booked. */
async function fetchInvoicePdf(
  calls: EconomicCalls,
  identity: Readonly<Record<string, string>>,
): Promise<Uint8Array | undefined> {
  const { bookedInvoiceNumber, draftInvoiceNumber } = identity;
  if (bookedInvoiceNumber === undefined && draftInvoiceNumber === undefined) return undefined;
  const path =
    bookedInvoiceNumber === undefined
      ? `/invoices/drafts/${String(draftInvoiceNumber)}/pdf`
      : `/invoices/booked/${bookedInvoiceNumber}/pdf`;
  const pdf = await calls.bytesIfThere(path);
  if (pdf !== undefined && pdf.subarray(0, 5).toString('latin1') !== '%PDF-') {
    throw new ErpReadError('ErpContractBroken', `${path} did not answer with a PDF`, {
      exchanges: calls.exchanges,
    });
  }
  return pdf;
}
