import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager } from '@mikro-orm/postgresql';
import { withAgreement } from '../../../domain/database.ts';
import { Customer } from '../../../domain/customers/customer.entity.ts';
import { exampleCsv } from '../../../domain/imports/csv-out.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import { importKinds } from '../../../domain/imports/kinds/index.ts';
import { listLotLines } from '../../../domain/products/lot-line.service.ts';
import { listLots } from '../../../domain/products/lot.service.ts';
import { Product } from '../../../domain/products/product.entity.ts';
import { findProduct } from '../../../domain/products/product.service.ts';
import { CredentialVault } from '../../../domain/connections/credentials.ts';
import { registerWebhook } from '../../../domain/webhooks/webhook.service.ts';
import { OutgoingEvent } from '../../../domain/deliveries/outgoing-event.entity.ts';
import { testDatabase, type TestDatabase } from '../../support/database.ts';
import { agreementForImports, type Handed, imported, productHead } from '../../support/imports.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});

const agreement = () => agreementForImports(database.orm).then(({ number }) => number);
const within = <T>(number: number, read: (em: EntityManager) => Promise<T>) =>
  withAgreement(database.orm, number, read);
const run = (number: number, content: string | Buffer, how?: Handed) =>
  imported(database.orm, number, content, how);
const productsOf = (number: number) =>
  within(number, (em) => em.find(Product, {}, { orderBy: { number: 'asc' }, populate: ['group', 'unit'] }));
const file = (...rows: readonly string[]): string => [productHead, ...rows, ''].join('\n');

describe('columns', () => {
  test('of any name fill the fields they are mapped to, and errors call them by their own', async () => {
    const number = await agreement();
    const mapping = {
      Varenr: 'number',
      Navn: 'name',
      Gruppe: 'group_id',
      Kost: 'recommended_cost_price',
      Salgspris: 'sales_price',
      Note: null,
    };
    const rows = 'Varenr,Navn,Gruppe,Kost,Salgspris,Note,BARCODE\nA-1,Skrue,1,1,1,n,111\nA-2,Bolt,x,1,1,n,\n';
    const standing = await run(number, rows, { mapping });
    expect(standing).toMatchObject({
      created: 1,
      errors: ['3 Gruppe must be a whole number from 1 to 999999999.'],
    });
    expect(await productsOf(number)).toMatchObject([{ number: 'A-1', name: 'Skrue', barcode: '111' }]);
  });
});

describe('every kind', () => {
  test('takes its own example, and finds nothing to change in it the second time where it makes no documents', async () => {
    const number = await agreement();
    await run(number, 'number,name\n2,Pakke\n', { kind: 'units' });
    await within(number, async (em) => {
      await createLocation(em, { number: 1, name: 'Hovedlager' }, 'test');
      await createLocation(em, { number: 2, name: 'Butik' }, 'test');
    });
    for (const kind of importKinds) {
      if (kind.makesDocuments === true) {
        const booked = await run(number, exampleCsv(kind), { kind: kind.name });
        expect({ kind: kind.name, ...booked }).toMatchObject({ kind: kind.name, created: 1, errors: [] });
        continue;
      }
      const how = { kind: kind.name, updatesExisting: true };
      const first = await run(number, exampleCsv(kind), how);
      expect({ kind: kind.name, ...first }).toMatchObject({ kind: kind.name, bad: 0, errors: [] });
      expect(await run(number, exampleCsv(kind), how)).toMatchObject({ unchanged: 1 });
    }
  });

  test('has the mandatory columns that importing asks for', () => {
    const mandatory = (name: string) =>
      importKinds
        .find((kind) => kind.name === name)
        ?.columns.filter(({ isMandatory }) => isMandatory === true)
        .map((column) => column.name);
    expect(mandatory('products')).toEqual([
      'number',
      'name',
      'group_id',
      'recommended_cost_price',
      'sales_price',
    ]);
    const party = (group: string) => [
      'number',
      'name',
      group,
      'vat_zone',
      'layout_id',
      'payment_terms_id',
      'language',
    ];
    expect(mandatory('customers')).toEqual(party('customer_group_id'));
    expect(mandatory('suppliers')).toEqual(party('supplier_group_id'));
  });
});

describe('a file of unit conversions', () => {
  test('gives products their further units, and changes them', async () => {
    const number = await agreement();
    await run(number, 'number,name\n1,Styk\n2,Pakke\n', { kind: 'units' });
    await run(number, `${productHead},unit_id\nA-1,Skrue,1,1,1,1\nA-2,Bolt,1,1,1,\n`);
    const kind = 'product-units';
    const head = 'product_id,unit_id,quantity,is_default_sales\n';
    const rows = `${head}A-1,2,12,true\nA-1,1,1,\nA-2,2,12,\nA-3,2,12,\nA-1,9,12,\nA-1,2,13,\n`;
    expect(await run(number, rows, { kind })).toMatchObject({
      created: 1,
      bad: 5,
      errors: [
        '3 unit_id must not be the standard unit 1 itself.',
        '4 unit_id needs a standard unit to count in: give A-2 a unit first.',
        expect.stringMatching(/^5 The row is refused: Product A-3 does not exist/),
        '6 unit_id is refused: Unit 9 does not exist.',
        '7 product_id stands in row 2 already.',
      ],
    });
    const change = { kind, updatesExisting: true };
    expect(await run(number, `${head}A-1,2,12.0,true\n`, change)).toMatchObject({ unchanged: 1 });
    expect(await run(number, `${head}A-1,2,24,\n`, change)).toMatchObject({ updated: 1, errors: [] });
  });
});

