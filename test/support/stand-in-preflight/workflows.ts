import type { PreflightRef, PreflightReport } from '../../../workflows/erp/preflight/contract.ts';

/** Blocks the first of the named documents; a stand-in for what the ERP's registers would say. */
export async function preflightWorkflow(ref: PreflightRef): Promise<PreflightReport> {
  const verdicts = (ref.documentIds ?? []).map((documentId, index) => ({
    documentId,
    documentNumber: 0,
    blocks: index === 0 ? [{ code: 'ProductBarred' as const, params: { product: 'A-1' } }] : [],
  }));
  const snapshotAt = '2026-11-28T08:00:00.000Z';
  return Promise.resolve({ checked: verdicts.length, blocked: 1, snapshotAt, verdicts });
}
