import { Migration } from '@mikro-orm/migrations';

export class Migration20261128162132_counts extends Migration {
  override name = 'Migration20261128162132_counts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "stock_count" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "location_id" uuid not null, "note" varchar(2000) null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "stock_count_location_id_index" on "stock_count" ("location_id");`);
    this.addSql(
      `create index "stock_count_date_ix" on "stock_count" ("agreement_number", "date", "number");`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "stock_count_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "stock_count_line" ("id" uuid not null, "agreement_number" int not null, "count_id" uuid not null, "position" int not null, "product_id" uuid not null, "tracking_number" varchar(255) null, "counted_quantity" numeric(19,4) not null, "expected_quantity" numeric(19,4) not null, "counted_at" timestamptz(3) not null, "counted_by" varchar(255) not null, "booked_quantity" numeric(19,4) null, "booked_value" numeric(19,2) null, primary key ("id"));`,
    );
    this.addSql(`create index "stock_count_line_product_id_index" on "stock_count_line" ("product_id");`);
    this.addSql(
      `create unique index "stock_count_line_item_uq" on "stock_count_line" ("count_id", "product_id", coalesce("tracking_number", ''));`,
    );
    this.addSql(
      `alter table "stock_count_line" add constraint "stock_count_line_position_uq" unique ("count_id", "position");`,
    );

    this.addSql(
      `alter table "stock_count" add constraint "stock_count_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "stock_count_standing_check" check ((state = 'booked') = (archived_at is not null) and (archived_at is null) = (booked_at is null));`,
    );
    this.addSql(
      `alter table "stock_count" add constraint "stock_count_state_check" check ("state" in ('open', 'booked'));`,
    );
    this.addSql(`alter table "stock_count" enable row level security;`);
    this.addSql(`alter table "stock_count" force row level security;`);
    this.addSql(`create policy "keeper" on "stock_count" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "stock_count_tenant_policy" on "stock_count" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_count_line" add constraint "stock_count_line_count_id_foreign" foreign key ("count_id") references "stock_count" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "stock_count_line" add constraint "stock_count_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_count_line" add constraint "stock_count_line_quantity_check" check (counted_quantity >= 0);`,
    );
    this.addSql(`alter table "stock_count_line" enable row level security;`);
    this.addSql(`alter table "stock_count_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_count_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_count_line_tenant_policy" on "stock_count_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "stock_count_line" drop constraint "stock_count_line_count_id_foreign";`);

    this.addSql(`drop table if exists "stock_count" cascade;`);
    this.addSql(`drop table if exists "stock_count_line" cascade;`);
  }
}