describe('a file of BOMs', () => {
  const lots = 'number,name,group_id,adjust_to_zero\n';
  const lines = 'lot_id,item_id,quantity\n';

  test('makes and changes BOMs, and leaves products alone', async () => {
    const number = await agreement();
    await run(number, file('A-1,Skrue,1,1,1'));
    const how = { kind: 'lots', updatesExisting: true };
    expect(
      await run(number, `${lots}B-1,Bord,1,true\nA-1,Bænk,1,\nB-2,Stol,9,\nB-3,,1,\n`, how),
    ).toMatchObject({
      created: 1,
      bad: 3,
      errors: [
        '3 number is refused: BOM A-1 exists already.',
        '4 group_id is refused: Product group 9 does not exist.',
        '5 name is required.',
      ],
    });
    expect(await run(number, 'number,name\nB-1,Bord 2\n', how)).toMatchObject({ updated: 1 });
    const { rows } = await within(number, (em) => listLots(em));
    expect(rows.map(({ product }) => [product.number, product.name, product.adjustToZero])).toEqual([
      ['B-1', 'Bord 2', true],
    ]);
    expect((await within(number, (em) => findProduct(em, 'A-1'))).name).toBe('Skrue');
  });

  test('is followed by one of their lines, each named by its BOM and item', async () => {
    const number = await agreement();
    await run(number, file('A-1,Skrue,1,1,1'));
    await run(number, `${lots}B-1,Bord,1,\nB-2,Sæt,1,\n`, { kind: 'lots' });
    const how = { kind: 'lot-lines', updatesExisting: true };
    const rows = `${lines}B-1,A-1,4\nB-2,B-1,2\nB-1,B-2,1\nB-1,A-9,1\nA-1,B-1,1\nB-2,A-1,0\n`;
    expect(await run(number, rows, how)).toMatchObject({
      created: 2,
      bad: 4,
      errors: [
        '4 item_id must not be BOM B-1 itself, nor one that it goes into.',
        '5 item_id is refused: Product A-9 does not exist.',
        '6 The row is refused: BOM A-1 does not exist in this agreement. Check the number.',
        '7 quantity must be more than 0.',
      ],
    });
    expect(await run(number, `${lines}B-1,A-1,6\nB-2,B-1,2.0\n`, how)).toMatchObject({
      updated: 1,
      unchanged: 1,
    });
    const { rows: stored } = await within(number, (em) => listLotLines(em, 'B-1'));
    expect(stored.map((row) => [row.component.number, Number(row.quantity)])).toEqual([['A-1', 6]]);
  });
});

describe('files of what belongs to products', () => {
  test.each([
    [
      'product-translations',
      'product_id,language,name',
      ['A-1,sv,Skruv', 'A-1,xx,S', 'A-9,sv,S'],
      'sv,Skruven',
    ],
    ['product-prices', 'product_id,currency,sales_price', ['A-1,EUR,1.5', 'A-1,DKK,1', 'A-9,EUR,1'], 'EUR,2'],
    ['product-locations', 'product_id,location_id,min_stock', ['A-1,1,5', 'A-1,7,5', 'A-9,1,5'], '1,6'],
    [
      'sales-budgets',
      'product_id,month,quantity',
      ['A-1,2027-01,5', 'A-1,2027-13,5', 'A-9,2027-01,5'],
      '2027-01,6',
    ],
  ])('%s: good rows are made and changed, bad ones handed back', async (kind, head, rows, changed) => {
    const number = await agreement();
    await run(number, file('A-1,Skrue,1,1,1'));
    await run(number, 'code,rate\nEUR,746\n', { kind: 'currencies' });
    await within(number, (em) => createLocation(em, { number: 1, name: 'Hovedlager' }, 'test'));
    const how = { kind, updatesExisting: true };
    expect(await run(number, [head, ...rows, ''].join('\n'), how)).toMatchObject({ created: 1, bad: 2 });
    expect(await run(number, `${head}\n${rows[0] ?? ''}\n`, how)).toMatchObject({ unchanged: 1 });
    expect(await run(number, `${head}\nA-1,${changed}\n`, how)).toMatchObject({ updated: 1, bad: 0 });
    expect(await run(number, `${head}\nA-1,${changed}\n`, { kind })).toMatchObject({ bad: 1 });
  });
});

