import type { ErpSession, RegisterLink } from '../../../../activities/erp/adapter.ts';
import { parseExactJson } from '../../../../activities/erp/exact-json.ts';
import { registerHash, registersOf } from '../../../../activities/erp/e-conomic/registers-of.ts';
import type {
  CustomerForErp,
  InvoiceForErp,
  InvoiceLineForErp,
  ProductForErp,
} from '../../../../domain/erp/documents.ts';

/** Complete registers and documents; tests change what they are about. */

const unit = { number: 1, name: 'stk' };

export const terms = {
  number: 4,
  name: 'Netto 14 dage',
  type: 'net',
  maturityDays: 14,
  description: null,
} as const;

export const aProduct = (changes: Partial<ProductForErp> = {}): ProductForErp => ({
  number: 'BØR-1',
  name: 'Børste, rød',
  description: 'Our own text',
  group: { number: 1, name: 'Varer' },
  unit,
  barcode: '5712345678901',
  salesPrice: '149.9500',
  recommendedSalesPrice: '199.0000',
  costPrice: '61.2550',
  recommendedCostPrice: '60.0000',
  isBarred: false,
  ...changes,
});

export const aCustomer = (changes: Partial<CustomerForErp> = {}): CustomerForErp => ({
  number: '1001',
  name: 'Ærø Møbler ApS',
  group: { number: 1, name: 'Kunder' },
  corporateIdentificationNumber: 'DK12345678',
  ean: '5790000123452',
  address: {
    name: null,
    street: 'Søndergade 1',
    street2: '2. sal',
    zip: '5970',
    city: 'Ærøskøbing',
    country: 'Danmark',
  },
  phone: '+45 62 52 10 00',
  email: 'post@aeroe.example',
  currency: 'DKK',
  creditLimit: '50000.00',
  vatZone: 'domestic',
  paymentTerms: terms,
  layoutNumber: 19,
  isBarred: false,
  contacts: [{ number: 1, name: 'Åse Ød', email: 'aase@aeroe.example', phone: '20 30 40 50' }],
  deliveryAddresses: [],
  ...changes,
});

export const aLine = (changes: Partial<InvoiceLineForErp> = {}): InvoiceLineForErp => ({
  position: 1,
  product: aProduct(),
  description: 'Børste, rød',
  quantity: '3.0000',
  unitPrice: '153.4400',
  discountPercentage: '10.00',
  unitCostPrice: '61.2550',
  unit,
  vatPercentage: '25.00',
  netAmount: '414.29',
  ...changes,
});

export const anInvoice = (changes: Partial<InvoiceForErp> = {}): InvoiceForErp => ({
  id: '01890000-0000-7000-8000-000000000001',
  agreementNumber: 1000,
  number: 1001,
  kind: 'invoice',
  date: '2026-03-24',
  dueDate: '2026-04-07',
  currency: 'DKK',
  exchangeRate: '100.000000',
  vatZone: 'domestic',
  paymentTerms: terms,
  layoutNumber: null,
  employeeNumber: null,
  heading: null,
  note: null,
  otherReference: null,
  theirReferenceContact: null,
  attentionContact: null,
  ean: null,
  projectNumber: null,
  recipient: {
    name: 'Ærø Møbler ApS',
    street: 'Søndergade 1',
    street2: '2. sal',
    zip: '5970',
    city: 'Ærøskøbing',
    country: 'Danmark',
    corporateIdentificationNumber: 'DK12345678',
  },
  deliveryAddress: null,
  deliveryDate: null,
  customer: aCustomer(),
  lines: [aLine()],
  netAmount: '414.29',
  vatAmount: '103.57',
  grossAmount: '517.86',
  ...changes,
});

export const aSession = (settings: Record<string, unknown> = {}): ErpSession => ({
  connectionId: '01890000-0000-7000-8000-00000000000c',
  agreementNumber: 1000,
  credentials: { appSecretToken: 'secret-app-token', agreementGrantToken: 'secret-grant-token' },
  settings,
  erp: { baseCurrency: 'DKK' },
});

/** Links as they are once everything an invoice needs stands there; numbers there differ from ours where they can. */
export const linksFor = (invoice: InvoiceForErp): RegisterLink[] =>
  registersOf(invoice).map((register) => ({
    kind: register.kind,
    ourKey: register.ourKey,
    theirId: register.kind === 'unit' ? '71' : register.kind === 'contact' ? '1001/875' : register.ourKey,
    contentHash: registerHash(register),
  }));

/** What a body says, numbers as decimal strings. */
export const saidBy = (body: unknown): Record<string, unknown> =>
  parseExactJson(typeof body === 'string' ? body : JSON.stringify(body)) as Record<string, unknown>;

/** Every property's name in a body, at any depth. */
export function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}
