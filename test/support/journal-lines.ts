/** An exchange as the stand-in's journal keeps it. */
export interface JournalLine {
  /** Arrival, ISO 8601. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number | null;
  readonly fault?: string;
}

export const journalLines = (lines: readonly string[]): JournalLine[] =>
  lines.map((line) => JSON.parse(line) as JournalLine);
