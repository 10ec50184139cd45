import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  mailResets,
  changePassword,
  setPasswordByLink,
  showLink,
} from '../../domain/users/user-password.service.ts';
import { accountsOf } from '../../domain/users/log-in.service.ts';
import type { UserLinkKind } from '../../domain/users/user-link.entity.ts';
import { smallEmail } from '../../domain/users/user.service.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { single, singleAnswer } from '../lists.ts';
import { passwordPage } from '../password-page.ts';
import { moment, requiredText } from '../schemas/common.ts';
import { anyPassword, newPassword } from '../schemas/users.ts';
import { personOf } from './sessions.ts';

const tag = 'passwords';

/** A request for a mail is answered after this, whoever the address is; what is done for somebody runs beside it. */
const answerAfterMs = 300;

const tokenPath = z.object({ token: z.string().min(1).max(200) });
const passwordBody = z.strictObject({ password: newPassword }).meta({ id: 'NewPassword' });

const linkRow = z
  .object({
    email: z.string(),
    name: z.string(),
    agreement_number: z.int(),
    company: z.string(),
    expires_at: moment,
  })
  .meta({ id: 'AccountLink' });

const ask = endpoint(
  {
    method: 'POST',
    path: '/api/password-resets',
    scope: 'nobody',
    tag,
    summary: '“Forgot password?”: ask for a mail with a link.',
    description:
      'The answer is the same, and takes as long, whether or not the address is anybody’s. The link holds for an hour and once; a newer one ends it. Where the address is used in several agreements and none is named, there is a mail for each.',
    body: z
      .strictObject({
        agreement_number: z.int().min(1).max(99_999).optional(),
        email: requiredText(255),
      })
      .meta({ id: 'PasswordReset' }),
    bodyExample: { email: 'mette@example.dk' },
    answers: { 202: { description: 'If the address is somebody’s, a mail is on its way.' } },
  },
  async ({ body }, { deps, client, throttle, log }) => {
    throttle.take('reset', smallEmail(body.email), client.ip);
    const answer = pause(answerAfterMs);
    const accounts = await accountsOf(deps.orm, body.email, body.agreement_number);
    // Not waited for: its time would tell whether there is anybody.
    const { orm, vault } = deps;
    deps.aside.run('no link for a new password was made', log, () => mailResets(orm, vault, accounts));
    await answer;
    return { status: 202 };
  },
);

/** Looking at a link of a mail, and using it. */
function linkEndpoints(
  kind: UserLinkKind,
  { path, singular, what, done }: Readonly<Record<'path' | 'singular' | 'what' | 'done', string>>,
): readonly Endpoint[] {
  const common = {
    path: `${path}/{token}`,
    scope: 'nobody',
    tag,
    params: tokenPath,
    page: passwordPage,
    errors: ['LinkNotValid'],
  } as const;
  return [
    endpoint(
      {
        ...common,
        method: 'GET',
        summary: `Whose ${what} a link is; it can still be used afterwards.`,
        description: 'A browser (`Accept: text/html`) gets a page with a form instead.',
        answers: { 200: { description: 'The link is valid.', schema: single(singular, linkRow) } },
      },
      async ({ params }, { deps, client, throttle }) => {
        throttle.take('link', '', client.ip);
        const link = await showLink(deps.orm, params.token, kind);
        return singleAnswer(200, singular, {
          email: link.email,
          name: link.name,
          agreement_number: link.agreementNumber,
          company: link.company,
          expires_at: link.expiresAt,
        });
      },
    ),
    endpoint(
      {
        ...common,
        method: 'POST',
        summary: `${done} with the link of a mail.`,
        description:
          'The link is used up, and all sessions of the user end. The form of the page is taken, too, and answered by a page.',
        body: passwordBody,
        bodyExample: { password: 'elleve grønne cykler' },
        answers: { 204: { description: 'The password is set; log in with it.' } },
      },
      async ({ params, body }, { deps, client, throttle, sessions }) => {
        throttle.take('link', params.token, client.ip);
        await setPasswordByLink(deps.orm, params.token, kind, body.password);
        sessions.forget();
        return { status: 204 };
      },
    ),
  ];
}

const change = endpoint(
  {
    method: 'PUT',
    path: '/api/self/password',
    scope: 'person',
    tag,
    summary: 'Change one’s own password.',
    description: 'All other sessions end, and so do links that were mailed before.',
    body: z
      .strictObject({ current_password: anyPassword, password: newPassword })
      .meta({ id: 'PasswordChange' }),
    answers: { 204: { description: 'Changed.' } },
    errors: ['EditConflict'],
  },
  async ({ body }, { deps, caller, client, throttle, sessions }) => {
    const own = personOf(caller);
    throttle.take('log-in', own.email, client.ip);
    const { current_password: currentPassword, password } = body;
    await changePassword(deps.orm, own, { currentPassword, password });
    sessions.forget();
    return { status: 204 };
  },
);

export const passwordEndpoints: readonly Endpoint[] = [
  ask,
  ...linkEndpoints('password-reset', {
    path: '/api/password-resets',
    singular: 'password_reset',
    what: 'new password',
    done: 'Set a new password',
  }),
  ...linkEndpoints('invitation', {
    path: '/api/invitations',
    singular: 'invitation',
    what: 'invitation',
    done: 'Accept an invitation',
  }),
  change,
];
