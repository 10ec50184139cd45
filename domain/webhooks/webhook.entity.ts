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
    /** Token and signing secret, encrypted by `CredentialVault`. */
    secrets: p.text().hidden(),
    failuresSinceLastSuccess: p.integer(),
    ...editable(),
  },
});

/** An address that wants to be told of an event. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);
