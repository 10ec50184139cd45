import { Migration } from '@mikro-orm/migrations';

export class Migration20261128102750_transfers_decided extends Migration {
  override name = 'Migration20261128102750_transfers_decided';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "transfer_decided_ix" on "transfer" ("settled_at") where "state" in ('skipped', 'marked-done') and "decided_by" <> 'settings' and ("kept_at" is null or "kept_at" < "settled_at");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "transfer_decided_ix";`);
  }
}
