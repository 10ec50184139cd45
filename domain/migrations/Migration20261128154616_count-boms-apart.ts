import { Migration } from '@mikro-orm/migrations';

export class Migration20261128154616_count_boms_apart extends Migration {
  override name = 'Migration20261128154616_count_boms_apart';

  override up(): void | Promise<void> {
    this.addSql(`create index "product_lot_idx" on "product" ("agreement_number") where "type" = 'lot';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "product_lot_idx";`);
  }
}
