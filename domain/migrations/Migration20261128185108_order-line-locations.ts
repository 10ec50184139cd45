import { Migration } from '@mikro-orm/migrations';

export class Migration20261128185108_order_line_locations extends Migration {
  override name = 'Migration20261128185108_order_line_locations';

  override up(): void | Promise<void> {
    this.addSql(`alter table "sales_order_line" add "location_id" uuid null;`);
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(`create index "sales_order_line_location_id_index" on "sales_order_line" ("location_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sales_order_line" drop constraint "sales_order_line_location_id_foreign";`);

    this.addSql(`drop index "sales_order_line_location_id_index";`);
    this.addSql(`alter table "sales_order_line" drop column "location_id";`);
  }
}
