import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144059_locations extends Migration {
  override name = 'Migration20261128144059_locations';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "location" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "barcode" varchar(255) null, "parent_id" uuid null, "is_blocked" boolean not null, "is_default" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "location_parent_id_index" on "location" ("parent_id");`);
    this.addSql(`create index "location_barcode_idx" on "location" ("agreement_number", "barcode");`);
    this.addSql(
      `create unique index "location_default_uq" on "location" ("agreement_number") where "is_default";`,
    );
    this.addSql(
      `alter table "location" add constraint "location_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `alter table "location" add constraint "location_parent_id_foreign" foreign key ("parent_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "location" add constraint "location_default_open_check" check (not (is_default and is_blocked));`,
    );
    this.addSql(`alter table "location" enable row level security;`);
    this.addSql(`alter table "location" force row level security;`);
    this.addSql(`create policy "keeper" on "location" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "location_tenant_policy" on "location" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "location" drop constraint "location_parent_id_foreign";`);

    this.addSql(`drop table if exists "location" cascade;`);
  }
}
