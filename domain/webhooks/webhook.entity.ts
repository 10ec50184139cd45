import { defineEntity, p } from '@mikro-orm/core';
import { editable, tenantColumns, tenantTable } from '../tenant.ts';

const WebhookSchema = defineEntity({
  name: 'Webhook',
  ...tenantTable,
  uniques: [{ name: 'webhook_event_url_uq', properties: ['agreementNumber', 'event', 'url'] }],
  properties: {
    ...tenantColumns(),
    event: p.string().length(100),
    url: p.string().length(2048),
    isActive: p.boolean(),
    /** SHA-256 of the token, hex. */
    tokenHash: p.character().length(64).hidden(),
    failuresSinceLastSuccess: p.integer(),
    ...editable(),
  },
});

/** An address that wants to be told of an event. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);
