import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createProductGroup, updateProductGroup } from '../../../domain/products/product-group.service.ts';
import { updateProduct } from '../../../domain/products/product.service.ts';
import type { ReceiptPosting } from '../../../domain/stock/posting.ts';
import { postStock } from '../../../domain/stock/stock.service.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company, context, origin } from '../stock/fixtures.ts';

let database: TestDatabase;
let company: Company;
let made = 0;

beforeAll(async () => {
  database = await testDatabase();
  company = await Company.make(database);
});
afterAll(() => database.drop());

/** An item in a group of its own with inventory: its number is the group's, too. */
async function item(): Promise<{ readonly id: string; readonly number: string; readonly group: number }> {
  made += 1;
  const group = 100 + made;
  await company.inside((em) =>
    createProductGroup(em, { number: group, name: 'Varer', vatDomestic: '25', hasInventory: true }, 'test'),
  );
  const number = `RACE-${made}`;
  return { id: await company.item(number, { groupNumber: group }), number, group };
}

type Item = Awaited<ReturnType<typeof item>>;

const switches: Readonly<Record<string, (of: Item) => Promise<unknown>>> = {
  'batches of the item': ({ number }) =>
    company.inside((em) => updateProduct(em, number, { hasBatchControl: true }, {}, 'test')),
  'serial numbers of the item': ({ number }) =>
    company.inside((em) => updateProduct(em, number, { hasSerialNumbers: true }, {}, 'test')),
  'the group of the item': ({ number }) =>
    company.inside((em) => updateProduct(em, number, { groupNumber: 2 }, {}, 'test')),
  'the inventory of its group': ({ group }) =>
    company.inside((em) => updateProductGroup(em, group, { hasInventory: false }, {}, 'test')),
};

/** What the ledger is built on, and what is in it, may not contradict each other. */
const found = async ({ id }: Item): Promise<string> => {
  const [row] = await company.query<{ text: string }>(
    `select concat_ws(' ', case when p.has_batch_control or p.has_serial_numbers or not g.has_inventory then 'switched' end,
         case when exists (select from stock_line l where l.product_id = p.id) then 'posted' end) as text
       from product p join product_group g on g.id = p.group_id where p.id = ?`,
    [id],
  );
  return row?.text ?? '';
};

describe.each(Object.keys(switches))('%s, switched while the first transaction is posted', (what) => {
  /** Runs both; whoever is named first has its locks before the other begins. */
  async function race(first: 'switch' | 'posting'): Promise<string> {
    const of = await item();
    const receipt: ReceiptPosting = {
      ...{ productId: of.id, ledgerDate: '2026-03-10', origin: origin() },
      ...{ type: 'receipt', locationId: company.here, quantity: '1', value: '5.00' },
    };
    let begun: () => void = () => undefined;
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const turn = switches[what] ?? (() => Promise.resolve());
    if (first === 'posting') {
      // The posting holds its lock until the switch waits for it.
      const posting = company.inside(async (em) => {
        await postStock(em, [receipt], context);
        begun();
        await waiting();
      });
      await hasBegun;
      await Promise.allSettled([posting, turn(of)]);
    } else {
      await Promise.allSettled([turn(of), company.inside((em) => postStock(em, [receipt], context))]);
    }
    return found(of);
  }

  /** Until a connection of this database waits for a lock. */
  async function waiting(): Promise<void> {
    for (let tries = 0; tries < 2_000; tries += 1) {
      const [row] = await company.query<{ waits: boolean }>(
        `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`,
      );
      if (row?.waits === true) return;
    }
    throw new Error('Nobody waits for the posting.');
  }

  test('waits for the posting, and is then refused', async () => {
    expect(await race('posting')).toBe('posted');
  });

  test('goes before it or comes after it, never both', async () => {
    expect(['switched', 'posted']).toContain(await race('switch'));
  });
});
