import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { withAgreement } from '../../../domain/database.ts';
import { onDatabase } from '../../support/template.ts';
import { testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { agreementWithRegisters, archive, booked, chairs, draft } from './fixtures.ts';
import { asOwner } from './owner.ts';

let database: TestDatabase;
let agreement: number;
let invoice: { readonly id: string; readonly number: number };

beforeAll(async () => {
  database = await testDatabase();
  agreement = await agreementWithRegisters(database);
});
afterAll(() => database.drop());
beforeEach(async () => {
  invoice = await booked(database, agreement, { lines: [chairs('1'), { name: 'Tekst' }] });
});

/** Raw SQL as the app's login, in the agreement's own session. */
const sql = (statement: string, params: readonly unknown[] = [], of = agreement): Promise<unknown[]> =>
  withAgreement(database.orm, of, (em) => em.execute<Record<string, unknown>[]>(statement, [...params]));

const rows = () =>
  sql(
    `select to_jsonb(i) as invoice, (select jsonb_agg(to_jsonb(l) order by l.position) from customer_invoice_line l
      where l.invoice_id = i.id) as lines from customer_invoice i where i.id = ?`,
    [invoice.id],
  );

describe('a booked invoice, by raw SQL under the app role', () => {
  test.each([
    ['its amount', 'net_amount = net_amount + 1, gross_amount = gross_amount + 1'],
    ['its number', 'number = number + 500'],
    ['its date', `date = '2026-01-01'`],
    ['its party', `party = '{}'`],
    ['its state', `state = 'draft', booked_at = null, booked_by = null`],
    ['who booked it', `booked_by = 'nobody'`],
    ['its note', `note = 'x'`],
    ['its due date', 'due_date = null'],
    ['its layout together with its note', `layout_id = null, note = 'x'`],
  ])('%s cannot be changed', async (_what, assignment) => {
    const before = await rows();
    await expect(sql(`update customer_invoice set ${assignment} where id = ?`, [invoice.id])).rejects.toThrow(
      `customer invoice ${invoice.number} is booked: update is refused`,
    );
    expect(await rows()).toEqual(before);
  });

  test('it cannot be deleted', async () => {
    await expect(sql('delete from customer_invoice where id = ?', [invoice.id])).rejects.toThrow(
      'delete is refused',
    );
  });

  test('its lines cannot be changed, deleted or added to', async () => {
    const before = await rows();
    const refusal = /is booked: (insert|update|delete) of lines is refused/;
    await expect(
      sql('update customer_invoice_line set description = ? where invoice_id = ?', ['x', invoice.id]),
    ).rejects.toThrow(refusal);
    await expect(sql('delete from customer_invoice_line where invoice_id = ?', [invoice.id])).rejects.toThrow(
      refusal,
    );
    await expect(sql(copyLine, [invoice.id, 9, invoice.id])).rejects.toThrow(refusal);
    expect(await rows()).toEqual(before);
  });

  test('no line moves into it or out of it', async () => {
    const other = await draft(database, agreement);
    await expect(
      sql('update customer_invoice_line set invoice_id = ?, position = 9 where invoice_id = ?', [
        invoice.id,
        other.id,
      ]),
    ).rejects.toThrow('is refused');
    await expect(
      sql('update customer_invoice_line set invoice_id = ?, position = position + 9 where invoice_id = ?', [
        other.id,
        invoice.id,
      ]),
    ).rejects.toThrow('is refused');
  });

  test('layout and archiving may change, and archived stays archived', async () => {
    await sql('update customer_invoice set layout_id = null where id = ?', [invoice.id]);
    await archive(database, agreement, invoice.id);
    await expect(
      sql('update customer_invoice set archived_at = null where id = ?', [invoice.id]),
    ).rejects.toThrow('is refused');
    await sql('update customer_invoice set layout_id = null where id = ?', [invoice.id]);
  });

  test('neither it nor its lines can be emptied', async () => {
    await expect(sql('truncate customer_invoice cascade')).rejects.toThrow('permission denied');
    await expect(sql('truncate customer_invoice_line')).rejects.toThrow('permission denied');
  });

  test('another agreement neither sees nor changes it, nor adds to it', async () => {
    const other = await agreementWithRegisters(database);
    expect(await sql('select id from customer_invoice where id = ?', [invoice.id], other)).toEqual([]);
    expect(
      await sql('select id from customer_invoice_line where invoice_id = ?', [invoice.id], other),
    ).toEqual([]);
    await sql(`update customer_invoice set note = 'x'`, [], other);
    const theirs = await draft(database, other);
    await expect(sql(copyLine, [invoice.id, 9, theirs.id], other)).rejects.toThrow(
      'a line belongs to an invoice of its own agreement',
    );
    expect(await rows()).toMatchObject([{ invoice: { note: null } }]);
  });
});

describe('the owner of the tables', () => {
  test('cannot change, delete or empty booked invoices either', async () => {
    const url = onDatabase(database.ownerUrl, new URL(database.ownerUrl).pathname.slice(1));
    const owner = (statement: string) => asOwner(url, agreement, statement);
    await expect(owner(`update customer_invoice set note = 'x'`)).rejects.toThrow('is refused');
    await expect(owner('delete from customer_invoice')).rejects.toThrow('is refused');
    await expect(owner(`update customer_invoice_line set description = 'x'`)).rejects.toThrow('is refused');
    await expect(owner('truncate customer_invoice cascade')).rejects.toThrow('truncate is refused');
    await expect(owner('truncate customer_invoice_line cascade')).rejects.toThrow('truncate is refused');
  });
});

describe('what the database refuses whoever writes', () => {
  test.each([
    ['a gross that is not net and VAT', 'gross_amount = gross_amount + 0.01', 'customer_invoice_gross_check'],
    [
      'a base gross that is not its parts',
      'base_vat_amount = base_vat_amount + 1',
      'customer_invoice_base_gross_check',
    ],
    ['a booked invoice without party', `state = 'booked'`, 'customer_invoice_booked_check'],
    ['an archived draft', 'archived_at = now()', 'customer_invoice_booked_check'],
    ['a credit note of nothing', `kind = 'credit-note'`, 'customer_invoice_credited_check'],
    ['an unknown kind', `kind = 'order'`, 'customer_invoice_kind_check'],
    ['an unknown state', `state = 'sent'`, 'customer_invoice_state_check'],
    ['a rate of nothing', 'exchange_rate = 0', 'customer_invoice_exchange_rate_check'],
    ['a discount over 100', 'discount_percentage = 101', 'customer_invoice_discount_check'],
    ['an EAN of letters', `ean = 'abcdefghijklm'`, 'customer_invoice_ean_check'],
    ['another number', 'number = number + 100000', 'keeps its number'],
  ])('%s', async (_what, assignment, constraint) => {
    const { id } = await draft(database, agreement);
    await expect(sql(`update customer_invoice set ${assignment} where id = ?`, [id])).rejects.toThrow(
      constraint,
    );
  });

  test.each([
    ['a quantity of nothing', 'quantity = 0', 'customer_invoice_line_quantity_check'],
    ['a negative quantity', 'quantity = -1', 'customer_invoice_line_quantity_check'],
    ['a priced line without product', 'product_id = null', 'customer_invoice_line_quantity_check'],
    [
      'a VAT amount that is not its rate',
      'vat_amount = vat_amount + 1',
      'customer_invoice_line_vat_amount_check',
    ],
    ['a position of nothing', 'position = 0', 'customer_invoice_line_position_check'],
  ])('%s on a line', async (_what, assignment, constraint) => {
    const { id } = await draft(database, agreement);
    await expect(
      sql(`update customer_invoice_line set ${assignment} where invoice_id = ?`, [id]),
    ).rejects.toThrow(constraint);
  });
});

/** Puts a copy of a line under an invoice: parameters invoice, position, and the invoice of the line. */
const copyLine = `
  insert into customer_invoice_line (id, agreement_number, invoice_id, position, product_id, description, quantity,
    unit_price, discount_percentage, vat_percentage, net_amount, vat_amount)
  select gen_random_uuid(), agreement_number, ?, ?, product_id, description, quantity, unit_price, discount_percentage,
    vat_percentage, net_amount, vat_amount
  from customer_invoice_line where invoice_id = ? limit 1`;
