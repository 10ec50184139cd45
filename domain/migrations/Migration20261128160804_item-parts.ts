import { Migration } from '@mikro-orm/migrations';

export class Migration20261128160804_item_parts extends Migration {
  override name = 'Migration20261128160804_item_parts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "product_translation" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "language" text not null, "name" varchar(255) not null, "description" text null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "product_translation" add constraint "product_translation_uq" unique ("product_id", "language");`,
    );

    this.addSql(
      `create table "product_price" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "currency_id" uuid not null, "sales_price" numeric(19,4) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "product_price_currency_id_index" on "product_price" ("currency_id");`);
    this.addSql(
      `alter table "product_price" add constraint "product_price_uq" unique ("product_id", "currency_id");`,
    );

    this.addSql(
      `create table "product_location" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "location_id" uuid not null, "min_stock" numeric(19,4) not null, "max_stock" numeric(19,4) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "product_location_location_id_index" on "product_location" ("location_id");`);
    this.addSql(
      `alter table "product_location" add constraint "product_location_uq" unique ("product_id", "location_id");`,
    );

    this.addSql(`alter table "employee" add "default_location_id" uuid null;`);
    this.addSql(
      `alter table "employee" add constraint "employee_default_location_id_foreign" foreign key ("default_location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(`create index "employee_default_location_id_index" on "employee" ("default_location_id");`);

    this.addSql(`alter table "product" add "default_supplier_id" uuid null;`);
    this.addSql(
      `alter table "product" add constraint "product_default_supplier_id_foreign" foreign key ("default_supplier_id") references "supplier" ("id") on delete no action;`,
    );
    this.addSql(`create index "product_default_supplier_id_index" on "product" ("default_supplier_id");`);

    this.addSql(
      `alter table "product_translation" add constraint "product_translation_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "product_translation" add constraint "product_translation_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "product_translation" enable row level security;`);
    this.addSql(`alter table "product_translation" force row level security;`);
    this.addSql(
      `create policy "keeper" on "product_translation" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "product_translation_tenant_policy" on "product_translation" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "product_price" add constraint "product_price_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "product_price" add constraint "product_price_currency_id_foreign" foreign key ("currency_id") references "currency" ("id");`,
    );
    this.addSql(
      `alter table "product_price" add constraint "product_price_sales_price_check" check (sales_price >= 0);`,
    );
    this.addSql(`alter table "product_price" enable row level security;`);
    this.addSql(`alter table "product_price" force row level security;`);
    this.addSql(
      `create policy "keeper" on "product_price" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "product_price_tenant_policy" on "product_price" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "product_location" add constraint "product_location_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "product_location" add constraint "product_location_location_id_foreign" foreign key ("location_id") references "location" ("id");`,
    );
    this.addSql(
      `alter table "product_location" add constraint "product_location_min_check" check (min_stock >= 0);`,
    );
    this.addSql(
      `alter table "product_location" add constraint "product_location_max_check" check (max_stock >= min_stock);`,
    );
    this.addSql(`alter table "product_location" enable row level security;`);
    this.addSql(`alter table "product_location" force row level security;`);
    this.addSql(
      `create policy "keeper" on "product_location" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "product_location_tenant_policy" on "product_location" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "product_translation" cascade;`);
    this.addSql(`drop table if exists "product_price" cascade;`);
    this.addSql(`drop table if exists "product_location" cascade;`);

    this.addSql(`alter table "employee" drop constraint "employee_default_location_id_foreign";`);

    this.addSql(`alter table "product" drop constraint "product_default_supplier_id_foreign";`);

    this.addSql(`drop index "employee_default_location_id_index";`);
    this.addSql(`alter table "employee" drop column "default_location_id";`);

    this.addSql(`drop index "product_default_supplier_id_index";`);
    this.addSql(`alter table "product" drop column "default_supplier_id";`);
  }
}
