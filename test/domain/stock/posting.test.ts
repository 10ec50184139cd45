import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../../domain/ids.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { refusalOf } from '../../support/refusals.ts';
import { runOnce } from '../../support/template.ts';
import { Company } from './fixtures.ts';

let database: TestDatabase;
let company: Company;
let fifo: Company;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
  fifo = await Company.make(database, 'fifo');
});
afterAll(() => database.drop());

let made = 0;
const item = (of: Company, input = {}) => {
  made += 1;
  return of.item(`P-${made}`, input);
};
const batches = { hasBatchControl: true };
const serials = { hasSerialNumbers: true };
const lot = (quantity: string, number = 'LOT-1') => ({ tracking: [{ number, quantity }] });

describe('what was posted', () => {
  test('is answered with its line, its value and the stock after it', async () => {
    const chair = await item(company);
    const [received, shipped] = await company.post(
      chair,
      { type: 'receipt', locationId: company.here, quantity: '3', value: '10.00' },
      { type: 'shipment', locationId: company.here, quantity: '1' },
    );
    expect(received).toMatchObject({ quantity: '3', value: '10.00', stockAfter: '3' });
    expect(shipped).toMatchObject({ quantity: '-1', value: '-3.33', stockAfter: '2' });
    expect(await company.stock(chair)).toBe('2 6.67 3.335');
  });

  test('an item without stock has no cost price', async () => {
    const chair = await item(company);
    await company.receive(chair, '1', '5.00');
    await company.ship(chair, '1');
    expect(await company.stock(chair)).toBe('0 0.00 –');
  });

  test('a production takes its components at what they cost, and makes the finished item of that', async () => {
    for (const shop of [company, fifo]) {
      const [leg, table] = [await item(shop), await item(shop)];
      await shop.receive(leg, '8', '20.00');
      const [made] = await shop.post(table, {
        type: 'production',
        locationId: shop.here,
        quantity: '1',
        extraCostPercentage: '10',
        components: [{ productId: leg, locationId: shop.here, quantity: '4' }],
      });
      expect(made).toMatchObject({ value: '11.00', stockAfter: '1' });
      expect(await shop.stock(leg)).toBe('4 10.00 2.5');
    }
  });

  test('a movement moves goods and no value', async () => {
    const chair = await item(company);
    await company.receive(chair, '5', '10.00');
    const [moved] = await company.post(chair, {
      type: 'movement',
      fromLocationId: company.here,
      toLocationId: company.there,
      quantity: '2',
    });
    expect(moved).toMatchObject({ quantity: '-2', value: '0', stockAfter: '5' });
    const places = await company.query(
      'select trim_scale(quantity)::text as quantity from stock_location_quantity where product_id = ? order by 1',
      [chair],
    );
    expect(places).toEqual([{ quantity: '2' }, { quantity: '3' }]);
    expect(await company.stock(chair)).toBe('5 10.00 2');
  });

  test('1,000 lines of 1,000 items go in with as many statements as one', async () => {
    const counted = await testDatabase({ countStatements: true });
    try {
      const shop = await Company.make(counted);
      const items: string[] = [];
      for (let at = 0; at < 100; at += 1) items.push(await shop.item(`M-${at}`));
      const count = async (lines: number): Promise<number> => {
        const before = counted.statements.length;
        const postings = Array.from({ length: lines }, (_, at) => ({
          ...{ type: 'receipt' as const, locationId: shop.here, quantity: '1', value: '1.00' },
          productId: items[at % items.length] ?? '',
        }));
        await shop.post('', ...postings);
        return counted.statements.length - before;
      };
      expect(await count(1_000)).toBe(await count(1));
    } finally {
      await counted.drop();
    }
  });
});

