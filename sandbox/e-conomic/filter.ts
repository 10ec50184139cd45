import { Refusal } from './errors.ts';
import { Decimal } from './numbers.ts';

/** What a property is compared as. */
export type FilterKind = 'number' | 'text' | 'date' | 'timestamp' | 'boolean';
export type FilterFields = Readonly<Record<string, FilterKind>>;

export type Predicate = (record: object) => boolean;

const operators = ['eq', 'ne', 'gte', 'gt', 'lte', 'lt', 'like', 'in', 'nin'] as const;
type Operator = (typeof operators)[number];

const listValuesMax = 200;

function refusal(errors: readonly string[], fields: FilterFields): Refusal {
  return new Refusal(400, 'Could not parse query string filter.', {
    developerHint: 'See the documentation on filtering.',
    errors,
    allowedFilteringFields: Object.keys(fields),
  });
}

type Scalar = string | number | boolean;

/** The value of `a.b` in a record; undefined where it is not there. */
export function valueAt(record: object, path: readonly string[]): Scalar | undefined {
  let value: unknown = record;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value as Scalar | undefined;
}

/** One character of a value: as such, or with a meaning (`*`, `[`, `]`) in a pattern. */
interface Character {
  readonly text: string;
  readonly literal: boolean;
  /** Written `$[` or `$]`, which parse but match nothing. */
  readonly dead?: true;
}

class Parser {
  readonly #text: string;
  readonly #fields: FilterFields;
  #at = 0;

  constructor(text: string, fields: FilterFields) {
    this.#text = text;
    this.#fields = fields;
  }

  parse(): Predicate {
    const predicate = this.#expression();
    if (this.#at < this.#text.length) throw this.#error(`Syntax error, unexpected: ${this.#rest(1)}`);
    return predicate;
  }

  #error(message: string): Refusal {
    return refusal([message], this.#fields);
  }

  #rest(length: number): string {
    return this.#text.slice(this.#at, this.#at + length);
  }

