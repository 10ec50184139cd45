import { z } from 'zod';
import {
  deleteCompanyLogo,
  findCompanyLogo,
  setCompanyLogo,
} from '../../domain/agreements/company-logo.service.ts';
import { logoBytesMax, logoTypes } from '../../domain/layouts/layout-logo.entity.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';

const common = { path: '/api/settings/logo', tag: 'settings' } as const;

const logo = reading(
  {
    ...common,
    method: 'GET',
    scope: 'read',
    summary: "The company's logo, as it is printed.",
    answers: { 200: { description: 'The picture.', contentType: 'image/*' } },
    errors: ['NotFound'],
  },
  async (em) => {
    const found = await findCompanyLogo(em);
    return { status: 200, bytes: found.content, headers: { 'content-type': found.mediaType } };
  },
);

const changeLogo = changing(
  {
    ...common,
    method: 'PUT',
    scope: 'admin',
    summary: 'Give the company its logo.',
    description:
      'A PNG or JPEG of at most 1 MiB and 2,000 pixels a side. It is printed where a layout has no logo of its own.',
    body: z.instanceof(Uint8Array, { error: 'must be the bytes of a picture' }),
    file: { types: logoTypes, bytesMax: logoBytesMax },
    answers: { 204: { description: 'Stored.' } },
  },
  async (em, { body }, { caller }) => {
    await setCompanyLogo(em, body, caller.actor);
    return { status: 204 };
  },
);

const removeLogo = changing(
  {
    ...common,
    method: 'DELETE',
    scope: 'admin',
    summary: "Take the company's logo away.",
    answers: { 204: { description: 'Gone.' } },
    errors: ['NotFound'],
  },
  async (em) => {
    await deleteCompanyLogo(em);
    return { status: 204 };
  },
);

/** Before the settings by their identifiers: `logo` is none of them. */
export const companyLogoEndpoints: readonly Endpoint[] = [logo, changeLogo, removeLogo];
