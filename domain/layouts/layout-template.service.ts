import { OptimisticLockError } from '@mikro-orm/postgresql';
import type { EntityManager } from '@mikro-orm/postgresql';
import { violatedUnique } from '../database.ts';
import { DomainError } from '../errors.ts';
import { invalidInput, line, lines, optional } from '../field-rules.ts';
import type { FieldErrors, Rule } from '../field-rules.ts';
import { equal, isDecimal, isPositive, plain, sum } from '../money.ts';
import type { Actor, ChangeOptions } from '../registers.ts';
import { LayoutTemplate } from './layout-template.entity.ts';
import type { Layout } from './layout.entity.ts';
import { findLayout } from './layout.service.ts';
import { defaultTemplate } from './template-defaults.ts';
import {
  columnKeys,
  isPrice,
  isPriced,
  mailPlaceholders,
  templateFields,
  templateKinds,
} from './template-parts.ts';
import type { ShownFields, TemplateColumn, TemplateContent, TemplateKind } from './template-parts.ts';

/** A child template as it counts now. */
export interface Template extends TemplateContent {
  readonly kind: TemplateKind;
  /** True while nobody has changed it. */
  readonly isDefault: boolean;
  /** Counts its changes; 0 of a default one. */
  readonly version: number;
}

/** A change of a template; what is left out stays as it is. */
export interface TemplatePatch {
  /** All columns, in their order. */
  readonly columns?:
    | readonly {
        readonly key: string;
        readonly heading?: string | null | undefined;
        readonly width: string;
      }[]
    | undefined;
  /** The fields that are named. */
  readonly fields?: Readonly<Record<string, boolean | undefined>> | undefined;
  readonly headerText?: string | null | undefined;
  readonly footerText?: string | null | undefined;
  readonly mailSubject?: string | null | undefined;
  readonly mailBody?: string | null | undefined;
}

const asTemplate = (kind: TemplateKind, row: LayoutTemplate | null): Template => {
  const standard = defaultTemplate(kind);
  if (row === null) return { kind, isDefault: true, version: 0, ...standard };
  return {
    kind,
    isDefault: false,
    version: row.version,
    columns: row.columns,
    fields: { ...standard.fields, ...row.fields },
    headerText: row.headerText ?? null,
    footerText: row.footerText ?? null,
    mailSubject: row.mailSubject ?? null,
    mailBody: row.mailBody ?? null,
  };
};

/** The template of a layout for one PDF kind. */
export async function templateOf(em: EntityManager, layout: Layout, kind: TemplateKind): Promise<Template> {
  return asTemplate(kind, await em.findOne(LayoutTemplate, { layout, kind }));
}

/** As `templateOf`, by the layout's number. Throws `NotFound`. */
export const findTemplate = async (
  em: EntityManager,
  number: number,
  kind: TemplateKind,
): Promise<Template> => templateOf(em, await findLayout(em, number), kind);

/** All nine templates of a layout. Throws `NotFound`. */
export async function findTemplates(em: EntityManager, number: number): Promise<Template[]> {
  const layout = await findLayout(em, number);
  const rows = await em.find(LayoutTemplate, { layout });
  return templateKinds.map((kind) => asTemplate(kind, rows.find((row) => row.kind === kind) ?? null));
}

/**
 * Changes a template: the parts that are given. Throws `NotFound`, `InvalidInput` (unknown or doubled columns, prices on a
 * kind that has none, widths that do not sum to exactly 100, unknown fields or placeholders) and `EditConflict`.
 */
