import { Migration } from '@mikro-orm/migrations';

export class Migration20261128161631_movements extends Migration {
  override name = 'Migration20261128161631_movements';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "movement" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "received_date" date null, "from_location_id" uuid not null, "to_location_id" uuid not null, "transport_location_id" uuid null, "note" varchar(2000) null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, "received_at" timestamptz(3) null, "received_by" varchar(255) null, primary key ("id"));`,
    );
    this.addSql(`create index "movement_from_location_id_index" on "movement" ("from_location_id");`);
    this.addSql(`create index "movement_to_location_id_index" on "movement" ("to_location_id");`);
    this.addSql(
      `create index "movement_transport_location_id_index" on "movement" ("transport_location_id");`,
    );
    this.addSql(`create index "movement_date_ix" on "movement" ("agreement_number", "date", "number");`);
    this.addSql(
      `alter table "movement" add constraint "movement_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "movement_line" ("id" uuid not null, "agreement_number" int not null, "movement_id" uuid not null, "position" int not null, "product_id" uuid not null, "quantity" numeric(19,4) not null, "tracking" jsonb not null, primary key ("id"));`,
    );
    this.addSql(`create index "movement_line_product_id_index" on "movement_line" ("product_id");`);
    this.addSql(
      `alter table "movement_line" add constraint "movement_line_position_uq" unique ("movement_id", "position");`,
    );

    this.addSql(
      `alter table "movement" add constraint "movement_from_location_id_foreign" foreign key ("from_location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "movement" add constraint "movement_to_location_id_foreign" foreign key ("to_location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "movement" add constraint "movement_transport_location_id_foreign" foreign key ("transport_location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "movement" add constraint "movement_standing_check" check (case state when 'draft' then archived_at is null and booked_at is null when 'booked' then booked_at is not null and (archived_at is null) = (transport_location_id is not null) when 'receiving' then archived_at is null and transport_location_id is not null else archived_at is not null and transport_location_id is not null and received_at is not null end);`,
    );
    this.addSql(
      `alter table "movement" add constraint "movement_locations_check" check (from_location_id <> to_location_id and transport_location_id <> from_location_id and transport_location_id <> to_location_id);`,
    );
    this.addSql(
      `alter table "movement" add constraint "movement_state_check" check ("state" in ('draft', 'booked', 'receiving', 'received'));`,
    );
    this.addSql(`alter table "movement" enable row level security;`);
    this.addSql(`alter table "movement" force row level security;`);
    this.addSql(`create policy "keeper" on "movement" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "movement_tenant_policy" on "movement" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "movement_line" add constraint "movement_line_movement_id_foreign" foreign key ("movement_id") references "movement" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "movement_line" add constraint "movement_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "movement_line" add constraint "movement_line_quantity_check" check (quantity > 0);`,
    );
    this.addSql(`alter table "movement_line" enable row level security;`);
    this.addSql(`alter table "movement_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "movement_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "movement_line_tenant_policy" on "movement_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "movement_line" drop constraint "movement_line_movement_id_foreign";`);

    this.addSql(`drop table if exists "movement" cascade;`);
    this.addSql(`drop table if exists "movement_line" cascade;`);
  }
}
