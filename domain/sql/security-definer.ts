import { appRole, keeperRole } from '../tenant.ts';
import { quoteName, quoteText } from './roles.ts';

/**
 * The only doors across agreements: what runs before an agreement is known, or for all of them. Each function belongs to
 * `bilag_keeper`, a role without login that sees all agreements' rows, but only in the columns granted below; so a
 * function cannot give away what its own row here does not name. Each has a test of what it does not give.
 */
interface DefinerFunction {
  readonly name: string;
  /** Parameters with their types. */
  readonly parameters: string;
  readonly returns: string;
  readonly volatility: 'stable' | 'volatile';
  /** SQL, one query; tables with their schema, for the search path holds none that anybody could write to. */
  readonly body: string;
  /** Columns it reads, by table. */
  readonly reads: Readonly<Record<string, readonly string[]>>;
  /** Columns it updates, by table. */
  readonly updates?: Readonly<Record<string, readonly string[]>>;
}

export const definerFunctions: readonly DefinerFunction[] = [
  {
    // Whose key this is: gives the scopes of a valid key to who holds it. No names, no hashes, no list, and the same
    // empty answer for an unknown, a revoked and an expired key.
    name: 'bilag_find_api_key',
    parameters: 'key_hash text',
    returns: 'table (id uuid, agreement_number int, prefix text, scopes text[])',
    volatility: 'stable',
    body: `
      select k.id, k.agreement_number, k.prefix::text, k.scopes
        from public.api_key k
       where k.hash = key_hash
         and k.revoked_at is null
         and (k.expires_at is null or k.expires_at > clock_timestamp())`,
    reads: {
      api_key: ['id', 'agreement_number', 'prefix', 'scopes', 'hash', 'revoked_at', 'expires_at'],
    },
  },
  {
    // The number for a new agreement: one more than the largest, from 1000. Tells how many there are at most, not who.
    name: 'bilag_next_agreement_number',
    parameters: '',
    returns: 'int',
    volatility: 'stable',
    body: `select coalesce(max(a.number), 999) + 1 from public.agreement a`,
    reads: { agreement: ['number'] },
  },
  {
    // Which agreements there are, for what looks at all of them in turn (verifying event chains). Numbers alone; what is
    // in an agreement then still takes its own session.
    name: 'bilag_agreement_numbers',
    parameters: '',
    returns: 'setof int',
    volatility: 'stable',
    body: `select a.number from public.agreement a order by a.number`,
    reads: { agreement: ['number'] },
  },
];

const grants = (right: string, columnsOf: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.entries(columnsOf).map(
    ([table, columns]) =>
      `grant ${right} (${columns.map(quoteName).join(', ')}) on ${quoteName(table)} to ${quoteName(keeperRole)}`,
  );

const create = (fn: DefinerFunction): string[] => {
  const signature = `public.${fn.name}(${fn.parameters})`;
  return [
    `create function ${signature} returns ${fn.returns}
       language sql ${fn.volatility} security definer set search_path = pg_catalog, pg_temp
       as $body$${fn.body}$body$`,
    `revoke all on function ${signature} from public`,
    `grant execute on function ${signature} to ${quoteName(appRole)}`,
  ];
};

/** Makes every function anew, as the keeper, in one transaction; what is no longer listed is gone. */
export const securityDefinerStatements: readonly string[] = [
  `
do $$ declare old regprocedure; begin
  for old in select oid from pg_proc
              where proowner = (select oid from pg_roles where rolname = ${quoteText(keeperRole)})
                and pronamespace = 'public'::regnamespace
  loop
    set local role ${quoteName(keeperRole)};
    execute format('drop function %s', old);
    reset role;
  end loop;
end $$`,
  `revoke all on all tables in schema public from ${quoteName(keeperRole)}`,
  `grant usage, create on schema public to ${quoteName(keeperRole)}`,
  ...definerFunctions.flatMap((fn) => [...grants('select', fn.reads), ...grants('update', fn.updates ?? {})]),
  `set local role ${quoteName(keeperRole)}`,
  ...definerFunctions.flatMap(create),
  `reset role`,
  `revoke create on schema public from ${quoteName(keeperRole)}`,
];
