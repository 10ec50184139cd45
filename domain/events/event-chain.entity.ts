import { defineEntity, p } from '@mikro-orm/core';
import { tenantTable } from '../tenant.ts';

const EventChainSchema = defineEntity({
  name: 'EventChain',
  ...tenantTable,
  checks: [{ name: 'event_chain_sequence_check', expression: 'sequence >= 0' }],
  properties: {
    agreementNumber: p.integer().primary().autoincrement(false),
    /** Sequence and hash of the last event; 0 and 64 zeros before the first. */
    sequence: p.bigint('number'),
    hash: p.character().length(64),
  },
});

/** The end of an agreement's chain of events. Its lock orders who appends; it also tells when the newest rows are gone. */
export class EventChain extends EventChainSchema.class {}
EventChainSchema.setClass(EventChain);
