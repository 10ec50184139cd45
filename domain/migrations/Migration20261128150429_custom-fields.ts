import { Migration } from '@mikro-orm/migrations';

export class Migration20261128150429_custom_fields extends Migration {
  override name = 'Migration20261128150429_custom_fields';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "custom_field" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "for" text not null, "type" text not null, "options" jsonb not null, "use_in_layouts" boolean not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "custom_field" add constraint "custom_field_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "custom_field_value" ("id" uuid not null, "agreement_number" int not null, "owner_id" uuid not null, "field_id" uuid not null, "value" text not null, primary key ("id"));`,
    );
    this.addSql(`create index "custom_field_value_field_id_index" on "custom_field_value" ("field_id");`);
    this.addSql(
      `alter table "custom_field_value" add constraint "custom_field_value_uq" unique ("owner_id", "field_id");`,
    );

    // What customers said in fields by name becomes fields of the register. The owner sees no agreement's rows otherwise.
    this.addSql(`alter table "customer" no force row level security;`);
    this.addSql(
      `insert into "custom_field" ("id", "agreement_number", "number", "name", "for", "type", "options", "use_in_layouts", "changed_by", "created_at", "updated_at") select gen_random_uuid(), n.agreement_number, row_number() over (partition by n.agreement_number order by n.name), n.name, 'customer', 'text', '[]', false, 'system', now(), now() from (select distinct c.agreement_number, e.key as name from "customer" c, jsonb_each_text(c.custom_fields) e where e.value is not null) n;`,
    );
    this.addSql(
      `insert into "custom_field_value" ("id", "agreement_number", "owner_id", "field_id", "value") select gen_random_uuid(), c.agreement_number, c.id, f.id, e.value from "customer" c cross join jsonb_each_text(c.custom_fields) e join "custom_field" f on f.agreement_number = c.agreement_number and f.name = e.key where e.value is not null;`,
    );
    this.addSql(`alter table "customer" force row level security;`);
    this.addSql(`alter table "customer" drop column "custom_fields";`);

    this.addSql(
      `alter table "custom_field" add constraint "custom_field_for_check" check ("for" in ('product', 'customer', 'supplier', 'offer', 'order', 'shipment', 'customer-invoice', 'purchase-order', 'receipt', 'supplier-invoice', 'adjustment', 'movement', 'count', 'production-order'));`,
    );
    this.addSql(
      `alter table "custom_field" add constraint "custom_field_type_check" check ("type" in ('text', 'checkbox', 'dropdown'));`,
    );
    this.addSql(`alter table "custom_field" enable row level security;`);
    this.addSql(`alter table "custom_field" force row level security;`);
    this.addSql(`create policy "keeper" on "custom_field" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "custom_field_tenant_policy" on "custom_field" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "custom_field_value" add constraint "custom_field_value_field_id_foreign" foreign key ("field_id") references "custom_field" ("id") on delete no action;`,
    );
    this.addSql(`alter table "custom_field_value" enable row level security;`);
    this.addSql(`alter table "custom_field_value" force row level security;`);
    this.addSql(
      `create policy "keeper" on "custom_field_value" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "custom_field_value_tenant_policy" on "custom_field_value" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "customer" add "custom_fields" jsonb not null default '{}';`);
    this.addSql(`alter table "customer" alter column "custom_fields" drop default;`);
    for (const table of ['customer', 'custom_field', 'custom_field_value'])
      this.addSql(`alter table "${table}" no force row level security;`);
    this.addSql(
      `update "customer" c set "custom_fields" = v.fields from (select v.owner_id, jsonb_object_agg(f.name, v.value) as fields from "custom_field_value" v join "custom_field" f on f.id = v.field_id group by v.owner_id) v where v.owner_id = c.id;`,
    );
    this.addSql(`alter table "customer" force row level security;`);
    this.addSql(`alter table "custom_field_value" drop constraint "custom_field_value_field_id_foreign";`);

    this.addSql(`drop table if exists "custom_field" cascade;`);
    this.addSql(`drop table if exists "custom_field_value" cascade;`);
  }
}
