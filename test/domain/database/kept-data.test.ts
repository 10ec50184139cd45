import { afterAll, expect, test } from '@jest/globals';
import { close, createOrm } from '../../../domain/database.ts';
import { migrate } from '../../../domain/migrate.ts';
import { testPostgres } from '../../support/servers.ts';
import { onDatabase, runOnce } from '../../support/template.ts';

const name = `bilag_kept_${process.pid}`;
const server = testPostgres();
const ownerUrl = onDatabase(server.ownerUrl, name);
const superuserUrl = onDatabase(server.superuserUrl, name);

afterAll(async () => {
  await runOnce(server.superuserUrl, `drop database if exists "${name}" with (force)`);
});

const rows = async (sql: string): Promise<object[]> => {
  const orm = await createOrm(superuserUrl, { poolMax: 1 });
  try {
    return await orm.em.getConnection().execute<object[]>(sql, [], 'all');
  } finally {
    await close(orm);
  }
};

test('what customers said of delivery and in fields by name is kept as rows of the registers', async () => {
  await runOnce(server.ownerUrl, `create database "${name}"`);
  const orm = await createOrm(ownerUrl, { poolMax: 1 });
  await orm.migrator.up({ to: 'Migration20261128144152_suppliers' });
  await close(orm);
  const stamps = `1, 'test', now(), now()`;
  await runOnce(
    superuserUrl,
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
  await migrate({ ownerUrl, appUrl: onDatabase(server.appUrl, name) });
  expect(
    await rows(
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
    await rows(
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
