import { defineEntity, p } from '@mikro-orm/core';
import { numberedColumns, numberedTable } from '../numbered-columns.ts';
import type { Translations } from '../translations.ts';

const DeliveryTermsSchema = defineEntity({
  name: 'DeliveryTerms',
  ...numberedTable('delivery_terms'),
  properties: {
    ...numberedColumns(),
    description: p.text().nullable(),
    translations: p.json<Translations>(),
  },
});

/** How goods are delivered, e.g. an Incoterm; documents keep the number and name they took. */
export class DeliveryTerms extends DeliveryTermsSchema.class {}
DeliveryTermsSchema.setClass(DeliveryTerms);
