import { defineEntity, p } from '@mikro-orm/core';
import { messageLanguages } from '../languages.ts';
import { editable, instant, tenantColumns, tenantTable } from '../tenant.ts';
import { roles, type Role } from './rights.ts';

/** `invited`: has no password yet. `barred`: cannot log in, whatever he knows. */
export const userStatuses = ['invited', 'active', 'barred'] as const;
export type UserStatus = (typeof userStatuses)[number];

/** Characters of a user's e-mail address at most, so that `user:<address>` fits wherever an actor is kept. */
export const userEmailMax = 200;

const UserSchema = defineEntity({
  name: 'User',
  // `user` is a word of SQL.
  tableName: 'app_user',
  ...tenantTable,
  uniques: [{ name: 'app_user_email_uq', properties: ['agreementNumber', 'email'] }],
  indexes: [{ name: 'app_user_log_in_ix', properties: ['email'] }],
  checks: [
    { name: 'app_user_email_ck', expression: `email = lower(email)` },
    {
      name: 'app_user_roles_ck',
      expression: `cardinality(roles) > 0 and roles <@ '{${roles.join(',')}}'::text[]`,
    },
    { name: 'app_user_active_ck', expression: `status <> 'active' or password_hash is not null` },
    { name: 'app_user_invited_ck', expression: `status <> 'invited' or password_hash is null` },
  ],
  properties: {
    ...tenantColumns(),
    /** In small letters. */
    email: p.string().length(userEmailMax),
    name: p.string().length(255),
    language: p.enum(messageLanguages),
    status: p.enum(userStatuses),
    roles: p.array().$type<Role[]>(),
    /** `$argon2id$…`; null until the invitation is accepted. */
    passwordHash: p.string().length(255).nullable().hidden(),
    passwordSetAt: instant().nullable(),
    lastLoginAt: instant().nullable(),
    ...editable(),
  },
});

/** A person who works in an agreement. The same address in two agreements is two users. */
export class User extends UserSchema.class {}
UserSchema.setClass(User);
