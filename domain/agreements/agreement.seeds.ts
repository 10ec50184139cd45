import type { EntityManager } from '@mikro-orm/postgresql';
import { createAdjustmentCategory } from '../adjustments/adjustment-category.service.ts';
import { baseRate, createCurrency } from '../currencies/currency.service.ts';
import type { PaymentTermsType } from '../erp/documents.ts';
import type { Language } from '../languages.ts';
import { createLayout } from '../layouts/layout.service.ts';
import { createUnit } from '../products/unit.service.ts';
import type { Actor } from '../registers.ts';
import { createPaymentTerms } from '../terms/payment-terms.service.ts';
import type { Agreement } from './agreement.entity.ts';

interface SeedNames {
  readonly net: (days: number) => string;
  readonly endOfMonth: string;
  readonly cash: string;
  readonly layout: string;
  readonly unit: { readonly name: string; readonly abbreviation: string };
  /** The seven default categories of adjustments (H-00170), numbered from 1. */
  readonly adjustmentCategories: readonly string[];
}

/** What the first register rows are called, as invoices of the country show it. */
const names: Readonly<Record<Language, SeedNames>> = {
  da: {
    net: (days) => `Netto ${days} dage`,
    endOfMonth: 'Løbende måned',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'stk', abbreviation: 'stk' },
    adjustmentCategories: ['Salg', 'Indkøb', 'Status', 'Produktion', 'Markedsføring', 'Ukurans', 'Svind'],
  },
  nb: {
    net: (days) => `Netto ${days} dager`,
    endOfMonth: 'Løpende måned',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'stk', abbreviation: 'stk' },
    adjustmentCategories: [
      'Salg',
      'Innkjøp',
      'Varetelling',
      'Produksjon',
      'Markedsføring',
      'Ukurans',
      'Svinn',
    ],
  },
  fi: {
    net: (days) => `${days} päivää netto`,
    endOfMonth: 'Kuukauden loppu',
    cash: 'Käteinen',
    layout: 'Vakio',
    unit: { name: 'kpl', abbreviation: 'kpl' },
    adjustmentCategories: [
      'Myynti',
      'Ostot',
      'Inventaario',
      'Tuotanto',
      'Markkinointi',
      'Epäkuranttius',
      'Hävikki',
    ],
  },
  sv: {
    net: (days) => `${days} dagar netto`,
    endOfMonth: 'Löpande månad',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'st', abbreviation: 'st' },
    adjustmentCategories: [
      'Försäljning',
      'Inköp',
      'Inventering',
      'Produktion',
      'Marknadsföring',
      'Inkurans',
      'Svinn',
    ],
  },
  en: {
    net: (days) => `Net ${days} days`,
    endOfMonth: 'End of month',
    cash: 'Cash',
    layout: 'Standard',
    unit: { name: 'pcs', abbreviation: 'pcs' },
    adjustmentCategories: [
      'Sales',
      'Purchases',
      'Status',
      'Production',
      'Marketing',
      'Obsolescence',
      'Waste',
    ],
  },
};

/**
 * What an agreement needs before its first customer and product: the base currency, payment terms (net 8, 14 and 30
 * days, end of month, cash; net 8 for customers that name none), a layout, a unit and
 * the categories of adjustments. VAT zones are the same for all.
 */
export async function seedAgreement(em: EntityManager, agreement: Agreement, actor: Actor): Promise<void> {
  const { net, endOfMonth, cash, layout, unit, adjustmentCategories } = names[agreement.language];
  await createCurrency(em, { code: agreement.baseCurrency, rate: baseRate }, actor);
  const terms: readonly [name: string, type: PaymentTermsType, days: number][] = [
    [net(8), 'net', 8],
    [net(14), 'net', 14],
    [net(30), 'net', 30],
    [endOfMonth, 'end-of-month', 0],
    [cash, 'cash', 0],
  ];
  for (const [at, [name, type, maturityDays]] of terms.entries())
    await createPaymentTerms(em, { number: at + 1, name, type, maturityDays }, actor);
  await createLayout(em, { number: 1, name: layout }, actor);
  await createUnit(em, { number: 1, ...unit }, actor);
  for (const [at, name] of adjustmentCategories.entries())
    await createAdjustmentCategory(em, { number: at + 1, name }, actor);
  // No default layout: an ERP knows its own layouts by their numbers, and takes its default where a document has none.
  agreement.settings = { defaultPaymentTermsNumber: 1, ...agreement.settings };
  await em.flush();
}
