import type { CustomerForErp, InvoiceForErp, RegisterForErp } from '../../../domain/erp/documents.ts';
import type { Blocked, ErpFrame, FoundBlock, RegisterLink, Snapshot } from '../adapter.ts';
import { contactFields, customerFields } from './mappers/customer.ts';
import { chosenLayout, draftInvoiceBody, travelsByEan } from './mappers/invoice.ts';
import { productFields } from './mappers/product.ts';
import { refusalsOf } from './mappers/shared.ts';
import {
  customerGroupBody,
  groupZoneBody,
  matchingTerms,
  paymentTermsBody,
  productGroupBody,
  unitBody,
} from './mappers/small-registers.ts';
import { registerHash, registersOf } from './registers-of.ts';
import { opensCustomer } from './resolve-customer.ts';
import { opensProduct } from './resolve-product.ts';
import { found, has, hasContact, type KnownRegisters, lacks, type PartName, refusalsBy } from './rules.ts';
import { type EconomicSettings, parseSettings } from './settings.ts';

/** As long as our keys are. */
const anyKey = 'X'.repeat(16);
/** In place of a number that the ERP has yet to give. */
const anyNumber = '1';

/** What a document is held against. */
interface Against {
  readonly invoice: InvoiceForErp;
  readonly settings: EconomicSettings;
  readonly registers: KnownRegisters;
  readonly snapshot: Snapshot;
  readonly links: readonly RegisterLink[];
}

/**
 * Every reason, known now, for which the ERP would refuse this document: what its own mapping refuses, what its registers
 * could not be made of, and what the ERP's registers lack or bar. What resolving a register would make there is not
 * missing, and a link made after a part was read outweighs it. Pure.
 */
export function preflight(
  frame: ErpFrame,
  invoice: InvoiceForErp,
  links: readonly RegisterLink[],
  snapshot: Snapshot,
): readonly FoundBlock[] {
  const settings = parseSettings(frame.settings);
  const registers = Object.fromEntries(
    Object.entries(snapshot).map(([part, { value }]) => [part, value ?? undefined]),
  ) as KnownRegisters;
  const against: Against = { invoice, settings, registers, snapshot, links };
  return distinct([
    ...ownRefusals(frame, against),
    ...registersOf(invoice).flatMap((register) => registerRefusals(register, against)),
    ...circumstances(against),
  ]);
}

/** What the mapping of the document refuses whatever the ERP holds. */
function ownRefusals(frame: ErpFrame, { invoice, settings }: Against): readonly FoundBlock[] {
  const named = [invoice.theirReferenceContact, invoice.attentionContact].filter(
    (contact) => contact !== null,
  );
  return [
    ...refusalsOf(() =>
      draftInvoiceBody(invoice, {
        settings,
        baseCurrency: frame.erp.baseCurrency,
        key: anyKey,
        paymentTermsNumber: anyNumber,
        unitNumberOf: () => anyNumber,
        contactNumberOf: () => anyNumber,
      }),
    ),
    ...named
      .filter((contact) => !hasContact(invoice, contact))
      .map((contact): Blocked => ({ blocked: 'ContactOfOtherCustomer', params: { contact } })),
  ];
}

/** Period, layout, employee, VAT zone, currency, department, and the account's own right to send. */
function circumstances({ invoice, settings, registers }: Against): readonly FoundBlock[] {
  const layout = chosenLayout(invoice, settings);
  const needs = {
    date: invoice.date,
    currency: invoice.currency,
    vatZoneNumber: String(settings.vatZones[invoice.vatZone]),
    ...(layout !== undefined && { layoutNumber: String(layout) }),
    ...(invoice.employeeNumber !== null && { employeeNumber: String(invoice.employeeNumber) }),
  };
  const department = settings.departmentNumber?.toString();
  const impossible = (reason: string): FoundBlock => found('company', 'EInvoiceImpossible', { reason });
  const company = travelsByEan(invoice, settings) ? registers.company : undefined;
  return [
    ...refusalsBy(needs, registers),
    ...(invoice.lines.some(({ product }) => product !== null) && lacks(registers.departments, department)
      ? [found('departments', 'DepartmentMissing', { department })]
      : []),
    ...(company?.sendsElectronically === false
      ? [impossible('the account there may not send electronic invoices')]
      : []),
    ...(company?.hasNumber === false ? [impossible('the company has no CVR number there')] : []),
  ];
}

