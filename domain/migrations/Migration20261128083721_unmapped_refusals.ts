import { Migration } from '@mikro-orm/migrations';

export class Migration20261128083721_unmapped_refusals extends Migration {
  override name = 'Migration20261128083721_unmapped_refusals';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "erp_write_unmapped_ix" on "erp_write" ("connection_id") where "cause" = 'ErpRefusedUnknown';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "erp_write_unmapped_ix";`);
  }
}
