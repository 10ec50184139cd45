import type { MikroORM } from '@mikro-orm/postgresql';

/** An ORM whose next commit can be held: it is done, and whoever asked for it does not hear of it yet. */
export interface HeldCommit {
  readonly orm: MikroORM;
  /** Holds the next commit; resolves when it is done. */
  hold(): Promise<void>;
  /** Lets the held one go on. */
  release(): void;
}

export function heldCommit(orm: MikroORM): HeldCommit {
  let armed: (() => void) | undefined;
  let release: (() => void) | undefined;
  const afterCommit = async (): Promise<void> => {
    const done = armed;
    if (done === undefined) return;
    armed = undefined;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    release = () => {
      resolve(undefined);
    };
    done();
    await promise;
  };
  return {
    orm: afterCommits(orm, () => afterCommit),
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      armed = () => {
        resolve(undefined);
      };
      return promise;
    },
    release: () => {
      release?.();
    },
  };
}

/** An ORM that calls, after each commit and before whoever asked for it hears of it, what `forked` gave at its fork. */
export function afterCommits(orm: MikroORM, forked: () => () => Promise<void>): MikroORM {
  const fork: MikroORM['em']['fork'] = (options) => {
    const em = orm.em.fork(options);
    const committed = forked();
    const commit = em.commit.bind(em);
    em.commit = async () => {
      await commit();
      await committed();
    };
    return em;
  };
  return seenThrough(orm, 'em', seenThrough(orm.em, 'fork', fork));
}

/** The object with one property otherwise. */
function seenThrough<T extends object, K extends keyof T>(target: T, name: K, instead: T[K]): T {
  return new Proxy(target, {
    get: (inner, property) => {
      if (property === name) return instead;
      const value: unknown = Reflect.get(inner, property, inner);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}
