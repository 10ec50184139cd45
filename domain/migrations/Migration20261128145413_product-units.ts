import { Migration } from '@mikro-orm/migrations';

export class Migration20261128145413_product_units extends Migration {
  override name = 'Migration20261128145413_product_units';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "product_unit" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "unit_id" uuid not null, "quantity" numeric(19,4) not null, "sales_price" numeric(19,4) null, "cost_price" numeric(19,4) null, "barcode" varchar(255) null, "is_default_sales" boolean not null, "is_default_purchase" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "product_unit_unit_id_index" on "product_unit" ("unit_id");`);
    this.addSql(`create index "product_unit_barcode_idx" on "product_unit" ("agreement_number", "barcode");`);
    this.addSql(
      `create unique index "product_unit_is_default_sales_uq" on "product_unit" ("product_id") where "is_default_sales";`,
    );
    this.addSql(
      `create unique index "product_unit_is_default_purchase_uq" on "product_unit" ("product_id") where "is_default_purchase";`,
    );
    this.addSql(
      `alter table "product_unit" add constraint "product_unit_uq" unique ("product_id", "unit_id");`,
    );

    this.addSql(
      `alter table "unit" add "use_on_layouts" boolean not null default false, add "packaging_code" varchar(20) null, add "barcode" varchar(255) null;`,
    );

    this.addSql(
      `alter table "product_unit" add constraint "product_unit_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "product_unit" add constraint "product_unit_unit_id_foreign" foreign key ("unit_id") references "unit" ("id");`,
    );
    this.addSql(
      `alter table "product_unit" add constraint "product_unit_quantity_check" check (quantity > 0);`,
    );
    this.addSql(
      `alter table "product_unit" add constraint "product_unit_sales_price_check" check (sales_price >= 0);`,
    );
    this.addSql(
      `alter table "product_unit" add constraint "product_unit_cost_price_check" check (cost_price >= 0);`,
    );
    this.addSql(`alter table "product_unit" enable row level security;`);
    this.addSql(`alter table "product_unit" force row level security;`);
    this.addSql(`create policy "keeper" on "product_unit" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "product_unit_tenant_policy" on "product_unit" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "product_unit" cascade;`);

    this.addSql(
      `alter table "unit" drop column "use_on_layouts", drop column "packaging_code", drop column "barcode";`,
    );
  }
}
