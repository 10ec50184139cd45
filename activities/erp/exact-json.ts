import { Big } from 'big.js';

/**
 * JSON whose numbers never pass through a binary float: read, a number is its decimal string; written, a decimal
 * string marked with `jsonNumber` is a JSON number, digit by digit.
 */

// TypeScript's library does not declare these two parts of "JSON.parse source text access" yet; Node has both.
interface RawJson {
  readonly rawJSON: string;
}
interface JsonWithSource {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawJson;
}
const exact = JSON as unknown as JsonWithSource;

/** Parses JSON and gives each number as a plain decimal string, without exponent. Throws `SyntaxError`. */
export function parseExactJson(text: string): unknown {
  return exact.parse(text, (_key, value, context) =>
    typeof value === 'number' ? plainDecimal(context.source ?? String(value)) : value,
  );
}

/**
 * A decimal string as it has to stand in a body: a JSON number without exponent and without spare zeros. Throws where
 * the text is no number.
 */
export function jsonNumber(decimal: string): RawJson {
  return exact.rawJSON(new Big(decimal).toFixed());
}

/** Like `jsonNumber`, rounded half up to that many places. */
export function roundedJsonNumber(decimal: string, places: number): RawJson {
  return exact.rawJSON(new Big(new Big(decimal).toFixed(places, Big.roundHalfUp)).toFixed());
}

/** The same values in the same order whatever the order of the properties was: for hashes and comparisons. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) && !('rawJSON' in inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : inner,
  );
}

function plainDecimal(source: string): string {
  return /[eE]/.test(source) ? new Big(source).toFixed() : source;
}