  #take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  /** `$and:` binds tighter than `$or:`. */
  #expression(): Predicate {
    const terms = [this.#conjunction()];
    while (this.#take('$or:')) terms.push(this.#conjunction());
    return terms.length === 1 && terms[0] !== undefined
      ? terms[0]
      : (record) => terms.some((term) => term(record));
  }

  #conjunction(): Predicate {
    const terms = [this.#term()];
    while (this.#take('$and:')) terms.push(this.#term());
    return terms.length === 1 && terms[0] !== undefined
      ? terms[0]
      : (record) => terms.every((term) => term(record));
  }

  #term(): Predicate {
    if (!this.#take('(')) return this.#condition();
    const inner = this.#expression();
    if (!this.#take(')')) throw this.#error('Syntax error, expected: )');
    return inner;
  }

  #condition(): Predicate {
    const field = /^[A-Za-z0-9_.]+/.exec(this.#text.slice(this.#at, this.#at + 200))?.[0];
    if (field === undefined) throw this.#error('Syntax error, expected: property name');
    this.#at += field.length;
    const operator = operators.find((candidate) => this.#text.startsWith(`$${candidate}:`, this.#at));
    if (operator === undefined) throw this.#error('Syntax error, expected: operator');
    this.#at += operator.length + 2;
    const kind = Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined;
    if (kind === undefined) {
      throw refusal([`Filtering is not allowed on property '${field}'.`], this.#fields);
    }
    const path = field.split('.');
    if (operator === 'in' || operator === 'nin') return this.#list(path, kind, operator === 'in');
    if (this.#take('$null:'))
      return nullTest(path, operator, () => this.#error('Syntax error, unexpected: $null:'));
    const value = this.#value(false);
    return operator === 'like' ? like(path, value) : this.#comparison(path, kind, operator, plain(value));
  }

  /** Up to an unescaped `)`, `$and:`, `$or:` or, within a list, `,` and `]`. */
  #value(inList: boolean): Character[] {
    const characters: Character[] = [];
    while (this.#at < this.#text.length) {
      const next = this.#rest(1);
      if (next === '$') {
        if (this.#text.startsWith('$and:', this.#at) || this.#text.startsWith('$or:', this.#at)) break;
        const escaped = this.#text[this.#at + 1];
        if (escaped === undefined || !'$()*,[]'.includes(escaped)) {
          throw this.#error('Syntax error, unexpected: $');
        }
        characters.push({ text: escaped, literal: true, ...('[]'.includes(escaped) ? { dead: true } : {}) });
        this.#at += 2;
        continue;
      }
      if (next === ')' || (inList && (next === ',' || next === ']'))) break;
      characters.push({ text: next, literal: false });
      this.#at += 1;
    }
    return characters;
  }

  #list(path: readonly string[], kind: FilterKind, wanted: boolean): Predicate {
    if (!this.#take('[')) throw this.#error('Syntax error, expected: [');
    const tests: Predicate[] = [];
    do {
      tests.push(this.#comparison(path, kind, 'eq', plain(this.#value(true))));
    } while (this.#take(','));
    if (!this.#take(']')) throw this.#error('Syntax error, expected: ]');
    if (tests.length > listValuesMax) throw this.#error(`A list has at most ${listValuesMax} values.`);
    return wanted
      ? (record) => tests.some((test) => test(record))
      : (record) => valueAt(record, path) !== undefined && !tests.some((test) => test(record));
  }

  #comparison(
    path: readonly string[],
    kind: FilterKind,
    operator: Operator,
    value: string | null,
  ): Predicate {
    const order = comparison(kind, value);
    if (order === null) throw this.#error(`'${value ?? ''}' is not a ${kind}.`);
    const holds = orderHolds[operator as keyof typeof orderHolds];
    // As in SQL: a value that is not there is neither equal nor unequal to anything.
    return (record) => {
      const found = valueAt(record, path);
      return found !== undefined && holds(order(found));
    };
  }
}

const orderHolds = {
  eq: (order: number) => order === 0,
  ne: (order: number) => order !== 0,
  gt: (order: number) => order > 0,
  gte: (order: number) => order >= 0,
  lt: (order: number) => order < 0,
  lte: (order: number) => order <= 0,
};

/** `null` where an escape was used that the server parses but never matches. */
const plain = (characters: readonly Character[]): string | null =>
  characters.some((character) => character.dead === true)
    ? null
    : characters.map(({ text }) => text).join('');

function nullTest(path: readonly string[], operator: Operator, error: () => Refusal): Predicate {
  if (operator === 'eq') return (record) => valueAt(record, path) === undefined;
  if (operator === 'ne') return (record) => valueAt(record, path) !== undefined;
  throw error();
}

const textOrder = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** Orders a record's value against `value`; `null` where `value` is not of the kind. */
function comparison(kind: FilterKind, value: string | null): ((found: Scalar) => number) | null {
  // A dead escape equals nothing; ordering against it is as good as any.
  if (value === null) return kind === 'text' ? () => 1 : null;
  switch (kind) {
    case 'number': {
      if (!/^-?\d+(\.\d+)?$/.test(value)) return null;
      const number = new Decimal(value);
      return (found) => new Decimal(String(found)).cmp(number);
    }
    case 'boolean':
      if (!/^(true|false)$/i.test(value)) return null;
      return (found) => (String(found) === value.toLowerCase() ? 0 : 1);
    case 'date':
    case 'timestamp':
      if (!/^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/.test(value)) return null;
      return (found) => textOrder(String(found), value);
    case 'text': {
      const wanted = value.toLowerCase();
      return (found) => textOrder(String(found).toLowerCase(), wanted);
    }
  }
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

/** `*` stands for anything; without one the text is looked for anywhere; `[…]` is a class as in SQL. */
export function like(path: readonly string[], value: readonly Character[]): Predicate {
  if (value.some((character) => character.dead === true)) return () => false;
  let source = '';
  let wildcard = false;
  for (let index = 0; index < value.length; index += 1) {
    const { text, literal } = value[index] ?? { text: '', literal: true };
    if (!literal && text === '*') {
      wildcard = true;
      source += '.*';
    } else if (!literal && text === '[') {
      const end = value.findIndex((character, at) => at > index && character.text === ']');
      if (end === -1) return () => false;
      const inside = value
        .slice(index + 1, end)
        .map((character) => character.text)
        .join('');
      const negated = inside.startsWith('^');
      const members = (negated ? inside.slice(1) : inside).replace(/[\\\][^]/g, '\\$&');
      source += members === '' ? '(?!)' : `[${negated ? '^' : ''}${members}]`;
      index = end;
    } else {
      source += escapeRegExp(text);
    }
  }
  const pattern = new RegExp(wildcard ? `^${source}$` : source, 'is');
  return (record) => {
    const found = valueAt(record, path);
    return found !== undefined && pattern.test(String(found));
  };
}

/** Compiles the filter of a query. Throws the 400 of the real server, with the fields that may be filtered. */
export const parseFilter = (text: string, fields: FilterFields): Predicate =>
  new Parser(text, fields).parse();