export async function updateTemplate(
  em: EntityManager,
  number: number,
  change: { readonly kind: TemplateKind; readonly patch: TemplatePatch },
  options: ChangeOptions,
  actor: Actor,
): Promise<Template> {
  const { kind, patch } = change;
  const layout = await findLayout(em, number);
  const row = await em.findOne(LayoutTemplate, { layout, kind });
  const before = asTemplate(kind, row);
  refuse(templateErrors(kind, patch));
  const conflict = (): DomainError => new DomainError('EditConflict', { what: `Layout ${number}` });
  if (options.version !== undefined && options.version !== before.version) throw conflict();
  const content = {
    columns: patch.columns === undefined ? before.columns : patch.columns.map(asColumn),
    fields: { ...before.fields, ...given(patch.fields ?? {}) },
    headerText: patch.headerText === undefined ? before.headerText : patch.headerText,
    footerText: patch.footerText === undefined ? before.footerText : patch.footerText,
    mailSubject: patch.mailSubject === undefined ? before.mailSubject : patch.mailSubject,
    mailBody: patch.mailBody === undefined ? before.mailBody : patch.mailBody,
    changedBy: actor,
  };
  const stored = row ?? em.create(LayoutTemplate, { layout, kind, ...content });
  Object.assign(stored, content);
  try {
    await em.flush();
  } catch (error) {
    // Two made the first change at once, or one changed what the other had read.
    if (error instanceof OptimisticLockError || violatedUnique(error) !== undefined) throw conflict();
    throw error;
  }
  return asTemplate(kind, stored);
}

const asColumn = (column: NonNullable<TemplatePatch['columns']>[number]): TemplateColumn => ({
  key: column.key as TemplateColumn['key'],
  heading: column.heading ?? null,
  width: plain(column.width),
});

const given = (fields: Readonly<Record<string, boolean | undefined>>): Partial<ShownFields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function refuse(errors: FieldErrors): void {
  if (Object.keys(errors).length > 0) throw invalidInput(errors);
}

/** What is wrong with a change of a template, by field. */
function templateErrors(kind: TemplateKind, patch: TemplatePatch): FieldErrors {
  const errors: FieldErrors = {};
  const note = (field: string, fault: string | undefined): void => {
    if (fault !== undefined) (errors[field] ??= []).push(`${field} ${fault}.`);
  };
  if (patch.columns !== undefined) noteColumns(kind, patch.columns, note);
  for (const name of Object.keys(patch.fields ?? {}))
    if (!(templateFields as readonly string[]).includes(name))
      note(`fields.${name}`, `is no field of a template; there are ${templateFields.join(', ')}`);
  note('header_text', optional(lines(2000))(patch.headerText));
  note('footer_text', optional(lines(2000))(patch.footerText));
  note('mail_subject', optional(mailText(line(255)))(patch.mailSubject));
  note('mail_body', optional(mailText(lines(5000)))(patch.mailBody));
  return errors;
}

type Note = (field: string, fault: string | undefined) => void;

function noteColumns(kind: TemplateKind, columns: NonNullable<TemplatePatch['columns']>, note: Note): void {
  const seen = new Set<string>();
  columns.forEach(({ key, heading, width }, at) => {
    note(`columns.${at}.key`, columnFault(kind, key) ?? (seen.has(key) ? 'stands there twice' : undefined));
    note(`columns.${at}.heading`, optional(line(60))(heading));
    note(`columns.${at}.width`, widthFault(width));
    seen.add(key);
  });
  if (!columns.every(({ width }) => widthFault(width) === undefined)) return;
  const total = sum(columns.map(({ width }) => width));
  if (!equal(total, '100')) note('columns', `have widths that sum to ${total}; they must sum to exactly 100`);
}

function columnFault(kind: TemplateKind, key: string): string | undefined {
  const known = columnKeys.find((column) => column === key);
  if (known === undefined) return `must be one of ${columnKeys.join(', ')}`;
  return isPrice(known) && !isPriced(kind) ? `must not be a price: a ${kind} shows none` : undefined;
}

const widthFault = (width: string): string | undefined =>
  isDecimal(width, 2) && isPositive(width)
    ? undefined
    : 'must be a percentage above 0 with at most 2 decimals';

/** A text with placeholders of ours alone: a mistyped one would reach the customer as it stands. */
const mailText =
  (rule: Rule): Rule =>
  (value) => {
    const fault = rule(value);
    if (fault !== undefined) return fault;
    const names = [...String(value).matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
    const unknown = names.find((name) => !(mailPlaceholders as readonly string[]).includes(name));
    return unknown === undefined
      ? undefined
      : `holds {${unknown}}; there are ${mailPlaceholders.map((name) => `{${name}}`).join(', ')}`;
  };
