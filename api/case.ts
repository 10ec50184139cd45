/** `salesPrice` for `sales_price`, at the level of types. */
export type CamelCase<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : S;

/** An object whose fields are named in camel case; what may be undefined in a request may be absent here. */
export type CamelKeys<T> = {
  -readonly [K in keyof T as K extends string ? CamelCase<K> : never]: T[K];
};

export const camel = (name: string): string =>
  name.replaceAll(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

export const snake = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Renames the keys of an object and of the objects in it. */
export function renameKeys(value: unknown, rename: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((part) => renameKeys(part, rename));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [rename(name), renameKeys(part, rename)]),
  );
}

/** A request's fields under the names the domain has for them. Only the top level is renamed. */
export const camelFields = <T extends object>(body: T): CamelKeys<T> =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [camel(name), value as unknown]),
  ) as unknown as CamelKeys<T>;
