import { choiceCodes, type ChoiceCode } from './choices.ts';
import type { Switches } from './switches.ts';

/** One refusal of one property. */
export interface PropertyError {
  readonly propertyName: string;
  readonly errorMessage: string;
  readonly errorCode: string;
  readonly inputValue?: unknown;
  readonly developerHint: string;
}

/** An answer that is not a success; `body` still lacks what the host adds (log id and time, or trace id and time). */
export class Refusal extends Error {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, body: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.body = body;
  }
}

export const notFound = () =>
  new Refusal(404, 'Resource not found.', {
    developerHint:
      'The API tries to provide all the resource urls you need. If you have hard coded urls yourself, then try to ' +
      'look at the enclosing collection for hypermedia information on where the resource you are looking for could be.',
  });

/** DELETE of what is not there. */
export const doesNotExist = (what: string) =>
  new Refusal(404, `${what} does not exist.`, {
    errorCode: 'E06000',
    developerHint: 'The resource may already have been deleted.',
  });

/** The honest answer to what the sandbox does not model. */
export const notModelled = (what: string) =>
  new Refusal(501, `The sandbox does not model ${what}.`, {
    errorCode: choiceCodes.notModelled,
    developerHint: 'The real service may answer this; the sandbox refuses rather than invents.',
  });

/** A body that does not fit the published schema: an array of strings. */
export const schemaRefusal = (errors: readonly string[], schemaPath: string) =>
  new Refusal(400, 'The JSON sent does not fit the schema.', {
    developerHint: 'Compare the body with the schema.',
    errors,
    errorCount: errors.length,
    schemaPath,
  });

interface Node {
  errors?: PropertyError[];
  items?: Map<number, Node>;
  properties: Map<string, Node>;
}

const emptyNode = (): Node => ({ properties: new Map() });

function toJson(node: Node, arrayIndex?: number): Record<string, unknown> {
  return {
    ...(arrayIndex === undefined ? {} : { arrayIndex }),
    ...(node.errors === undefined ? {} : { errors: node.errors }),
    ...(node.items === undefined
      ? {}
      : { items: [...node.items].map(([index, item]) => toJson(item, index)) }),
    ...Object.fromEntries([...node.properties].map(([name, child]) => [name, toJson(child)])),
  };
}

/** Collects refusals in the shape of the request: objects by property, array elements under `items` with their index. */
export class ErrorTree {
  readonly #root = emptyNode();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(path: readonly (string | number)[], error: PropertyError): void {
    let node = this.#root;
    for (const step of path) {
      if (typeof step === 'number') {
        node.items ??= new Map();
        const item = node.items.get(step) ?? emptyNode();
        node.items.set(step, item);
        node = item;
      } else {
        const child = node.properties.get(step) ?? emptyNode();
        node.properties.set(step, child);
        node = child;
      }
    }
    node.errors ??= [];
    node.errors.push(error);
    this.#count += 1;
  }

  /** Throws the 400 `E04300` where anything was added. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const found = this.#count === 1 ? '1 error' : `${this.#count} errors`;
    throw new Refusal(400, `Validation failed. ${found} found.`, {
      errorCode: 'E04300',
      developerHint: 'Inspect validation errors and correct your request.',
      errors: toJson(this.#root),
      errorCount: this.#count,
    });
  }
}

/** A 400 `E04300` with a single property error. */
export function singleError(path: readonly (string | number)[], error: PropertyError): Refusal {
  const tree = new ErrorTree();
  tree.add(path, error);
  try {
    tree.throwIfAny();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
    throw refusal;
  }
  throw new Error('unreachable');
}

/** The code chosen for what is not known, unless the switch says another. */
export const codeOf = (switches: Switches, name: ChoiceCode): string =>
  switches.codes[name] ?? choiceCodes[name];

/** Messages known or plausible in both languages. */
const messages = {
  periodBarred: { en: 'The period is barred.', da: 'Perioden er spærret.' },
  periodClosed: { en: 'The period is closed.', da: 'Perioden er lukket.' },
  accountingYearMissing: {
    en: 'There is no accounting year for the date.',
    da: 'Der er ikke oprettet et regnskabsår for datoen.',
  },
  productBarred: { en: "Product '{0}' is barred.", da: "Varen '{0}' er spærret." },
  customerBarred: { en: "Customer '{0}' is barred.", da: "Kunden '{0}' er spærret." },
} as const;

export function say(switches: Switches, name: keyof typeof messages, value = ''): string {
  return messages[name][switches.language].replace('{0}', value);
}
