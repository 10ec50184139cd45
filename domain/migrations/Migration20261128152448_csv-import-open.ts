import { Migration } from '@mikro-orm/migrations';

export class Migration20261128152448_csv_import_open extends Migration {
  override name = 'Migration20261128152448_csv_import_open';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "csv_upload_open_idx" on "csv_upload" ("created_at") where "state" in ('waiting', 'running');`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "csv_upload_open_idx";`);
  }
}
