import { z } from 'zod';
import { negativeStockValues } from '../../domain/agreements/agreement.entity.ts';
import type {
  Agreement,
  AgreementSettings,
  NegativeStockValue,
} from '../../domain/agreements/agreement.entity.ts';
import { findAgreement, updateAgreement } from '../../domain/agreements/agreement.service.ts';
import type { AgreementPatch } from '../../domain/agreements/agreement.service.ts';
import { apiScopes } from '../../domain/agreements/api-key.entity.ts';
import { DomainError } from '../../domain/errors.ts';
import { languages } from '../../domain/languages.ts';
import { layoutRegister } from '../../domain/layouts/layout.service.ts';
import { referToOptional } from '../../domain/registers.ts';
import { paymentTermsRegister } from '../../domain/terms/payment-terms.service.ts';
import type { Em } from '../context.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { etagOf, listAnswer, listAnswers, listQuery, pageOf } from '../lists.ts';
import { moment, optionalText, registerNumber, requiredText } from '../schemas/common.ts';
import { fieldErrors, invalidField, invalidInput } from '../validation.ts';
import { versionOf } from '../versions.ts';
import { inApiWords } from './register.ts';

/** One setting of the agreement: where it stands, and how it is changed (never, where `patch` is missing). */
interface Setting {
  readonly read: (agreement: Agreement) => string | number | boolean | null;
  /** Why it is never changed. */
  readonly why?: string;
  readonly schema?: z.ZodType;
  readonly patch?: (value: unknown, agreement: Agreement) => AgreementPatch;
  /** Throws `ReferenceNotFound` where the value names a row that is not there. */
  readonly check?: (em: Em, value: unknown) => Promise<unknown>;
}

const textSetting = (
  field: 'corporateIdentificationNumber' | 'street' | 'street2' | 'zip' | 'city' | 'email' | 'phone',
  max: number,
): Setting => ({
  read: (agreement) => agreement[field] ?? null,
  schema: optionalText(max),
  patch: (value) => ({ [field]: value }),
});

const numberSetting = (
  field: 'defaultPaymentTermsNumber' | 'defaultLayoutNumber',
  check: Setting['check'],
): Setting => ({
  read: (agreement) => agreement.settings[field] ?? null,
  schema: registerNumber().nullable(),
  patch: (value, agreement) => {
    const others = Object.entries(agreement.settings).filter(([name]) => name !== field);
    const own = value === null ? [] : [[field, value]];
    return { settings: Object.fromEntries([...others, ...own]) as AgreementSettings };
  },
  ...(check && { check }),
});

/** Every setting by its identifier. */
const settings: Readonly<Record<string, Setting>> = {
  company_name: {
    read: (agreement) => agreement.name,
    schema: requiredText(255),
    patch: (value) => ({ name: value as string }),
  },
  corporate_identification_number: textSetting('corporateIdentificationNumber', 40),
  country: { read: (agreement) => agreement.country },
  base_currency: { read: (agreement) => agreement.baseCurrency },
  language: {
    read: (agreement) => agreement.language,
    schema: z.enum(languages, `must be one of ${languages.join(', ')}`),
    patch: (value) => ({ language: value as (typeof languages)[number] }),
  },
  street: textSetting('street', 255),
  street2: textSetting('street2', 255),
  zipcode: textSetting('zip', 30),
  city: textSetting('city', 255),
  email: textSetting('email', 255),
  phone: textSetting('phone', 255),
  default_payment_terms_id: numberSetting('defaultPaymentTermsNumber', (em, value) =>
    referToOptional(em, paymentTermsRegister, value as number | null, 'value'),
  ),
  default_layout_id: numberSetting('defaultLayoutNumber', (em, value) =>
    referToOptional(em, layoutRegister, value as number | null, 'value'),
  ),
  inventory_principle: {
    read: (agreement) => agreement.inventoryPrinciple,
    why: 'was chosen when the agreement was made, for good: all its stock is valued so',
  },
  value_of_negative_quantity: {
    read: (agreement) => agreement.negativeStockValue ?? null,
    schema: z.enum(negativeStockValues, `must be one of ${negativeStockValues.join(', ')}`),
    patch: (value) => ({ negativeStockValue: value as NegativeStockValue }),
  },
  inventory_value_associated_with_invoicing: {
    read: (agreement) => agreement.stockFollowsInvoices,
    schema: z.boolean('must be true or false'),
    patch: (value) => ({ stockFollowsInvoices: value as boolean }),
  },
};

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const settingRow = z
  .object({
    identifier: z.string(),
    value: settingValue,
    is_changeable: z.boolean(),
  })
  .meta({ id: 'Setting' });