describe('a rule that knows more than the row', () => {
  const head = `${productHead},has_batch_control,default_location_id`;
  const groups = 'number,name,vat_domestic,has_inventory\n3,Ydelser,25,false\n';

  test('is held against it as the service does: batches need inventory, a blocked location takes nothing new', async () => {
    const number = await agreement();
    await run(number, groups, { kind: 'product-groups' });
    await within(number, async (em) => {
      await createLocation(em, { number: 1, name: 'Lager' }, 'test');
      await createLocation(em, { number: 2, name: 'Lukket', isBlocked: true }, 'test');
    });
    const rows = [head, 'A-1,Skrue,1,1,1,true,1', 'A-2,Kursus,3,1,1,true,', 'A-3,Bolt,1,1,1,,2', ''];
    expect(await run(number, rows.join('\n'))).toMatchObject({
      created: 1,
      errors: [
        '3 has_batch_control needs a group with inventory; group 3 has none.',
        '4 default_location_id is refused: Location 2 is blocked.',
      ],
    });
    const moved = 'number,group_id\nA-1,3\n';
    expect(await run(number, moved, { updatesExisting: true })).toMatchObject({
      errors: ['2 has_batch_control needs a group with inventory; group 3 has none.'],
    });
    expect(await run(number, 'number,group_id\nA-1,2\n', { updatesExisting: true })).toMatchObject({
      updated: 1,
    });
    expect(await within(number, (em) => findProduct(em, 'A-1'))).toMatchObject({
      group: { number: 2 },
      hasBatchControl: true,
      defaultLocation: { number: 1 },
    });
  });
});

describe('a file of customers', () => {
  const head = 'number,name,customer_group_id,vat_zone,layout_id,payment_terms_id,language,currency';

  test('takes VAT zones by their codes 1 to 4 or their names', async () => {
    const number = await agreement();
    await run(number, exampleCsv(importKinds.find(({ name }) => name === 'layouts')!), { kind: 'layouts' });
    const zones = ['1', '2', '3', '4', 'eu', '5'];
    const rows = zones.map((zone, at) => `${at},Kunde,1,${zone},1,1,da,`);
    expect(await run(number, [head, ...rows, ''].join('\n'), { kind: 'customers' })).toMatchObject({
      errors: ['7 vat_zone must be 1 (domestic), 2 (EU), 3 (abroad) or 4 (domestic exempt).'],
    });
    const made = await within(number, (em) => em.find(Customer, {}, { orderBy: { number: 'asc' } }));
    expect(made.map(({ vatZone }) => vatZone)).toEqual(['domestic', 'eu', 'abroad', 'domestic-exempt', 'eu']);
    expect(made[0]).toMatchObject({ currency: 'DKK', lastContactNumber: 0, lastAddressNumber: 0 });
  });

  test('refuses what is not there: layout, terms and currency', async () => {
    const number = await agreement();
    const rows = `${head}\n1,Kunde,1,1,77,88,da,SEK\n`;
    expect(await run(number, rows, { kind: 'customers' })).toMatchObject({
      errors: [
        '2 layout_id must name what exists: there is no layout 77.',
        '2 payment_terms_id must name what exists: there is no payment terms 88.',
        '2 currency must name what exists: there is no currency SEK.',
      ],
    });
  });
});

describe('a rule between fields', () => {
  test('is held against the row as it would be', async () => {
    const number = await agreement();
    const how = { kind: 'payment-terms', updatesExisting: true };
    const head = 'number,name,type,maturity_days\n';
    expect(await run(number, `${head}70,Kontant,cash,8\n71,Netto,net,8\n`, how)).toMatchObject({
      created: 1,
      errors: ['2 maturity_days must be 0 with the type cash, which counts no days.'],
    });
    expect(await run(number, `${head}71,,cash,\n`, how)).toMatchObject({ updated: 0, bad: 1 });
    expect(await run(number, 'code,rate\nDKK,99\n', { ...how, kind: 'currencies' })).toMatchObject({
      errors: ['2 rate of the base currency DKK is always 100.'],
    });
  });
});

describe('webhooks', () => {
  const vault = new CredentialVault([{ id: 'test', key: Buffer.alloc(32) }]);
  const eventsOf = (number: number) =>
    within(number, async (em) =>
      (await em.find(OutgoingEvent, {})).map(({ event, body }) => [event, JSON.parse(body ?? '') as unknown]),
    );

  test('are told of imported records where they ask for it, not of a dry run, and not where the client says so', async () => {
    const number = await agreement();
    await within(number, async (em) => {
      for (const event of ['product.created', 'product.updated'])
        await registerWebhook(em, vault, { event, url: 'https://example.com/hook' }, 'test');
    });
    await run(number, file('A-1,Skrue,1,1,1'), { isDryRun: true });
    await run(number, file('A-0,Skrue,1,1,1'), { suppressesWebhooks: true });
    await run(number, file('A-1,Skrue,1,1,1'));
    await run(number, file('A-1,Bolt,2,1,1'), { updatesExisting: true });
    expect(await eventsOf(number)).toEqual([
      ['product.created', expect.objectContaining({ key: 'A-1', key_name: 'number' })],
      ['product.updated', expect.objectContaining({ key: 'A-1', changed: ['name', 'group_id'] })],
    ]);
    const made = await within(number, (em) => findProduct(em, 'A-1'));
    expect(made.name).toBe('Bolt');
  });
});
