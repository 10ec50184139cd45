import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import { Layout } from './layout.entity.ts';
import { templateKinds } from './template-parts.ts';
import type { ShownFields, TemplateColumn } from './template-parts.ts';

const LayoutTemplateSchema = defineEntity({
  name: 'LayoutTemplate',
  tableName: 'layout_template',
  ...tenantTable,
  uniques: [{ name: 'layout_template_kind_uq', properties: ['layout', 'kind'] }],
  properties: {
    ...tenantColumns(),
    layout: () => p.manyToOne(Layout).deleteRule('cascade'),
    kind: p.enum(templateKinds),
    /** Widths sum to exactly 100: a trigger holds that. */
    columns: p.json<readonly TemplateColumn[]>(),
    /** Those that were named when it was stored; a field that came later has its default. */
    fields: p.json<Partial<ShownFields>>(),
    headerText: p.string().length(2000).nullable(),
    footerText: p.string().length(2000).nullable(),
    mailSubject: p.string().length(255).nullable(),
    mailBody: p.string().length(5000).nullable(),
    ...editable(),
  },
});

/** A child template that somebody changed: the look of one PDF kind. One that nobody changed has no row. */
export class LayoutTemplate extends LayoutTemplateSchema.class {}
LayoutTemplateSchema.setClass(LayoutTemplate);
