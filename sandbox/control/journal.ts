import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';

export interface JournalEntry {
  /** Arrival, ISO 8601. */
  readonly at: string;
  readonly method: string;
  /** Path with query, without host; a service of a newer surface starts with its name. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  /** `null` where no answer was given. */
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string | Buffer | null;
  /** The fault that had a hand in it. */
  readonly fault?: string;
}

export interface JournalOptions {
  readonly provider: string;
  readonly secretHeaders: readonly string[];
  /** Entries kept in memory; older ones are dropped, the file has them all. */
  readonly entriesMax: number;
  /** Every entry is appended here; `null`: nowhere. */
  readonly file: string | null;
}

const masked = '***';

/** As it stands where it is JSON already, so that `100.000000` stays so; else as a string. */
function asJson(body: string | Buffer | null, headers: Readonly<Record<string, string>>): string {
  if (body === null || body.length === 0) return 'null';
  if (typeof body !== 'string') {
    return JSON.stringify(`${body.length} bytes of ${headers['content-type'] ?? 'unknown type'}`);
  }
  try {
    JSON.parse(body);
    return body.includes('\n') ? body.replaceAll(/[\r\n]+/g, ' ') : body;
  } catch {
    return JSON.stringify(body);
  }
}

/** All exchanges of one stand-in as JSON lines, secrets masked. */
export class Journal {
  readonly #options: JournalOptions;
  readonly #stream: WriteStream | null;
  #lines: string[] = [];
  #dropped = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
    if (options.file === null) {
      this.#stream = null;
    } else {
      mkdirSync(dirname(options.file), { recursive: true });
      this.#stream = createWriteStream(options.file, { flags: 'a' });
    }
  }

  record(entry: JournalEntry): void {
    const requestHeaders: Record<string, string> = {};
    for (const [name, value] of Object.entries(entry.requestHeaders)) {
      requestHeaders[name] = this.#options.secretHeaders.includes(name) ? masked : value;
    }
    const responseHeaders = Object.fromEntries(
      Object.entries(entry.responseHeaders).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const line =
      `{"at":${JSON.stringify(entry.at)},"provider":${JSON.stringify(this.#options.provider)}` +
      `,"method":${JSON.stringify(entry.method)},"path":${JSON.stringify(entry.path)}` +
      `,"requestHeaders":${JSON.stringify(requestHeaders)}` +
      `,"requestBody":${asJson(entry.requestBody, requestHeaders)},"status":${entry.status ?? 'null'}` +
      `,"responseHeaders":${JSON.stringify(responseHeaders)}` +
      `,"responseBody":${asJson(entry.responseBody, responseHeaders)}` +
      `${entry.fault === undefined ? '' : `,"fault":${JSON.stringify(entry.fault)}`}}`;
    this.#lines.push(line);
    // A quarter above the bound before cutting: dropping one by one would move the whole array each time.
    if (this.#lines.length >= this.#options.entriesMax * 1.25) {
      this.#dropped += this.#lines.length - this.#options.entriesMax;
      this.#lines = this.#lines.slice(-this.#options.entriesMax);
    }
    this.#stream?.write(`${line}\n`);
  }

  /** JSON lines, oldest first. */
  lines(): readonly string[] {
    return this.#lines.slice(-this.#options.entriesMax);
  }

  clear(): void {
    this.#lines = [];
    this.#dropped = 0;
  }

  summary(): { entries: number; dropped: number; file: string | null } {
    const entries = Math.min(this.#lines.length, this.#options.entriesMax);
    return { entries, dropped: this.#dropped + this.#lines.length - entries, file: this.#options.file };
  }

  /** Resolves when the file has everything. */
  async close(): Promise<void> {
    const stream = this.#stream;
    if (stream === null) return;
    await new Promise<void>((resolve, reject) => {
      stream.once('error', reject);
      stream.end(resolve);
    });
  }
}

/**
 * The journal file where the caller names none: one per process in the folder of `BILAG_TEST_JOURNAL_DIR`, so that a
 * test run's exchanges can be held against the published contract afterwards. `null` where that is not set.
 */
export function defaultJournalFile(provider: string): string | null {
  const folder = process.env['BILAG_TEST_JOURNAL_DIR'];
  return folder === undefined || folder === '' ? null : join(folder, `${provider}-${process.pid}.jsonl`);
}
