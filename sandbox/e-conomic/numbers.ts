import BigConstructor, { type Big } from 'big.js';

/**
 * Decimals of the stand-in: kept as decimal strings, computed in big.js, printed as JSON numbers with as many decimals
 * as the real server prints. A constructor of its own, so that nobody else's settings reach it.
 */
export const Decimal = BigConstructor();
Decimal.strict = true;

export type { Big };

declare global {
  interface JSON {
    /** A value that `JSON.stringify` prints as the given text. */
    rawJSON(text: string): RawJson;
  }
}

export interface RawJson {
  readonly rawJSON: string;
}

const withoutMinusZero = (text: string) => (/^-[0.]+$/.test(text) ? text.slice(1) : text);

/** Rounded half away from zero to `places`, with exactly so many decimals. */
export const fixed = (value: Big | string, places: number): string =>
  withoutMinusZero(new Decimal(value).toFixed(places, Decimal.roundHalfUp));

export const round = (value: Big, places: number): Big => value.round(places, Decimal.roundHalfUp);

/** As a JSON number with exactly `places` decimals. */
export const printed = (value: Big | string, places: number): RawJson => JSON.rawJSON(fixed(value, places));

export type BodyValue = null | boolean | string | Big | BodyValue[] | { [key: string]: BodyValue };

export type BodyObject = { [key: string]: BodyValue };

/** An object, as opposed to a number, a list and the rest. */
export const isBodyObject = (value: BodyValue): value is BodyObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal);

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Parses a request; numbers come out exact. Throws `SyntaxError`. */
export function parseBody(text: string): BodyValue {
  return parseWithSource(text, (_key, value, context) =>
    typeof value === 'number' ? new Decimal(context.source ?? String(value)) : value,
  ) as BodyValue;
}
