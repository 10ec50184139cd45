import { Migration } from '@mikro-orm/migrations';

export class Migration20261128193218_supplier_addresses extends Migration {
  override name = 'Migration20261128193218_supplier_addresses';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "supplier_address" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) null, "street" varchar(255) null, "street2" varchar(255) null, "zip" varchar(30) null, "city" varchar(255) null, "country" varchar(100) null, "email" varchar(255) null, "phone" varchar(255) null, "is_default" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "supplier_id" uuid not null, primary key ("id"));`,
    );
    this.addSql(
      `create unique index "supplier_address_default_uq" on "supplier_address" ("supplier_id") where "is_default";`,
    );
    this.addSql(
      `alter table "supplier_address" add constraint "supplier_address_number_uq" unique ("supplier_id", "number");`,
    );

    this.addSql(`alter table "supplier" add "last_address_number" int not null default 0;`);

    this.addSql(
      `alter table "supplier_address" add constraint "supplier_address_supplier_id_foreign" foreign key ("supplier_id") references "supplier" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "supplier_address" enable row level security;`);
    this.addSql(`alter table "supplier_address" force row level security;`);
    this.addSql(
      `create policy "keeper" on "supplier_address" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "supplier_address_tenant_policy" on "supplier_address" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "supplier_address" cascade;`);

    this.addSql(`alter table "supplier" drop column "last_address_number";`);
  }
}
