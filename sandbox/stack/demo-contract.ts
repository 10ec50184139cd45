/** What the stack hands to the demo, `runDemo` in `sandbox/demo/run.ts`. */
export interface DemoOptions {
  /** Address of the API, without a trailing slash. */
  readonly apiUrl: string;
  /** `DATABASE_URL`, for making the demo agreement with its first admin key. */
  readonly databaseUrl: string;
  /** The e-conomic sandbox: its two hosts and its control door. */
  readonly economic: { readonly restUrl: string; readonly openapiUrl: string; readonly controlUrl: string };
  /** Web UI of the embedded Temporal; undefined where a real server is used. */
  readonly temporalUiUrl: string | undefined;
  /**
   * The stack's data folder. The demo keeps what a later start needs there (mode 600); the sandbox itself appends its
   * journal to `journal/e-conomic.jsonl` in it.
   */
  readonly dataDir: string;
  /** Prints one line for the person who watches. */
  readonly print: (line: string) => void;
  /** Aborted when the person stops the stack; the demo then ends soon. */
  readonly signal: AbortSignal;
}

/** How the demo went. It throws only where it could not be run at all. */
export interface DemoResult {
  /** True when every invoice stands in the ledger to the cent, and the one to be refused was refused. */
  readonly ok: boolean;
}

/** The demo as the stack calls it. */
export type RunDemo = (options: DemoOptions) => Promise<DemoResult>;
