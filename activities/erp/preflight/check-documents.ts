import { withAgreement } from '../../../domain/database.ts';
import { findConnection } from '../../../domain/connections/connection.service.ts';
import { linksOf } from '../../../domain/connections/erp-link.service.ts';
import { invoicesForErp } from '../../../domain/invoices/customer-invoice.service.ts';
import { readStoredSnapshot, type StoredSnapshot } from '../../../domain/preflight/erp-snapshot.service.ts';
import {
  countOpenDocuments,
  namedDocuments,
  openDocuments,
  type OpenDocument,
} from '../../../domain/preflight/open-documents.ts';
import type {
  CheckedBatch,
  PreflightRef,
  PreflightVerdict,
} from '../../../workflows/erp/preflight/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import type { ErpFrame, FoundBlock } from '../adapter.ts';
import { asRegisterLink } from '../flow/register-link.ts';
import { adapterOf, frameOf } from '../sessions.ts';
import { inChunks } from './documents.ts';

/** Documents that one activity checks. */
const batchMax = 1_000;
/** Blocks of one document that are told. */
const blocksMax = 100;

/** Where a run stands: behind which number it goes on, and how much of an answer it has left, in characters. */
export interface CheckFrom {
  readonly afterNumber: number;
  readonly room: number;
}

/** How many documents a run is about. */
export async function countDocuments(deps: ActivityDeps, ref: PreflightRef): Promise<number> {
  const named = ref.documentIds?.length;
  if (named !== undefined) return named;
  return withAgreement(deps.orm, ref.agreementNumber, (em) => countOpenDocuments(em, ref.connectionId));
}

/**
 * Holds the next documents against the stored snapshot, some in memory at a time; `beat` is called after each. Whatever is
 * not stored speaks against nobody.
 */
export async function checkDocuments(
  deps: ActivityDeps,
  ref: PreflightRef,
  from: CheckFrom,
  beat: (checked: number) => void,
): Promise<CheckedBatch> {
  const { documents, frame, stored } = await withAgreement(deps.orm, ref.agreementNumber, async (em) => ({
    documents:
      ref.documentIds === undefined
        ? await openDocuments(em, ref.connectionId, from.afterNumber, batchMax)
        : await namedDocuments(em, ref.documentIds, from.afterNumber, batchMax),
    frame: frameOf(await findConnection(em, ref.connectionId)),
    stored: await readStoredSnapshot(em, ref.connectionId),
  }));
  const verdicts: PreflightVerdict[] = [];
  const parts = new Set<string>();
  let { room } = from;
  let blocked = 0;
  let checked = 0;
  for (const chunk of inChunks(documents)) {
    for (const { verdict, blocks } of await checkChunk(deps, ref, { frame, stored, chunk })) {
      if (blocks.length > 0) blocked += 1;
      for (const { part } of blocks) if (part !== undefined) parts.add(part);
      if (blocks.length === 0 && ref.documentIds === undefined) continue;
      room -= JSON.stringify(verdict).length;
      if (room >= 0) verdicts.push(verdict);
    }
    checked += chunk.length;
    beat(checked);
  }
  const last = documents.length < batchMax ? undefined : documents.at(-1)?.number;
  return {
    checked,
    blocked,
    verdicts,
    room,
    parts: [...parts].map((name) => ({ name, readAt: stored?.parts[name]?.readAt ?? 0 })),
    snapshotAt: stored === undefined ? null : new Date(stored.readAt).toISOString(),
    ...(last !== undefined && { next: last }),
  };
}

interface Checked {
  readonly verdict: PreflightVerdict;
  readonly blocks: readonly FoundBlock[];
}

async function checkChunk(
  deps: ActivityDeps,
  ref: PreflightRef,
  {
    frame,
    stored,
    chunk,
  }: {
    readonly frame: ErpFrame;
    readonly stored: StoredSnapshot | undefined;
    readonly chunk: readonly OpenDocument[];
  },
): Promise<Checked[]> {
  const adapter = adapterOf(deps, ref.provider);
  const ids = chunk.map(({ id }) => id);
  return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
    const invoices = await invoicesForErp(em, ids);
    const registers = invoices.map((invoice) => adapter.registersOf(invoice));
    const keys = new Map(
      registers.flat().map(({ kind, ourKey }) => [`${kind}/${ourKey}`, { kind, ourKey }] as const),
    );
    const rows = await linksOf(em, ref.connectionId, [...keys.values()]);
    const links = new Map(rows.map((row) => [`${row.kind}/${row.ourKey}`, asRegisterLink(row)]));
    return invoices.map((invoice, at) => {
      const own = (registers[at] ?? []).flatMap(({ kind, ourKey }) => links.get(`${kind}/${ourKey}`) ?? []);
      const blocks = adapter.preflight(frame, invoice, own, stored?.parts ?? {});
      const verdict = {
        documentId: invoice.id,
        documentNumber: invoice.number,
        blocks: blocks.slice(0, blocksMax).map(({ blocked, params }) => ({ code: blocked, params })),
      };
      return { verdict, blocks };
    });
  });
}
