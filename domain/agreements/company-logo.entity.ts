import { defineEntity, p } from '@mikro-orm/core';
import { logoStoredBytesMax, logoTypes } from '../layouts/layout-logo.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

const CompanyLogoSchema = defineEntity({
  name: 'CompanyLogo',
  ...tenantTable,
  uniques: [{ name: 'company_logo_uq', properties: ['agreementNumber'] }],
  checks: [{ name: 'company_logo_size_check', expression: `octet_length(content) <= ${logoStoredBytesMax}` }],
  properties: {
    ...tenantColumns(),
    mediaType: p.enum(logoTypes),
    content: p.blob().lazy(),
    changedBy: p.string().length(255),
    storedAt: instant().onCreate(() => new Date()),
  },
});

/** The company's logo: on what is printed where the layout has none of its own. */
export class CompanyLogo extends CompanyLogoSchema.class {}
CompanyLogoSchema.setClass(CompanyLogo);
