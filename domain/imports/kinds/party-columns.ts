import type { Agreement } from '../../agreements/agreement.entity.ts';
import { currencyRegister } from '../../currencies/currency.service.ts';
import { employeeRegister } from '../../employees/employee.service.ts';
import { given } from '../../field-rules.ts';
import { layoutRegister } from '../../layouts/layout.service.ts';
import { emptyPartyFields } from '../../parties/party.rules.ts';
import { deliveryTermsRegister } from '../../terms/delivery-terms.service.ts';
import { paymentTermsRegister } from '../../terms/payment-terms.service.ts';
import type { AnyRegister } from '../bulk-rows.ts';
import type { RegisterColumn } from '../register-kind.ts';

/** What names one row of a register, in a column of a customer or supplier. */
const referring = (property: string, register: AnyRegister, as: string): RegisterColumn => ({
  type: 'whole',
  property,
  example: '1',
  refersTo: { register, as },
});

/**
 * The columns that customers and suppliers have alike; number, name, group, VAT zone, layout, payment terms and language are
 * mandatory at import (help pages H-00031, H-00230).
 */
export const partyColumns = (group: {
  readonly column: string;
  readonly register: AnyRegister;
}): Readonly<Record<string, RegisterColumn>> => ({
  number: { type: 'text', example: '1001' },
  name: { type: 'text', example: 'Ærø Bådebyggeri ApS', isMandatory: true },
  [group.column]: { ...referring('groupNumber', group.register, 'group'), isMandatory: true },
  vat_zone: { type: 'vat-zone', example: '1', isMandatory: true },
  layout_id: { ...referring('layoutNumber', layoutRegister, 'layout'), isMandatory: true },
  payment_terms_id: {
    ...referring('paymentTermsNumber', paymentTermsRegister, 'paymentTerms'),
    isMandatory: true,
  },
  language: { type: 'text', example: 'da', isMandatory: true },
  currency: { type: 'text', example: 'DKK', refersTo: { register: currencyRegister } },
  delivery_terms_id: {
    ...referring('deliveryTermsNumber', deliveryTermsRegister, 'deliveryTerms'),
    example: '',
  },
  employee_id: referring('employeeNumber', employeeRegister, 'employee'),
  corporate_identification_number: { type: 'text', example: '12345674' },
  vat_number: { type: 'text', example: 'DK12345674' },
  ean: { type: 'text', example: '5790000123452' },
  street: { type: 'text', example: 'Havnen 3' },
  street2: { type: 'text', example: '1. sal' },
  zipcode: { type: 'text', property: 'zip', example: '5970' },
  city: { type: 'text', example: 'Ærøskøbing' },
  country: { type: 'text', example: 'DK' },
  phone: { type: 'text', example: '+45 62 52 00 00' },
  email: { type: 'text', example: 'kontor@example.dk' },
  website: { type: 'text', example: 'example.dk' },
  credit_limit: { type: 'decimal', example: '50000' },
  is_barred: { type: 'yes-no', example: 'false' },
});

/** What a new party holds of its input: the defaults are those of the registers' own service. */
export const newPartyRow = (
  input: Readonly<Record<string, unknown>>,
  { baseCurrency }: Pick<Agreement, 'baseCurrency'>,
) => ({ ...emptyPartyFields, currency: baseCurrency, ...given(input) });
