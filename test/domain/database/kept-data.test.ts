import { afterAll, describe, expect, test } from '@jest/globals';
import { close, createOrm } from '../../../domain/database.ts';
import { documentTriggerStatements } from '../../../domain/sql/documents.ts';
import { invoiceTriggerStatements } from '../../../domain/sql/invoices.ts';
import { migrate } from '../../../domain/migrate.ts';
import { testPostgres } from '../../support/servers.ts';
import { onDatabase, runOnce } from '../../support/template.ts';

const server = testPostgres();

/** A database of an older schema. */
class OldDatabase {
  readonly name: string;
  readonly superuserUrl: string;
  private readonly ownerUrl: string;

  constructor(name: string) {
    this.name = `bilag_${name}_${process.pid}`;
    this.ownerUrl = onDatabase(server.ownerUrl, this.name);
    this.superuserUrl = onDatabase(server.superuserUrl, this.name);
  }

  /** Makes it, as that migration left it. */
  async make(migration: string): Promise<void> {
    await runOnce(server.ownerUrl, `create database "${this.name}"`);
    const orm = await createOrm(this.ownerUrl, { poolMax: 1 });
    await orm.migrator.up({ to: migration });
    await close(orm);
  }

  migrate(): Promise<unknown> {
    return migrate({ ownerUrl: this.ownerUrl, appUrl: onDatabase(server.appUrl, this.name) });
  }

  runAsOwner(sql: string): Promise<unknown> {
    return runOnce(this.ownerUrl, sql);
  }

  run(sql: string): Promise<unknown> {
    return runOnce(this.superuserUrl, sql);
  }

  async rows(sql: string): Promise<object[]> {
    const orm = await createOrm(this.superuserUrl, { poolMax: 1 });
    try {
      return await orm.em.getConnection().execute<object[]>(sql, [], 'all');
    } finally {
      await close(orm);
    }
  }
}

const kept = new OldDatabase('kept');
const counted = new OldDatabase('counted');

afterAll(async () => {
  for (const { name } of [kept, counted])
    await runOnce(server.superuserUrl, `drop database if exists "${name}" with (force)`);
});

test('what customers said of delivery and in fields by name is kept as rows of the registers', async () => {
  await kept.make('Migration20261128144152_suppliers');
  const stamps = `1, 'test', now(), now()`;
  await kept.run(
    `insert into customer_group (id, agreement_number, number, name, version, changed_by, created_at, updated_at)
       values ('00000000-0000-7000-8000-000000000001', 1000, 1, 'g', ${stamps});
     insert into payment_terms
       (id, agreement_number, number, name, type, maturity_days, version, changed_by, created_at, updated_at)
       values ('00000000-0000-7000-8000-000000000002', 1000, 1, 't', 'net', 8, ${stamps});
     insert into customer (id, agreement_number, number, name, group_id, vat_zone, currency, payment_terms_id, language,
         is_barred, last_contact_number, last_address_number, delivery_terms, custom_fields, version, changed_by,
         created_at, updated_at)
       select gen_random_uuid(), c.agreement, c.number, 'x', '00000000-0000-7000-8000-000000000001', 'domestic', 'DKK',
         '00000000-0000-7000-8000-000000000002', 'da', false, 0, 0, c.terms, c.fields, ${stamps}
       from (values (1000, '1', 'EXW', '{"Farve": "Blå", "Antal": 3, "Intet": null}'::jsonb), (1000, '2', 'EXW', '{}'),
         (1000, '3', null, '{"Farve": "Rød"}'), (1001, '1', 'DAP', '{"Farve": "Grøn"}')) c(agreement, number, terms, fields)`,
  );
  await kept.migrate();
  expect(
    await kept.rows(
      `select c.agreement_number as agreement, c.number, d.number as terms, d.name from customer c
         left join delivery_terms d on d.id = c.delivery_terms_id and d.agreement_number = c.agreement_number
        order by 1, 2`,
    ),
  ).toEqual([
    { agreement: 1000, number: '1', terms: 1, name: 'EXW' },
    { agreement: 1000, number: '2', terms: 1, name: 'EXW' },
    { agreement: 1000, number: '3', terms: null, name: null },
    { agreement: 1001, number: '1', terms: 1, name: 'DAP' },
  ]);
  expect(
    await kept.rows(
      `select c.agreement_number as agreement, c.number, f.name, v.value from custom_field_value v
         join custom_field f on f.id = v.field_id and f.agreement_number = v.agreement_number
         join customer c on c.id = v.owner_id and c.agreement_number = v.agreement_number
        order by 1, 2, 3`,
    ),
  ).toEqual([
    { agreement: 1000, number: '1', name: 'Antal', value: '3' },
    { agreement: 1000, number: '1', name: 'Farve', value: 'Blå' },
    { agreement: 1000, number: '3', name: 'Farve', value: 'Rød' },
    { agreement: 1001, number: '1', name: 'Farve', value: 'Grøn' },
  ]);
});

describe('sales lines in another unit', () => {
  const tables = [
    ['offer_line', 'offer_id', 'offer_line_stands'],
    ['sales_order_line', 'order_id', 'sales_order_line_stands'],
    ['customer_invoice_line', 'invoice_id', 'customer_invoice_line_update'],
  ] as const;
  const triggers = [...documentTriggerStatements, ...invoiceTriggerStatements].filter((statement) =>
    [
      'function bilag_document_line_stands() returns',
      'function bilag_booked_invoice_lines_stand() returns',
      ...tables.map(([, , trigger]) => `trigger ${trigger}`),
    ].some((made) => statement.includes(made)),
  );

  test('keep what they were counted by until now, booked or not, of their own agreement', async () => {
    await counted.make('Migration20261128164309_supplier-invoices');
    const id = (last: number): string => `'00000000-0000-7000-8000-00000000000${last}'`;
    await counted.run(
      `set session_replication_role = replica;
       insert into product_unit (id, agreement_number, product_id, unit_id, quantity, is_default_sales,
           is_default_purchase, changed_by, created_at, updated_at)
         values (gen_random_uuid(), 1000, ${id(1)}, ${id(2)}, 10, false, false, 'test', now(), now()),
           (gen_random_uuid(), 1001, ${id(3)}, ${id(4)}, 2.5, false, false, 'test', now(), now());
       ${tables
         .map(
           ([table, parent]) => `insert into ${table} (id, agreement_number, ${parent}, position, product_id,
             description, quantity, unit_price, discount_percentage, unit_id, vat_percentage, net_amount, vat_amount)
           select gen_random_uuid(), l.agreement, ${id(9)}, l.position, l.product::uuid, 'x', 1, 0, 0, l.unit::uuid, 25, 0, 0
             from (values (1000, 1, ${id(1)}, ${id(2)}), (1000, 2, ${id(1)}, ${id(4)}), (1000, 3, ${id(1)}, null),
               (1001, 4, ${id(3)}, ${id(4)}), (1001, 5, ${id(1)}, ${id(2)})) l(agreement, position, product, unit)`,
         )
         .join(';')}`,
    );
    for (const statement of triggers) await counted.runAsOwner(statement);
    await counted.migrate();
    for (const [table] of tables) {
      expect(
        await counted.rows(
          `select position, trim_scale(unit_quantity)::text as quantity from ${table} order by position`,
        ),
      ).toEqual(['10', '1', '1', '2.5', '1'].map((quantity, index) => ({ position: index + 1, quantity })));
      await expect(counted.run(`update ${table} set unit_quantity = 3`)).rejects.toThrow(
        /a line belongs to an? .* of its own agreement/,
      );
    }
  });
});