/** Why a register could not be brought there, or what is known to stand in its way there. */
function registerRefusals(register: RegisterForErp, against: Against): readonly FoundBlock[] {
  const { settings, registers } = against;
  const link = linkOf(against, register.kind, register.ourKey);
  const isCurrent = link !== undefined && link.contentHash === registerHash(register);
  switch (register.kind) {
    case 'unit':
      return isCurrent ? [] : refusalsOf(() => unitBody(register.unit));
    case 'payment-terms':
      return termsRefusals(register, against, isCurrent ? link : undefined);
    case 'customer-group': {
      const { number } = register.group;
      if (isCurrent || !lacks(registers.customerGroups, String(number))) return [];
      return [
        ...inPart('customerGroups', () => customerGroupBody(register.group, settings)),
        ...accountRefusals(registers, settings.customerGroupAccount),
      ];
    }
    case 'product-group': {
      if (isCurrent || !lacks(registers.productGroups?.numbers, String(register.group.number))) return [];
      return [
        ...inPart('productGroups', () => productGroupBody(register.group, settings)),
        ...accountRefusals(registers, settings.productGroupAccount),
      ];
    }
    case 'product-group-zone':
      return zoneRefusals(register, against);
    case 'product': {
      const { product } = register;
      const references = { groupNumber: anyNumber, unitNumber: anyNumber };
      const isOurs = settings.productOwner === 'bilag';
      return [
        ...(isCurrent || !isOurs ? [] : refusalsOf(() => productFields(product, references, settings))),
        ...(isBarred(against, 'barredProducts', product.number, link) &&
        !(isOurs && opensProduct(product, link?.contentHash))
          ? [found('barredProducts', 'ProductBarred', { product: product.number })]
          : []),
      ];
    }
    case 'customer':
      return customerRefusals(register.customer, against, link, isCurrent);
    case 'contact':
      return isCurrent || !isNamed(against.invoice, register.contact.number)
        ? []
        : refusalsOf(() => contactFields(register.contact, register.customerNumber));
    case 'delivery-location':
      return [];
  }
}

function termsRefusals(
  { paymentTerms }: Extract<RegisterForErp, { kind: 'payment-terms' }>,
  { invoice, settings, registers, snapshot }: Against,
  link: RegisterLink | undefined,
): readonly FoundBlock[] {
  const theirs = registers.paymentTerms;
  if (theirs === undefined) return [];
  if (link === undefined) {
    if (matchingTerms(paymentTerms, theirs) !== undefined) return [];
    return [
      ...inPart('paymentTerms', () => paymentTermsBody(paymentTerms, settings)),
      ...(paymentTerms.type === 'cash' ? accountRefusals(registers, settings.cashTermsAccount) : []),
    ];
  }
  const isThere = theirs.some((there) => there.paymentTermsNumber === link.theirId);
  // The customer's terms matter when he is written; the document's own are named in its draft.
  if (isThere || isNewer(link, snapshot, 'paymentTerms')) return [];
  if (paymentTerms.number !== invoice.paymentTerms.number) return [];
  const terms = `${paymentTerms.number} ${paymentTerms.name}`;
  const { type, maturityDays: days } = paymentTerms;
  return [found('paymentTerms', 'PaymentTermsMissing', { terms, type, days, reason: 'not found there' })];
}

