import { continueAsNew, proxyActivities, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CsvImportActivities } from '../../../activities/csv-import.ts';
import { csvImportProgressQuery, type CsvImportProgress, type CsvImportRef } from './contract.ts';

const { importCsvChunks } = proxyActivities<CsvImportActivities>({
  startToCloseTimeout: '10 min',
  heartbeatTimeout: '10 s',
  // Without end: each chunk is stored with its progress, so that a repeat goes on where the last one was.
  retry: { initialInterval: '500 ms', backoffCoefficient: 2, maximumInterval: '30 s' },
});

/**
 * Imports a stored file, some chunks at a time, until all rows have their outcome or somebody cancels it. The rows say what is
 * done: whoever runs this again goes on there.
 */
export async function csvImportWorkflow(ref: CsvImportRef): Promise<CsvImportProgress> {
  let progress: CsvImportProgress | undefined;
  setHandler(csvImportProgressQuery, () => progress);
  for (;;) {
    progress = await importCsvChunks(ref);
    if (progress.state === 'done' || progress.state === 'cancelled') return progress;
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof csvImportWorkflow>(ref);
  }
}
