import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bench, customerBody, draftBody, firstError, productBody, startBench, idOf } from './client.ts';

let bench: Bench;

describe('registers', () => {
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench.sandbox.close());

  test('a created record comes back whole, with its address', async () => {
    const { status, headers, json } = await bench.call('POST', '/customers', { body: customerBody() });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(json['self']);
    expect(json).toMatchObject({
      name: 'Brønderslev Bolte ApS',
      customerGroup: { customerGroupNumber: 1, self: `${bench.sandbox.restUrl}/customer-groups/1` },
      eInvoicingDisabledByDefault: false,
    });
    await bench.expect(200, 'GET', `/customers/${idOf(json['customerNumber'])}`);
  });

  test('a PUT replaces: what is left out is gone, and an omitted barred is not barred', async () => {
    const full = customerBody({ city: 'Aalborg', email: 'a@b.example', barred: true, creditLimit: 1000.5 });
    const { json } = await bench.call('PUT', '/customers/200', { body: full });
    expect(json).toMatchObject({ city: 'Aalborg', barred: true, creditLimit: 1000.5 });
    const replaced = await bench.expect(200, 'PUT', '/customers/200', { body: customerBody() });
    for (const gone of ['city', 'email', 'creditLimit']) expect(replaced).not.toHaveProperty(gone);
    expect(replaced['barred'] ?? false).toBe(false);
  });

  test('a PUT to a free identifier creates', async () => {
    const { status, json } = await bench.call('PUT', '/customers/300', { body: customerBody() });
    expect([status, json['customerNumber']]).toEqual([201, 300]);
    const product = await bench.call('PUT', '/products/A_6_1', {
      body: productBody({ productNumber: 'A/1' }),
    });
    expect([product.status, product.json['productNumber']]).toEqual([201, 'A/1']);
    await bench.expect(200, 'GET', '/products/A_6_1');
  });

  test('a number may be given, is honoured, and cannot be given twice', async () => {
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 4000 }) });
    const next = await bench.expect(201, 'POST', '/customers', { body: customerBody() });
    expect(next['customerNumber']).toBe(4001);
    const twice = await bench.call('POST', '/customers', { body: customerBody({ customerNumber: 4000 }) });
    expect([twice.status, firstError(twice).at]).toEqual([400, 'customerNumber']);
  });

  test('a freed customer number is given to the next', async () => {
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 5000 }) });
    expect((await bench.call('DELETE', '/customers/5000')).status).toBe(204);
    const again = await bench.call('DELETE', '/customers/5000');
    expect([again.status, again.json['errorCode']]).toEqual([404, 'E06000']);
    const next = await bench.expect(201, 'POST', '/customers', { body: customerBody() });
    expect(next['customerNumber']).toBe(5000);
  });

  test('what a draft names cannot be deleted until the draft is gone', async () => {
    await bench.expect(201, 'POST', '/products', { body: productBody({ productNumber: 'USED' }) });
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 6000 }) });
    const lines = [{ product: { productNumber: 'USED' }, quantity: 1, unitNetPrice: 1 }];
    const body = draftBody({ customer: { customerNumber: 6000 }, lines });
    const draft = await bench.expect(201, 'POST', '/invoices/drafts', { body });
    for (const path of ['/products/USED', '/customers/6000']) {
      expect((await bench.call('DELETE', path)).status).toBe(400);
    }
    await bench.expect(200, 'DELETE', `/invoices/drafts/${idOf(draft['draftInvoiceNumber'])}`);
    for (const path of ['/products/USED', '/customers/6000']) {
      expect((await bench.call('DELETE', path)).status).toBe(204);
    }
  });

  test('a unit gets its number, and is in use while a product names it', async () => {
    const unit = await bench.expect(201, 'POST', '/units', { body: { name: 'palle' } });
    const unitNumber = unit['unitNumber'];
    await bench.expect(201, 'POST', '/products', {
      body: productBody({ productNumber: 'P1', unit: { unitNumber } }),
    });
    expect((await bench.call('DELETE', `/units/${idOf(unitNumber)}`)).status).toBe(400);
    await bench.expect(200, 'PUT', '/products/P1', { body: productBody({ productNumber: 'P1' }) });
    expect((await bench.call('DELETE', `/units/${idOf(unitNumber)}`)).status).toBe(204);
  });

  test('type and days of payment terms cannot change', async () => {
    const body = { name: 'Netto 10', paymentTermsType: 'net', daysOfCredit: 10 };
    const terms = await bench.expect(201, 'POST', '/payment-terms', { body });
    const path = `/payment-terms/${idOf(terms['paymentTermsNumber'])}`;
    for (const change of [{ daysOfCredit: 11 }, { paymentTermsType: 'dueDate' }]) {
      expect(firstError(await bench.call('PUT', path, { body: { ...body, ...change } })).code).toBe('E06151');
    }
    const renamed = await bench.expect(200, 'PUT', path, { body: { ...body, name: 'Netto ti dage' } });
    expect(renamed).toMatchObject({ name: 'Netto ti dage', daysOfCredit: 10 });
  });

  test.each([
    [5600, 201],
    [1070, 400],
    [1000, 400],
    [9999, 400],
  ])('a customer group with account %i is %i', async (accountNumber, status) => {
    const body = { customerGroupNumber: accountNumber, name: 'Gruppe', account: { accountNumber } };
    expect((await bench.call('POST', '/customer-groups', { body })).status).toBe(status);
  });

  test('an account that is not there is E07150', async () => {
    const body = { customerGroupNumber: 70, account: { accountNumber: 1 } };
    expect(firstError(await bench.call('POST', '/customer-groups', { body }))).toMatchObject({
      at: 'account',
      code: 'E07150',
    });
  });

  test('contacts and delivery locations belong to their customer, numbers to the agreement', async () => {
    await bench.expect(201, 'POST', '/customers', { body: customerBody({ customerNumber: 8000 }) });
    const contact = await bench.expect(201, 'POST', '/customers/8000/contacts', { body: { name: 'Ib' } });
    const number = contact['customerContactNumber'];
    expect(number).not.toBe(1);
    expect((await bench.call('GET', `/customers/1/contacts/${idOf(number)}`)).status).toBe(404);
    const elsewhere = customerBody({ attention: { customerContactNumber: 1 } });
    expect(firstError(await bench.call('PUT', '/customers/8000', { body: elsewhere })).code).toBe('E04800');
    const own = customerBody({ attention: { customerContactNumber: number } });
    await bench.expect(200, 'PUT', '/customers/8000', { body: own });
    const place = await bench.expect(201, 'POST', '/customers/8000/delivery-locations', {
      body: { address: 'Kajen 1', postalCode: '9000', city: 'Aalborg' },
    });
    expect(place).toMatchObject({ postalCode: '9000', customer: { customerNumber: 8000 } });
    const list = await bench.expect(200, 'GET', '/customers/8000/delivery-locations?filter=city$eq:Aalborg');
    expect(list['collection']).toHaveLength(1);
    const location = `/customers/8000/delivery-locations/${idOf(place['deliveryLocationNumber'])}`;
    await bench.expect(200, 'PUT', location, { body: { address: 'Kajen 2' } });
    expect(await bench.expect(200, 'GET', location)).not.toHaveProperty('city');
    expect((await bench.call('DELETE', location)).status).toBe(204);
  });

  test('a deleted contact can still be read, marked, where the switch says so', async () => {
    const path = '/customers/1/contacts';
    for (const deletedContactsReadable of [true, false]) {
      bench.sandbox.control.setSwitches({ deletedContactsReadable });
      const contact = await bench.expect(201, 'POST', path, { body: { name: 'Bo' } });
      const own = `${path}/${idOf(contact['customerContactNumber'])}`;
      expect((await bench.call('DELETE', own)).status).toBe(204);
      const read = await bench.call('GET', own);
      if (deletedContactsReadable) expect(read.json['deleted']).toBe(true);
      else expect(read.status).toBe(404);
      expect((await bench.expect(200, 'GET', path))['collection']).toHaveLength(1);
    }
  });

  test('a reference may be its address', async () => {
    const self = `${bench.sandbox.restUrl}/customer-groups/2`;
    const body = customerBody({ customerGroup: { self } });
    expect((await bench.expect(201, 'POST', '/customers', { body }))['customerGroup']).toMatchObject({
      customerGroupNumber: 2,
    });
    const both = customerBody({ customerGroup: { customerGroupNumber: 1, self } });
    const groups: unknown[] = [];
    for (const referenceConflict of ['number', 'self']) {
      bench.sandbox.control.setSwitches({ referenceConflict });
      const { customerGroup } = await bench.expect(201, 'POST', '/customers', { body: both });
      groups.push(customerGroup?.['customerGroupNumber']);
    }
    expect(groups).toEqual([1, 2]);
  });

  test('lastUpdated follows each write and finds what has changed since', async () => {
    bench.sandbox.control.setClock({ set: '2026-05-01T08:00:00Z', stop: true });
    await bench.expect(201, 'PUT', '/customers/9000', { body: customerBody() });
    bench.sandbox.control.setClock({ set: '2026-05-02T08:00:00Z', stop: true });
    await bench.expect(201, 'PUT', '/products/NEW', { body: productBody({ productNumber: 'NEW' }) });
    const since = 'lastUpdated$gt:2026-05-01T07:59:59Z';
    const customers = await bench.expect(
      200,
      'GET',
      `/customers?filter=${since}$and:lastUpdated$lt:2026-05-02`,
    );
    expect(
      (customers['collection'] as unknown as { customerNumber: number }[]).map((c) => c.customerNumber),
    ).toEqual([9000]);
    bench.sandbox.control.setClock({ reset: true });
  });
});

