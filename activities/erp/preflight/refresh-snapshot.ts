import { withAgreement } from '../../../domain/database.ts';
import { findConnection } from '../../../domain/connections/connection.service.ts';
import { databaseNow } from '../../../domain/lane/lane.service.ts';
import { groupsOnDocuments } from '../../../domain/preflight/open-documents.ts';
import { readStoredSnapshot, saveSnapshotParts } from '../../../domain/preflight/erp-snapshot.service.ts';
import type { PreflightRef, SnapshotState } from '../../../workflows/erp/preflight/contract.ts';
import type { ActivityDeps } from '../../deps.ts';
import { countRead, type ErpRead, readErp } from '../flow/read-erp.ts';
import { adapterOf, sessionOf } from '../sessions.ts';

/** What is to be read, and whether that is still so. */
export interface Refreshing {
  /** Parts by the adapter's names; all where it is left out. */
  readonly parts?: readonly string[];
  /** Where all parts were read by somebody after this moment, there is nothing to do. */
  readonly since: number;
}

/** Whether a connection's stored snapshot will do for these documents, by the database's clock. */
export async function lookAtSnapshot(deps: ActivityDeps, ref: PreflightRef): Promise<SnapshotState> {
  const adapter = adapterOf(deps, ref.provider);
  return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
    const now = await databaseNow(em);
    const { settings } = await findConnection(em, ref.connectionId);
    const stored = await readStoredSnapshot(em, ref.connectionId);
    const isYoung = stored !== undefined && stored.readAt > now - adapter.snapshotAgeMaxMs(settings);
    if (!isYoung) return { now, isYoung, missing: [] };
    const groups = await groupsOnDocuments(em, ref.connectionId, ref.documentIds ?? []);
    return { now, isYoung, missing: adapter.missingParts(settings, stored.parts, groups) };
  });
}

/**
 * Reads the registers and stores what was read: all that matters for the open documents and the named ones, or some parts.
 * A whole reading is not kept as exchanges, for it is made every few minutes. Throws retryable failures.
 */
export async function refreshSnapshot(
  deps: ActivityDeps,
  ref: PreflightRef,
  { parts, since }: Refreshing,
  cancelled: AbortSignal,
): Promise<ErpRead<null>> {
  const adapter = adapterOf(deps, ref.provider);
  const loaded = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
    const stored = await readStoredSnapshot(em, ref.connectionId);
    if (parts === undefined && stored !== undefined && stored.readAt > since) return undefined;
    return {
      readAt: await databaseNow(em),
      productGroups: await groupsOnDocuments(em, ref.connectionId, ref.documentIds ?? []),
      session: sessionOf(deps, await findConnection(em, ref.connectionId)),
    };
  });
  if (loaded === undefined) return { read: 'answered', value: null };
  const { readAt, productGroups, session } = loaded;
  const wanted = { productGroups, ...(parts !== undefined && { parts }) };
  const answer = await readErp(deps, ref, { session, purpose: 'preflight' }, () =>
    adapter.readSnapshot(session, wanted, cancelled),
  );
  if (answer.read !== 'answered') return answer;
  await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
    await countRead(em, deps, ref, answer.value.exchanges);
    await saveSnapshotParts(em, ref.connectionId, answer.value.parts, {
      readAt,
      isWhole: parts === undefined,
    });
  });
  return { read: 'answered', value: null };
}
