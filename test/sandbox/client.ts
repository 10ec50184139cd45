import {
  startEconomicSandbox,
  type EconomicSandboxOptions,
  type EconomicSandbox,
} from '../../sandbox/e-conomic/server.ts';

/** A JSON answer as a test looks at it; `text` is what came over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json;
}

/** Anything in an answer, to be walked without ceremony. */
export interface Json {
  readonly [key: string]: Json;
}

/** A number of an answer as it stands in a path. */
export const idOf = (value: unknown): string => JSON.stringify(value);

export interface Call {
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly grant?: string;
  readonly signal?: AbortSignal;
}

export interface Bench {
  readonly sandbox: EconomicSandbox;
  /** Calls the legacy surface, or the newer one where the path begins with a service. */
  call(method: string, path: string, call?: Call): Promise<Answer>;
  /** The same, and throws where the status is another. */
  expect(status: number, method: string, path: string, call?: Call): Promise<Json>;
}

/** A sandbox without delays and with a budget that no test meets by accident. */
export async function startBench(options: EconomicSandboxOptions = {}): Promise<Bench> {
  const sandbox = await startEconomicSandbox({
    ...options,
    switches: { pdfDelayMs: 0, rateLimitTokens: 1_000_000, ...options.switches },
  });
  const call = async (method: string, path: string, { body, text, headers, grant, signal }: Call = {}) => {
    const content = text ?? (body === undefined ? undefined : JSON.stringify(body));
    const base = /^\/[a-z]+api\//.test(path) ? sandbox.openApiUrl : sandbox.restUrl;
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        'X-AppSecretToken': sandbox.credentials.appSecretToken,
        'X-AgreementGrantToken': grant ?? sandbox.credentials.agreementGrantToken,
        ...(content === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(content === undefined ? {} : { body: content }),
      ...(signal === undefined ? {} : { signal }),
    });
    const answer = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    let json = {} as Json;
    if (isJson && answer !== '') json = JSON.parse(answer) as Json;
    return { status: response.status, headers: response.headers, text: answer, json };
  };
  return {
    sandbox,
    call,
    expect: async (status, method, path, options) => {
      const answer = await call(method, path, options);
      if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
      return answer.json;
    },
  };
}

/** A draft's body that is accepted: 2 × 100 DKK of a product with 25 % VAT. */
export const draftBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  date: '2026-03-10',
  currency: 'DKK',
  layout: { layoutNumber: 19 },
  paymentTerms: { paymentTermsNumber: 2 },
  customer: { customerNumber: 1 },
  recipient: { name: 'Nørre Værktøj A/S', vatZone: { vatZoneNumber: 1 } },
  lines: [{ product: { productNumber: '1001' }, quantity: 2, unitNetPrice: 100 }],
  ...changes,
});

export const customerBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  name: 'Brønderslev Bolte ApS',
  currency: 'DKK',
  customerGroup: { customerGroupNumber: 1 },
  paymentTerms: { paymentTermsNumber: 1 },
  vatZone: { vatZoneNumber: 1 },
  ...changes,
});

export const productBody = (changes: Readonly<Record<string, unknown>> = {}) => ({
  productNumber: 'M8-16',
  name: 'Bræddebolt M8×16',
  productGroup: { productGroupNumber: 1 },
  ...changes,
});

/** The first property error found in an answer: where it stands, and its code. */
export function firstError(answer: Answer): { at: string; code: string; property: string } {
  const visit = (node: unknown, at: string): { at: string; code: string; property: string } | null => {
    if (typeof node !== 'object' || node === null) return null;
    const { errors, items, ...rest } = node as Record<string, unknown>;
    if (Array.isArray(errors) && typeof errors[0] === 'object' && errors[0] !== null) {
      const error = errors[0] as { errorCode: string; propertyName: string };
      return { at, code: error.errorCode, property: error.propertyName };
    }
    if (Array.isArray(items)) {
      for (const item of items as { arrayIndex: number }[]) {
        const found = visit({ ...item, arrayIndex: undefined }, `${at}[${item.arrayIndex}]`);
        if (found !== null) return found;
      }
    }
    for (const [name, child] of Object.entries(rest)) {
      const found = visit(child, at === '' ? name : `${at}.${name}`);
      if (found !== null) return found;
    }
    return null;
  };
  return visit(answer.json['errors'], '') ?? { at: '', code: '', property: '' };
}
