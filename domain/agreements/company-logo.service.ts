import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { checkedLogo, logoOf } from '../layouts/layout-logo.service.ts';
import type { Logo } from '../layouts/layout-logo.service.ts';
import type { Layout } from '../layouts/layout.entity.ts';
import type { Actor } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { CompanyLogo } from './company-logo.entity.ts';

/** Gives the company its logo, in place of an older one. Throws `InvalidInput` (field `logo`) as a layout's does. */
export async function setCompanyLogo(em: EntityManager, content: Uint8Array, actor: Actor): Promise<void> {
  const logo = checkedLogo(Buffer.from(content));
  await em.execute(
    `insert into company_logo (id, agreement_number, media_type, content, changed_by, stored_at)
     values (?, ?, ?, ?, ?, now())
     on conflict (agreement_number) do update set media_type = excluded.media_type, content = excluded.content,
       changed_by = excluded.changed_by, stored_at = excluded.stored_at`,
    [newId(), agreementOf(em), logo.mediaType, logo.content, actor],
  );
}

async function companyLogo(em: EntityManager): Promise<Logo | undefined> {
  const logo = await em.findOne(CompanyLogo, {}, { populate: ['content'] });
  return logo === null ? undefined : { mediaType: logo.mediaType, content: logo.content };
}

/** Throws `NotFound` where the company has none. */
export async function findCompanyLogo(em: EntityManager): Promise<Logo> {
  const logo = await companyLogo(em);
  if (logo === undefined) throw new DomainError('NotFound', { what: 'The logo of the company' });
  return logo;
}

/** Takes the logo away. Throws `NotFound`, also where there is none. */
export async function deleteCompanyLogo(em: EntityManager): Promise<void> {
  const deleted = await em.nativeDelete(CompanyLogo, {});
  if (deleted === 0) throw new DomainError('NotFound', { what: 'The logo of the company' });
}

/** What is printed with a layout: its own logo, else the company's; undefined where there is neither. */
export const printedLogo = async (em: EntityManager, layout: Layout): Promise<Logo | undefined> =>
  (await logoOf(em, layout)) ?? (await companyLogo(em));
