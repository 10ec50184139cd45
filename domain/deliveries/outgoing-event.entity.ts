import { defineEntity, p } from '@mikro-orm/core';
import { Notification } from '../notifications/notification.entity.ts';
import { UserLink } from '../users/user-link.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';
import { DocumentMail } from './document-mail.entity.ts';

const OutgoingEventSchema = defineEntity({
  name: 'OutgoingEvent',
  tableName: 'outgoing_event',
  ...tenantTable,
  checks: [
    {
      name: 'outgoing_event_content_ck',
      expression: `num_nonnulls("body", "notification_id", "link_id", "document_mail_id") = 1`,
    },
  ],
  properties: {
    ...tenantColumns(),
    /** A webhook's event, the kind of a notification, that of a user's link, or `document-mail`. */
    event: p.string().length(100),
    /** What webhooks are sent: the very bytes, the same at every attempt. */
    body: p.text().nullable(),
    /** What mails tell of; they are written when they are sent. */
    notification: () => p.manyToOne(Notification).nullable().deleteRule('cascade').index(),
    /** The link of a mail to a user; its token is sealed. */
    link: () => p.manyToOne(UserLink).nullable().deleteRule('cascade').index(),
    /** The document that a mail carries. */
    documentMail: () => p.manyToOne(DocumentMail).nullable().deleteRule('cascade').index(),
    at: instant().onCreate(() => new Date()),
  },
});

/** Something that happened and that somebody outside wants to be told of; without such a somebody there is no row. */
export class OutgoingEvent extends OutgoingEventSchema.class {}
OutgoingEventSchema.setClass(OutgoingEvent);