/** The account to which the group's lines are posted in the document's VAT zone. */
function zoneRefusals(
  register: Extract<RegisterForErp, { kind: 'product-group-zone' }>,
  against: Against,
): readonly FoundBlock[] {
  const { settings, registers, snapshot } = against;
  const { group, zone } = register;
  const { numbers, salesAccounts } = registers.productGroups ?? {};
  const theirs = linkOf(against, 'product-group', String(group.number))?.theirId ?? String(group.number);
  const account = salesAccounts?.[theirs]?.[String(settings.vatZones[zone])];
  if (account !== undefined)
    return account === '' ? [] : accountRefusals(registers, account, `${group.number} ${group.name}`);
  const link = linkOf(against, register.kind, register.ourKey);
  if (link !== undefined && (salesAccounts === undefined || isNewer(link, snapshot, 'productGroups')))
    return [];
  // A group that is not there yet is made with the account for domestic sales, others follow it.
  const isKnown = salesAccounts?.[theirs] !== undefined || lacks(numbers, theirs);
  if (!isKnown || (zone === 'domestic' && lacks(numbers, theirs))) return [];
  const named = settings.productGroupZoneAccounts;
  return [
    ...inPart('productGroups', () => groupZoneBody(group, zone, settings)),
    ...accountRefusals(registers, zone === 'domestic' ? settings.productGroupAccount : named[zone]),
  ];
}

function customerRefusals(
  customer: CustomerForErp,
  against: Against,
  link: RegisterLink | undefined,
  isCurrent: boolean,
): readonly FoundBlock[] {
  const { settings, registers } = against;
  const isOurs = settings.customerOwner === 'bilag';
  const references = { groupNumber: anyNumber, paymentTermsNumber: anyNumber };
  const needs = {
    currency: customer.currency,
    vatZoneNumber: String(settings.vatZones[customer.vatZone]),
  };
  return [
    ...(isCurrent || !isOurs
      ? []
      : [
          ...refusalsOf(() => customerFields(customer, references, settings)),
          ...refusalsBy(needs, registers),
        ]),
    ...(isBarred(against, 'barredCustomers', customer.number, link) &&
    !(isOurs && opensCustomer(customer, link?.contentHash))
      ? [found('barredCustomers', 'CustomerBarred', { customer: customer.number })]
      : []),
  ];
}

/** What a mapping refuses because this part lacks a record; another reading of the part may mend it. */
const inPart = (part: PartName, map: () => unknown): readonly FoundBlock[] =>
  refusalsOf(map).map((blocked) => (blocked.blocked === 'TooLong' ? blocked : { ...blocked, part }));

/** An account that is missing or barred there; `group`: whose sales account it is. */
function accountRefusals(
  registers: KnownRegisters,
  account: number | string | undefined,
  group?: string,
): readonly FoundBlock[] {
  if (account === undefined || !lacks(registers.accounts, String(account))) return [];
  return [
    found('accounts', 'AccountMissing', {
      account: String(account),
      ...(group !== undefined && { group }),
    }),
  ];
}

function isBarred(
  { registers, snapshot }: Against,
  part: 'barredCustomers' | 'barredProducts',
  number: string,
  link: RegisterLink | undefined,
): boolean {
  const barred = registers[part];
  return barred !== undefined && has(barred, number) && !isNewer(link, snapshot, part);
}

/** Whether a record was matched or sent after that part was read. */
const isNewer = (link: RegisterLink | undefined, snapshot: Snapshot, part: PartName): boolean =>
  (link?.updatedAt ?? 0) > (snapshot[part]?.readAt ?? 0);

const isNamed = (invoice: InvoiceForErp, contact: number): boolean =>
  invoice.theirReferenceContact === contact || invoice.attentionContact === contact;

const linkOf = ({ links }: Against, kind: string, ourKey: string): RegisterLink | undefined =>
  links.find((link) => link.kind === kind && link.ourKey === ourKey);

/** Each reason once, however many lines have it. */
function distinct(blocks: readonly FoundBlock[]): readonly FoundBlock[] {
  const seen = new Set<string>();
  return blocks.filter(({ blocked, params }) => {
    const key = JSON.stringify([blocked, params]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
