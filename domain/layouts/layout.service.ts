import type { EntityManager } from '@mikro-orm/postgresql';
import {
  checkFields,
  given,
  line,
  lines,
  omittable,
  oneOf,
  optional,
  registerNumber,
  whole,
} from '../field-rules.ts';
import { languages } from '../languages.ts';
import type { Language } from '../languages.ts';
import { listDeep } from '../lists.ts';
import type { DeepListQuery, DeepListResult } from '../lists.ts';
import { deleteRow, findRow, nextNumber, register, storeChange, storeNew } from '../registers.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { fontSizes, Layout, logoPlaces, standardLogoPlace } from './layout.entity.ts';
import type { LogoPlace } from './layout.entity.ts';

/** Fields of a layout that people type. */
export interface LayoutFields {
  /** 1 to 255 characters. */
  readonly name: string;
  /** Of all words on the PDF; null = each document's own. Default null. */
  readonly language?: Language | null | undefined;
  /** Lines as they are printed, at most 500 characters. */
  readonly bankAccount?: string | null | undefined;
  /** Points, 7 to 12. Default 9. */
  readonly fontSize?: number | undefined;
  /** Default right. */
  readonly logoPlace?: LogoPlace | undefined;
  /** Lines at the end of a document, at most 500 characters. */
  readonly signature?: string | null | undefined;
  /** One line across every page, at most 40 characters; a draft has its own. */
  readonly watermark?: string | null | undefined;
}

export interface NewLayout extends LayoutFields {
  /** Default: one more than the largest. */
  readonly number?: number | undefined;
}

export type LayoutPatch = { readonly [K in keyof LayoutFields]?: LayoutFields[K] | undefined };

export const layoutRegister = register(Layout, 'Layout');

/** Rules of a layout's fields. */
export const layoutRules = {
  number: omittable(registerNumber),
  name: line(255),
  language: optional(oneOf(languages)),
  bankAccount: optional(lines(500)),
  fontSize: omittable(whole(fontSizes.min, fontSizes.max)),
  logoPlace: omittable(oneOf(logoPlaces)),
  signature: optional(lines(500)),
  watermark: optional(line(40)),
};

/**
 * Makes a layout. Its nine child templates are the default ones until somebody changes them. Throws `InvalidInput` and
 * `AlreadyExists`.
 */
export async function createLayout(em: EntityManager, input: NewLayout, actor: Actor): Promise<Layout> {
  checkFields(input, layoutRules);
  const number = input.number ?? (await nextNumber(em, layoutRegister, 1));
  const layout = em.create(Layout, {
    number,
    name: input.name,
    language: input.language ?? null,
    bankAccount: input.bankAccount ?? null,
    fontSize: input.fontSize ?? fontSizes.standard,
    logoPlace: input.logoPlace ?? standardLogoPlace,
    signature: input.signature ?? null,
    watermark: input.watermark ?? null,
    changedBy: actor,
  });
  await storeNew(em, layoutRegister, layout);
  return layout;
}

/** Changes the fields that are given. Throws `NotFound`, `InvalidInput` and `EditConflict`. */
export async function updateLayout(
  em: EntityManager,
  number: number,
  patch: LayoutPatch,
  options: ChangeOptions,
  actor: Actor,
): Promise<Layout> {
  const layout = await findRow(em, layoutRegister, number);
  checkFields(patch, layoutRules, { isPatch: true });
  await storeChange(em, layoutRegister, layout, given(patch), actor, { ...options, key: number });
  return layout;
}

/** Deletes a layout that no customer and no document has, with its templates and its logo. Throws `NotFound`, `InUse` and `EditConflict`. */
export const deleteLayout = (em: EntityManager, number: number, options: ChangeOptions = {}): Promise<void> =>
  deleteRow(em, layoutRegister, number, options);

/** Throws `NotFound`. */
export const findLayout = (em: EntityManager, number: number): Promise<Layout> =>
  findRow(em, layoutRegister, number);

/** Filters: `number`, `name`. */
export const listLayouts = (em: EntityManager, query?: DeepListQuery): Promise<DeepListResult<Layout>> =>
  listDeep(
    em,
    {
      entity: Layout,
      order: ['number', 'name', 'createdAt', 'updatedAt'],
      filters: { number: 'property', name: 'property' },
    },
    query,
  );
