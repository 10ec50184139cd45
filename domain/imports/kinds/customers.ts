import { currencyRegister } from '../../currencies/currency.service.ts';
import { customerGroupRegister } from '../../customers/customer-group.service.ts';
import { customerRules } from '../../customers/customer.rules.ts';
import { customerRegister, newCustomerRow } from '../../customers/customer.service.ts';
import type { CustomerFields } from '../../customers/customer.service.ts';
import { employeeRegister } from '../../employees/employee.service.ts';
import { layoutRegister } from '../../layouts/layout.service.ts';
import { paymentTermsRegister } from '../../terms/payment-terms.service.ts';
import { registerKind } from '../register-kind.ts';

/** What an import takes of a customer; contacts and delivery addresses have their own endpoints. */
export const customers = registerKind({
  name: 'customers',
  register: customerRegister,
  rules: customerRules,
  columns: {
    number: { type: 'text', example: '1001' },
    name: { type: 'text', example: 'Ærø Bådebyggeri ApS', isMandatory: true },
    customer_group_id: {
      type: 'whole',
      property: 'groupNumber',
      example: '1',
      isMandatory: true,
      refersTo: { register: customerGroupRegister, as: 'group' },
    },
    vat_zone: { type: 'vat-zone', example: '1', isMandatory: true },
    layout_id: {
      type: 'whole',
      property: 'layoutNumber',
      example: '1',
      isMandatory: true,
      refersTo: { register: layoutRegister, as: 'layout' },
    },
    payment_terms_id: {
      type: 'whole',
      property: 'paymentTermsNumber',
      example: '1',
      isMandatory: true,
      refersTo: { register: paymentTermsRegister, as: 'paymentTerms' },
    },
    language: { type: 'text', example: 'da', isMandatory: true },
    currency: { type: 'text', example: 'DKK', refersTo: { register: currencyRegister } },
    employee_id: {
      type: 'whole',
      property: 'employeeNumber',
      example: '1',
      refersTo: { register: employeeRegister, as: 'employee' },
    },
    corporate_identification_number: { type: 'text', example: '12345674' },
    vat_number: { type: 'text', example: 'DK12345674' },
    ean: { type: 'text', example: '5790000123452' },
    street: { type: 'text', example: 'Havnen 3' },
    street2: { type: 'text', example: '1. sal' },
    zipcode: { type: 'text', property: 'zip', example: '5970' },
    city: { type: 'text', example: 'Ærøskøbing' },
    country: { type: 'text', example: 'DK' },
    phone: { type: 'text', example: '+45 62 52 00 00' },
    email: { type: 'text', example: 'kontor@aeroebaad.dk' },
    email_offers: { type: 'text', example: 'tilbud@aeroebaad.dk' },
    email_orders: { type: 'text', example: 'ordre@aeroebaad.dk' },
    email_invoices: { type: 'text', example: 'faktura@aeroebaad.dk' },
    website: { type: 'text', example: 'aeroebaad.dk' },
    credit_limit: { type: 'decimal', example: '50000' },
    delivery_terms: { type: 'text', example: 'Ab lager' },
    is_barred: { type: 'yes-no', example: 'false' },
  },
  newRow: (input, agreement) => newCustomerRow(input as unknown as CustomerFields, agreement),
});
