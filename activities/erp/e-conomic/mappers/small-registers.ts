import type {
  GroupForErp,
  PaymentTermsForErp,
  PaymentTermsType,
  UnitForErp,
  VatZone,
} from '../../../../domain/erp/documents.ts';
import { jsonNumber } from '../../exact-json.ts';
import type { EconomicPaymentTerms } from '../schemas.ts';
import type { EconomicSettings } from '../settings.ts';
import { type Body, compact, fitting, fittingRequired, hashOf, referTo, refuse } from './shared.ts';

/** Our types of payment terms as the ERP names them; its two others, credit card and AvtaleGiro, have none of ours. */
export const paymentTermsTypesThere: Readonly<Record<PaymentTermsType, string>> = {
  net: 'net',
  'end-of-month': 'invoiceMonth',
  cash: 'paidInCash',
  prepayment: 'prepaid',
  'due-date': 'dueDate',
  factoring: 'factoring',
  'weekly-monday': 'invoiceWeekStartingMonday',
  'weekly-sunday': 'invoiceWeekStartingSunday',
};

/** The ERP's type in our words; undefined for one that we do not have. */
export function paymentTermsTypeHere(type: string): PaymentTermsType | undefined {
  const pairs = Object.entries(paymentTermsTypesThere) as [PaymentTermsType, string][];
  return pairs.find(([, there]) => there === type)?.[0];
}

const typesWithDays: ReadonlySet<PaymentTermsType> = new Set([
  'net',
  'end-of-month',
  'factoring',
  'weekly-monday',
  'weekly-sunday',
]);

/**
 * New payment terms. Refuses those that the ERP only makes with accounts that we do not have: factoring always, cash
 * without the account from the settings.
 */
export function paymentTermsBody(terms: PaymentTermsForErp, settings: EconomicSettings): Body {
  // Type and days, so that a later read can tell whether such terms have come there since.
  const told = { terms: `${terms.number} ${terms.name}`, type: terms.type, days: terms.maturityDays };
  if (terms.type === 'factoring') {
    refuse('PaymentTermsMissing', { ...told, reason: 'factoring needs its split and accounts' });
  }
  if (terms.type === 'cash' && settings.cashTermsAccount === undefined) {
    refuse('PaymentTermsMissing', { ...told, reason: 'cash terms need a contra account' });
  }
  return compact({
    name: fittingRequired(terms.name, 50, `payment terms ${terms.number}: name`),
    paymentTermsType: paymentTermsTypesThere[terms.type],
    daysOfCredit: typesWithDays.has(terms.type) ? jsonNumber(String(terms.maturityDays)) : undefined,
    description: fitting(terms.description, 1000, `payment terms ${terms.number}: description`),
    contraAccountForRemainderAmount:
      terms.type === 'cash' && settings.cashTermsAccount !== undefined
        ? referTo('accountNumber', settings.cashTermsAccount)
        : undefined,
  });
}

/** Whether terms there count the due date as ours do: type and days, which cannot change there once made. */
export function samePaymentTerms(terms: PaymentTermsForErp, there: EconomicPaymentTerms): boolean {
  if (paymentTermsTypeHere(there.paymentTermsType) !== terms.type) return false;
  return !typesWithDays.has(terms.type) || Number(there.daysOfCredit ?? '0') === terms.maturityDays;
}

/** Ours among theirs: by number where type and days agree, else by name, type and days. */
export function matchingTerms(
  terms: PaymentTermsForErp,
  theirs: readonly EconomicPaymentTerms[],
): EconomicPaymentTerms | undefined {
  const same = theirs.filter((there) => samePaymentTerms(terms, there));
  return (
    same.find((there) => there.paymentTermsNumber === String(terms.number)) ??
    same.find((there) => sameName(terms.name, there.name))
  );
}

/** A new unit. */
export function unitBody(unit: UnitForErp): Body {
  return { name: fittingRequired(unit.name, 100, `unit ${unit.number}: name`) };
}

/** Units are the same where their names are, whatever the case. */
export function sameName(a: string, b: string | undefined): boolean {
  return a.trim().toLowerCase() === b?.trim().toLowerCase();
}

/** A new customer group; refuses where the settings have no account for it. */
export function customerGroupBody(group: GroupForErp, settings: EconomicSettings): Body {
  if (settings.customerGroupAccount === undefined) {
    return refuse('CustomerGroupMissing', { group: `${group.number} ${group.name}` });
  }
  return {
    customerGroupNumber: jsonNumber(String(group.number)),
    name: fittingRequired(group.name, 50, `customer group ${group.number}: name`),
    account: referTo('accountNumber', settings.customerGroupAccount),
  };
}

/** A new product group, for the newer service; refuses where the settings have no account for it. */
export function productGroupBody(group: GroupForErp, settings: EconomicSettings): Body {
  if (settings.productGroupAccount === undefined) {
    return refuse('ProductGroupMissing', { group: `${group.number} ${group.name}` });
  }
  return {
    id: jsonNumber(String(group.number)),
    name: fittingRequired(group.name, 50, `product group ${group.number}: name`),
    domesticAccountId: jsonNumber(String(settings.productGroupAccount)),
  };
}

/** The sales account of a product group for a zone, for the newer service; refuses where the settings have none. */
export function groupZoneBody(group: GroupForErp, zone: VatZone, settings: EconomicSettings): Body {
  const account =
    zone === 'domestic' ? settings.productGroupAccount : settings.productGroupZoneAccounts[zone];
  if (account === undefined) {
    return refuse('SalesAccountMissing', { group: `${group.number} ${group.name}`, zone });
  }
  return {
    id: jsonNumber(String(settings.vatZones[zone])),
    accountId: jsonNumber(String(account)),
  };
}

export function unitHash(unit: UnitForErp): string {
  return hashOf({ name: unit.name.trim().toLowerCase() });
}

export function paymentTermsHash(terms: PaymentTermsForErp): string {
  return hashOf({ type: terms.type, days: typesWithDays.has(terms.type) ? terms.maturityDays : 0 });
}

/** A group counts as there by its number alone; its name there may be another. */
export function groupHash(group: GroupForErp): string {
  return hashOf({ number: group.number });
}
