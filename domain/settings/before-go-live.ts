import type { EntityManager } from '@mikro-orm/postgresql';
import { agreementOf } from '../tenant.ts';

/** What has to be in order before an agreement goes live, each with one statement that tells how it stands. */

export const goLiveVerdicts = ['ok', 'warning', 'missing'] as const;
export type GoLiveVerdict = (typeof goLiveVerdicts)[number];

export const goLiveChecks = [
  'company-information',
  'base-currency',
  'inventory-principle',
  'number-series',
  'vat-rates',
  'customers',
  'default-location',
  'users',
  'registers',
] as const;
export type GoLiveCheck = (typeof goLiveChecks)[number];

interface Check {
  /** Path in the API of where it is put in order. */
  readonly link: string;
  /** One row: the verdict, and what the words name (`what`) or count (`count`). The agreement's number is its parameter. */
  readonly sql: string;
}

/** Days after which what was read of an ERP's registers counts as old. */
const snapshotDays = 1;

const checks: Readonly<Record<GoLiveCheck, Check>> = {
  'company-information': {
    link: '/api/settings',
    sql: `
      with missing as (
        select string_agg(field, ', ') as fields from agreement a, lateral (values
          ('corporate_identification_number', a.corporate_identification_number), ('street', a.street),
          ('zipcode', a.zip), ('city', a.city), ('email', a.email)) as given (field, value)
        where a.number = ? and value is null)
      select case when fields is null then 'ok' else 'missing' end as verdict, coalesce(fields, '') as what from missing`,
  },
  'base-currency': {
    link: '/api/currencies',
    sql: `
      select case when exists (select from currency c where c.code = a.base_currency and c.rate = 100) then 'ok'
             else 'missing' end as verdict, a.base_currency as what
        from agreement a where a.number = ?`,
  },
  'inventory-principle': {
    link: '/api/settings/value_of_negative_quantity',
    // Chosen with the agreement, for good. Under average cost there is one choice left; FIFO has none to make.
    sql: `
      select case when a.inventory_principle = 'average' and a.negative_stock_value is null then 'warning' else 'ok' end as verdict,
             a.inventory_principle as what
        from agreement a where a.number = ?`,
  },
  'number-series': {
    link: '/api/number-series',
    sql: `
      select case when count(*) = 0 then 'warning' else 'ok' end as verdict, min(next)::text as what
        from number_series where agreement_number = ?`,
  },
  'vat-rates': {
    link: '/api/product-groups',
    sql: `
      select case when count(*) = 0 then 'missing' when count(*) filter (where vat_domestic = 0) > 0 then 'warning'
             else 'ok' end as verdict,
             coalesce(string_agg(name, ', ' order by number) filter (where vat_domestic = 0 and number <= 999), '') as what,
             count(*)::int as count
        from product_group where agreement_number = ?`,
  },
  customers: {
    link: '/api/customers',
    sql: `
      with bare as (
        select 1 from customer where agreement_number = ? and layout_id is null and not is_barred limit 1000)
      select case when count(*) = 0 then 'ok' else 'warning' end as verdict, count(*)::int as count from bare`,
  },
  'default-location': {
    link: '/api/locations',
    sql: `
      select case when count(*) = 0 then 'missing' else 'ok' end as verdict, min(name) as what
        from location where agreement_number = ? and is_default`,
  },
  users: {
    link: '/api/users',
    sql: `
      select case when count(*) filter (where status = 'active' and 'admin' = any(roles)) = 0 then 'missing'
             when count(*) filter (where status = 'invited') > 0 then 'warning' else 'ok' end as verdict,
             count(*) filter (where status = 'invited')::int as count
        from app_user where agreement_number = ?`,
  },
  registers: {
    link: '/api/integrations',
    sql: `
      with mine as (select ?::int as number)
      select case when not exists (select from customer c where c.agreement_number = mine.number)
               or not exists (select from product p where p.agreement_number = mine.number) then 'missing'
             when count(c.id) filter (where s.read_at is null
               or s.read_at < now() - interval '${snapshotDays} day') > 0 then 'warning' else 'ok' end as verdict,
             coalesce(string_agg(c.name, ', ' order by c.name) filter (where s.read_at is null
               or s.read_at < now() - interval '${snapshotDays} day'), '') as what
        from mine left join connection c on c.agreement_number = mine.number
          left join erp_snapshot s on s.connection_id = c.id
       group by mine.number`,
  },
};

/** How one thing stands. */
export interface GoLiveFinding {
  readonly check: GoLiveCheck;
  readonly verdict: GoLiveVerdict;
  readonly link: string;
  /** What the words name: fields, names; may be empty. */
  readonly what: string;
  readonly count: number;
}

interface Row {
  readonly verdict: GoLiveVerdict;
  readonly what?: string | null;
  readonly count?: number;
}

/** Looks at everything in turn, in the order of the list: one statement each. */
export async function beforeGoLive(em: EntityManager): Promise<readonly GoLiveFinding[]> {
  const findings: GoLiveFinding[] = [];
  for (const check of goLiveChecks) {
    const { link, sql } = checks[check];
    const [row] = await em.execute<Row[]>(sql, [agreementOf(em)]);
    if (row === undefined) throw new Error(`Nothing was found out about ${check}.`);
    findings.push({ check, verdict: row.verdict, link, what: row.what ?? '', count: row.count ?? 0 });
  }
  return findings;
}
