import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PreparedWrite } from '../../../../activities/erp/adapter.ts';
import type { InvoiceForErp, RegisterForErp } from '../../../../domain/erp/documents.ts';
import { type AtSandbox, startAtSandbox } from './at-sandbox.ts';
import { aCustomer, aLine, anInvoice, aProduct } from './samples.ts';

let at: AtSandbox;
beforeEach(async () => {
  at = await startAtSandbox({
    customerGroupAccount: 5600,
    productGroupAccount: 1010,
    cashTermsAccount: 5820,
  });
});
afterEach(() => at.close());

const everything = (): InvoiceForErp => {
  const terms = {
    number: 40,
    name: 'Netto 21 dage',
    type: 'net',
    maturityDays: 21,
    description: null,
  } as const;
  const customer = aCustomer({
    group: { number: 7, name: 'Webkunder' },
    paymentTerms: terms,
    deliveryAddresses: [
      {
        number: 1,
        name: 'Lager',
        street: 'Havnen 4',
        street2: null,
        zip: '5960',
        city: 'Marstal',
        country: 'Danmark',
        email: 'lager@aeroe.example',
        phone: '62 00 00 00',
      },
    ],
  });
  const product = aProduct({ group: { number: 8, name: 'Børster' }, unit: { number: 5, name: 'æske' } });
  return anInvoice({
    customer,
    paymentTerms: terms,
    theirReferenceContact: 1,
    lines: [aLine({ product, unit: { number: 5, name: 'æske' } })],
  });
};
const registerOf = (invoice: InvoiceForErp, kind: RegisterForErp['kind']): RegisterForErp => {
  const register = at.adapter.registersOf(invoice).find((one) => one.kind === kind);
  if (register === undefined) throw new Error(`no ${kind}`);
  return register;
};
const writeFor = async (register: RegisterForErp): Promise<PreparedWrite> => {
  const resolution = await at.resolve(register);
  if (resolution.status !== 'write') throw new Error(JSON.stringify(resolution));
  return resolution.write;
};

describe('the registers of an invoice', () => {
  test('are all made where none stands there, and found the second time', async () => {
    await at.registers(everything());
    expect(at.ledger('units')).toContainEqual(expect.objectContaining({ name: 'æske' }));
    expect(at.ledger('productGroups')).toContainEqual(expect.objectContaining({ productGroupNumber: 8 }));
    expect(at.ledger('products')).toContainEqual(
      expect.objectContaining({ productNumber: 'BØR-1', salesPrice: '149.95' }),
    );
    expect(at.ledger('paymentTerms')).toContainEqual(
      expect.objectContaining({ name: 'Netto 21 dage', daysOfCredit: 21 }),
    );
    expect(at.ledger('customerGroups')).toContainEqual(expect.objectContaining({ customerGroupNumber: 7 }));
    expect(at.ledger('customers')).toContainEqual(expect.objectContaining({ customerNumber: 1001 }));
    expect(at.ledger('contacts')).toContainEqual(expect.objectContaining({ name: 'Åse Ød' }));
    expect(at.ledger('deliveryLocations')).toContainEqual(expect.objectContaining({ postalCode: '5960' }));
    const counts = (): number[] =>
      ['units', 'products', 'customers', 'contacts'].map((table) => at.ledger(table).length);
    const before = counts();
    at.links.length = 0;
    for (const register of at.adapter.registersOf(everything())) {
      expect(await at.resolve(register)).toMatchObject({ status: 'linked' });
      await at.registers(everything());
    }
    expect(counts()).toEqual(before);
  });

  test('match by number, units by name, and terms by what they say', async () => {
    const unit = registerOf(anInvoice({ lines: [aLine({ unit: { number: 99, name: 'KG' } })] }), 'unit');
    expect(await at.resolve(unit)).toMatchObject({ status: 'linked', theirId: '2' });
    const terms = {
      number: 2,
      name: 'Netto 30 dage',
      type: 'net',
      maturityDays: 30,
      description: null,
    } as const;
    const register = registerOf(anInvoice({ customer: aCustomer({ paymentTerms: terms }) }), 'payment-terms');
    // Number 2 is "Netto 14 dage" there.
    expect(await at.resolve(register)).toMatchObject({ status: 'linked', theirId: '5' });
  });

  test('are blocked where a group is missing and the settings have no account for it', async () => {
    const session = { ...at.session, settings: {} };
    const { signal } = new AbortController();
    for (const [kind, blocked] of [
      ['customer-group', 'CustomerGroupMissing'],
      ['product-group', 'ProductGroupMissing'],
    ] as const) {
      const resolution = await at.adapter.resolveRegister(
        session,
        registerOf(everything(), kind),
        [],
        signal,
      );
      expect(resolution).toMatchObject({ status: 'blocked', blocked });
    }
  });

  test('are blocked where a layout is missing there or deleted', async () => {
    await at.registers(everything());
    for (const layoutNumber of [21, 77]) {
      const invoice = { ...everything(), customer: { ...everything().customer, layoutNumber } };
      expect(await at.resolve(registerOf(invoice, 'customer'))).toMatchObject({
        status: 'blocked',
        blocked: 'LayoutMissing',
      });
    }
  });

  test('have a sales account for the zone of the invoice, made from the settings or blocked', async () => {
    await at.registers(everything());
    const abroad: InvoiceForErp = { ...everything(), vatZone: 'abroad' };
    const zone = registerOf(abroad, 'product-group-zone');
    expect(await at.resolve(zone)).toMatchObject({
      status: 'blocked',
      blocked: 'SalesAccountMissing',
      params: { group: '8 Børster', zone: 'abroad' },
    });
    const session = { ...at.session, settings: { productGroupZoneAccounts: { abroad: 1030 } } };
    const { signal } = new AbortController();
    const resolution = await at.adapter.resolveRegister(session, zone, at.links, signal);
    if (resolution.status !== 'write') throw new Error(resolution.status);
    expect(await at.lookUp(resolution.write)).toMatchObject({ found: 'absent' });
    const made = { identity: { number: '8/3' } };
    expect(await at.send(resolution.write)).toMatchObject({ outcome: 'accepted', ...made });
    expect(await at.lookUp(resolution.write)).toMatchObject({ found: 'same', ...made });
    expect(await at.resolve(zone)).toMatchObject({ status: 'linked', theirId: '8/3' });
  });

  test('are refused with their cause where the account for a new group is wrong', async () => {
    const session = { ...at.session, settings: { customerGroupAccount: 4711 } };
    const { signal } = new AbortController();
    const group = registerOf(everything(), 'customer-group');
    const resolution = await at.adapter.resolveRegister(session, group, [], signal);
    if (resolution.status !== 'write') throw new Error(resolution.status);
    expect(await at.send(resolution.write)).toMatchObject({
      outcome: 'refused',
      cause: 'AccountMissing',
      params: { account: '4711' },
    });
  });
});

