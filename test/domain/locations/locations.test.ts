import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import * as locations from '../../../domain/locations/location.service.ts';
import type { LocationPatch, NewLocation } from '../../../domain/locations/location.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';

let database: TestDatabase;
let agreement: number;

beforeAll(async () => {
  database = await testDatabase();
});

beforeEach(async () => {
  agreement = (await createTestAgreement(database.orm)).number;
});

afterAll(async () => {
  await database.drop();
});

const inOurs = <T>(fn: (em: EntityManager) => Promise<T>): Promise<T> =>
  withAgreement(database.orm, agreement, fn);
const create = (number: number, input: Partial<NewLocation> = {}) =>
  inOurs((em) => locations.createLocation(em, { number, name: `Reol ${number}`, ...input }, 'test'));
const update = (number: number, patch: LocationPatch) =>
  inOurs((em) => locations.updateLocation(em, number, patch, {}, 'test'));
const remove = (number: number) => inOurs((em) => locations.deleteLocation(em, number));
const find = (number: number) => inOurs((em) => locations.findLocation(em, number));
const refer = (number: number) => inOurs((em) => locations.referToOpenLocation(em, number, 'locationNumber'));
const defaults = async (): Promise<number[]> =>
  (await inOurs((em) => locations.listLocations(em, { filters: { isDefault: true } }))).rows.map(
    (row) => row.number,
  );

describe('the tree of locations', () => {
  test('tells of each location what it lies in, from the warehouse down', async () => {
    await create(1);
    await create(2, { parentNumber: 1 });
    await create(3, { parentNumber: 2 });
    await create(4, { parentNumber: 2 });
    const { rows } = await inOurs((em) => locations.listLocations(em));
    expect(rows.map((row) => [row.number, row.nestList, row.childrenCount])).toEqual([
      [1, [1], 1],
      [2, [1, 2], 2],
      [3, [1, 2, 3], 0],
      [4, [1, 2, 4], 0],
    ]);
  });

  test('moves what lies in a location along with it', async () => {
    await create(1);
    await create(2);
    await create(3, { parentNumber: 2 });
    expect((await update(2, { parentNumber: 1 })).nestList).toEqual([1, 2]);
    expect((await find(3)).nestList).toEqual([1, 2, 3]);
    expect((await update(2, { parentNumber: null })).nestList).toEqual([2]);
  });

  test.each([1, 2, 3])('has no circles: location 1 cannot lie in %p', async (parentNumber) => {
    await create(1);
    await create(2, { parentNumber: 1 });
    await create(3, { parentNumber: 2 });
    const refusal = await refusalOf(update(1, { parentNumber }));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['parent_number']]);
    expect((await find(3)).nestList).toEqual([1, 2, 3]);
  });

  test('lets no two moves at once close a circle', async () => {
    await create(1);
    await create(2);
    const moves = await Promise.allSettled([update(1, { parentNumber: 2 }), update(2, { parentNumber: 1 })]);
    expect(moves.map((move) => move.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test(`has at most ${locations.locationLevelsMax} levels, counted with what moves along`, async () => {
    await create(1);
    for (let number = 2; number <= locations.locationLevelsMax; number += 1)
      await create(number, { parentNumber: number - 1 });
    expect((await refusalOf(create(99, { parentNumber: locations.locationLevelsMax }))).code).toBe(
      'InvalidInput',
    );
    await create(50);
    expect((await refusalOf(update(1, { parentNumber: 50 }))).code).toBe('InvalidInput');
  });

  test('is guarded in the database, too', async () => {
    await create(1);
    await create(2, { parentNumber: 1 });
    const circle = inOurs((em) =>
      em.execute(
        'update location set parent_id = (select id from location where number = 2) where number = 1',
      ),
    );
    await expect(circle).rejects.toThrow('lies in itself');
    const { id } = await find(1);
    const other = (await createTestAgreement(database.orm)).number;
    const foreign = withAgreement(database.orm, other, async (em) => {
      await locations.createLocation(em, { number: 1, name: 'x' }, 'test');
      await em.execute('update location set parent_id = ?', [id]);
    });
    await expect(foreign).rejects.toThrow('of its own agreement');
    const without = inOurs((em) => em.execute('update location set is_default = false'));
    await expect(without).rejects.toThrow('one of the locations is the default');
  });
});

describe('the default location', () => {
  test('is the first one until another takes its place', async () => {
    await create(1, { isDefault: false });
    await create(2);
    expect(await defaults()).toEqual([1]);
    await create(3, { isDefault: true });
    expect(await defaults()).toEqual([3]);
    await update(2, { isDefault: true });
    expect(await defaults()).toEqual([2]);
    expect((await find(3)).version).toBe(2);
  });

  test('is one, however many ask to be it at once', async () => {
    await Promise.all([1, 2, 3, 4].map((number) => create(number, { isDefault: true })));
    expect(await defaults()).toHaveLength(1);
  });

  test('cannot be taken away, nor deleted before the others', async () => {
    await create(1);
    await create(2);
    expect(Object.keys((await refusalOf(update(1, { isDefault: false }))).errors)).toEqual(['is_default']);
    expect((await refusalOf(remove(1))).code).toBe('InUse');
    await remove(2);
    await remove(1);
    expect(await defaults()).toEqual([]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ['itself', () => update(2, { isBlocked: true })],
    ['what it lies in', () => update(1, { isBlocked: true })],
    ['where it moves to', () => update(2, { parentNumber: 4 })],
    ['what becomes it', () => update(4, { isDefault: true })],
    ['a new one', () => create(5, { isDefault: true, parentNumber: 4 })],
  ])('is open: %s cannot be blocked', async (_what, attempt) => {
    await create(1);
    await create(2, { parentNumber: 1, isDefault: true });
    await create(4, { isBlocked: true });
    const refusal = await refusalOf(attempt());
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', ['is_blocked']]);
    expect(await defaults()).toEqual([2]);
  });
});

describe('a location', () => {
  test('that others lie in cannot be deleted', async () => {
    await create(1);
    await create(2);
    await create(3, { parentNumber: 2 });
    const refusal = await refusalOf(remove(2));
    expect([refusal.code, refusal.params['usedBy']]).toEqual(['InUse', 'locations']);
  });

  test('is refused for new use while it, or what it lies in, is blocked', async () => {
    await create(1);
    await create(2);
    await create(3, { parentNumber: 2 });
    expect((await refer(3)).number).toBe(3);
    await update(2, { isBlocked: true });
    for (const number of [2, 3]) {
      const refusal = await refusalOf(refer(number));
      expect([refusal.code, refusal.errors]).toEqual([
        'Barred',
        { location_number: ['Location 2 is blocked.'] },
      ]);
    }
    expect((await refusalOf(refer(9))).code).toBe('ReferenceNotFound');
    await update(2, { isBlocked: false });
    expect((await refer(3)).number).toBe(3);
  });

  test.each<[string, Partial<NewLocation>, string]>([
    ['no name', { name: '' }, 'name'],
    ['a barcode of two lines', { barcode: 'a\nb' }, 'barcode'],
    ['a blocked flag of null', { isBlocked: null as never }, 'is_blocked'],
  ])('is refused with %s', async (_fault, input, field) => {
    const refusal = await refusalOf(create(1, input));
    expect([refusal.code, Object.keys(refusal.errors)]).toEqual(['InvalidInput', [field]]);
  });
});
