import { appRole, keeperRole } from '../tenant.ts';
import { sessionIdleHours } from '../users/session-limits.ts';
import { transferFlow } from './fragments.ts';
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

/** Whether the transfer `t` waits in its connection's line. */
const isInLine = `exists (select 1 from public.lane_ticket l
                   where l.connection_id = t.connection_id and l.state = 'waiting' and l.workflow_id = ${transferFlow})`;

/** What is told of a transfer that has to be looked after. */
const keptColumns =
  't.id, t.agreement_number, t.connection_id, t.document_kind, t.document_id, t.document_number, t.state, t.cause';

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
    // Who has logged in with this token: gives user, address and roles of a live session to who holds its token. No
    // password, no other session, and the same empty answer for an unknown, an ended, an expired and an idle one and
    // where the user is not active.
    name: 'bilag_find_session',
    parameters: 'hash_of_token text',
    returns: 'table (session_id uuid, agreement_number int, user_id uuid, email text, roles text[])',
    volatility: 'stable',
    body: `
      select s.id, s.agreement_number, u.id, u.email::text, u.roles
        from public.user_session s join public.app_user u on u.id = s.user_id
       where s.token_hash = hash_of_token and u.status = 'active' and s.expires_at > clock_timestamp()
         and s.last_used_at > clock_timestamp() - interval '${sessionIdleHours} hours'`,
    reads: {
      user_session: ['id', 'agreement_number', 'user_id', 'token_hash', 'expires_at', 'last_used_at'],
      app_user: ['id', 'email', 'status', 'roles'],
    },
  },
  {
    // Which users this address has, for logging in and for a forgotten password: where they are and their ids alone, of
    // active ones alone. Their passwords are read in their agreement's own session.
    name: 'bilag_find_accounts',
    parameters: 'address text, of_agreement int',
    returns: 'table (agreement_number int, user_id uuid)',
    volatility: 'stable',
    body: `
      select u.agreement_number, u.id from public.app_user u
       where u.email = address and u.status = 'active'
         and (of_agreement is null or u.agreement_number = of_agreement)
       order by u.agreement_number limit 20`,
    reads: { app_user: ['id', 'agreement_number', 'email', 'status'] },
  },
  {
    // Where the link of a mail is: tells whoever holds its token which link it is, and nothing of whom it is for; nothing of
    // one that was used or is too old.
    name: 'bilag_find_user_link',
    parameters: 'hash_of_token text',
    returns: 'table (agreement_number int, link_id uuid)',
    volatility: 'stable',
    body: `
      select l.agreement_number, l.id from public.user_link l
       where l.token_hash = hash_of_token and l.ended_at is null and l.expires_at > clock_timestamp()`,
    reads: { user_link: ['id', 'agreement_number', 'token_hash', 'ended_at', 'expires_at'] },
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
  {
    // Promises to look after: live transfers that nobody has moved for a minute, those in line for ten (whoever gives them
    // their place finds out whether their workflow runs) and behind the others; parked ones every ten minutes, a fifth of a
    // look at least; those that a person has settled, for their workflow and who waits for them may not know it. Gives what
    // is needed to start their workflow, nothing of what is in them, and marks the live ones as looked after; the settled
    // ones are marked when they were told. One that neither stands still nor waits in line wants a call where its workflow
    // runs: it may have missed one.
    name: 'bilag_keeper_transfers',
    parameters: 'at_most int',
    returns:
      'table (agreement_number int, transfer_id uuid, connection_id uuid, provider text, document_kind text, document_id uuid, document_number int, wants_call boolean, is_settled boolean)',
    volatility: 'volatile',
    body: `
      with live as (
        select t.id, t.kept_at from public.transfer t, lateral (select ${isInLine} as "isInLine") line
         where t.state not in ('transferred', 'skipped', 'marked-done', 'blocked', 'refused', 'conflict')
           and t.updated_at < clock_timestamp() - interval '1 minute'
           and case when line."isInLine" then greatest(t.updated_at, t.kept_at) < clock_timestamp() - interval '10 minutes'
               else t.kept_at is null or t.kept_at < clock_timestamp() - interval '1 minute' end
         order by line."isInLine", t.kept_at nulls first limit at_most
         for update of t skip locked
      ), parked as (
        select t.id from public.transfer t
         where t.state in ('blocked', 'refused', 'conflict') and t.updated_at < clock_timestamp() - interval '1 minute'
           and (t.kept_at is null or t.kept_at < clock_timestamp() - interval '10 minutes')
         order by t.kept_at nulls first limit greatest(at_most / 5, at_most - (select count(*) from live))
         for update skip locked
      ), due as (select id from live union all select id from parked), marked as (
        update public.transfer t set kept_at = clock_timestamp() from due where t.id = due.id
        returning ${keptColumns}
      ), settled as (
        select ${keptColumns} from public.transfer t
         where t.state in ('skipped', 'marked-done') and t.decided_by <> 'settings'
           and (t.kept_at is null or t.kept_at < t.settled_at)
           and t.settled_at < clock_timestamp() - interval '1 minute'
         limit at_most
      )
      select t.agreement_number, t.id, t.connection_id, c.provider::text, t.document_kind::text, t.document_id,
        t.document_number, t.state in ('skipped', 'marked-done')
          or t.state = 'blocked' and t.cause = 'CreditedInvoiceNotTransferred'
          or t.state not in ('blocked', 'refused', 'conflict') and not ${isInLine},
        t.state in ('skipped', 'marked-done')
      from (select * from marked union all select * from settled) t
        join public.connection c on c.id = t.connection_id`,
    reads: {
      transfer: [
        'id',
        'agreement_number',
        'state',
        'updated_at',
        'kept_at',
        'settled_at',
        'decided_by',
        'cause',
        'connection_id',
        'document_kind',
        'document_id',
        'document_number',
      ],
      connection: ['id', 'provider'],
      lane_ticket: ['connection_id', 'state', 'workflow_id'],
    },
    updates: { transfer: ['kept_at'] },
  },
  {
    // Booked invoices whose transfers all have their outcome, that wait for no shipment, and that are not archived a minute later.
    name: 'bilag_keeper_invoices',
    parameters: 'at_most int',
    returns: 'table (agreement_number int, document_id uuid)',
    volatility: 'stable',
    body: `
      select i.agreement_number, i.id from public.customer_invoice i
       where i.state = 'booked' and i.archived_at is null and i.delivery not in ('ready', 'partly')
         and i.booked_at < clock_timestamp() - interval '1 minute'
         and not exists (select 1 from public.transfer t
                          where t.document_id = i.id and t.state not in ('transferred', 'skipped', 'marked-done'))
       order by i.booked_at limit at_most`,
    reads: {
      customer_invoice: ['id', 'agreement_number', 'state', 'archived_at', 'booked_at', 'delivery'],
      transfer: ['document_id', 'state'],
    },
  },
  {
    // Connections whose lane or gate wants a look: somebody waits or holds for half a minute, or the gate is closed.
    name: 'bilag_keeper_connections',
    parameters: '',
    returns: 'table (agreement_number int, connection_id uuid, provider text, gate text)',
    volatility: 'stable',
    body: `
      select c.agreement_number, c.id, c.provider::text, c.gate::text from public.connection c
       where c.gate <> 'open' or exists (
         select 1 from public.lane_ticket t
          where t.connection_id = c.id and t.state in ('waiting', 'holding')
            and coalesce(t.placed_at, t.entered_at) < clock_timestamp() - interval '30 seconds')`,
    reads: {
      connection: ['id', 'agreement_number', 'provider', 'gate'],
      lane_ticket: ['connection_id', 'state', 'placed_at', 'entered_at'],
    },
  },
  {
    // Deliveries that nobody carries: new ones, and where the keeper asks (`overdue`) those that were due a minute ago. Gives
    // what is needed to start their workflow, nothing of what they tell or to whom, and marks them as looked after.
    name: 'bilag_due_deliveries',
    parameters: 'at_most int, overdue boolean',
    returns: 'table (agreement_number int, delivery_id uuid, event_id uuid, target_id uuid)',
    volatility: 'volatile',
    body: `
      with fresh as (
        select d.id from public.delivery d
         where d.state = 'pending' and d.kept_at is null
         limit at_most for update skip locked
      ), late as (
        select d.id from public.delivery d
         where overdue and d.state = 'pending'
           and coalesce(d.next_attempt_at, d.created_at) < clock_timestamp() - interval '1 minute'
           and d.kept_at < clock_timestamp() - interval '1 minute'
         limit at_most for update skip locked
      ), due as (select id from fresh union all select id from late)
      update public.delivery d set kept_at = clock_timestamp()
        from due where d.id = due.id
      returning d.agreement_number, d.id, d.event_id, coalesce(d.webhook_id, d.recipient_id, d.user_id,
        d.document_mail_id)`,
    reads: {
      delivery: [
        'id',
        'agreement_number',
        'event_id',
        'webhook_id',
        'recipient_id',
        'user_id',
        'document_mail_id',
        'state',
        'kept_at',
        'next_attempt_at',
        'created_at',
      ],
    },
    updates: { delivery: ['kept_at'] },
  },
  {
    // Open issues whose cause is due to be held against the ERP, behind an open gate; their next time is set, so that two
    // keepers name none twice. Says which, nothing of the cause.
    name: 'bilag_keeper_issues',
    parameters: 'at_most int',
    returns: 'table (agreement_number int, issue_id uuid, connection_id uuid, provider text)',
    volatility: 'volatile',
    body: `
      with due as (
        select i.id, i.connection_id, c.provider from public.issue i join public.connection c on c.id = i.connection_id
         where i.state = 'open' and i.check_at <= clock_timestamp() and c.gate = 'open'
         order by i.check_at limit at_most for update of i skip locked)
      update public.issue i set check_at = clock_timestamp() + interval '15 minutes'
        from due where i.id = due.id
      returning i.agreement_number, i.id, i.connection_id, due.provider::text`,
    reads: {
      issue: ['id', 'agreement_number', 'connection_id', 'state', 'check_at'],
      connection: ['id', 'provider', 'gate'],
    },
    updates: { issue: ['check_at'] },
  },
  {
    // CSV imports that have no end a minute after they were handed in. Says which, nothing of the file.
    name: 'bilag_keeper_imports',
    parameters: 'at_most int',
    returns: 'table (agreement_number int, upload_id uuid)',
    volatility: 'stable',
    body: `
      select u.agreement_number, u.id from public.csv_upload u
       where u.state in ('waiting', 'running') and u.created_at < clock_timestamp() - interval '1 minute'
       order by u.created_at limit at_most`,
    reads: { csv_upload: ['id', 'agreement_number', 'state', 'created_at'] },
  },
  {
    // How many transfers stand in each state, over all agreements, for the metrics. Counts alone.
    name: 'bilag_transfer_counts',
    parameters: '',
    returns: 'table (state text, transfers bigint)',
    volatility: 'stable',
    body: `select t.state::text, count(*) from public.transfer t group by t.state`,
    reads: { transfer: ['state'] },
  },
  {
    // How many attempts each provider refused for a reason that the catalogue does not know, over all agreements, for the
    // metrics; a provider that somebody is connected to and that has none counts 0. Counts alone.
    name: 'bilag_unmapped_refusals',
    parameters: '',
    returns: 'table (provider text, refusals bigint)',
    volatility: 'stable',
    body: `
      select c.provider::text, count(w.cause) from public.connection c
        left join public.erp_write w on w.connection_id = c.id and w.cause = 'ErpRefusedUnknown'
       group by c.provider`,
    reads: { connection: ['id', 'provider'], erp_write: ['connection_id', 'cause'] },
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
