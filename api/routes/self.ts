import { z } from 'zod';
import { findAgreement } from '../../domain/agreements/agreement.service.ts';
import { apiScopes } from '../../domain/agreements/api-key.entity.ts';
import { languages } from '../../domain/languages.ts';
import { supportFor } from '../../domain/settings/support.ts';
import { roles } from '../../domain/users/rights.ts';
import { findUser } from '../../domain/users/user.service.ts';
import type { Caller, Em, KeyCaller } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { moment } from '../schemas/common.ts';
import { settings, settingValue } from '../settings.ts';

const selfRow = z
  .object({
    user_account: z.object({ id: z.int().describe('The agreement number.') }),
    support: z
      .object({
        email: z.string().nullable(),
        telephone: z.string().nullable(),
        chat_link: z.string().nullable(),
        opening_hours: z.string().nullable(),
      })
      .describe('Whom to ask for help: the settings of the agreement, else those of the installation.'),
    company: z.object({
      name: z.string(),
      corporate_identification_number: z.string().nullable(),
      country: z.string(),
      base_currency: z.string(),
      language: z.enum(languages),
      street: z.string().nullable(),
      street2: z.string().nullable(),
      zipcode: z.string().nullable(),
      city: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      ean: z.string().nullable(),
      created_at: moment,
    }),
    user: z.object({
      api_key_id: z.uuid().nullable().describe('Null where a person has logged in.'),
      id: z.uuid().nullable().describe('The user who has logged in; null where it is an API key.'),
      name: z.string(),
      email: z.string().nullable(),
      scopes: z.array(z.enum(apiScopes)).describe('Of an API key.'),
      roles: z.array(z.enum(roles)).describe('Of a person.'),
    }),
    settings: z.record(z.string(), settingValue),
  })
  .meta({ id: 'Self' });

/** Settings that tell of the company itself. */
const companyFields = [
  ...['corporate_identification_number', 'country', 'base_currency', 'language', 'street', 'street2'],
  ...['zipcode', 'city', 'email', 'phone', 'ean'],
] as const;

/** Whose key or session it is. */
async function callerView(em: Em, caller: Caller): Promise<object> {
  if (caller.kind !== 'person') {
    const { apiKeyId, scopes } = caller as KeyCaller;
    return { api_key_id: apiKeyId, id: null, name: caller.actor, email: null, scopes, roles: [] };
  }
  const { userId: id, email, roles: own } = caller;
  const { name } = await findUser(em, id);
  return { api_key_id: null, id, name, email, scopes: [], roles: own };
}

const self = reading(
  {
    method: 'GET',
    path: '/api/self',
    scope: 'read',
    tag: 'self',
    summary: 'Who asks: the agreement, the key or the person, and the settings.',
    answers: { 200: { description: 'The agreement.', schema: selfRow } },
  },
  async (em, _input, { caller, deps }) => {
    const agreement = await findAgreement(em);
    const values = Object.fromEntries(
      Object.entries(settings).map(([identifier, setting]) => [identifier, setting.read(agreement)]),
    );
    const support = supportFor(agreement.settings, deps.support);
    return {
      status: 200,
      body: {
        user_account: { id: agreement.number },
        support: {
          email: support.email,
          telephone: support.phone,
          chat_link: support.chatUrl,
          opening_hours: support.openingHours,
        },
        company: {
          name: agreement.name,
          ...Object.fromEntries(companyFields.map((name) => [name, values[name]])),
          created_at: agreement.createdAt,
        },
        user: await callerView(em, caller),
        settings: Object.fromEntries(
          Object.entries(values).filter(([name]) => !(companyFields as readonly string[]).includes(name)),
        ),
      },
    };
  },
);

export const selfEndpoints: readonly Endpoint[] = [self];
