import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';
import type { NotificationKind } from './notification.entity.ts';
import { noticeLanguages } from './notice-words.ts';

const NotificationRecipientSchema = defineEntity({
  name: 'NotificationRecipient',
  ...tenantTable,
  uniques: [{ name: 'notification_recipient_email_uq', properties: ['agreementNumber', 'email'] }],
  properties: {
    ...tenantColumns(),
    email: p.string().length(255),
    language: p.enum(noticeLanguages),
    kinds: p.array<NotificationKind>(),
    isActive: p.boolean(),
    ...editable(),
  },
});

/** An address that gets an agreement's notifications as mails. */
export class NotificationRecipient extends NotificationRecipientSchema.class {}
NotificationRecipientSchema.setClass(NotificationRecipient);
