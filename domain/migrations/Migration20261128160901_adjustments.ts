import { Migration } from '@mikro-orm/migrations';

export class Migration20261128160901_adjustments extends Migration {
  override name = 'Migration20261128160901_adjustments';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "adjustment" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "reason" varchar(255) null, "description" varchar(255) null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "adjustment_date_ix" on "adjustment" ("agreement_number", "date", "number");`);
    this.addSql(
      `alter table "adjustment" add constraint "adjustment_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "adjustment_line" ("id" uuid not null, "agreement_number" int not null, "adjustment_id" uuid not null, "position" int not null, "product_id" uuid not null, "location_id" uuid null, "adjust_quantity" numeric(19,4) null, "new_quantity" numeric(19,4) null, "cost_price" numeric(19,4) null, "tracking" jsonb not null, "booked_quantity" numeric(19,4) null, "booked_value" numeric(19,2) null, primary key ("id"));`,
    );
    this.addSql(`create index "adjustment_line_product_id_index" on "adjustment_line" ("product_id");`);
    this.addSql(`create index "adjustment_line_location_id_index" on "adjustment_line" ("location_id");`);
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_position_uq" unique ("adjustment_id", "position");`,
    );

    this.addSql(
      `alter table "adjustment" add constraint "adjustment_standing_check" check ((state = 'booked') = (archived_at is not null) and (archived_at is null) = (booked_at is null));`,
    );
    this.addSql(
      `alter table "adjustment" add constraint "adjustment_state_check" check ("state" in ('draft', 'booked'));`,
    );
    this.addSql(`alter table "adjustment" enable row level security;`);
    this.addSql(`alter table "adjustment" force row level security;`);
    this.addSql(`create policy "keeper" on "adjustment" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "adjustment_tenant_policy" on "adjustment" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_adjustment_id_foreign" foreign key ("adjustment_id") references "adjustment" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_change_check" check (num_nonnulls(adjust_quantity, new_quantity) <= 1);`,
    );
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_location_check" check (case when adjust_quantity is null and new_quantity is null then location_id is null and cost_price is not null else location_id is not null end);`,
    );
    this.addSql(
      `alter table "adjustment_line" add constraint "adjustment_line_amounts_check" check (adjust_quantity <> 0 and new_quantity >= 0 and cost_price >= 0);`,
    );
    this.addSql(`alter table "adjustment_line" enable row level security;`);
    this.addSql(`alter table "adjustment_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "adjustment_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "adjustment_line_tenant_policy" on "adjustment_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "adjustment_line" drop constraint "adjustment_line_adjustment_id_foreign";`);

    this.addSql(`drop table if exists "adjustment" cascade;`);
    this.addSql(`drop table if exists "adjustment_line" cascade;`);
  }
}