describe('an update', () => {
  const edited = {
    website: 'https://aeroe.example',
    mobilePhone: '20 20 20 20',
    salesPerson: { employeeNumber: 2 },
  };

  test('of a customer changes what is ours and leaves standing what a person wrote there', async () => {
    await at.registers(everything());
    at.sandbox.control.editRecord('customer', '1001', edited);
    const customer = { ...everything().customer, phone: '11 22 33 44', ean: null };
    await at.registers({ ...everything(), customer });
    const [there] = at.ledger('customers').filter(({ customerNumber }) => customerNumber === 1001);
    expect(there).toMatchObject({ ...edited, telephoneAndFaxNumber: '11 22 33 44' });
    expect(there).not.toHaveProperty('ean');
  });

  test('of a product leaves description and volume standing', async () => {
    await at.registers(everything());
    const theirs = { description: 'Håndlavet', inventory: { packageVolume: '0.25' } };
    at.sandbox.control.editRecord('product', 'BØR-1', theirs);
    const [line] = everything().lines;
    const product = { ...line!.product!, salesPrice: '99.5000' };
    await at.registers({ ...everything(), lines: [{ ...line!, product }] });
    expect(at.ledger('products')).toContainEqual(
      expect.objectContaining({ salesPrice: '99.5', description: 'Håndlavet' }),
    );
    expect(at.ledger('products').find(({ productNumber }) => productNumber === 'BØR-1')).toMatchObject({
      inventory: { packageVolume: '0.25' },
    });
  });

  test('of a contact leaves its notes standing, of a delivery location its terms of delivery', async () => {
    await at.registers(everything());
    const contact = at.ledger('contacts').find(({ name }) => name === 'Åse Ød');
    const location = at.ledger('deliveryLocations').find(({ postalCode }) => postalCode === '5960');
    at.sandbox.control.editRecord('contact', String(contact?.['customerContactNumber']), {
      notes: 'ring mandag',
    });
    at.sandbox.control.editRecord('delivery-location', String(location?.['deliveryLocationNumber']), {
      termsOfDelivery: 'DAP',
    });
    const { customer } = everything();
    const contacts = customer.contacts.map((one) => ({ ...one, phone: '99 99 99 99' }));
    const deliveryAddresses = customer.deliveryAddresses.map((one) => ({ ...one, street: 'Havnen 6' }));
    await at.registers({ ...everything(), customer: { ...customer, contacts, deliveryAddresses } });
    expect(at.ledger('contacts')).toContainEqual(
      expect.objectContaining({ phone: '99 99 99 99', notes: 'ring mandag' }),
    );
    expect(at.ledger('deliveryLocations')).toContainEqual(
      expect.objectContaining({ address: 'Havnen 6', termsOfDelivery: 'DAP' }),
    );
  });

  test('is not made where theirs says the same already', async () => {
    await at.registers(everything());
    const stale = at.links.map((link) => ({ ...link, contentHash: 'f'.repeat(64) }));
    at.links.splice(0, at.links.length, ...stale);
    expect(await at.resolve(registerOf(everything(), 'customer'))).toMatchObject({ status: 'linked' });
    expect(await at.resolve(registerOf(everything(), 'product'))).toMatchObject({ status: 'linked' });
  });

  test('never opens what a bookkeeper barred, and opens what we barred ourselves', async () => {
    await at.registers(everything());
    at.sandbox.control.setBarred({ kind: 'customer', id: '1001', barred: true });
    at.sandbox.control.setBarred({ kind: 'product', id: 'BØR-1', barred: true });
    const { customer, lines } = everything();
    const product = { ...lines[0]!.product!, name: 'Renamed' };
    const renamed = {
      ...everything(),
      customer: { ...customer, name: 'Renamed' },
      lines: [{ ...lines[0]!, product }],
    };
    expect(await at.resolve(registerOf(renamed, 'customer'))).toMatchObject({ blocked: 'CustomerBarred' });
    expect(await at.resolve(registerOf(renamed, 'product'))).toMatchObject({ blocked: 'ProductBarred' });
    await at.registers({ ...everything(), customer: { ...customer, isBarred: true }, lines: [] });
    await at.registers({ ...everything(), lines: [] });
    const there = at.ledger('customers').find(({ customerNumber }) => customerNumber === 1001);
    expect(there?.['barred']).not.toBe(true);
  });

  test('never takes over another company that has the number there', async () => {
    at.sandbox.control.editRecord('customer', '1', { corporateIdentificationNumber: '99999999' });
    const customer = aCustomer({ number: '1' });
    const invoice = anInvoice({ customer });
    await at.registers(anInvoice({ customer: aCustomer({ number: '555' }) }));
    expect(await at.resolve(registerOf(invoice, 'customer'))).toMatchObject({
      status: 'blocked',
      blocked: 'ErpContentDiffers',
    });
  });

  test('is not made where the ERP owns customers and products', async () => {
    await at.registers(everything());
    const session = { ...at.session, settings: { customerOwner: 'e-conomic', productOwner: 'e-conomic' } };
    const { signal } = new AbortController();
    const customer = { ...everything().customer, name: 'Renamed' };
    for (const kind of ['customer', 'product'] as const) {
      const register = registerOf({ ...everything(), customer }, kind);
      expect(await at.adapter.resolveRegister(session, register, at.links, signal)).toMatchObject({
        status: 'linked',
      });
    }
  });
});

