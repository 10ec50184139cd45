import { appRole, keeperRole } from '../tenant.ts';

/** A name as one SQL identifier. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as an SQL literal; `standard_conforming_strings` is on, so that a backslash is a backslash. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const createRole = (role: string): string => `
do $$ begin
  create role ${quoteName(role)} nologin nosuperuser nocreatedb nocreaterole nobypassrls;
exception
  -- Roles belong to the whole server: another database of it, or another process just now, has made it.
  when duplicate_object or unique_violation then null;
end $$`;

/**
 * The two roles on which grants and policies rest. They are made before the first migration, because policies name
 * them. The owner is a member of the keeper and has its sight: a migration has to see the rows that it changes, and a new
 * foreign key the rows that it checks. Nothing but migrations logs in as the owner.
 */
export const roleStatements: readonly string[] = [
  createRole(appRole),
  createRole(keeperRole),
  `
do $$ begin
  if not pg_has_role(current_user, ${quoteText(keeperRole)}, 'USAGE') then
    execute format('grant ${quoteName(keeperRole)} to %I with inherit true, set true', current_user);
  end if;
exception
  when insufficient_privilege then
    raise insufficient_privilege using message = format(
      'The roles ${appRole} and ${keeperRole} of this server were made by somebody else. As a superuser, run once: '
      'grant ${appRole}, ${keeperRole} to %I with admin option', current_user);
end $$`,
];

/** A login of the app: member of the app role, and nothing else. Left alone, its password too, where it exists. */
export function loginStatements(login: string, password: string): readonly string[] {
  return [
    `
do $$ begin
  if not exists (select from pg_roles where rolname = ${quoteText(login)}) then
    create role ${quoteName(login)} login password ${quoteText(password)}
      nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not pg_has_role(${quoteText(login)}, ${quoteText(appRole)}, 'MEMBER') then
    grant ${quoteName(appRole)} to ${quoteName(login)};
  end if;
end $$`,
  ];
}
