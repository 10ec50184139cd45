import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ErpAdapter, PreparedWrite, SendOptions } from '../../activities/erp/adapter.ts';
import { afterCommits } from '../support/held-commit.ts';

/** Where a worker dies, around one write. */
export const killPoints = [
  /** What is to be sent was decided, nothing is written down yet. */
  'before-intent',
  /** The intent is committed. */
  'after-intent',
  /** The intent is claimed, no byte has left. */
  'after-claim',
  /** The request is on its way; the ERP (slowed by a fault) has not committed. */
  'before-commit',
  /** The ERP has committed; its answer (held back by a fault) has not come. */
  'after-commit',
  /** The answer is there and not recorded. */
  'after-answer',
] as const;
export type KillPoint = (typeof killPoints)[number];

export type WriteClass = 'draft' | 'booking' | 'register';

/** A worker's death that is to come. */
export interface KillPlan {
  readonly id: string;
  readonly connectionId: string;
  readonly point: KillPoint;
  readonly write: WriteClass;
  /** At the how-manieth such write of the connection. */
  readonly nth: number;
}

/** How long after its first byte a request is let live, in milliseconds: the sandbox commits at once, or much later. */
const onTheWireMs = { 'before-commit': 60, 'after-commit': 350 } as const;

const classOf = (kind: PreparedWrite['kind']): WriteClass =>
  kind === 'create-draft-invoice' ? 'draft' : kind === 'book-invoice' ? 'booking' : 'register';

/** Kills this process by SIGKILL at the points asked for. The product's own code is as it is: only its parts are wrapped. */
export class KillPoints {
  readonly #file: string;
  readonly #plans: (KillPlan & { left: number })[] = [];
  readonly #onTheWire = new Map<string, () => void>();
  readonly #transaction = new AsyncLocalStorage<{ dies?: KillPlan }>();

  /** Plans that were carried out are appended to `file`, one id a line. */
  constructor(file: string) {
    this.#file = file;
    subscribe('undici:client:sendHeaders', (message) => {
      const { headers } = message as { headers: string };
      for (const [key, die] of this.#onTheWire) if (headers.includes(key)) die();
    });
  }

  add(plan: KillPlan): void {
    this.#plans.push({ ...plan, left: plan.nth });
  }

  adapter(inner: ErpAdapter): ErpAdapter {
    return {
      ...inner,
      prepareInvoice: (frame, ...rest) => {
        this.#decided(frame.connectionId, 'draft');
        return inner.prepareInvoice(frame, ...rest);
      },
      prepareBooking: (frame, draft) => {
        this.#decided(frame.connectionId, 'booking');
        return inner.prepareBooking(frame, draft);
      },
      send: (session, write, options) => this.#send(inner, session, write, options),
    };
  }

  orm(inner: MikroORM): MikroORM {
    return afterCommits(inner, () => {
      const own: { dies?: KillPlan } = {};
      this.#transaction.enterWith(own);
      return () => {
        if (own.dies !== undefined) this.#die(own.dies);
        return Promise.resolve();
      };
    });
  }

  /** Within the transaction that will write the intent down. */
  #decided(connectionId: string, write: WriteClass): void {
    const now = this.#due(connectionId, write, 'before-intent');
    if (now !== undefined) this.#die(now);
    const own = this.#transaction.getStore();
    const later = this.#due(connectionId, write, 'after-intent');
    if (later !== undefined && own !== undefined) own.dies = later;
  }

  async #send(
    inner: ErpAdapter,
    session: Parameters<ErpAdapter['send']>[0],
    write: PreparedWrite,
    options: SendOptions,
  ): ReturnType<ErpAdapter['send']> {
    const due = (point: KillPoint) => this.#due(session.connectionId, classOf(write.kind), point);
    const before = due('after-claim');
    if (before !== undefined) this.#die(before);
    for (const point of ['before-commit', 'after-commit'] as const) {
      const plan = due(point);
      if (plan === undefined) continue;
      this.#onTheWire.set(options.idempotencyKey, () => {
        setTimeout(() => {
          this.#die(plan);
        }, onTheWireMs[point]);
      });
    }
    const result = await inner.send(session, write, options);
    const after = due('after-answer');
    if (after !== undefined) this.#die(after);
    return result;
  }

  #due(connectionId: string, write: WriteClass, point: KillPoint): KillPlan | undefined {
    const plan = this.#plans.find(
      (each) => each.connectionId === connectionId && each.write === write && each.point === point,
    );
    if (plan === undefined) return undefined;
    plan.left -= 1;
    return plan.left === 0 ? plan : undefined;
  }

  #die(plan: KillPlan): void {
    appendFileSync(this.#file, `${plan.id}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}
