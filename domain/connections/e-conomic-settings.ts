import { z } from 'zod';
import { DomainError } from '../errors.ts';

/** Documents and registers in flight at once at most on one agreement there. */
export const laneCapacity = 8;

const number = z.int().min(1).max(2_147_483_647);
const owner = z.enum(['bilag', 'e-conomic']);

/** How a connection to e-conomic behaves. Every setting has a default, so `{}` is a working connection. */
export const settingsSchema = z.strictObject({
  /** Booked customer invoices travel not at all, as drafts that a person books, or booked. */
  transferCustomerInvoices: z.enum(['off', 'draft', 'booked']).default('booked'),
  /** Book under our invoice number instead of the ERP's next one. */
  bookWithOurNumber: z.boolean().default(false),
  /**
   * The literal sent as `sendBy` at booking; nothing is sent, and so nobody is mailed, where it is absent. A setting,
   * since the ERP's documentation and its schema spell it differently.
   */
  sendBy: z.enum(['none', 'ean', 'EAN', 'email', 'Email']).optional(),
  /** Invoices with an EAN stay drafts. */
  neverBookEan: z.boolean().default(false),
  /** The layout of an invoice where neither the invoice nor its customer has one. */
  defaultLayoutNumber: number.optional(),
  /** Who owns the customers. Theirs are matched, and made where missing, but never changed, and their mail is not sent. */
  customerOwner: owner.default('bilag'),
  /** Who owns the products. Theirs are matched, and made where missing, but never changed. */
  productOwner: owner.default('bilag'),
  /** The account of customer groups that are missing there; without it a missing group blocks. */
  customerGroupAccount: number.optional(),
  /** The account for domestic sales of product groups that are missing there; without it a missing group blocks. */
  productGroupAccount: number.optional(),
  /** The sales accounts of product groups that have none for a VAT zone there; without one the invoice is blocked. */
  productGroupZoneAccounts: z
    .strictObject({ eu: number.optional(), abroad: number.optional(), 'domestic-exempt': number.optional() })
    .default({}),
  /** The contra account of cash terms that are missing there; without it they block. */
  cashTermsAccount: number.optional(),
  /** The numbers there of our VAT zones. */
  vatZones: z
    .strictObject({
      domestic: number.default(1),
      eu: number.default(2),
      abroad: number.default(3),
      'domestic-exempt': number.default(4),
    })
    .prefault({}),
  /** The department that products and lines carry; needs the dimension module there. */
  departmentNumber: number.optional(),
  /**
   * How old, in minutes, what was read of the ERP's registers may be for transfers to be held against it before they are
   * sent; 0: they are not, and the registers are read only when somebody asks for a preflight.
   */
  snapshotMinutes: z.int().min(0).max(1_440).default(15),
  /** Documents and registers in flight at once; at most the adapter's capacity. */
  concurrency: z.int().min(1).max(laneCapacity).default(laneCapacity),
});

/** The settings with their defaults filled in. */
export type EconomicSettings = z.output<typeof settingsSchema>;

/** What can stand in a header. */
const headerText = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,200}$/);

const credentialsSchema = z.strictObject({
  /** Identifies the integration. */
  appSecretToken: headerText,
  /** Identifies the agreement there; the customer may revoke it. */
  agreementGrantToken: headerText,
});

/** The two tokens that go with every request. */
export type EconomicCredentials = z.output<typeof credentialsSchema>;

/** Throws `InvalidInput`, naming each wrong field. */
export function parseSettings(settings: unknown): EconomicSettings {
  return parsed(settingsSchema, settings ?? {}, 'settings');
}

/** Throws `InvalidInput`, naming each wrong field and never a token. */
export function parseCredentials(credentials: unknown): EconomicCredentials {
  return parsed(credentialsSchema, credentials, 'credentials');
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors: Record<string, string[]> = {};
  for (const issue of result.error.issues) {
    const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    const paths = unknownKeys.length > 0 ? unknownKeys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of paths) (errors[[root, ...path].join('.')] ??= []).push(issue.message);
  }
  throw new DomainError('InvalidInput', { fields: Object.keys(errors).join(', ') }, { errors });
}
