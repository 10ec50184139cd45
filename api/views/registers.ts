import type { BankAccount } from '../../domain/bank-accounts/bank-account.entity.ts';
import type { PaymentTermsType } from '../../domain/erp/documents.ts';
import type { Employee } from '../../domain/employees/employee.entity.ts';
import { plain } from '../../domain/money.ts';
import type { ProductGroup } from '../../domain/products/product-group.entity.ts';
import type { Project } from '../../domain/projects/project.entity.ts';
import type { Unit } from '../../domain/products/unit.entity.ts';
import type { DeliveryTerms } from '../../domain/terms/delivery-terms.entity.ts';
import type { PaymentTerms } from '../../domain/terms/payment-terms.entity.ts';

/** How register rows look in answers. Decimals have no needless zeros. */

interface Stamped {
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A view with the moments at which its row was made and last changed. */
export const withStamps =
  <R>(view: (row: R) => object) =>
  (row: R & Stamped): object => ({ ...view(row), created_at: row.createdAt, updated_at: row.updatedAt });

/** A decimal in an answer. */
export const decimalView = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : plain(value);

/** Number and name: groups, layouts, and every row that another one refers to. */
export const groupView = (row: { readonly number: number; readonly name: string }) => ({
  number: row.number,
  name: row.name,
});

/** As `groupView`, of a reference that may be empty. */
export const groupViewOrNull = (
  row: { readonly number: number; readonly name: string } | null | undefined,
) => (row === null || row === undefined ? null : groupView(row));

export const productGroupView = (row: ProductGroup) => ({
  ...groupView(row),
  vat_domestic: plain(row.vatDomestic),
  vat_eu: plain(row.vatEu),
  vat_abroad: plain(row.vatAbroad),
  vat_domestic_exempt: plain(row.vatDomesticExempt),
  has_inventory: row.hasInventory,
  should_spread_cost: row.shouldSpreadCost,
  is_sellable: row.isSellable,
});

export const unitView = (row: Unit) => ({
  ...groupView(row),
  abbreviation: row.abbreviation ?? null,
  use_on_layouts: row.useOnLayouts,
  packaging_code: row.packagingCode ?? null,
  barcode: row.barcode ?? null,
});

/** Each type in words, for people who read the answer. */
const typeWords: Readonly<Record<PaymentTermsType, string>> = {
  net: 'Net',
  'end-of-month': 'End of month',
  cash: 'Cash',
  prepayment: 'Prepayment',
  'due-date': 'Due date on the invoice',
  factoring: 'Factoring',
  'weekly-monday': 'From next Monday',
  'weekly-sunday': 'From next Sunday',
};

export const paymentTermsView = (row: PaymentTerms) => ({
  ...groupView(row),
  type: row.type,
  type_translated: typeWords[row.type],
  maturity_days: row.maturityDays,
  description: row.description ?? null,
  translations: row.translations,
});

export const deliveryTermsView = (row: DeliveryTerms) => ({
  ...groupView(row),
  description: row.description ?? null,
  translations: row.translations,
});

export const projectView = (row: Project) => ({
  ...groupView(row),
  description: row.description ?? null,
  is_barred: row.isBarred,
});

export const bankAccountView = (row: BankAccount) => ({
  ...groupView(row),
  bank_name: row.bankName ?? null,
  registration_number: row.registrationNumber ?? null,
  account_number: row.accountNumber ?? null,
  iban: row.iban ?? null,
  bic: row.bic ?? null,
  currency: row.currency,
  is_default: row.isDefault,
});

export const employeeView = (row: Employee) => ({
  ...groupView(row),
  initials: row.initials ?? null,
  contact_email: row.contactEmail ?? null,
  contact_phone: row.contactPhone ?? null,
  locale: row.locale ?? null,
  job_title: row.jobTitle ?? null,
  should_notify: row.shouldNotify,
  default_location: groupViewOrNull(row.defaultLocation),
  is_barred: row.isBarred,
});
