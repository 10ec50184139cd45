import { defineEntity, p } from '@mikro-orm/core';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

/** What a key may do. `admin` manages keys and settings; no scope contains another. */
export const apiScopes = ['read', 'write', 'book', 'support', 'admin'] as const;
export type ApiScope = (typeof apiScopes)[number];

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  ...tenantTable,
  // Over all agreements: the key alone says which one it belongs to.
  uniques: [{ name: 'api_key_hash_uq', properties: ['hash'] }],
  checks: [
    {
      name: 'api_key_scopes_check',
      expression: `cardinality(scopes) > 0 and scopes <@ '{${apiScopes.join(',')}}'::text[]`,
    },
  ],
  properties: {
    ...tenantColumns(),
    name: p.string().length(255),
    /** The first characters of the key, by which people tell keys apart. */
    prefix: p.string().length(12),
    /** SHA-256 of the whole key, hex. */
    hash: p.character().length(64).hidden(),
    scopes: p.array().$type<ApiScope[]>(),
    expiresAt: instant().nullable(),
    createdAt: instant().onCreate(() => new Date()),
    createdBy: p.string().length(255),
    revokedAt: instant().nullable(),
    revokedBy: p.string().length(255).nullable(),
    lastUsedAt: instant().nullable(),
  },
});

/** A key with which a client speaks for an agreement. The key itself is shown once and never kept. */
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey);
