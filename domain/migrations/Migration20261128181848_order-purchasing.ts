import { Migration } from '@mikro-orm/migrations';

export class Migration20261128181848_order_purchasing extends Migration {
  override name = 'Migration20261128181848_order_purchasing';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "sales_order" drop column "is_partly_purchased", drop column "is_ready_for_purchasing";`,
    );
    this.addSql(`alter table "sales_order" add "purchasing" text not null default 'not-purchased';`);
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_purchasing_check" check ("purchasing" in ('not-purchased', 'ready', 'partly', 'purchased'));`,
    );

    this.addSql(
      `create index "purchase_order_order_ix" on "purchase_order" ("agreement_number", "order_id");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "purchase_order_order_ix";`);

    this.addSql(`alter table "sales_order" drop constraint "sales_order_purchasing_check";`);
    this.addSql(`alter table "sales_order" drop column "purchasing";`);
    this.addSql(
      `alter table "sales_order" add "is_partly_purchased" boolean not null default false, add "is_ready_for_purchasing" boolean not null default false;`,
    );
  }
}
