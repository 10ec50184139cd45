import { defineEntity, p } from '@mikro-orm/core';
import { languages } from '../languages.ts';
import { Location } from '../locations/location.entity.ts';
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
    /** The language in which the employee is written to; null = the agreement's. */
    locale: p.enum(languages).nullable(),
    jobTitle: p.string().length(255).nullable(),
    /** Whether the employee is told by e-mail of what concerns him or her. */
    shouldNotify: p.boolean().default(false),
    /** Where the employee takes and puts goods where nothing else is said. */
    defaultLocation: () => p.manyToOne(Location).nullable().deleteRule('no action').index(),
    isBarred: p.boolean(),
    ...editable(),
  },
});

/** Somebody of the agreement, "our reference" on documents. */
export class Employee extends EmployeeSchema.class {}
EmployeeSchema.setClass(Employee);
