import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144743_product_fields extends Migration {
  override name = 'Migration20261128144743_product_fields';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "product" add "type" text not null default 'product', add "cost_addition_percentage" numeric(5,2) not null default '0', add "min_order" numeric(19,4) not null default '0', add "min_sales" numeric(19,4) not null default '0', add "min_stock" numeric(19,4) not null default '0', add "default_location_id" uuid null, add "should_assure_quality" boolean not null default false, add "has_batch_control" boolean not null default false, add "has_serial_numbers" boolean not null default false, add "goods_code" varchar(50) null, add "country_code" varchar(2) null, add "department_number" int null, add "size" numeric(19,4) null;`,
    );
    this.addSql(
      `alter table "product" add constraint "product_default_location_id_foreign" foreign key ("default_location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(`create index "product_default_location_id_index" on "product" ("default_location_id");`);
    this.addSql(
      `alter table "product" add constraint "product_cost_addition_percentage_check" check (cost_addition_percentage >= 0);`,
    );
    this.addSql(`alter table "product" add constraint "product_min_order_check" check (min_order >= 0);`);
    this.addSql(`alter table "product" add constraint "product_min_sales_check" check (min_sales >= 0);`);
    this.addSql(`alter table "product" add constraint "product_min_stock_check" check (min_stock >= 0);`);
    this.addSql(
      `alter table "product" add constraint "product_tracking_check" check (not (has_batch_control and has_serial_numbers));`,
    );
    this.addSql(
      `alter table "product" add constraint "product_type_check" check ("type" in ('product', 'lot'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "product" drop constraint "product_default_location_id_foreign";`);

    this.addSql(`drop index "product_default_location_id_index";`);
    this.addSql(`alter table "product" drop constraint "product_cost_addition_percentage_check";`);
    this.addSql(`alter table "product" drop constraint "product_min_order_check";`);
    this.addSql(`alter table "product" drop constraint "product_min_sales_check";`);
    this.addSql(`alter table "product" drop constraint "product_min_stock_check";`);
    this.addSql(`alter table "product" drop constraint "product_tracking_check";`);
    this.addSql(`alter table "product" drop constraint "product_type_check";`);
    this.addSql(
      `alter table "product" drop column "type", drop column "cost_addition_percentage", drop column "min_order", drop column "min_sales", drop column "min_stock", drop column "default_location_id", drop column "should_assure_quality", drop column "has_batch_control", drop column "has_serial_numbers", drop column "goods_code", drop column "country_code", drop column "department_number", drop column "size";`,
    );
  }
}
