import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { invalidInput } from '../field-rules.ts';
import { newId } from '../ids.ts';
import type { Actor } from '../registers.ts';
import { agreementOf } from '../tenant.ts';
import { LayoutLogo, logoBytesMax, logoSideMax, logoStoredBytesMax } from './layout-logo.entity.ts';
import type { LogoType } from './layout-logo.entity.ts';
import type { Layout } from './layout.entity.ts';
import { findLayout } from './layout.service.ts';
import { pictureSize, printable } from './picture.ts';

/** A picture as it is printed and given back. */
export interface Logo {
  readonly mediaType: LogoType;
  readonly content: Uint8Array;
}

/**
 * Gives a layout its logo, in place of an older one, as it will be printed: a transparent PNG on white. What it is is read
 * from its bytes. Throws `NotFound`, and `InvalidInput` (field `logo`) for what is no PNG or JPEG, larger than 1 MiB or than
 * 2,000 pixels a side, or broken.
 */
export async function setLogo(
  em: EntityManager,
  number: number,
  content: Uint8Array,
  actor: Actor,
): Promise<void> {
  const layout = await findLayout(em, number);
  const logo = checkedLogo(Buffer.from(content));
  await em.execute(
    `insert into layout_logo (id, agreement_number, layout_id, media_type, content, changed_by, stored_at)
     values (?, ?, ?, ?, ?, ?, now())
     on conflict (layout_id) do update set media_type = excluded.media_type, content = excluded.content,
       changed_by = excluded.changed_by, stored_at = excluded.stored_at`,
    [newId(), agreementOf(em), layout.id, logo.mediaType, logo.content, actor],
  );
}

/** The picture as it is printed. Throws `InvalidInput` (field `logo`) for what `setLogo` refuses. */
export function checkedLogo(bytes: Buffer): { readonly mediaType: LogoType; readonly content: Buffer } {
  const refusal = (fault: string): DomainError => invalidInput({ logo: [`logo ${fault}.`] });
  if (bytes.byteLength > logoBytesMax) throw refusal('is larger than 1 MiB');
  const size = pictureSize(bytes);
  if (size === undefined) throw refusal('is no PNG or JPEG picture');
  if (Math.max(size.width, size.height) > logoSideMax)
    throw refusal(`has ${size.width} × ${size.height} pixels; at most ${logoSideMax} a side are possible`);
  const content = printable(bytes, size.mediaType);
  if (content === undefined) throw refusal('is a broken picture; save it anew');
  if (content.byteLength > logoStoredBytesMax)
    throw refusal('is too large without transparency; make it smaller');
  return { mediaType: size.mediaType, content };
}

/** The logo of a layout, or undefined where it has none. */
export async function logoOf(em: EntityManager, layout: Layout): Promise<Logo | undefined> {
  const logo = await em.findOne(LayoutLogo, { layout }, { populate: ['content'] });
  return logo === null ? undefined : { mediaType: logo.mediaType, content: logo.content };
}

/** As `logoOf`, by the layout's number. Throws `NotFound`, also where it has none. */
export async function findLogo(em: EntityManager, number: number): Promise<Logo> {
  const logo = await logoOf(em, await findLayout(em, number));
  if (logo === undefined) throw new DomainError('NotFound', { what: `The logo of layout ${number}` });
  return logo;
}

/** Takes the logo away. Throws `NotFound`, also where there is none. */
export async function deleteLogo(em: EntityManager, number: number): Promise<void> {
  const deleted = await em.nativeDelete(LayoutLogo, { layout: await findLayout(em, number) });
  if (deleted === 0) throw new DomainError('NotFound', { what: `The logo of layout ${number}` });
}
