import { defineEntity, p } from '@mikro-orm/core';
import { tenantColumns, tenantTable, timestamps } from '../tenant.ts';
import { Connection } from './connection.entity.ts';

const ErpLinkSchema = defineEntity({
  name: 'ErpLink',
  tableName: 'erp_link',
  ...tenantTable,
  uniques: [
    { name: 'erp_link_ours_uq', properties: ['connection', 'kind', 'ourKey'] },
    { name: 'erp_link_theirs_uq', properties: ['connection', 'kind', 'theirId'] },
  ],
  properties: {
    ...tenantColumns(),
    connection: () => p.manyToOne(Connection).deleteRule('restrict'),
    /** A register kind (`product`, `customer`, …) or a document kind. */
    kind: p.string().length(40),
    ourKey: p.string().length(120),
    theirId: p.string().length(120),
    /** SHA-256 (hex) over what we sent or matched last; another one means that ours has changed since. */
    contentHash: p.string().length(64),
    ...timestamps(),
  },
});

/** Our record ↔ theirs on one connection, unique both ways. */
export class ErpLink extends ErpLinkSchema.class {}
ErpLinkSchema.setClass(ErpLink);
