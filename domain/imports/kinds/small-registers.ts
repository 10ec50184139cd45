import { currencyRegister, currencyRules, rateFitsBase } from '../../currencies/currency.service.ts';
import { customerGroupRegister } from '../../customers/customer-group.service.ts';
import { employeeRegister, employeeRules, newEmployeeRow } from '../../employees/employee.service.ts';
import type { EmployeeFields } from '../../employees/employee.service.ts';
import { layoutRegister, layoutRules } from '../../layouts/layout.service.ts';
import { locationRegister, referToOpenLocation } from '../../locations/location.service.ts';
import { newUnitRow, unitRegister, unitRules } from '../../products/unit.service.ts';
import type { UnitFields } from '../../products/unit.service.ts';
import {
  daysFit,
  newPaymentTermsRow,
  paymentTermsRegister,
  paymentTermsRules,
} from '../../terms/payment-terms.service.ts';
import type { PaymentTermsFields } from '../../terms/payment-terms.service.ts';
import { numberedRules } from '../../numbered-register.ts';
import { supplierGroupRegister } from '../../suppliers/supplier-group.service.ts';
import { registerKind } from '../register-kind.ts';

const number = { type: 'whole', example: '1' } as const;

export const customerGroups = registerKind({
  name: 'customer-groups',
  register: customerGroupRegister,
  rules: numberedRules,
  columns: { number, name: { type: 'text', example: 'Forhandlere', isMandatory: true } },
  newRow: () => ({}),
});

export const supplierGroups = registerKind({
  name: 'supplier-groups',
  register: supplierGroupRegister,
  rules: numberedRules,
  columns: { number, name: { type: 'text', example: 'Savværker', isMandatory: true } },
  newRow: () => ({}),
});

export const layouts = registerKind({
  name: 'layouts',
  register: layoutRegister,
  rules: layoutRules,
  columns: { number, name: { type: 'text', example: 'Dansk standard', isMandatory: true } },
  newRow: () => ({}),
});

export const units = registerKind({
  name: 'units',
  register: unitRegister,
  rules: unitRules,
  columns: {
    number,
    name: { type: 'text', example: 'Styk', isMandatory: true },
    abbreviation: { type: 'text', example: 'stk' },
    use_on_layouts: { type: 'yes-no', example: 'false' },
    packaging_code: { type: 'text', example: 'PCE' },
    barcode: { type: 'text', example: '' },
  },
  newRow: (input) => newUnitRow(input as unknown as UnitFields),
});

export const employees = registerKind({
  name: 'employees',
  register: employeeRegister,
  rules: employeeRules,
  columns: {
    number,
    name: { type: 'text', example: 'Anne Holm', isMandatory: true },
    initials: { type: 'text', example: 'AH' },
    contact_email: { type: 'text', example: 'anne@example.dk' },
    contact_phone: { type: 'text', example: '+45 12 34 56 78' },
    locale: { type: 'text', example: 'da' },
    job_title: { type: 'text', example: 'Sælger' },
    should_notify: { type: 'yes-no', example: 'false' },
    default_location_id: {
      type: 'whole',
      property: 'defaultLocationNumber',
      example: '',
      refersTo: { register: locationRegister, as: 'defaultLocation', require: referToOpenLocation },
    },
    is_barred: { type: 'yes-no', example: 'false' },
  },
  newRow: (input) => newEmployeeRow(input as unknown as EmployeeFields),
});

export const paymentTerms = registerKind({
  name: 'payment-terms',
  register: paymentTermsRegister,
  rules: paymentTermsRules,
  columns: {
    number,
    name: { type: 'text', example: 'Netto 14 dage', isMandatory: true },
    type: { type: 'text', example: 'net', isMandatory: true },
    maturity_days: { type: 'whole', example: '14' },
    description: { type: 'text', example: 'Betales senest 14 dage efter fakturadato' },
  },
  newRow: (input) => newPaymentTermsRow(input as unknown as PaymentTermsFields),
  also: (row) => {
    const { type, maturityDays } = row as unknown as PaymentTermsFields;
    return daysFit(type, maturityDays ?? 0);
  },
});

export const currencies = registerKind({
  name: 'currencies',
  register: currencyRegister,
  rules: currencyRules,
  columns: {
    code: { type: 'text', example: 'EUR' },
    rate: { type: 'decimal', example: '746.05', isMandatory: true },
  },
  newRow: () => ({}),
  also: (row, { baseCurrency }) => rateFitsBase(baseCurrency, String(row['code']), String(row['rate'])),
});
