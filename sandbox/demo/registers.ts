import { ApiRefusal, type ApiClient } from './api-client.ts';
import { type CsvName, type CsvRow, field, readCsv } from './csv.ts';

/** A register that is loaded from a CSV file whose columns are the fields of the API. */
interface Register {
  readonly csv: CsvName;
  readonly path: string;
  /** The list's name in the answer. */
  readonly plural: string;
  /** The field by which a row is found again. */
  readonly key: 'number' | 'code';
  /** Fields that are JSON numbers; the API takes everything else as text. */
  readonly integers?: readonly string[];
  readonly booleans?: readonly string[];
}

const numbered = { key: 'number', integers: ['number'] } as const;

/** In the order in which they have to stand. */
const smallRegisters: readonly Register[] = [
  { csv: 'currencies', path: '/api/currencies', plural: 'currencies', key: 'code' },
  { ...numbered, csv: 'layouts', path: '/api/layouts', plural: 'layouts' },
  { ...numbered, csv: 'employees', path: '/api/employees', plural: 'employees' },
  { ...numbered, csv: 'units', path: '/api/units', plural: 'units' },
  { ...numbered, csv: 'locations', path: '/api/locations', plural: 'locations' },
  { ...numbered, csv: 'delivery-terms', path: '/api/delivery-terms', plural: 'delivery_terms' },
  {
    csv: 'payment-terms',
    path: '/api/payment-terms',
    plural: 'payment_terms',
    key: 'number',
    integers: ['number', 'maturity_days'],
  },
  { ...numbered, csv: 'supplier-groups', path: '/api/supplier-groups', plural: 'supplier_groups' },
  { csv: 'suppliers', path: '/api/suppliers', plural: 'suppliers', key: 'number' },
  { ...numbered, csv: 'customer-groups', path: '/api/customer-groups', plural: 'customer_groups' },
  {
    ...numbered,
    csv: 'product-groups',
    path: '/api/product-groups',
    plural: 'product_groups',
    booleans: ['has_inventory', 'should_spread_cost', 'is_sellable'],
  },
];
const customers: Register = { csv: 'customers', path: '/api/customers', plural: 'customers', key: 'number' };
const products: Register = { csv: 'products', path: '/api/products', plural: 'products', key: 'number' };

/** Requests under way at once: enough to keep a small machine busy, few enough to leave room for the worker. */
const concurrencyMax = 8;

/** Which rows of the large registers to load. */
export interface Selection {
  readonly customers: (number: string) => boolean;
  readonly products: (number: string) => boolean;
}

/** Loads the registers through the API. What an earlier start or selection has made is found, and left as it is. */
export class RegisterLoader {
  readonly #api: ApiClient;
  readonly #known = new Map<CsvName, Set<string>>();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Currencies, layouts, employees, units, locations, terms, groups and suppliers. Returns how many rows were made. */
  async loadSmall(): Promise<number> {
    let made = 0;
    for (const register of smallRegisters) made += await this.#load(register, readCsv(register.csv));
    return made;
  }

  /** Customers with their contacts and delivery addresses, and products. Returns how many rows were made. */
  async load(selection: Selection): Promise<number> {
    const wantedCustomers = readCsv('customers').filter((row) => selection.customers(field(row, 'number')));
    const wantedProducts = readCsv('products').filter((row) => selection.products(field(row, 'number')));
    const made = await this.#load(customers, wantedCustomers);
    const numbers = new Set(wantedCustomers.map((row) => field(row, 'number')));
    await this.#loadOfCustomers('contacts', 'contacts', numbers);
    await this.#loadOfCustomers('delivery-addresses', 'addresses', numbers);
    return made + (await this.#load(products, wantedProducts));
  }

  async #load(register: Register, rows: readonly CsvRow[]): Promise<number> {
    const known = await this.#knownRows(register);
    const missing = rows.filter((row) => !known.has(field(row, register.key)));
    await eachOf(missing, async (row) => {
      try {
        await this.#api.post(register.path, bodyOf(row, register));
      } catch (error) {
        if (!(error instanceof ApiRefusal && error.code === 'AlreadyExists')) throw error;
      }
      known.add(field(row, register.key));
    });
    return missing.length;
  }

  async #knownRows({ csv, path, plural, key }: Register): Promise<Set<string>> {
    const before = this.#known.get(csv);
    if (before !== undefined) return before;
    const rows = await this.#api.all(path, plural, key);
    const known = new Set(rows.map((row) => String(row[key])));
    this.#known.set(csv, known);
    return known;
  }

  /**
   * Rows that belong to a customer: those of one customer in their order, for the API numbers them. They have no number
   * by which they could be found again, so each goes under an idempotency key that is the same at every start.
   */
  async #loadOfCustomers(csv: CsvName, plural: string, numbers: ReadonlySet<string>): Promise<void> {
    const rows = readCsv(csv).filter((row) => numbers.has(field(row, 'customer')));
    const byCustomer = Map.groupBy(rows, (row) => field(row, 'customer'));
    await eachOf([...byCustomer], async ([customer, own]) => {
      for (const [index, row] of own.entries()) {
        const body = bodyOf(row, { omitted: ['customer', 'number'], booleans: ['is_default'] });
        const idempotencyKey = `demo:${csv}:${customer}:${index + 1}`;
        await this.#api.post(`/api/customers/${customer}/${plural}`, body, idempotencyKey);
      }
    });
  }
}

/** Runs `act` for each item, a few at once. Ends at the first error, once what is under way has ended. */
async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  let hasFailed = false;
  const lane = async (): Promise<void> => {
    for (const item of queue) {
      if (hasFailed) return;
      try {
        await act(item);
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }
  };
  const lanes = Array.from({ length: concurrencyMax }, lane);
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

/** The row as the API takes it: empty fields are left out. */
function bodyOf(
  row: CsvRow,
  kinds: { integers?: readonly string[]; booleans?: readonly string[]; omitted?: readonly string[] },
): Record<string, unknown> {
  const fields = Object.entries(row).filter(
    ([name, value]) => value !== '' && kinds.omitted?.includes(name) !== true,
  );
  return Object.fromEntries(
    fields.map(([name, value]): [string, unknown] => {
      if (kinds.integers?.includes(name) === true) return [name, Number(value)];
      return [name, kinds.booleans?.includes(name) === true ? value === 'true' : value];
    }),
  );
}
