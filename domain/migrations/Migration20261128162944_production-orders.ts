import { Migration } from '@mikro-orm/migrations';

export class Migration20261128162944_production_orders extends Migration {
  override name = 'Migration20261128162944_production_orders';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "production_order" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "product_id" uuid not null, "quantity" numeric(19,4) not null, "finished_quantity" numeric(19,4) not null default '0', "finished_value" numeric(19,2) not null default '0', "order_number" int null, "employee_id" uuid null, "location_id" uuid not null, "note" varchar(2000) null, "started_at" timestamptz(3) null, "started_by" varchar(255) null, "finished_at" timestamptz(3) null, "finished_by" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "production_order_product_id_index" on "production_order" ("product_id");`);
    this.addSql(`create index "production_order_employee_id_index" on "production_order" ("employee_id");`);
    this.addSql(`create index "production_order_location_id_index" on "production_order" ("location_id");`);
    this.addSql(
      `create index "production_order_date_ix" on "production_order" ("agreement_number", "date", "number");`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "production_order_line" ("id" uuid not null, "agreement_number" int not null, "production_order_id" uuid not null, "position" int not null, "product_id" uuid not null, "quantity" numeric(19,4) not null, "used_quantity" numeric(19,4) not null default '0', primary key ("id"));`,
    );
    this.addSql(
      `create index "production_order_line_product_id_index" on "production_order_line" ("product_id");`,
    );
    this.addSql(
      `alter table "production_order_line" add constraint "production_order_line_position_uq" unique ("production_order_id", "position");`,
    );
    this.addSql(
      `alter table "production_order_line" add constraint "production_order_line_product_uq" unique ("production_order_id", "product_id");`,
    );

    this.addSql(`alter table "adjustment" add "category_id" uuid null;`);
    this.addSql(
      `alter table "adjustment" add constraint "adjustment_category_id_foreign" foreign key ("category_id") references "adjustment_category" ("id") on delete no action;`,
    );
    this.addSql(`create index "adjustment_category_id_index" on "adjustment" ("category_id");`);

    this.addSql(
      `alter table "production_order" add constraint "production_order_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_standing_check" check ((state in ('finished', 'cancelled')) = (archived_at is not null) and (state <> 'started' or started_at is not null));`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_quantity_check" check (quantity > 0 and finished_quantity >= 0 and finished_quantity <= quantity and (state <> 'finished' or finished_quantity = quantity));`,
    );
    this.addSql(
      `alter table "production_order" add constraint "production_order_state_check" check ("state" in ('not-started', 'started', 'finished', 'cancelled'));`,
    );
    this.addSql(`alter table "production_order" enable row level security;`);
    this.addSql(`alter table "production_order" force row level security;`);
    this.addSql(
      `create policy "keeper" on "production_order" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "production_order_tenant_policy" on "production_order" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "production_order_line" add constraint "production_order_line_production_order_id_foreign" foreign key ("production_order_id") references "production_order" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "production_order_line" add constraint "production_order_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "production_order_line" add constraint "production_order_line_quantity_check" check (quantity > 0 and used_quantity >= 0 and used_quantity <= quantity);`,
    );
    this.addSql(`alter table "production_order_line" enable row level security;`);
    this.addSql(`alter table "production_order_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "production_order_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "production_order_line_tenant_policy" on "production_order_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "production_order_line" drop constraint "production_order_line_production_order_id_foreign";`,
    );

    this.addSql(`drop table if exists "production_order" cascade;`);
    this.addSql(`drop table if exists "production_order_line" cascade;`);

    this.addSql(`alter table "adjustment" drop constraint "adjustment_category_id_foreign";`);

    this.addSql(`drop index "adjustment_category_id_index";`);
    this.addSql(`alter table "adjustment" drop column "category_id";`);
  }
}
