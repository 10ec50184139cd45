import { type FaultName, faultNames } from './faults.ts';
import { Random } from './random.ts';

/** What a document is made of, as the API takes it. */
export interface PlannedInvoice {
  readonly customer: string;
  readonly lines: readonly {
    readonly item_id: string;
    readonly quantity: string;
    readonly line_price?: string;
    readonly discount_percentage?: string;
  }[];
  /** Booked so long after the first one may be, in milliseconds. */
  readonly afterMs: number;
}

/** Everything that a seed decides before anything runs; the fault draws the rest from its own row of numbers. */
export interface SeedPlan {
  readonly seed: number;
  readonly fault: FaultName;
  readonly customers: readonly { readonly number: string; readonly name: string }[];
  readonly products: readonly { readonly number: string; readonly name: string; readonly price: string }[];
  readonly invoices: readonly PlannedInvoice[];
  /** A credit note of the last invoice is booked right after it. */
  readonly hasCreditNote: boolean;
  /** One invoice arrives before the fault begins, so that the registers stand there already. */
  readonly isPrimed: boolean;
}

const names = ['Ærø Bådebyggeri', 'Åkirkeby Auto', 'Østergård Byg', 'Vægt & Mål', 'Nordlys Entreprise'];

/** The fault of a seed where none is named: in turn, so that so many seeds as there are faults try each. */
export const faultOf = (seed: number): FaultName => {
  const name = faultNames[(seed - 1) % faultNames.length];
  if (name === undefined) throw new Error('There are no faults.');
  return name;
};

export function planOf(seed: number, fault: FaultName = faultOf(seed)): SeedPlan {
  const random = new Random(seed, 'documents');
  const customers = [10_001, 10_002, 10_003].map((number) => ({
    number: String(number),
    name: `${random.pick(names)} ${number} ApS`,
  }));
  const products = ['FYR', 'SKR', 'MAL'].map((number) => ({
    number: `${number}-${random.int(10, 99)}`,
    name: `Vare ${number} æøå`,
    price: random.decimal(1, 250_000, 2),
  }));
  const invoices = Array.from({ length: random.int(4, 6) }, (_, at) => ({
    // The first three are of three customers, so that a fault of one leaves others to go on.
    customer: at < customers.length ? String(10_001 + at) : random.pick(customers).number,
    lines: Array.from({ length: random.int(1, 3) }, () => plannedLine(random, random.pick(products).number)),
    afterMs: random.int(0, 1_500),
  }));
  return {
    seed,
    fault,
    customers,
    products,
    invoices,
    hasCreditNote: random.chance(0.4),
    isPrimed: random.chance(0.5),
  };
}

const plannedLine = (random: Random, product: string): PlannedInvoice['lines'][number] => ({
  item_id: product,
  quantity: random.chance(0.5) ? random.decimal(1, 40, 0) : random.decimal(1, 99_999, 2),
  ...(random.chance(0.4) && { line_price: random.decimal(1, 99_999, 2) }),
  ...(random.chance(0.3) && { discount_percentage: random.decimal(1, 99, 0) }),
});
