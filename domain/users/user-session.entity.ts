import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { User } from './user.entity.ts';

const UserSessionSchema = defineEntity({
  name: 'UserSession',
  ...tenantTable,
  // Over all agreements: the token alone says which one it belongs to.
  uniques: [{ name: 'user_session_token_hash_uq', properties: ['tokenHash'] }],
  properties: {
    ...tenantColumns(),
    user: () => p.manyToOne(User).deleteRule('cascade').index(),
    /** SHA-256 of the token, hex. */
    tokenHash: p.character().length(64).hidden(),
    /** From where it was opened, as far as the API saw. */
    ip: p.string().length(45).nullable(),
    userAgent: p.string().length(255).nullable(),
    createdAt: instant(),
    /** To the minute; a session that nobody uses ends (`session.service.ts`). */
    lastUsedAt: instant(),
    /** Then it has ended, whoever uses it. */
    expiresAt: instant(),
  },
});

/** A person who has logged in somewhere. One that has ended has no row. */
export class UserSession extends UserSessionSchema.class {}
UserSessionSchema.setClass(UserSession);
