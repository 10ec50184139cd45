import { z } from 'zod';
import { noticeLanguages } from '../../domain/notifications/notice-words.ts';
import type { NotificationRecipient } from '../../domain/notifications/notification-recipient.entity.ts';
import { notificationKinds } from '../../domain/notifications/notification.entity.ts';
import {
  createRecipient,
  deleteRecipient,
  findRecipient,
  listRecipients,
  updateRecipient,
} from '../../domain/notifications/recipient.service.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import {
  listAnswer,
  listAnswers,
  listQuery,
  pageOf,
  queryBoolean,
  queryText,
  single,
  singleAnswer,
} from '../lists.ts';
import { moment, pathId, requiredText } from '../schemas/common.ts';
import { versionOf } from '../versions.ts';
import { domainQuery } from './register.ts';

const tag = 'notifications';
const path = '/api/notification-recipients';

const kinds = z
  .array(z.enum(notificationKinds, `must be one of ${notificationKinds.join(', ')}`))
  .min(1, 'must name one kind at least')
  .describe('What the address is told of; everything where nothing is said.');
const noticeLanguage = z.enum(noticeLanguages, `must be one of ${noticeLanguages.join(', ')}`);

const recipientRow = z
  .object({
    id: z.uuid(),
    email: z.string(),
    language: z.enum(noticeLanguages),
    kinds: z.array(z.enum(notificationKinds)),
    is_active: z.boolean(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'NotificationRecipient' });

const changes = {
  language: noticeLanguage.optional(),
  kinds: kinds.optional(),
  is_active: z.boolean().optional(),
};
const recipientBody = z
  .strictObject({ email: requiredText(255), ...changes })
  .meta({ id: 'NotificationRecipientCreate' });
const recipientChange = z.strictObject(changes).meta({ id: 'NotificationRecipientUpdate' });

const recipientView = (row: NotificationRecipient) => ({
  id: row.id,
  email: row.email,
  language: row.language,
  kinds: row.kinds,
  is_active: row.isActive,
  created_at: row.createdAt,
  updated_at: row.updatedAt,
});

const answerWith = (status: number, row: NotificationRecipient) =>
  singleAnswer(status, 'notification_recipient', recipientView(row), row.version);

const answers = {
  200: { description: 'The recipient.', schema: single('notification_recipient', recipientRow) },
};
const filters = { email: queryText(255).optional(), is_active: queryBoolean().optional() };

const list = reading(
  {
    method: 'GET',
    path,
    scope: 'read',
    tag,
    summary: 'Addresses that get notifications as mails.',
    query: listQuery(['email', 'created_at'], filters),
    answers: listAnswers('notification_recipients', recipientRow),
  },
  async (em, { query }) => {
    const { rows, total } = await listRecipients(em, domainQuery(query, Object.keys(filters)));
    return listAnswer('notification_recipients', rows.map(recipientView), total, pageOf(query), {
      fields: query.fields,
      schema: recipientRow,
    });
  },
);

const create = changing(
  {
    method: 'POST',
    path,
    scope: 'admin',
    tag,
    summary: 'Send notifications to an address.',
    body: recipientBody,
    bodyExample: { email: 'bogholderi@example.dk', language: 'da', kinds: ['issue-opened', 'gate-closed'] },
    answers: { 201: { description: 'Made.', schema: single('notification_recipient', recipientRow) } },
    errors: ['AlreadyExists'],
  },
  async (em, { body }, { caller }) => {
    const { email, language, kinds: told, is_active: isActive } = body;
    return answerWith(
      201,
      await createRecipient(em, { email, language, kinds: told, isActive }, caller.actor),
    );
  },
);

const one = reading(
  {
    method: 'GET',
    path: `${path}/{id}`,
    scope: 'read',
    tag,
    summary: 'One recipient.',
    params: pathId,
    ifMatch: 'optional',
    answers,
  },
  async (em, { params }) => answerWith(200, await findRecipient(em, params.id)),
);

const update = changing(
  {
    method: 'PUT',
    path: `${path}/{id}`,
    scope: 'admin',
    tag,
    summary: 'Change what an address is told of, its language, or switch it off.',
    description: 'What is left out stays as it is.',
    params: pathId,
    body: recipientChange,
    ifMatch: 'optional',
    answers,
  },
  async (em, { params, body }, { caller, ifMatch }) => {
    const { language, kinds: told, is_active: isActive } = body;
    const change = { language, kinds: told, isActive };
    const version = versionOf(ifMatch);
    return answerWith(200, await updateRecipient(em, params.id, change, version, caller.actor));
  },
);

const remove = changing(
  {
    method: 'DELETE',
    path: `${path}/{id}`,
    scope: 'admin',
    tag,
    summary: 'Send an address nothing more; its deliveries are deleted, too.',
    params: pathId,
    ifMatch: 'optional',
    answers: { 204: { description: 'Deleted.' } },
  },
  async (em, { params }, { ifMatch }) => {
    await deleteRecipient(em, params.id, versionOf(ifMatch));
    return { status: 204 };
  },
);

export const recipientEndpoints: readonly Endpoint[] = [list, create, one, update, remove];
