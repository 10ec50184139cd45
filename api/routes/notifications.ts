import { z } from 'zod';
import { noticeOf } from '../../domain/notifications/notice.ts';
import { noticeLanguages, type NoticeLanguage } from '../../domain/notifications/notice-words.ts';
import { notificationKinds, type Notification } from '../../domain/notifications/notification.entity.ts';
import {
  listNotifications,
  readAllNotifications,
  readNotification,
} from '../../domain/notifications/notification.service.ts';
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
import { moment, pathId } from '../schemas/common.ts';
import { domainQuery } from './register.ts';

const tag = 'notifications';

const notificationRow = z
  .object({
    id: z.uuid(),
    kind: z.enum(notificationKinds),
    subject: z.string(),
    text: z.string().describe('What happened, with its cause and what to do.'),
    path: z.string().describe('What it is about, in this API.'),
    integration_id: z.uuid().nullable(),
    issue_id: z.uuid().nullable(),
    cause: z.string().nullable().describe('A code of the list of errors.'),
    documents: z.int().describe('Documents concerned when it was written.'),
    is_read: z.boolean(),
    read_at: moment.nullable(),
    read_by: z.string().nullable(),
    created_at: moment,
  })
  .meta({ id: 'Notification' });

function notificationView(row: Notification, language: NoticeLanguage = 'en') {
  const { connection } = row;
  const content = {
    kind: row.kind,
    connection: connection ? { id: connection.id, name: connection.name } : null,
    issueId: row.issueId ?? null,
    cause: row.cause ?? null,
    causeParams: row.causeParams ?? null,
    documents: row.documents,
    closedWhy: row.closedWhy ?? null,
  };
  const { subject, text, path } = noticeOf(content, language);
  return {
    id: row.id,
    kind: row.kind,
    subject,
    text,
    path,
    integration_id: connection?.id ?? null,
    issue_id: content.issueId,
    cause: content.cause,
    documents: row.documents,
    is_read: (row.readAt ?? null) !== null,
    read_at: row.readAt ?? null,
    read_by: row.readBy ?? null,
    created_at: row.createdAt,
  };
}

const filters = {
  kind: z.enum(notificationKinds, `must be one of ${notificationKinds.join(', ')}`).optional(),
  integration_id: z.uuid().optional(),
  issue_id: z.uuid().optional(),
  cause: queryText(60).optional().describe('A code of the list of errors.'),
  is_read: queryBoolean().optional(),
};

const list = reading(
  {
    method: 'GET',
    path: '/api/notifications',
    scope: 'read',
    tag,
    summary: 'What the people of the agreement are told, newest first.',
    query: listQuery(['created_at'], {
      ...filters,
      language: z
        .enum(noticeLanguages, `must be one of ${noticeLanguages.join(', ')}`)
        .optional()
        .describe('Of subject and text; English where nothing is said.'),
    }),
    answers: listAnswers('notifications', notificationRow),
  },
  async (em, { query }) => {
    const names = { integration_id: 'connection' };
    const asked = domainQuery(query, Object.keys(filters), names);
    const { rows, total } = await listNotifications(em, asked);
    const views = rows.map((row) => notificationView(row, query.language));
    return listAnswer('notifications', views, total, pageOf(query), {
      fields: query.fields,
      schema: notificationRow,
    });
  },
);

const read = changing(
  {
    method: 'POST',
    path: '/api/notifications/{id}/read',
    scope: 'support',
    tag,
    summary: 'Mark a notification as read.',
    params: pathId,
    answers: { 200: { description: 'It is read.', schema: single('notification', notificationRow) } },
  },
  async (em, { params }, { caller }) =>
    singleAnswer(200, 'notification', notificationView(await readNotification(em, params.id, caller.actor))),
);

const readAll = changing(
  {
    method: 'POST',
    path: '/api/notifications/read',
    scope: 'support',
    tag,
    summary: 'Mark all notifications as read.',
    answers: { 200: { description: 'How many were unread.', schema: z.object({ read: z.int() }) } },
  },
  async (em, _input, { caller }) => ({
    status: 200,
    body: { read: await readAllNotifications(em, caller.actor) },
  }),
);

export const notificationEndpoints: readonly Endpoint[] = [list, readAll, read];
