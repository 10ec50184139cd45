import { p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/core';
import { exactDecimal } from './exact-decimal.ts';
import { newId } from './ids.ts';

/**
 * What every table of an agreement has in common. An entity is made of it so:
 *
 * ```ts
 * const UnitSchema = defineEntity({
 *   name: 'Unit',
 *   ...tenantTable,
 *   uniques: [{ name: 'unit_number_uq', properties: ['agreementNumber', 'number'] }],
 *   properties: { ...tenantColumns(), number: p.integer(), name: p.string().length(255) },
 * });
 * export class Unit extends UnitSchema.class {}
 * UnitSchema.setClass(Unit);
 * ```
 *
 * and entered in `domain/entities.ts`. Checks are written with comparisons, never `between`: PostgreSQL rewrites that, and the
 * drift check would see a difference for ever.
 */

/** Group role of the app's logins: it has the rights on the tables, and row-level security binds it. */
export const appRole = 'bilag_app';

/**
 * Role without login that owns the `security definer` functions of `domain/sql/security-definer.ts`. A policy lets it
 * see rows of all agreements, and grants per column decide which of them: nobody logs in as it, nobody inherits it.
 */
export const keeperRole = 'bilag_keeper';

/** The filter of a tenant table, and the arguments it takes. */
export const tenantFilter = 'tenant';

/** The session variable that the policies compare with. MikroORM builds it from the filter's name and argument. */
export const tenantSetting = 'mikro.tenant.agreementNumber';

type TenantFilterParams = Readonly<Record<string, unknown>>;

/** Options of a tenant table: row-level security, forced for the table's owner too, and the exception for the keeper. */
export const tenantTable = tenantTableOn('agreementNumber');

/** As `tenantTable`, where another column than `agreementNumber` names the agreement (only the agreement itself). */
export function tenantTableOn(property: string) {
  return {
    rowLevelSecurity: 'force' as const,
    filters: {
      [tenantFilter]: {
        name: tenantFilter,
        cond: (params: TenantFilterParams) => ({ [property]: params['agreementNumber'] }),
        default: true,
        rls: true,
      },
    },
    policies: [{ name: 'keeper', roles: [keeperRole], using: 'true', check: 'true' }],
  };
}

/** Primary key and agreement of a tenant table; both fill themselves when an entity is made. */
export function tenantColumns() {
  return {
    id: p.uuid().primary().onCreate(newId),
    agreementNumber: p.integer().onCreate((_entity, em) => agreementOf(em)),
  };
}

/** A moment, kept as `timestamptz` to the millisecond: what a JavaScript `Date` holds. */
export const instant = () => p.datetime().length(3);

/** When a row was made and last changed, filled by themselves. */
export function timestamps() {
  return {
    createdAt: instant().onCreate(() => new Date()),
    updatedAt: instant()
      .onCreate(() => new Date())
      .onUpdate(() => new Date()),
  };
}

/**
 * Columns of a register row that people edit: `version` counts its changes (ETag, If-Match), `changedBy` names who made
 * the last one.
 */
export function editable() {
  return { version: p.integer().version(), changedBy: p.string().length(255), ...timestamps() };
}

/** An amount, price or quantity: 19 digits, 4 of them decimals; a decimal string in code. */
export const decimal4 = () => exactDecimal(19, 4);

/** A percentage with 2 decimals; a decimal string in code. */
export const percentage = () => exactDecimal(5, 2);

/** The agreement to which an entity manager is bound by `withAgreement` or `readAgreement`; throws where it is not bound. */
export function agreementOf(em: EntityManager): number {
  const params = em.getFilterParams(tenantFilter) as TenantFilterParams | undefined;
  const number = params?.['agreementNumber'];
  if (typeof number !== 'number')
    throw new Error('This entity manager is bound to no agreement; use withAgreement.');
  return number;
}
