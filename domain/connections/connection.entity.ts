import { defineEntity, p } from '@mikro-orm/core';
import { gateStates } from '../lane/lane.decisions.ts';
import type { LaneMeter } from '../lane/meter.decisions.ts';
import { instant, tenantColumns, tenantTable, timestamps } from '../tenant.ts';

export const erpProviders = ['e-conomic', 'netvisor', '24sevenoffice'] as const;
export type ErpProviderName = (typeof erpProviders)[number];

/** What the ERP said of itself when it was asked last. */
export interface ErpAccount {
  readonly erpAgreement: string;
  readonly companyName: string;
  /** ISO 4217. */
  readonly baseCurrency: string;
}

const ConnectionSchema = defineEntity({
  name: 'Connection',
  tableName: 'connection',
  ...tenantTable,
  uniques: [{ name: 'connection_provider_uq', properties: ['agreementNumber', 'provider', 'name'] }],
  // No gate opens, or will open by itself, onto an account that nobody has asked who it is.
  checks: [{ name: 'connection_proven_ck', expression: `is_proven or gate in ('paused', 'severed')` }],
  properties: {
    ...tenantColumns(),
    provider: p.enum(erpProviders),
    name: p.string().length(255),
    /** AES-256-GCM: key id, nonce, tag and ciphertext in one string; never leaves the domain decrypted but to a session. */
    credentials: p.text().hidden(),
    /** The ERP has answered with these credentials that it is this account; nothing but a test is sent before. */
    isProven: p.boolean().default(false),
    settings: p.json<Record<string, unknown>>(),
    account: p.json<ErpAccount>().nullable(),
    /** Places in this connection's lane; the provider's own number unless settings lower it. */
    capacity: p.integer(),
    gate: p.enum(gateStates).default('open'),
    gateReason: p.text().nullable(),
    gateBy: p.string().length(255).nullable(),
    gateSince: instant().onCreate(() => new Date()),
    /** When an exhausted gate opens by itself, or a failing one is probed. */
    gateUntil: instant().nullable(),
    /** When the database was last restored from an older backup: documents older than that may stand in the ERP. */
    restoredAt: instant().nullable(),
    lastTestedAt: instant().nullable(),
    /** What its calls came to, as the lane counts them; null before the first one. */
    meter: p.json<LaneMeter>().nullable(),
    version: p.integer().version(),
    ...timestamps(),
  },
});

/** A connection of this agreement to one ERP account, with its gate (see `domain/lane/lane.decisions.ts`). */
export class Connection extends ConnectionSchema.class {}
ConnectionSchema.setClass(Connection);
