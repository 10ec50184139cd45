import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { User } from './user.entity.ts';

export const userLinkKinds = ['invitation', 'password-reset'] as const;
export type UserLinkKind = (typeof userLinkKinds)[number];

const UserLinkSchema = defineEntity({
  name: 'UserLink',
  ...tenantTable,
  // Over all agreements: the token alone says which one it belongs to.
  uniques: [{ name: 'user_link_token_hash_uq', properties: ['tokenHash'] }],
  // The token goes for good when the link ends.
  checks: [{ name: 'user_link_sealed_ck', expression: `(ended_at is null) = (sealed is not null)` }],
  properties: {
    ...tenantColumns(),
    user: () => p.manyToOne(User).deleteRule('cascade').index(),
    kind: p.enum(userLinkKinds),
    /** SHA-256 of the token, hex: by which the link is found. */
    tokenHash: p.character().length(64).hidden(),
    /** The token for the mail that is still to be sent, encrypted as credentials of an ERP are. */
    sealed: p.text().nullable().hidden(),
    expiresAt: instant(),
    /** When it was used, or a newer link or password replaced it. */
    endedAt: instant().nullable(),
    createdAt: instant(),
    createdBy: p.string().length(255),
  },
});

/** A link in a mail with which a user sets a password, once. */
export class UserLink extends UserLinkSchema.class {}
UserLinkSchema.setClass(UserLink);
