import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { issueEnds } from '../issues/issue.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

/** What people are told of. */
export const notificationKinds = ['issue-opened', 'issue-closed', 'gate-closed', 'gate-opened'] as const;
export type NotificationKind = (typeof notificationKinds)[number];

const NotificationSchema = defineEntity({
  name: 'Notification',
  ...tenantTable,
  indexes: [{ name: 'notification_created_at_ix', properties: ['agreementNumber', 'createdAt'] }],
  properties: {
    ...tenantColumns(),
    kind: p.enum(notificationKinds),
    connection: () => p.manyToOne(Connection).nullable().deleteRule('cascade').index(),
    issueId: p.uuid().nullable().index('notification_issue_ix'),
    /** A code of `domain/errors.ts`. */
    cause: p.string().length(60).nullable(),
    causeParams: p.json<Record<string, string | number>>().nullable(),
    /** Of an issue that closed: why. */
    closedWhy: p.enum(issueEnds).nullable(),
    /** Documents concerned, as far as known when it was written. */
    documents: p.integer(),
    readAt: instant().nullable(),
    readBy: p.string().length(255).nullable(),
    createdAt: instant().onCreate(() => new Date()),
  },
});

/** Something that the people of an agreement are told, in the console and by mail. Read once by somebody is read. */
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);
