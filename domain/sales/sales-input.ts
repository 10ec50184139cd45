import { vatZones } from '../erp/documents.ts';
import type { VatZone } from '../erp/documents.ts';
import {
  apiName,
  checkFields,
  currencyCode,
  ean13,
  line as oneLine,
  lines as manyLines,
  oneOf,
  optional,
  percent,
  registerNumber,
} from '../field-rules.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';
import { decimals, isDecimal, isPositive } from '../money.ts';
import type { Decimal } from '../money.ts';

/** Lines of one document at most. */
export const salesLinesMax = 10_000;

/** Where the goods go, as a document says it. */
export interface DeliveryAddressInput {
  readonly name?: string | null | undefined;
  readonly street?: string | null | undefined;
  readonly street2?: string | null | undefined;
  readonly zipcode?: string | null | undefined;
  readonly city?: string | null | undefined;
  readonly country?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** Whom and where a document addresses. */
export type BillingAddressInput = Omit<DeliveryAddressInput, 'email' | 'phone'>;

/** A line as a person or a client gives it. */
export interface SalesLineInput {
  /** Product number. Without one the line is text, needs a name and is worth nothing. */
  readonly itemId?: string | null | undefined;
  /** Up to 2,500 characters; default: the product's name in the document's language. */
  readonly name?: string | null | undefined;
  /** More than 0, up to 4 decimals; default 1. */
  readonly quantity?: Decimal | null | undefined;
  /**
   * Price of one unit without VAT in the document's currency, up to 4 decimals; negative for a deduction. Default: what the
   * product costs the customer (`priceFor`).
   */
  readonly linePrice?: Decimal | null | undefined;
  /** 0 to 100, 2 decimals; default: the customer's on the product's group, and 0 where the line gives its price. */
  readonly discountPercentage?: Decimal | null | undefined;
  /** Unit number; null = no unit; default: the unit in which the product is sold. */
  readonly unitId?: number | null | undefined;
}

/**
 * The head of a document. Registers are named by their numbers. A field that is left out comes from the customer (new
 * document) or stays as it is (edit); null clears it.
 */
export interface SalesHeadInput {
  /** Delivery date. */
  readonly deliverAt?: string | null | undefined;
  readonly currency?: string | undefined;
  /** Base units per 100 units; default: the register's rate now. 100 in base currency. */
  readonly exchangeRate?: Decimal | undefined;
  readonly vatZone?: VatZone | undefined;
  readonly paymentTermsId?: number | undefined;
  readonly layoutId?: number | null | undefined;
  /** Number of an employee. */
  readonly ourReferenceId?: number | null | undefined;
  /** Numbers among the customer's contacts. */
  readonly theirReferenceId?: number | null | undefined;
  readonly attentionId?: number | null | undefined;
  /** Up to 225 characters: an ERP adds our own key to it. */
  readonly otherReference?: string | null | undefined;
  readonly heading?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly ean?: string | null | undefined;
  readonly language?: Language | undefined;
  readonly projectId?: number | null | undefined;
  /** On the whole document, after the lines' own discounts. */
  readonly discountPercentage?: Decimal | undefined;
  readonly deliveryAddress?: DeliveryAddressInput | null | undefined;
  /** Number of delivery terms. */
  readonly deliveryTermsId?: number | null | undefined;
  /** In place of the customer's own name and address; null = those. */
  readonly billingAddress?: BillingAddressInput | null | undefined;
  /** CVR, organisation number: in place of the customer's own; null = that. */
  readonly corporateIdentificationNumber?: string | null | undefined;
}

/** A day of the calendar, `YYYY-MM-DD`. */
export const day: Rule = (value) => {
  if (typeof value !== 'string' || !/^(19|2\d)\d\d-\d\d-\d\d$/.test(value))
    return 'must be a date, YYYY-MM-DD';
  const date = new Date(`${value}T00:00:00Z`);
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value)
    ? 'is no day of the calendar'
    : undefined;
};

/** A decimal string with at most so many decimals, negative or not. */
export const decimal =
  (places: number): Rule =>
  (value) =>
    typeof value === 'string' && isDecimal(value) && decimals(value) <= places
      ? undefined
      : `must be a decimal number with at most 15 digits before and ${places} after the point`;

/** A decimal string of more than 0 with at most so many decimals. */
export const positive =
  (places: number): Rule =>
  (value) =>
    decimal(places)(value) ??
    (typeof value === 'string' && isPositive(value) ? undefined : 'must be more than 0');

const exchangeRate: Rule = (value) =>
  typeof value === 'string' && /^\d{1,9}(\.\d{1,6})?$/.test(value) && isPositive(value)
    ? undefined
    : 'must be more than 0, with at most 9 digits before and 6 after the point';

/** A number among a customer's contacts, or of a project. */
const smallNumber = registerNumber;

