import { defineEntity, p } from '@mikro-orm/core';
import { documentColumns } from '../documents/document.ts';
import { lineIndex, listIndexes, namingIndex, valueIndex } from '../documents/list-indexes.ts';
import { salesChecks, salesColumns, salesLineChecks, salesLineColumns } from '../sales/sales-columns.ts';
import { instant, tenantTable } from '../tenant.ts';
import { offerStates } from './offer.lifecycle.ts';

const OfferSchema = defineEntity({
  name: 'Offer',
  ...tenantTable,
  uniques: [{ name: 'offer_number_uq', properties: ['agreementNumber', 'number'] }],
  indexes: [
    ...listIndexes('offer', 'date', 'validUntil', 'createdAt', 'updatedAt'),
    namingIndex('offer', 'customer'),
    valueIndex('offer', 'currency'),
    valueIndex('offer', 'state'),
  ],
  checks: [
    ...salesChecks('offer'),
    {
      name: 'offer_standing_check',
      expression:
        `case state when 'draft' then archived_at is null and party is null and terms is null ` +
        `when 'sent' then archived_at is null and party is not null and terms is not null and sent_at is not null ` +
        'else archived_at is not null end',
    },
  ],
  properties: {
    ...documentColumns(offerStates),
    /** The offer date. */
    date: p.date(),
    validUntil: p.date().nullable(),
    sentAt: instant().nullable(),
    sentBy: p.string().length(255).nullable(),
    ...salesColumns(),
  },
});

/** A priced proposal to a customer. */
export class Offer extends OfferSchema.class {}
OfferSchema.setClass(Offer);

const OfferLineSchema = defineEntity({
  name: 'OfferLine',
  ...tenantTable,
  uniques: [{ name: 'offer_line_position_uq', properties: ['offer', 'position'] }],
  indexes: [lineIndex('offer_line')],
  checks: salesLineChecks('offer_line'),
  properties: {
    ...salesLineColumns(),
    offer: () => p.manyToOne(Offer).deleteRule('cascade'),
  },
});

/** A line of an offer. */
export class OfferLine extends OfferLineSchema.class {}
OfferLineSchema.setClass(OfferLine);
