import { Migration } from '@mikro-orm/migrations';

export class Migration20261128163127_customer_prices extends Migration {
  override name = 'Migration20261128163127_customer_prices';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "customer_discount" ("id" uuid not null, "agreement_number" int not null, "customer_id" uuid not null, "group_id" uuid not null, "percentage" numeric(5,2) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "customer_discount_group_id_index" on "customer_discount" ("group_id");`);
    this.addSql(
      `alter table "customer_discount" add constraint "customer_discount_uq" unique ("customer_id", "group_id");`,
    );

    this.addSql(
      `create table "customer_price" ("id" uuid not null, "agreement_number" int not null, "customer_id" uuid not null, "product_id" uuid not null, "sales_price" numeric(19,4) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "customer_price_product_id_index" on "customer_price" ("product_id");`);
    this.addSql(
      `alter table "customer_price" add constraint "customer_price_uq" unique ("customer_id", "product_id");`,
    );

    this.addSql(
      `alter table "customer_discount" add constraint "customer_discount_customer_id_foreign" foreign key ("customer_id") references "customer" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "customer_discount" add constraint "customer_discount_group_id_foreign" foreign key ("group_id") references "product_group" ("id");`,
    );
    this.addSql(
      `alter table "customer_discount" add constraint "customer_discount_percentage_check" check (percentage >= 0 and percentage <= 100);`,
    );
    this.addSql(`alter table "customer_discount" enable row level security;`);
    this.addSql(`alter table "customer_discount" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_discount" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_discount_tenant_policy" on "customer_discount" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "customer_price" add constraint "customer_price_customer_id_foreign" foreign key ("customer_id") references "customer" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "customer_price" add constraint "customer_price_product_id_foreign" foreign key ("product_id") references "product" ("id");`,
    );
    this.addSql(
      `alter table "customer_price" add constraint "customer_price_sales_price_check" check (sales_price >= 0);`,
    );
    this.addSql(`alter table "customer_price" enable row level security;`);
    this.addSql(`alter table "customer_price" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_price" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_price_tenant_policy" on "customer_price" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "customer_discount" cascade;`);
    this.addSql(`drop table if exists "customer_price" cascade;`);
  }
}