describe('a register whose answer was lost', () => {
  const kinds = [
    'unit',
    'product-group',
    'product',
    'payment-terms',
    'customer-group',
    'customer',
    'contact',
    'delivery-location',
  ] as const;

  test.each(kinds)('%s: is found by the look-up, and absent before', async (kind) => {
    const invoice = everything();
    const registers = at.adapter.registersOf(invoice);
    for (const register of registers) {
      if (register.kind === kind) break;
      const resolution = await at.resolve(register);
      if (resolution.status === 'blocked') throw new Error(resolution.blocked);
      let theirId = resolution.status === 'linked' ? resolution.theirId : '';
      if (resolution.status === 'write') {
        const sent = await at.send(resolution.write);
        theirId = sent.outcome === 'accepted' ? String(sent.identity['number']) : '';
      }
      at.links.push({ kind: register.kind, ourKey: register.ourKey, theirId, contentHash: '' });
    }
    const write = await writeFor(registerOf(invoice, kind));
    expect(await at.lookUp(write)).toMatchObject({ found: 'absent' });
    at.sandbox.control.setFault({ kind: 'commit-then-reset', method: 'POST' });
    expect(await at.send(write)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(write)).toMatchObject({ found: 'same', identity: { number: expect.any(String) } });
  });

  test('an update is absent before, found after, and left to a person where somebody else changed the record', async () => {
    await at.registers(everything());
    const customer = { ...everything().customer, phone: '11 22 33 44' };
    const write = await writeFor(registerOf({ ...everything(), customer }, 'customer'));
    expect(await at.lookUp(write)).toMatchObject({ found: 'absent' });
    at.sandbox.control.editRecord('customer', '1001', { website: 'https://new.example' });
    expect(await at.lookUp(write)).toMatchObject({ found: 'other' });
    const again = await writeFor(registerOf({ ...everything(), customer }, 'customer'));
    at.sandbox.control.setFault({ kind: 'commit-then-status', method: 'PUT', status: 502 });
    expect(await at.send(again)).toMatchObject({ outcome: 'unknown' });
    expect(await at.lookUp(again)).toMatchObject({ found: 'same', identity: { number: '1001' } });
  });
});
