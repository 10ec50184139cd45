import { z } from 'zod';
import { logoBytesMax, logoTypes } from '../../domain/layouts/layout-logo.entity.ts';
import { deleteLogo, findLogo, setLogo } from '../../domain/layouts/layout-logo.service.ts';
import { findTemplate, findTemplates, updateTemplate } from '../../domain/layouts/layout-template.service.ts';
import { camelFields } from '../case.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { single, singleAnswer } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import { pathTemplate, templateBody, templateRow } from '../schemas/layouts.ts';
import { invalidField } from '../validation.ts';
import { versionOf } from '../versions.ts';
import { templateView } from '../views/layouts.ts';

const tag = 'layouts';
const templatesPath = '/api/layouts/{number}/templates';
const answers = {
  200: { description: 'The template.', schema: single('layout_template', templateRow) },
};

const templates = reading(
  {
    method: 'GET',
    path: templatesPath,
    scope: 'read',
    tag,
    summary: 'The child templates of a layout, one per PDF kind.',
    params: pathNumber,
    answers: {
      200: { description: 'All nine.', schema: z.object({ layout_templates: z.array(templateRow) }) },
    },
  },
  async (em, { params }) => ({
    status: 200,
    body: { layout_templates: (await findTemplates(em, params.number)).map(templateView) },
  }),
);

const template = reading(
  {
    method: 'GET',
    path: `${templatesPath}/{kind}`,
    scope: 'read',
    tag,
    summary: 'The child template of a layout for one PDF kind.',
    params: pathTemplate,
    answers,
    ifMatch: 'optional',
  },
  async (em, { params }) => {
    const found = await findTemplate(em, params.number, params.kind);
    return singleAnswer(200, 'layout_template', templateView(found), found.version);
  },
);

const changeTemplate = changing(
  {
    method: 'PUT',
    path: `${templatesPath}/{kind}`,
    scope: 'write',
    tag,
    summary: 'Change a child template: columns, fields, texts, mail.',
    description: 'What is left out stays as it is; `columns`, where sent, replace all columns.',
    params: pathTemplate,
    body: templateBody,
    bodyExample: {
      columns: [
        { key: 'name', heading: 'Varebeskrivelse', width: '61.5' },
        { key: 'quantity', width: '12.5' },
        { key: 'net_amount', width: '26' },
      ],
      fields: { payment_terms: true, due_date: true },
      mail_subject: 'Faktura {number} fra {company}',
    },
    answers,
    ifMatch: 'optional',
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    // Clients send back what they read, `is_default` too; that and the kind cannot be changed.
    const { kind, ...rest } = body;
    if (kind !== undefined && kind !== params.kind) throw invalidField('kind', 'cannot be changed');
    const change = { kind: params.kind, patch: camelFields(rest) };
    const changed = await updateTemplate(em, params.number, change, versionOf(ifMatch), caller.actor);
    return singleAnswer(200, 'layout_template', templateView(changed), changed.version);
  },
);

const logoPath = '/api/layouts/{number}/logo';

const logo = reading(
  {
    method: 'GET',
    path: logoPath,
    scope: 'read',
    tag,
    summary: 'The logo of a layout, as it is printed.',
    params: pathNumber,
    answers: { 200: { description: 'The picture.', contentType: 'image/*' } },
  },
  async (em, { params }) => {
    const found = await findLogo(em, params.number);
    return { status: 200, bytes: found.content, headers: { 'content-type': found.mediaType } };
  },
);

const changeLogo = changing(
  {
    method: 'PUT',
    path: logoPath,
    scope: 'write',
    tag,
    summary: 'Give a layout its logo.',
    description: 'A PNG or JPEG of at most 1 MiB and 2,000 pixels a side. A transparent PNG is put on white.',
    params: pathNumber,
    body: z.instanceof(Uint8Array, { error: 'must be the bytes of a picture' }),
    file: { types: logoTypes, bytesMax: logoBytesMax },
    answers: { 204: { description: 'Stored.' } },
  },
  async (em, { params, body }, { caller }) => {
    await setLogo(em, params.number, body, caller.actor);
    return { status: 204 };
  },
);

const removeLogo = changing(
  {
    method: 'DELETE',
    path: logoPath,
    scope: 'write',
    tag,
    summary: 'Take the logo away.',
    params: pathNumber,
    answers: { 204: { description: 'Gone.' } },
  },
  async (em, { params }) => {
    await deleteLogo(em, params.number);
    return { status: 204 };
  },
);

export const layoutEndpoints: readonly Endpoint[] = [
  templates,
  template,
  changeTemplate,
  logo,
  changeLogo,
  removeLogo,
];