/** Customer number. */
export const customerNumber: Rule = oneLine(9);

const headRules: Readonly<Record<string, Rule>> = {
  customerId: customerNumber,
  deliverAt: optional(day),
  currency: currencyCode,
  exchangeRate,
  vatZone: oneOf(vatZones),
  paymentTermsId: registerNumber,
  layoutId: optional(registerNumber),
  ourReferenceId: optional(registerNumber),
  theirReferenceId: optional(smallNumber),
  attentionId: optional(smallNumber),
  otherReference: optional(oneLine(225)),
  heading: optional(oneLine(250)),
  note: optional(manyLines(2_000)),
  ean: optional(ean13),
  language: oneOf(languages),
  projectId: optional(smallNumber),
  discountPercentage: percent,
  deliveryTermsId: optional(registerNumber),
  corporateIdentificationNumber: optional(oneLine(40)),
};

const addressRules: Readonly<Record<string, Rule>> = {
  name: optional(oneLine(255)),
  street: optional(oneLine(255)),
  street2: optional(oneLine(255)),
  zipcode: optional(oneLine(30)),
  city: optional(oneLine(255)),
  country: optional(oneLine(100)),
  email: optional(oneLine(255)),
  phone: optional(oneLine(255)),
};

/** The rules of lines with items and texts. */
export const salesLineRules: Readonly<Record<string, Rule>> = {
  itemId: optional(oneLine(25)),
  name: optional(manyLines(2_500)),
  quantity: optional(positive(4)),
  linePrice: optional(decimal(4)),
  discountPercentage: optional(percent),
  unitId: optional(registerNumber),
};

/** What an input is held against beside the rules that all sales documents have. */
export interface SalesChecks {
  /** Fields that have to be there. */
  readonly required?: Readonly<Record<string, Rule>>;
  /** Fields of this kind alone, where they are given. */
  readonly also?: Readonly<Record<string, Rule>>;
  /** The rules of its lines; default: those of lines with items and texts. */
  readonly lineRules?: Readonly<Record<string, Rule>>;
  /** Whether lines without an item are texts; default: where the lines' rules are the default. */
  readonly hasTextLines?: boolean;
}

interface SalesInput {
  readonly deliveryAddress?: DeliveryAddressInput | null | undefined;
  readonly billingAddress?: BillingAddressInput | null | undefined;
  readonly lines?: readonly object[] | undefined;
}

/** Holds an input against its rules. Throws one `InvalidInput` with every finding: `lines.0.quantity`, …. */
export function checkSalesInput(input: SalesInput, checks: SalesChecks = {}): void {
  const { required = {}, also = {} } = checks;
  const found: FieldErrors = {};
  // Null stands for "nothing"; where a field cannot be empty its rule says so.
  Object.assign(found, faults(input, { ...headRules, ...also }, ''));
  if (input.deliveryAddress)
    Object.assign(found, faults(input.deliveryAddress, addressRules, 'delivery_address.'));
  if (input.billingAddress)
    Object.assign(found, faults(input.billingAddress, addressRules, 'billing_address.'));
  const { lines = [] } = input;
  if (lines.length > salesLinesMax)
    found['lines'] = [`lines has ${lines.length} lines; at most ${salesLinesMax} are possible.`];
  lines.slice(0, salesLinesMax).forEach((line, index) => {
    const path = `lines.${index}.`;
    Object.assign(found, faults(line, checks.lineRules ?? salesLineRules, path));
    if (checks.hasTextLines ?? checks.lineRules === undefined)
      Object.assign(found, textLineFaults(line, path));
  });
  const missing = Object.fromEntries(
    Object.entries(required).filter(([name]) => !Object.hasOwn(found, apiName(name))),
  );
  checkFields(input, missing, { also: found });
}

/** A line without product says something and costs nothing. */
function textLineFaults(line: SalesLineInput, path: string): FieldErrors {
  if (line.itemId !== null && line.itemId !== undefined) return {};
  const hasPrice = typeof line.linePrice === 'string' && /[1-9]/.test(line.linePrice);
  if (hasPrice)
    return { [`${path}item_id`]: ['A line with a price needs an item_id; text lines are worth nothing.'] };
  if (line.name === null || line.name === undefined)
    return { [`${path}item_id`]: ['A line needs an item_id or a name.'] };
  return {};
}

/** Findings on the fields that are there. */
function faults(input: object, rules: Readonly<Record<string, Rule>>, path: string): FieldErrors {
  const found: FieldErrors = {};
  for (const [property, value] of Object.entries(input) as [string, unknown][]) {
    const rule = rules[property];
    if (rule === undefined || value === undefined) continue;
    const fault = rule(value);
    if (fault !== undefined) found[`${path}${apiName(property)}`] = [`${apiName(property)} ${fault}.`];
  }
  return found;
}
