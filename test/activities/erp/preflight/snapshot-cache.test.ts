import { describe, expect, jest, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { SnapshotCache } from '../../../../activities/erp/preflight/snapshot-cache.ts';
import { inChunks } from '../../../../activities/erp/preflight/documents.ts';

/** A database that has one version of each connection's snapshot and counts how often it is asked. */
const databaseWith = (version: number) => {
  const execute = jest.fn(() =>
    Promise.resolve([{ version, readAt: 1, parts: { layouts: { readAt: 1, value: [String(version)] } } }]),
  );
  return { em: { execute } as unknown as EntityManager, execute };
};

describe('the snapshots a process knows', () => {
  test('are read once a version', async () => {
    const cache = new SnapshotCache();
    const first = databaseWith(1);
    const second = databaseWith(2);
    await cache.read(first.em, 'a', 1);
    expect(await cache.read(first.em, 'a', 1)).toMatchObject({ layouts: { value: ['1'] } });
    expect(first.execute).toHaveBeenCalledTimes(1);
    expect(await cache.read(second.em, 'a', 2)).toMatchObject({ layouts: { value: ['2'] } });
    expect(second.execute).toHaveBeenCalledTimes(1);
  });

  test('are few: the one used longest ago is forgotten', async () => {
    const cache = new SnapshotCache();
    const { em, execute } = databaseWith(1);
    const connections = Array.from({ length: 65 }, (_, at) => `connection ${at}`);
    for (const connection of connections) {
      await cache.read(em, connection, 1);
      await cache.read(em, 'connection 0', 1);
    }
    expect(execute).toHaveBeenCalledTimes(65);
    await cache.read(em, 'connection 0', 1);
    await cache.read(em, 'connection 64', 1);
    expect(execute).toHaveBeenCalledTimes(65);
    await cache.read(em, 'connection 1', 1);
    expect(execute).toHaveBeenCalledTimes(66);
  });

  test('are wanted anew once, however many transfers find them old', () => {
    const cache = new SnapshotCache();
    expect(cache.takeWanted('a')).toBe(false);
    cache.want('a');
    cache.want('a');
    expect(cache.takeWanted('b')).toBe(false);
    expect(cache.takeWanted('a')).toBe(true);
    cache.want('a');
    expect(cache.takeWanted('a')).toBe(false);
  });
});

describe('documents that are read together', () => {
  const sizes = (lines: readonly number[]) =>
    inChunks(lines.map((count, at) => ({ id: String(at), number: at, lines: count }))).map((chunk) =>
      chunk.map((document) => document.lines),
    );

  test('are a hundred at most, and a long one comes alone', () => {
    expect(sizes([])).toEqual([]);
    expect(sizes([10_000, 1, 2, 4_998, 10_000])).toEqual([[10_000], [1, 2], [4_998], [10_000]]);
    expect(sizes(Array.from({ length: 250 }, () => 1)).map((chunk) => chunk.length)).toEqual([100, 100, 50]);
  });
});