const settingView = (identifier: string, agreement: Agreement) => {
  const setting = settingOf(identifier);
  return { identifier, value: setting.read(agreement), is_changeable: setting.patch !== undefined };
};

function settingOf(identifier: string): Setting {
  const setting = Object.hasOwn(settings, identifier) ? settings[identifier] : undefined;
  if (setting === undefined) throw new DomainError('NotFound', { what: `The setting ${identifier}` });
  return setting;
}

const selfRow = z
  .object({
    user_account: z.object({ id: z.int().describe('The agreement number.') }),
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
      created_at: moment,
    }),
    user: z.object({ api_key_id: z.uuid(), name: z.string(), scopes: z.array(z.enum(apiScopes)) }),
    settings: z.record(z.string(), settingValue),
  })
  .meta({ id: 'Self' });

const self = reading(
  {
    method: 'GET',
    path: '/api/self',
    scope: 'read',
    tag: 'self',
    summary: 'Whose key this is: the agreement, the key and the settings.',
    answers: { 200: { description: 'The agreement.', schema: selfRow } },
  },
  async (em, _input, { caller }) => {
    const agreement = await findAgreement(em);
    const values = Object.fromEntries(
      Object.entries(settings).map(([identifier, setting]) => [identifier, setting.read(agreement)]),
    );
    const {
      company_name,
      default_payment_terms_id,
      default_layout_id,
      inventory_principle,
      value_of_negative_quantity,
      inventory_value_associated_with_invoicing,
      ...company
    } = values;
    return {
      status: 200,
      body: {
        user_account: { id: agreement.number },
        company: { name: company_name, ...company, created_at: agreement.createdAt },
        user: { api_key_id: caller.apiKeyId, name: caller.actor, scopes: caller.scopes },
        settings: {
          default_payment_terms_id,
          default_layout_id,
          inventory_principle,
          value_of_negative_quantity,
          inventory_value_associated_with_invoicing,
        },
      },
    };
  },
);

const list = reading(
  {
    method: 'GET',
    path: '/api/settings',
    scope: 'read',
    tag: 'settings',
    summary: 'The settings of the agreement.',
    query: listQuery(['identifier'], {}),
    answers: listAnswers('settings', settingRow),
  },
  async (em, { query }) => {
    const agreement = await findAgreement(em);
    const page = pageOf(query);
    const identifiers = Object.keys(settings).sort();
    if (page.direction === 'desc') identifiers.reverse();
    const rows = identifiers
      .slice(page.offset, page.offset + page.limit)
      .map((identifier) => settingView(identifier, agreement));
    return listAnswer('settings', rows, identifiers.length, page, {
      fields: query.fields,
      schema: settingRow,
    });
  },
);

const onePath = {
  path: '/api/settings/{identifier}',
  tag: 'settings',
  params: z.object({ identifier: z.string() }),
  answers: { 200: { description: 'The setting.', schema: settingRow } },
  ifMatch: 'optional',
} as const;

const one = reading(
  { ...onePath, method: 'GET', scope: 'read', summary: 'One setting.' },
  async (em, { params }) => {
    const agreement = await findAgreement(em);
    return {
      status: 200,
      body: settingView(params.identifier, agreement),
      headers: { etag: etagOf(agreement.version) },
    };
  },
);

const set = changing(
  {
    ...onePath,
    method: 'PUT',
    scope: 'admin',
    summary: 'Change a setting.',
    body: z
      .strictObject({
        value: z.union([z.string(), z.number(), z.boolean(), z.null()], {
          error: 'must be a text, a number, true, false or null',
        }),
      })
      .meta({ id: 'SettingChange' }),
    bodyExample: { value: 2 },
    errors: ['ReferenceNotFound', 'SettingLocked', 'OpenDocuments'],
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    const { identifier } = params;
    const setting = settingOf(identifier);
    if (setting.patch === undefined || setting.schema === undefined)
      throw invalidField(identifier, setting.why ?? 'cannot be changed');
    const parsed = setting.schema.safeParse(body.value);
    if (!parsed.success) throw invalidInput(fieldErrors(parsed.error, body.value, 'value'));
    const value = parsed.data ?? null;
    await setting.check?.(em, value);
    const patch = setting.patch(value, await findAgreement(em));
    const agreement = await inApiWords({ [Object.keys(patch)[0] ?? '']: 'value' }, () =>
      updateAgreement(em, patch, versionOf(ifMatch), caller.actor),
    );
    return {
      status: 200,
      body: settingView(identifier, agreement),
      headers: { etag: etagOf(agreement.version) },
    };
  },
);

export const selfEndpoints: readonly Endpoint[] = [self, list, one, set];
