import type { Layout } from '../../domain/layouts/layout.entity.ts';
import type { Template } from '../../domain/layouts/layout-template.service.ts';
import type { LayoutCheck } from '../../domain/printing/layout-check.ts';
import { groupView } from './registers.ts';

export const layoutView = (row: Layout) => ({
  ...groupView(row),
  language: row.language ?? null,
  bank_account: row.bankAccount ?? null,
  font_size: row.fontSize,
  logo_place: row.logoPlace,
  signature: row.signature ?? null,
  watermark: row.watermark ?? null,
});

export const templateView = (template: Template) => ({
  kind: template.kind,
  is_default: template.isDefault,
  columns: template.columns,
  fields: template.fields,
  header_text: template.headerText,
  footer_text: template.footerText,
  mail_subject: template.mailSubject,
  mail_body: template.mailBody,
});

export const layoutCheckView = (check: LayoutCheck) => ({
  field: check.field,
  field_name: check.fieldName,
  is_shown: check.isShown,
  has_value: check.hasValue,
  summary: check.summary,
  steps: check.steps,
});
