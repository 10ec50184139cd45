import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../domain/database.ts';
import { findUpload } from '../domain/imports/csv-upload.service.ts';
import { importNextChunk } from '../domain/imports/import-chunk.ts';
import type { CsvImportProgress, CsvImportRef } from '../workflows/imports/csv-import/contract.ts';
import type { ActivityDeps } from './deps.ts';
import { beating } from './heartbeat.ts';

/** Chunks of one activity: a history of a few events for each ten thousand rows, and a place that others get between. */
const chunksMax = 10;

/** Beside the workflow: database work alone. */
export function createCsvImportActivities({ orm }: Pick<ActivityDeps, 'orm'>) {
  return {
    /** Imports the next chunks of a file, each in a transaction of its own; answers how far the import is. Heartbeats. */
    async importCsvChunks({ agreementNumber, uploadId }: CsvImportRef): Promise<CsvImportProgress> {
      await beating(async ({ cancelled: signal }) => {
        for (let chunk = 1; chunk <= chunksMax; chunk += 1) {
          signal.throwIfAborted();
          const next = (em: EntityManager) => importNextChunk(em, uploadId);
          if (!(await withAgreement(orm, agreementNumber, next, { signal }))) break;
        }
      });
      return withAgreement(orm, agreementNumber, async (em) => {
        const { state, rowsTotal, ...upload } = await findUpload(em, uploadId);
        const { rowsCreated, rowsUpdated, rowsUnchanged, rowsBad } = upload;
        return { state, rowsTotal, rowsCreated, rowsUpdated, rowsUnchanged, rowsBad };
      });
    },
  };
}

export type CsvImportActivities = ReturnType<typeof createCsvImportActivities>;
