import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const EmployeeSchema = defineEntity({
  name: 'Employee',
  ...tenantTable,
  uniques: [{ name: 'employee_number_uq', properties: ['agreementNumber', 'number'] }],
  properties: {
    ...tenantColumns(),
    number: p.integer(),
    name: p.string().length(255),
    initials: p.string().length(10).nullable(),
    contactEmail: p.string().length(255).nullable(),
    contactPhone: p.string().length(255).nullable(),
    isBarred: p.boolean(),
    ...editable(),
  },
});

/** Somebody of the agreement, "our reference" on documents. */
export class Employee extends EmployeeSchema.class {}
EmployeeSchema.setClass(Employee);
