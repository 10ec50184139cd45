import type { Agreement } from './agreement.ts';
import { choiceCodes, type ChoiceCode } from './choices.ts';
import { codeOf, type ErrorTree, schemaRefusal } from './errors.ts';
import type { Field, Fields, Reference } from './fields.ts';
import { decodeIdentifier } from './identifiers.ts';
import { type Big, type BodyValue, Decimal, isBodyObject } from './numbers.ts';
import type { Switches } from './switches.ts';

type Path = readonly (string | number)[];
type Clean = string | number | boolean | Clean[] | { [key: string]: Clean };

/** What checks need to know, and where refusals go. */
export interface Checking {
  readonly agreement: Agreement;
  readonly switches: Switches;
  readonly errors: ErrorTree;
  /** Base address of the legacy surface, for hints. */
  readonly restUrl: string;
  /** Breaches of the schema itself: wrong type, null, below the minimum, not in the enum. */
  readonly schemaErrors: string[];
}

const typeName = (value: BodyValue): string => {
  if (value === null) return 'Null';
  if (value instanceof Decimal) return isInteger(value) ? 'Integer' : 'Float';
  if (Array.isArray(value)) return 'Array';
  if (typeof value === 'string') return 'String';
  return typeof value === 'boolean' ? 'Boolean' : 'Object';
};

const isInteger = (value: Big) => value.eq(value.round(0, Decimal.roundDown));
const show = (path: Path) => path.join('.');

function wrongType(checking: Checking, path: Path, expected: string, value: BodyValue): null {
  checking.schemaErrors.push(
    `Invalid type. Expected ${expected} but got ${typeName(value)}. Path '${show(path)}'.`,
  );
  return null;
}

function refuse(checking: Checking, path: Path, code: string, message: string, value?: BodyValue): null {
  checking.errors.add(path, {
    propertyName: String(path.at(-1) ?? ''),
    errorMessage: message,
    errorCode: code,
    ...(value === undefined
      ? {}
      : { inputValue: value instanceof Decimal ? Number(value.toFixed()) : value }),
    developerHint: 'Inspect the schema of the resource.',
  });
  return null;
}

const chosen = (checking: Checking, name: ChoiceCode) => codeOf(checking.switches, name);

function checkText(
  field: Extract<Field, { kind: 'text' }>,
  value: BodyValue,
  path: Path,
  checking: Checking,
): Clean | null {
  if (typeof value !== 'string') return wrongType(checking, path, 'String', value);
  if (field.max !== undefined && value.length > field.max) {
    return refuse(
      checking,
      path,
      chosen(checking, 'tooLong'),
      `The text is longer than ${field.max} characters.`,
      value,
    );
  }
  if (field.min !== undefined && value.length < field.min) {
    return refuse(
      checking,
      path,
      chosen(checking, 'tooShort'),
      `The text is shorter than ${field.min}.`,
      value,
    );
  }
  return value;
}

function checkInteger(
  bounds: { readonly min?: number; readonly max?: number },
  value: BodyValue,
  path: Path,
  checking: Checking,
): number | null {
  if (!(value instanceof Decimal) || !isInteger(value)) return wrongType(checking, path, 'Integer', value);
  const text = value.toFixed();
  if (bounds.min !== undefined && value.lt(String(bounds.min))) {
    checking.schemaErrors.push(
      `Integer ${text} is less than minimum value of ${bounds.min}. Path '${show(path)}'.`,
    );
    return null;
  }
  if (bounds.max !== undefined && value.gt(String(bounds.max))) {
    checking.schemaErrors.push(
      `Integer ${text} exceeds maximum value of ${bounds.max}. Path '${show(path)}'.`,
    );
    return null;
  }
  return Number(text);
}

function checkDecimal(
  field: Extract<Field, { kind: 'decimal' }>,
  value: BodyValue,
  path: Path,
  checking: Checking,
): string | null {
  if (!(value instanceof Decimal)) return wrongType(checking, path, 'Float', value);
  if (field.max !== undefined && value.gt(field.max)) {
    return refuse(checking, path, chosen(checking, 'outOfRange'), `The number is above ${field.max}.`, value);
  }
  if (field.places !== undefined && !value.eq(value.round(field.places, Decimal.roundDown))) {
    return refuse(checking, path, 'E04740', `The number has more than ${field.places} decimals.`, value);
  }
  return value.toFixed();
}

/** A real calendar day. */
export const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
};

