import type { EntityManager } from '@mikro-orm/postgresql';
import { findAgreement } from '../agreements/agreement.service.ts';
import type { PrintableCompany } from './printable-document.ts';

/** Who sends the agreement's documents, and in which currency its books are. */
export async function printableCompany(
  em: EntityManager,
): Promise<{ readonly company: PrintableCompany; readonly baseCurrency: string }> {
  const agreement = await findAgreement(em);
  return {
    company: {
      name: agreement.name,
      street: agreement.street ?? null,
      street2: agreement.street2 ?? null,
      zip: agreement.zip ?? null,
      city: agreement.city ?? null,
      country: null,
      corporateIdentificationNumber: agreement.corporateIdentificationNumber ?? null,
      phone: agreement.phone ?? null,
      email: agreement.email ?? null,
    },
    baseCurrency: agreement.baseCurrency,
  };
}
