import { z } from 'zod';
import { fontSizes, logoPlaces } from '../../domain/layouts/layout.entity.ts';
import {
  columnKeys,
  mailPlaceholders,
  templateFields,
  templateKinds,
} from '../../domain/layouts/template-parts.ts';
import { checkSteps, checkVerdicts } from '../../domain/printing/layout-check.ts';
import { languages } from '../../domain/languages.ts';
import { decimal, decimalOut, language, optionalText, registerNumber, requiredText } from './common.ts';
import { stamps } from './registers.ts';

/** Requests and answers about layouts, their child templates and the check of a PDF. */

export const layoutBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: requiredText(255),
    language: language()
      .nullable()
      .optional()
      .describe("Of all words on the PDF; null = each document's own language."),
    bank_account: optionalText(500).describe('Lines as they are printed.'),
    font_size: z
      .int('must be a whole number')
      .min(fontSizes.min, `must be at least ${fontSizes.min}`)
      .max(fontSizes.max, `must be at most ${fontSizes.max}`)
      .optional()
      .describe('Points; 9 where nothing is said.'),
    logo_place: z.enum(logoPlaces, `must be one of ${logoPlaces.join(', ')}`).optional(),
    signature: optionalText(500).describe('Lines at the end of a document.'),
    watermark: optionalText(40).describe('One line across every page; a draft has its own.'),
  })
  .meta({ id: 'LayoutCreate' });

export const layoutRow = z
  .object({
    number: z.int(),
    name: z.string(),
    language: z.enum(languages).nullable(),
    bank_account: z.string().nullable(),
    font_size: z.int(),
    logo_place: z.enum(logoPlaces),
    signature: z.string().nullable(),
    watermark: z.string().nullable(),
    ...stamps,
  })
  .meta({ id: 'Layout' });

const kind = z.enum(templateKinds);

export const pathTemplate = z.object({
  number: z
    .string()
    .regex(/^[1-9]\d{0,8}$/)
    .transform(Number),
  kind,
});

/** Every field of a template with its switch. */
const switches = <S extends z.ZodType>(one: S) =>
  Object.fromEntries(templateFields.map((field) => [field, one])) as Record<
    (typeof templateFields)[number],
    S
  >;

const placeholders = mailPlaceholders.map((name) => `{${name}}`).join(', ');

export const templateBody = z
  .strictObject({
    kind: kind.optional(),
    is_default: z.boolean().optional(),
    columns: z
      .array(
        z.strictObject({
          key: z.enum(columnKeys, `must be one of ${columnKeys.join(', ')}`),
          heading: optionalText(60).describe("Null = the language's own word."),
          width: decimal({ places: 2, max: 100 }).describe('Percent of the width of the page.'),
        }),
      )
      .min(1, 'must have at least one column')
      .max(columnKeys.length, `must have at most ${columnKeys.length} columns`)
      .optional()
      .describe('All columns in their order; their widths sum to exactly 100.'),
    fields: z.strictObject(switches(z.boolean().optional())).optional().describe('Those that change.'),
    header_text: optionalText(2000).describe('Above the lines.'),
    footer_text: optionalText(2000).describe('Below the totals.'),
    mail_subject: optionalText(255).describe(`Null = the language's standard words. Takes ${placeholders}.`),
    mail_body: optionalText(5000).describe(`Null = the language's standard words. Takes ${placeholders}.`),
  })
  .meta({ id: 'LayoutTemplateUpdate' });

export const templateRow = z
  .object({
    kind,
    is_default: z.boolean().describe('True while nobody has changed it.'),
    columns: z.array(
      z.object({ key: z.enum(columnKeys), heading: z.string().nullable(), width: decimalOut }),
    ),
    fields: z.object(switches(z.boolean())),
    header_text: z.string().nullable(),
    footer_text: z.string().nullable(),
    mail_subject: z.string().nullable(),
    mail_body: z.string().nullable(),
  })
  .meta({ id: 'LayoutTemplate' });

export const layoutCheckQuery = z.strictObject({
  field: z
    .enum(templateFields, `must be one of ${templateFields.join(', ')}`)
    .default('payment_terms')
    .describe('Default: payment_terms.'),
});

export const layoutCheckRow = z
  .object({
    field: z.enum(templateFields),
    field_name: z.string(),
    is_shown: z.boolean(),
    has_value: z.boolean().describe('False where the document has nothing to show there.'),
    summary: z.string(),
    steps: z.array(
      z.object({
        step: z.enum(checkSteps),
        verdict: z
          .enum(checkVerdicts)
          .describe('`failed` keeps the field off this PDF; `noted` is worth knowing and does not.'),
        message: z.string(),
        fix: z
          .object({
            method: z.enum(['PUT', 'POST']),
            path: z.string(),
            body: z.record(z.string(), z.unknown()),
          })
          .nullable()
          .describe('The request that mends it.'),
      }),
    ),
  })
  .meta({ id: 'LayoutCheck' });
