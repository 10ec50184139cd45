import { Migration } from '@mikro-orm/migrations';

export class Migration20261128180011_shipment_layout extends Migration {
  override name = 'Migration20261128180011_shipment_layout';

  override up(): void | Promise<void> {
    this.addSql(`alter table "shipment" add "layout_id" uuid null;`);
    this.addSql(
      `alter table "shipment" add constraint "shipment_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(`create index "shipment_layout_id_index" on "shipment" ("layout_id");`);

    this.addSql(`alter table "supplier" add "layout_changed_at" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "shipment" drop constraint "shipment_layout_id_foreign";`);

    this.addSql(`drop index "shipment_layout_id_index";`);
    this.addSql(`alter table "shipment" drop column "layout_id";`);

    this.addSql(`alter table "supplier" drop column "layout_changed_at";`);
  }
}
