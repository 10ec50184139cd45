import type { Context } from './context.ts';
import { envelope, type ListOptions, page } from './collection.ts';
import { notFound } from './errors.ts';
import type { BodyValue } from './numbers.ts';

export interface Call {
  readonly context: Context;
  /** The identifiers of the path, decoded. */
  readonly parameters: readonly string[];
  readonly query: URLSearchParams;
  /** Address of the resource asked for, without query. */
  readonly address: string;
  /** Reads the body; throws `Refusal` where it is not JSON. */
  body(): BodyValue;
}

export interface Reply {
  readonly status: number;
  readonly json?: object;
  readonly location?: string;
  readonly bytes?: { readonly type: string; readonly content: Buffer };
}

export type Handler = (call: Call) => Reply;

/** A path with its methods; `{}` stands for an identifier. `unmodelled` methods exist there and are answered 501. */
export interface Route {
  readonly path: string;
  readonly methods: Readonly<Partial<Record<'GET' | 'POST' | 'PUT' | 'DELETE', Handler>>>;
  readonly unmodelled?: readonly string[];
}

export const ok = (json: object): Reply => ({ status: 200, json });

/** 201 with `Location` for a new record, 200 for a replaced one. */
export const written = (view: { readonly self: string }, created: boolean): Reply =>
  created ? { status: 201, json: view, location: view.self } : ok(view);

/** An identifier that must be a whole number; others are 404. */
export function numberAt(call: Call, index: number): number {
  const text = call.parameters[index] ?? '';
  if (!/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

export const textAt = (call: Call, index: number): string => call.parameters[index] ?? '';

/** The record, or 404. */
export function found<T>(record: T | undefined): T {
  if (record === undefined) throw notFound();
  return record;
}

/** A collection in its envelope. */
export function list<T extends object>(
  call: Call,
  records: readonly T[],
  options: ListOptions,
  view: (record: T) => object,
  metaData?: object,
): Reply {
  const result = page(records, call.query, options);
  return ok(envelope(result, result.items.map(view), call.address, call.query, metaData));
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Finds routes by their paths; literal segments go before identifiers. */
export class Router {
  readonly #byLength = new Map<number, Compiled[]>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = route.path.split('/').filter((segment) => segment !== '');
      const known = this.#byLength.get(segments.length) ?? [];
      known.push({ route, segments });
      this.#byLength.set(segments.length, known);
    }
    const literals = (compiled: Compiled) => compiled.segments.map((s) => (s === '{}' ? '1' : '0')).join('');
    for (const known of this.#byLength.values()) {
      known.sort((a, b) => (literals(a) < literals(b) ? -1 : 1));
    }
  }

  /** The route and the raw identifiers in the path. */
  find(segments: readonly string[]): { route: Route; identifiers: string[] } | null {
    for (const { route, segments: pattern } of this.#byLength.get(segments.length) ?? []) {
      const fits = pattern.every((part, index) => part === '{}' || part === segments[index]?.toLowerCase());
      if (fits) return { route, identifiers: segments.filter((_, index) => pattern[index] === '{}') };
    }
    return null;
  }
}
