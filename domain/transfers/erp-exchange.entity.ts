import { defineEntity, p } from '@mikro-orm/core';
import { Connection } from '../connections/connection.entity.ts';
import { instant, tenantColumns, tenantTable } from '../tenant.ts';

export const exchangePurposes = ['send', 'look-up', 'resolve', 'self', 'pdf', 'preflight'] as const;
export type ExchangePurpose = (typeof exchangePurposes)[number];

const ErpExchangeSchema = defineEntity({
  name: 'ErpExchange',
  tableName: 'erp_exchange',
  ...tenantTable,
  indexes: [{ name: 'erp_exchange_write_ix', properties: ['writeId', 'at'] }],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    /** The attempt it belongs to; null for a read that belongs to none. */
    writeId: p.uuid().nullable(),
    purpose: p.enum(exchangePurposes),
    at: instant().onCreate(() => new Date()),
    method: p.string().length(10),
    url: p.text(),
    requestHeaders: p.json<Record<string, string>>(),
    requestBody: p.text().nullable(),
    /** Null where no status arrived. */
    status: p.integer().nullable(),
    responseHeaders: p.json<Record<string, string>>(),
    responseBody: p.text().nullable(),
    durationMs: p.integer(),
  },
});

/** One HTTP exchange with an ERP as support sees it: secrets masked before it gets here. */
export class ErpExchange extends ErpExchangeSchema.class {}
ErpExchangeSchema.setClass(ErpExchange);
