import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const writeDelayMs = 1_000;

/** A stand-in's data on disk: written whole and put in place by a rename, at most once a second and at the end. */
export class StateFile {
  readonly #file: string;
  readonly #content: () => string;
  #timer: NodeJS.Timeout | null = null;

  constructor(file: string, content: () => string) {
    this.#file = file;
    this.#content = content;
  }

  /** What was written last; `null` where there is no file yet. */
  static read(file: string): string | null {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Something changed: it will be written soon. */
  touch(): void {
    this.#timer ??= setTimeout(() => {
      this.flush();
    }, writeDelayMs).unref();
  }

  /** Writes now. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    mkdirSync(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.${process.pid}.new`;
    writeFileSync(draft, this.#content());
    renameSync(draft, this.#file);
  }
}
