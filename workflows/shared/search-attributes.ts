import { defineSearchAttributeKey, type SearchAttributePair } from '@temporalio/common';

/**
 * The search attributes every workflow carries, so that ops can filter what an id alone cannot tell. They are set at
 * a workflow's start and changed only when a flow comes to a stand or a number is new. Never personal data: they are
 * not encrypted.
 */
export const agreementNumberAttribute = defineSearchAttributeKey('AgreementNumber', 'INT');
export const documentTypeAttribute = defineSearchAttributeKey('DocumentType', 'KEYWORD');
export const documentNumberAttribute = defineSearchAttributeKey('DocumentNumber', 'INT');
export const erpProviderAttribute = defineSearchAttributeKey('ErpProvider', 'KEYWORD');
export const transferStateAttribute = defineSearchAttributeKey('TransferState', 'KEYWORD');
export const errorCauseAttribute = defineSearchAttributeKey('ErrorCause', 'KEYWORD');

export interface FlowAttributes {
  readonly agreementNumber: number;
  readonly documentType?: string;
  readonly documentNumber?: number;
  readonly erpProvider?: string;
  readonly transferState?: string;
  readonly errorCause?: string;
}

/** The given attributes as Temporal's start options and `upsertSearchAttributes` take them. */
export function searchAttributes(attributes: FlowAttributes): SearchAttributePair[] {
  const pairs: SearchAttributePair[] = [{ key: agreementNumberAttribute, value: attributes.agreementNumber }];
  if (attributes.documentType !== undefined)
    pairs.push({ key: documentTypeAttribute, value: attributes.documentType });
  if (attributes.documentNumber !== undefined)
    pairs.push({ key: documentNumberAttribute, value: attributes.documentNumber });
  if (attributes.erpProvider !== undefined)
    pairs.push({ key: erpProviderAttribute, value: attributes.erpProvider });
  if (attributes.transferState !== undefined)
    pairs.push({ key: transferStateAttribute, value: attributes.transferState });
  if (attributes.errorCause !== undefined)
    pairs.push({ key: errorCauseAttribute, value: attributes.errorCause });
  return pairs;
}
