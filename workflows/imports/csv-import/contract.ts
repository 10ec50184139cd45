import { defineQuery } from '@temporalio/workflow';
import { csvImportWorkflowId, workflowTaskQueue } from '../../shared/ids.ts';
import { searchAttributes } from '../../shared/search-attributes.ts';

/** Which stored file is imported. */
export interface CsvImportRef {
  readonly agreementNumber: number;
  readonly uploadId: string;
}

/** An import as its rows in the database tell it. */
export interface CsvImportProgress {
  readonly state: 'waiting' | 'running' | 'done' | 'cancelled';
  readonly rowsTotal: number;
  readonly rowsCreated: number;
  readonly rowsUpdated: number;
  readonly rowsUnchanged: number;
  readonly rowsBad: number;
}

/** How far the import was after its last activity; undefined before its first one. */
export const csvImportProgressQuery = defineQuery<CsvImportProgress | undefined>('csvImportProgress');

export const csvImportWorkflowType = 'csvImportWorkflow';

/** Start options: one workflow for each file. */
export const csvImportStart = (ref: CsvImportRef, taskQueue = workflowTaskQueue) => ({
  workflowId: csvImportWorkflowId(ref.agreementNumber, ref.uploadId),
  taskQueue,
  args: [ref] as [CsvImportRef],
  typedSearchAttributes: searchAttributes({ agreementNumber: ref.agreementNumber }),
  priority: { fairnessKey: String(ref.agreementNumber) },
});
