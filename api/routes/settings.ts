import { z } from 'zod';
import type { Agreement } from '../../domain/agreements/agreement.entity.ts';
import { findAgreement, updateAgreement } from '../../domain/agreements/agreement.service.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { etagOf, listAnswer, listAnswers, listQuery, pageOf } from '../lists.ts';
import { settingOf, settings, settingValue } from '../settings.ts';
import { fieldErrors, invalidField, invalidInput } from '../validation.ts';
import { versionOf } from '../versions.ts';
import { inApiWords } from './register.ts';

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
        value: settingValue,
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

export const settingEndpoints: readonly Endpoint[] = [list, one, set];