describe('is refused, with nothing changed:', () => {
  const received = async (input: object, more: object) => {
    const id = await item(company, input);
    await company.receive(id, '1', '5.00', more);
    return id;
  };
  const cases: [string, string, () => Promise<unknown>][] = [
    [
      'an item without inventory',
      'ItemNotStocked',
      async () => company.receive(await item(company, { groupNumber: 2 }), '1', '1'),
    ],
    ['an item that is not there', 'NotFound', () => company.receive(newId(), '1', '1')],
    [
      'a batch item without its batch',
      'TrackingMissing',
      async () => company.receive(await item(company, batches), '1', '1'),
    ],
    [
      'a batch item with too little of it',
      'TrackingMissing',
      async () => company.receive(await item(company, batches), '2', '1', lot('1')),
    ],
    [
      'an ordinary item with a batch',
      'TrackingNotKept',
      async () => company.receive(await item(company), '1', '1', lot('1')),
    ],
    [
      'two of one serial number',
      'SerialQuantityNotOne',
      async () => company.receive(await item(company, serials), '2', '1', lot('2')),
    ],
    [
      'a serial number that is in stock',
      'SerialNumberInStock',
      async () => company.receive(await received(serials, lot('1')), '1', '1', lot('1')),
    ],
    [
      'a batch below zero',
      'StockTooLow',
      async () => company.ship(await received(batches, lot('1')), '2', lot('2')),
    ],
    [
      'a batch at another location',
      'StockTooLow',
      async () =>
        company.ship(await received(batches, lot('1')), '1', { ...lot('1'), locationId: company.there }),
    ],
    [
      'a serial number that is not there',
      'StockTooLow',
      async () => company.ship(await received(serials, lot('1')), '1', lot('1', 'OTHER')),
    ],
    [
      'a value adjustment without stock',
      'NoStockToRevalue',
      async () => company.post(await item(company), { type: 'value-adjustment', unitCost: '3' }),
    ],
    [
      'more back than left',
      'ReturnExceedsIssue',
      async () => {
        const id = await item(company);
        const [out] = await company.ship(id, '2');
        const back = {
          type: 'customer-return',
          locationId: company.here,
          quantity: '2',
          ofLineId: out?.lineId ?? '',
        } as const;
        await company.post(id, { ...back, quantity: '1' });
        return company.post(id, back);
      },
    ],
    [
      'back before it left',
      'ReturnBeforeIssue',
      async () => {
        const id = await item(company);
        const [out] = await company.ship(id, '2');
        const ofLineId = out?.lineId ?? '';
        return company.post(id, {
          type: 'customer-return',
          locationId: company.here,
          quantity: '1',
          ofLineId,
          ledgerDate: '2026-03-09',
        });
      },
    ],
    [
      'a return of a line of another item',
      'NotFound',
      async () => {
        const [out] = await company.ship(await item(company), '1');
        const ofLineId = out?.lineId ?? '';
        return company.post(await item(company), {
          type: 'customer-return',
          locationId: company.here,
          quantity: '1',
          ofLineId,
        });
      },
    ],
  ];

  test.each(cases)('%s: %s', async (_what, code, attempt) => {
    const refusal = await refusalOf(attempt());
    expect(refusal.code).toBe(code);
    expect(refusal.message).not.toMatch(/\{\w+\}/);
    // Posted before the last attempt, which was refused.
    expect(await company.lines()).toBe(company.linesBefore);
  });
});

describe('at the same time', () => {
  test('of two shipments of the last unit of a batch one is refused', async () => {
    const id = await item(company, batches);
    await company.receive(id, '1', '5.00', lot('1'));
    const results = await Promise.allSettled([1, 2].map(() => company.ship(id, '1', lot('1'))));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await company.stock(id)).toBe('0 0.00 –');
  });

  test('two shipments of the last ordinary unit both leave, one below zero', async () => {
    for (const shop of [company, fifo]) {
      const id = await item(shop);
      await shop.receive(id, '1', '5.00');
      const results = await Promise.all([1, 2].map(() => shop.ship(id, '1')));
      expect(results.map(([one]) => one?.stockAfter).sort()).toEqual(['-1', '0']);
    }
  });

  test('two receipts both count', async () => {
    for (const shop of [company, fifo]) {
      const id = await item(shop);
      await Promise.all(['3.00', '5.00'].map((value) => shop.receive(id, '1', value)));
      expect(await shop.stock(id)).toBe('2 8.00 4');
      const sequences = await shop.query('select sequence from stock_line where product_id = ? order by 1', [
        id,
      ]);
      expect(sequences).toEqual([{ sequence: 1 }, { sequence: 2 }]);
    }
  });

  test('documents with the same items in other orders never wait for each other in a circle', async () => {
    const [a, b] = [await item(company), await item(company)];
    const both = (first: string, second: string) =>
      company.post(
        first,
        { type: 'receipt', locationId: company.here, quantity: '1', value: '1.00' },
        { type: 'receipt', locationId: company.here, quantity: '1', value: '1.00', productId: second },
      );
    await Promise.all(Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? both(a, b) : both(b, a))));
    expect(await company.stock(a)).toBe('10 10.00 1');
    expect(await company.stock(b)).toBe('10 10.00 1');
  });
});

describe('the ledger', () => {
  const tables = ['stock_line', 'stock_line_tracking', 'stock_correction'];
  const edits = ['update % set agreement_number = agreement_number', 'delete from %', 'truncate % cascade'];

  beforeAll(async () => {
    const id = await item(company, batches);
    await company.receive(id, '1', '5.00', lot('1'));
    const other = await item(company);
    await company.ship(other, '1');
    await company.receive(other, '1', '5.00');
  });

  test.each(tables.flatMap((table) => edits.map((edit) => [edit.replace('%', table)])))(
    'is not edited by the app: %s',
    async (sql) => {
      await expect(company.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    },
  );

  test.each(tables.flatMap((table) => edits.map((edit) => [edit.replace('%', table)])))(
    'is not edited by its owner: %s',
    async (sql) => {
      const setting = `set mikro.tenant.agreementNumber = '${company.number}'`;
      await expect(runOnce(database.ownerUrl, `${setting}; ${sql}`)).rejects.toThrow(/only ever added/);
    },
  );

  test('takes no items and no locations of other agreements', async () => {
    const chair = await item(company);
    const foreign = await item(fifo);
    expect((await refusalOf(company.receive(foreign, '1', '1'))).code).toBe('NotFound');
    await expect(company.receive(chair, '1', '1', { locationId: fifo.here })).rejects.toThrow(
      /own agreement/,
    );
  });
});
