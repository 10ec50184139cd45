/** One exchange with the sandbox, as its journal has it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
}

/** Empties the sandbox's journal. */
export async function clearJournal(controlUrl: string): Promise<void> {
  await fetch(`${controlUrl}/control/journal`, { method: 'DELETE' });
}

/** Every exchange since the journal was emptied. */
export async function readJournal(controlUrl: string): Promise<Exchange[]> {
  const answer = await fetch(`${controlUrl}/control/journal`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Exchange);
}

/** Whether it may have changed something there. */
export const isWrite = ({ method }: Exchange): boolean => method !== 'GET' && method !== 'HEAD';
