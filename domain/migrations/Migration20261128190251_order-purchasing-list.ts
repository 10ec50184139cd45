import { Migration } from '@mikro-orm/migrations';

export class Migration20261128190251_order_purchasing_list extends Migration {
  override name = 'Migration20261128190251_order_purchasing_list';

  override up(): void | Promise<void> {
    // Orders that are listed by what is purchased of them: the columns that the index was on before are one axis now.
    this.addSql(
      `create index "sales_order_purchasing_ix" on "sales_order" ("agreement_number", "purchasing", "number") where "purchasing" in ('ready', 'partly');`,
    );
    this.addSql(`alter table "purchase_match" drop constraint "purchase_match_freed_check";`);
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_freed_check" check (freed_quantity >= 0 and freed_quantity <= quantity);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "purchase_match" drop constraint "purchase_match_freed_check";`);
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_freed_check" check (freed_quantity between 0 and quantity);`,
    );
    this.addSql(`drop index "sales_order_purchasing_ix";`);
  }
}
