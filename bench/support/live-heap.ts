import { reasonOf, silentLog } from '../../sandbox/stack/log.ts';
import { loopback } from '../../sandbox/stack/ports.ts';
import type { GuardedProcess } from '../../sandbox/stack/processes.ts';
import { untilReady } from '../../sandbox/stack/waiting.ts';

/** A Node process that was started with `--inspect-port`; its inspector sleeps until it is asked for. */
export interface InspectableProcess {
  readonly process: GuardedProcess;
  readonly inspectPort: number;
}

const startTimeoutMs = 30_000;

/** Reads how much of a process's heap is alive, through its inspector. */
export class LiveHeap {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (id === undefined) return;
      this.#pending.get(id)?.resolve(result);
      this.#pending.delete(id);
    });
    socket.addEventListener('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('The inspector went away.'));
    });
  }

  /** Wakes the inspector (SIGUSR1 does) and connects to it. */
  static async open(target: InspectableProcess): Promise<LiveHeap> {
    process.kill(target.process.pid, 'SIGUSR1');
    const list = `http://${loopback}:${target.inspectPort}/json/list`;
    let address: string | undefined;
    await untilReady(target.process, {
      log: silentLog,
      timeoutMs: startTimeoutMs,
      signal: new AbortController().signal,
      look: async () => {
        try {
          const [page] = (await (await fetch(list)).json()) as { webSocketDebuggerUrl: string }[];
          address = page?.webSocketDebuggerUrl;
          return address === undefined ? 'no page yet' : undefined;
        } catch (error) {
          return reasonOf(error);
        }
      },
    });
    const socket = new WebSocket(address ?? '');
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', reject);
    });
    return new LiveHeap(socket);
  }

  /** Collects all garbage and says how many bytes are left, on the main thread's heap. */
  async bytes(): Promise<number> {
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#call('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize;
  }

  close(): void {
    this.#socket.close();
  }

  async #call(method: string): Promise<unknown> {
    const id = (this.#calls += 1);
    const answer = Promise.withResolvers<unknown>();
    this.#pending.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method }));
    return answer.promise;
  }
}