function checkReference(field: Reference, value: BodyValue, path: Path, checking: Checking): Clean | null {
  if (!isBodyObject(value)) return wrongType(checking, path, 'Object', value);
  const properties = value;
  const keyPath = [...path, field.key];
  const given = properties[field.key];
  let number: string | number | null = null;
  if (given !== undefined) {
    number =
      field.textKey === true
        ? (checkText({ kind: 'text', max: 25 }, given, keyPath, checking) as string | null)
        : checkInteger(field.min === undefined ? {} : { min: field.min }, given, keyPath, checking);
    if (number === null) return null;
  }
  const { self } = properties;
  if (typeof self === 'string' && (number === null || checking.switches.referenceConflict === 'self')) {
    const segment = decodeIdentifier(self.split('?')[0]?.split('/').at(-1) ?? '');
    if (self.includes(`/${field.collection}/`) && (field.textKey === true || /^\d+$/.test(segment))) {
      number = field.textKey === true ? segment : Number(segment);
    }
  }
  if (number === null) {
    return refuse(checking, path, 'E04500', `${field.label} has no identifier.`);
  }
  if (field.table !== undefined && !checking.agreement.tables[field.table].has(number)) {
    const code = field.notFound ?? 'required';
    checking.errors.add(path, {
      propertyName: String(path.at(-1) ?? ''),
      errorMessage: `${field.label} '${number}' not found.`,
      errorCode: Object.hasOwn(choiceCodes, code) ? chosen(checking, code as ChoiceCode) : code,
      inputValue: number,
      developerHint: `Find a list of ${field.label.toLowerCase()}s at ${checking.restUrl}/${field.collection} .`,
    });
    return null;
  }
  const extra = field.extra === undefined ? {} : checkFields(field.extra, properties, path, checking);
  return { [field.key]: number, ...extra };
}

function checkValue(field: Field, value: BodyValue, path: Path, checking: Checking): Clean | null {
  switch (field.kind) {
    case 'text':
      return checkText(field, value, path, checking);
    case 'integer':
      return checkInteger(field, value, path, checking);
    case 'decimal':
      return checkDecimal(field, value, path, checking);
    case 'boolean':
      return typeof value === 'boolean' ? value : wrongType(checking, path, 'Boolean', value);
    case 'date':
      if (typeof value !== 'string') return wrongType(checking, path, 'String', value);
      if (isDate(value)) return value;
      return refuse(checking, path, chosen(checking, 'notADate'), 'A date is written YYYY-MM-DD.', value);
    case 'choice':
      if (typeof value !== 'string') return wrongType(checking, path, 'String', value);
      if (field.values.includes(value)) return value;
      checking.schemaErrors.push(`Value "${value}" is not defined in enum. Path '${show(path)}'.`);
      return null;
    case 'object':
      if (!isBodyObject(value)) return wrongType(checking, path, 'Object', value);
      return checkFields(field.fields, value, path, checking);
    case 'list':
      if (!Array.isArray(value)) return wrongType(checking, path, 'Array', value);
      return value.flatMap((item, index) => checkValue(field.item, item, [...path, index], checking) ?? []);
    case 'reference':
      return checkReference(field, value, path, checking);
  }
}

function checkFields(
  fields: Fields,
  body: Readonly<Record<string, BodyValue>>,
  path: Path,
  checking: Checking,
): { [key: string]: Clean } {
  const result: { [key: string]: Clean } = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = body[name];
    if (value === undefined) {
      if ('required' in field) {
        refuse(checking, [...path, name], chosen(checking, 'required'), `${name} is required.`);
      }
      continue;
    }
    const clean = checkValue(field, value, [...path, name], checking);
    if (clean !== null) result[name] = clean;
  }
  return result;
}

/**
 * The known properties of a body, checked; unknown and read-only ones are left out without a word. Throws `Refusal`
 * at once where the body breaks the schema; other refusals are collected in `checking.errors`, and the caller adds its
 * own before it throws them.
 */
export function checkBody<T>(
  fields: Fields,
  body: BodyValue,
  schemaPath: string,
  checking: Checking,
): Partial<T> {
  if (!isBodyObject(body)) {
    throw schemaRefusal([`Invalid type. Expected Object but got ${typeName(body)}.`], schemaPath);
  }
  const clean = checkFields(fields, body, [], checking);
  if (checking.schemaErrors.length > 0) throw schemaRefusal(checking.schemaErrors, schemaPath);
  return clean as Partial<T>;
}
