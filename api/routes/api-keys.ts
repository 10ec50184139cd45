import { z } from 'zod';
import type { ApiKey } from '../../domain/agreements/api-key.entity.ts';
import { apiScopes } from '../../domain/agreements/api-key.entity.ts';
import {
  createApiKey,
  listApiKeys,
  replaceApiKey,
  revokeApiKey,
} from '../../domain/agreements/api-key.service.ts';
import { DomainError } from '../../domain/errors.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryText, single, singleAnswer } from '../lists.ts';
import { moment, pathId, requiredText } from '../schemas/common.ts';
import { domainQuery } from './register.ts';

const tag = 'api-keys';

const keyRow = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().describe('The first characters of the key.'),
    scopes: z.array(z.enum(apiScopes)),
    expires_at: moment.nullable(),
    created_at: moment,
    created_by: z.string(),
    revoked_at: moment.nullable(),
    last_used_at: moment.nullable(),
  })
  .meta({ id: 'ApiKey' });

const newKeyRow = keyRow
  .extend({
    key: z
      .string()
      .nullable()
      .describe('The key itself: shown this once, null where the answer is a repeat.'),
  })
  .meta({ id: 'NewApiKey' });

const keyBody = z
  .strictObject({
    name: requiredText(255),
    scopes: z
      .array(z.enum(apiScopes, `must be one of ${apiScopes.join(', ')}`))
      .min(1, 'must name one scope at least'),
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be a moment, e.g. 2027-01-31T12:00:00Z' })
      .nullable()
      .optional()
      .describe('The key is refused from then on; never where it is left out.'),
  })
  .meta({ id: 'ApiKeyCreate' });

const keyView = (key: ApiKey) => ({
  id: key.id,
  name: key.name,
  prefix: key.prefix,
  scopes: key.scopes,
  expires_at: key.expiresAt ?? null,
  created_at: key.createdAt,
  created_by: key.createdBy,
  revoked_at: key.revokedAt ?? null,
  last_used_at: key.lastUsedAt ?? null,
});

const filters = { name: queryText().optional(), prefix: queryText(12).optional() };

const list = reading(
  {
    method: 'GET',
    path: '/api/api-keys',
    scope: 'admin',
    tag,
    summary: 'The API keys of the agreement, revoked ones too; never the keys themselves.',
    query: listQuery(['created_at', 'name', 'last_used_at'], filters),
    answers: listAnswers('api_keys', keyRow),
  },
  async (em, { query }) => {
    const { rows, total } = await listApiKeys(em, domainQuery(query, Object.keys(filters)));
    return listAnswer('api_keys', rows.map(keyView), total, pageOf(query), {
      fields: query.fields,
      schema: keyRow,
    });
  },
);

/** What is kept of the answer for a repeat: all but the key. */
const withoutKey = (body: unknown): unknown => {
  const { api_key } = body as { api_key: object };
  return { api_key: { ...api_key, key: null } };
};

const create = changing(
  {
    method: 'POST',
    path: '/api/api-keys',
    scope: 'admin',
    tag,
    summary: 'Make an API key.',
    description:
      'The key is in this answer alone. A repeat with the same Idempotency-Key has null in its place.',
    body: keyBody,
    bodyExample: { name: 'Web shop', scopes: ['read', 'write', 'book'] },
    answers: { 201: { description: 'Made.', schema: single('api_key', newKeyRow) } },
    recorded: withoutKey,
  },
  async (em, { body }, { caller }) => {
    const { key, plainKey } = await createApiKey(
      em,
      {
        name: body.name,
        scopes: body.scopes,
        expiresAt: typeof body.expires_at === 'string' ? new Date(body.expires_at) : null,
      },
      caller.actor,
    );
    return singleAnswer(201, 'api_key', { ...keyView(key), key: plainKey });
  },
);

const revoke = changing(
  {
    method: 'DELETE',
    path: '/api/api-keys/{id}',
    scope: 'admin',
    tag,
    summary: 'Revoke an API key.',
    description:
      'It is refused from now on (by other processes of the API a second later at most); it stays in the list. The last admin key cannot be revoked.',
    params: pathId,
    answers: { 204: { description: 'Revoked.' } },
    errors: ['InUse'],
  },
  async (em, { params }, { caller, keys }) => {
    await revokeApiKey(em, params.id, caller.actor);
    keys.forget();
    return { status: 204 };
  },
);

const replaceCurrent = changing(
  {
    method: 'POST',
    path: '/api/tokens/replace-current',
    scope: 'read',
    tag: 'self',
    summary: 'Replace the API key of this request by a new one.',
    description:
      'Of the same name, scopes and expiry. The new key is in this answer alone; the old one is refused from now on. For a person who has logged in there is none.',
    answers: {
      201: {
        description: 'The new key.',
        schema: z
          .object({ token: z.string().nullable().describe('Null where the answer is a repeat.') })
          .meta({ id: 'ReplacedToken' }),
      },
    },
    errors: ['NotFound'],
    recorded: () => ({ token: null }),
  },
  async (em, _input, { caller, keys }) => {
    if (caller.kind !== 'api-key') throw new DomainError('NotFound', { what: 'An API key of this request' });
    const { plainKey } = await replaceApiKey(em, caller.apiKeyId, caller.actor);
    keys.forget();
    return { status: 201, body: { token: plainKey } };
  },
);

export const apiKeyEndpoints: readonly Endpoint[] = [list, create, revoke, replaceCurrent];
