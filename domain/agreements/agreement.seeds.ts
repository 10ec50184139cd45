import type { EntityManager } from '@mikro-orm/postgresql';
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
}

/** What the first register rows are called, as invoices of the country show it. */
const names: Readonly<Record<Language, SeedNames>> = {
  da: {
    net: (days) => `Netto ${days} dage`,
    endOfMonth: 'Løbende måned',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'stk', abbreviation: 'stk' },
  },
  nb: {
    net: (days) => `Netto ${days} dager`,
    endOfMonth: 'Løpende måned',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'stk', abbreviation: 'stk' },
  },
  fi: {
    net: (days) => `${days} päivää netto`,
    endOfMonth: 'Kuukauden loppu',
    cash: 'Käteinen',
    layout: 'Vakio',
    unit: { name: 'kpl', abbreviation: 'kpl' },
  },
  sv: {
    net: (days) => `${days} dagar netto`,
    endOfMonth: 'Löpande månad',
    cash: 'Kontant',
    layout: 'Standard',
    unit: { name: 'st', abbreviation: 'st' },
  },
  en: {
    net: (days) => `Net ${days} days`,
    endOfMonth: 'End of month',
    cash: 'Cash',
    layout: 'Standard',
    unit: { name: 'pcs', abbreviation: 'pcs' },
  },
};

/**
 * What an agreement needs before its first customer and product: the base currency, payment terms (net 8, 14 and 30
 * days, end of month, cash; net 8 for customers that name none), a layout and a unit. VAT zones are the same for all.
 */
export async function seedAgreement(em: EntityManager, agreement: Agreement, actor: Actor): Promise<void> {
  const { net, endOfMonth, cash, layout, unit } = names[agreement.language];
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
  // No default layout: an ERP knows its own layouts by their numbers, and takes its default where a document has none.
  agreement.settings = { defaultPaymentTermsNumber: 1, ...agreement.settings };
  await em.flush();
}