describe('what a body may hold', () => {
  // Bodies that the real service takes with properties that it ignores are not in its schemas.
  beforeAll(async () => {
    bench = await startBench({ journalFile: null });
  });
  afterAll(() => bench.sandbox.close());

  test('unknown and read-only properties are ignored without a word', async () => {
    const body = customerBody({ balance: 999.99, lastUpdated: '2001-01-01T00:00:00Z', unheardOf: 1 });
    const customer = await bench.expect(201, 'POST', '/customers', { body });
    expect(customer['balance']).toBe(0);
    expect(customer).not.toHaveProperty('unheardOf');
    expect(customer['lastUpdated']).not.toBe('2001-01-01T00:00:00Z');
  });

  test.each([
    [{ name: null }, 'Invalid type. Expected String but got Null.'],
    [{ name: 1 }, 'Invalid type. Expected String but got Integer.'],
    [{ customerNumber: 0 }, 'Integer 0 is less than minimum value of 1.'],
    [{ customerNumber: 1.5 }, 'Invalid type. Expected Integer but got Float.'],
    [{ customerNumber: 1_000_000_000 }, 'Integer 1000000000 exceeds maximum value of 999999999.'],
    [{ barred: 'no' }, 'Invalid type. Expected Boolean but got String.'],
    [{ customerGroup: 1 }, 'Invalid type. Expected Object but got Integer.'],
    [{ creditLimit: '100' }, 'Invalid type. Expected Float but got String.'],
  ])('%j breaks the schema', async (change, reason) => {
    const { status, json } = await bench.call('POST', '/customers', { body: customerBody(change) });
    expect(status).toBe(400);
    expect(json['errors']).toEqual([expect.stringContaining(reason)]);
    expect(json['schemaPath']).toBeTruthy();
  });

  test('an enum is strict about its letters', async () => {
    const body = { name: 'x', paymentTermsType: 'Net', daysOfCredit: 1 };
    const { status, json } = await bench.call('POST', '/payment-terms', { body });
    expect(status).toBe(400);
    expect(json['errors']).toEqual([expect.stringContaining('Value "Net" is not defined in enum.')]);
  });

  test.each([
    ['/customers', customerBody({ name: undefined }), 'name', 'E90070'],
    ['/customers', customerBody({ name: '' }), 'name', 'E90072'],
    ['/customers', customerBody({ name: 'x'.repeat(256) }), 'name', 'E90071'],
    ['/customers', customerBody({ zip: 'x'.repeat(31) }), 'zip', 'E90071'],
    ['/customers', customerBody({ pNumber: '123' }), 'pNumber', 'E90072'],
    ['/customers', customerBody({ customerGroup: { customerGroupNumber: 99 } }), 'customerGroup', 'E07140'],
    ['/customers', customerBody({ customerGroup: {} }), 'customerGroup', 'E04500'],
    ['/customers', customerBody({ paymentTerms: { paymentTermsNumber: 99 } }), 'paymentTerms', 'E07080'],
    ['/customers', customerBody({ vatZone: { vatZoneNumber: 9 } }), 'vatZone', 'E90031'],
    ['/customers', customerBody({ currency: 'XXX' }), 'currency', 'E90032'],
    ['/customers', customerBody({ layout: { layoutNumber: 99 } }), 'layout', 'E90030'],
    ['/customers', customerBody({ salesPerson: { employeeNumber: 99 } }), 'salesPerson', 'E90033'],
    ['/products', productBody({ productNumber: 'x'.repeat(26) }), 'productNumber', 'E90071'],
    ['/products', productBody({ productGroup: { productGroupNumber: 99 } }), 'productGroup', 'E90036'],
    ['/products', productBody({ unit: { unitNumber: 99 } }), 'unit', 'E90034'],
    ['/products', productBody({ inventory: { packageVolume: 1.234 } }), 'inventory.packageVolume', 'E04740'],
    ['/units', { name: 'x'.repeat(101) }, 'name', 'E90071'],
  ])('%s refuses %j at %s with %s', async (path, body, at, code) => {
    const answer = await bench.call('POST', path, { body });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ errorCode: 'E04300', httpStatusCode: 400, errorCount: 1 });
    expect(firstError(answer)).toMatchObject({ at, code });
  });

  test('a code that is our choice can be replaced', async () => {
    bench.sandbox.control.setSwitches({ codes: { currencyNotFound: 'E12345' } });
    const answer = await bench.call('POST', '/customers', { body: customerBody({ currency: 'XXX' }) });
    expect(firstError(answer).code).toBe('E12345');
  });
});
