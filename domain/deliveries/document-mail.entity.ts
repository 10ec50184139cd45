import { defineEntity, p } from '@mikro-orm/core';
import type { DocumentKind } from '../documents/kinds.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

/** Documents that can be mailed, each as its PDF; of a shipment it is the delivery note. */
export const mailedKinds = [
  'offer',
  'order',
  'shipment',
  'customer-invoice',
  'purchase-order',
] as const satisfies readonly DocumentKind[];
export type MailedKind = (typeof mailedKinds)[number];

const DocumentMailSchema = defineEntity({
  name: 'DocumentMail',
  tableName: 'document_mail',
  ...tenantTable,
  indexes: [{ name: 'document_mail_document_ix', properties: ['agreementNumber', 'documentId'] }],
  properties: {
    ...tenantColumns(),
    documentKind: p.enum(mailedKinds),
    documentId: p.uuid(),
    /** Never given to another document of its kind. */
    documentNumber: p.integer(),
    address: p.string().length(255),
    createdAt: instant(),
  },
});

/** Which document is mailed to whom. Text and PDF are made when it is sent. */
export class DocumentMail extends DocumentMailSchema.class {}
DocumentMailSchema.setClass(DocumentMail);
