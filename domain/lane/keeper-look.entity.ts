import { defineEntity, p } from '@mikro-orm/core';
import { instant } from '../tenant.ts';

const KeeperLookSchema = defineEntity({
  name: 'KeeperLook',
  tableName: 'keeper_look',
  properties: {
    /** One row for the whole installation. */
    id: p.integer().primary(),
    at: instant(),
    /** What it found and mended: documents, transfers, places, gates. */
    mended: p.json<Record<string, number>>(),
  },
});

/** The lane keeper's last look; `/readyz` and a metric tell how long ago it was. */
export class KeeperLook extends KeeperLookSchema.class {}
KeeperLookSchema.setClass(KeeperLook);
