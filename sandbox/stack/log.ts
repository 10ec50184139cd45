/** Takes one finished line of plain text for the person who started the stack. */
export type StackLog = (line: string) => void;

/** Prints nothing: for tests and for steps whose lines nobody waits for. */
export const silentLog: StackLog = () => undefined;

/** Prints each line to standard output, marked as the stack's own. */
export const consoleLog: StackLog = (line) => {
  process.stdout.write(`[stack] ${line}\n`);
};

/**
 * Runs a step that may be long and says every `everyMs` milliseconds that it still goes on, with what
 * `state` tells at that moment. The step's own result or error passes through.
 */
export async function withProgress<T>(
  log: StackLog,
  what: string,
  step: () => Promise<T>,
  options: { everyMs?: number; state?: () => string } = {},
): Promise<T> {
  const startedAt = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedAt) / 1000);
    const state = options.state?.();
    log(`${what}: still at it after ${seconds} s${state === undefined ? '' : `, ${state}`}`);
  }, options.everyMs ?? 3000);
  timer.unref();
  try {
    return await step();
  } finally {
    clearInterval(timer);
  }
}

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return textField(error, 'message') ?? String(error);
}

/** The `code` of a Node system error (`ENOENT`, `EACCES`, …), or undefined. */
export function systemCodeOf(error: unknown): string | undefined {
  return textField(error, 'code');
}

/** Not `instanceof Error`: under Jest, Node's own errors come from another realm. */
function textField(error: unknown, name: 'message' | 'code'): string | undefined {
  if (typeof error !== 'object' || error === null || !(name in error)) return undefined;
  const value = (error as Partial<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
