import { Migration } from '@mikro-orm/migrations';

export class Migration20261128145442_document_registers extends Migration {
  override name = 'Migration20261128145442_document_registers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "bank_account" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "bank_name" varchar(255) null, "registration_number" varchar(20) null, "account_number" varchar(40) null, "iban" varchar(34) null, "bic" varchar(11) null, "currency" char(3) not null, "is_default" boolean not null, primary key ("id"));`,
    );
    this.addSql(
      `create unique index "bank_account_default_uq" on "bank_account" ("agreement_number") where "is_default";`,
    );
    this.addSql(
      `alter table "bank_account" add constraint "bank_account_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "delivery_terms" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "description" text null, "translations" jsonb not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "delivery_terms" add constraint "delivery_terms_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "project" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "description" text null, "is_barred" boolean not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "project" add constraint "project_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `alter table "employee" add "locale" text null, add "job_title" varchar(255) null, add "should_notify" boolean not null default false;`,
    );
    this.addSql(
      `alter table "employee" add constraint "employee_locale_check" check ("locale" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );

    this.addSql(`alter table "payment_terms" add "translations" jsonb not null default '{}';`);

    this.addSql(`alter table "customer" add "delivery_terms_id" uuid null;`);
    // What customers said in words becomes rows of the register. The owner sees no agreement's rows otherwise.
    this.addSql(`alter table "customer" no force row level security;`);
    this.addSql(
      `insert into "delivery_terms" ("id", "agreement_number", "number", "name", "changed_by", "created_at", "updated_at", "translations") select gen_random_uuid(), d.agreement_number, row_number() over (partition by d.agreement_number order by d.delivery_terms), d.delivery_terms, 'system', now(), now(), '{}' from (select distinct agreement_number, delivery_terms from "customer" where delivery_terms is not null) d;`,
    );
    this.addSql(
      `update "customer" c set "delivery_terms_id" = d.id from "delivery_terms" d where d.agreement_number = c.agreement_number and d.name = c.delivery_terms;`,
    );
    this.addSql(`alter table "customer" force row level security;`);
    this.addSql(`alter table "customer" drop column "delivery_terms";`);
    this.addSql(
      `alter table "customer" add constraint "customer_delivery_terms_id_foreign" foreign key ("delivery_terms_id") references "delivery_terms" ("id") on delete no action;`,
    );
    this.addSql(`create index "customer_delivery_terms_id_index" on "customer" ("delivery_terms_id");`);

    this.addSql(`alter table "supplier" add "delivery_terms_id" uuid null;`);
    this.addSql(
      `alter table "supplier" add constraint "supplier_delivery_terms_id_foreign" foreign key ("delivery_terms_id") references "delivery_terms" ("id") on delete no action;`,
    );
    this.addSql(`create index "supplier_delivery_terms_id_index" on "supplier" ("delivery_terms_id");`);

    this.addSql(
      `alter table "bank_account" add constraint "bank_account_named_check" check (account_number is not null or iban is not null);`,
    );
    this.addSql(`alter table "bank_account" enable row level security;`);
    this.addSql(`alter table "bank_account" force row level security;`);
    this.addSql(`create policy "keeper" on "bank_account" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "bank_account_tenant_policy" on "bank_account" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "delivery_terms" enable row level security;`);
    this.addSql(`alter table "delivery_terms" force row level security;`);
    this.addSql(
      `create policy "keeper" on "delivery_terms" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "delivery_terms_tenant_policy" on "delivery_terms" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "project" enable row level security;`);
    this.addSql(`alter table "project" force row level security;`);
    this.addSql(`create policy "keeper" on "project" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "project_tenant_policy" on "project" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "customer" add "delivery_terms" varchar(255) null;`);
    this.addSql(`alter table "customer" no force row level security;`);
    this.addSql(`alter table "delivery_terms" no force row level security;`);
    this.addSql(
      `update "customer" c set "delivery_terms" = d.name from "delivery_terms" d where d.id = c.delivery_terms_id;`,
    );
    this.addSql(`alter table "customer" force row level security;`);
    this.addSql(`alter table "customer" drop constraint "customer_delivery_terms_id_foreign";`);
    this.addSql(`alter table "supplier" drop constraint "supplier_delivery_terms_id_foreign";`);

    this.addSql(`drop table if exists "bank_account" cascade;`);
    this.addSql(`drop table if exists "delivery_terms" cascade;`);
    this.addSql(`drop table if exists "project" cascade;`);

    this.addSql(`drop index "customer_delivery_terms_id_index";`);
    this.addSql(`alter table "customer" drop column "delivery_terms_id";`);

    this.addSql(`alter table "employee" drop constraint "employee_locale_check";`);
    this.addSql(
      `alter table "employee" drop column "locale", drop column "job_title", drop column "should_notify";`,
    );

    this.addSql(`alter table "payment_terms" drop column "translations";`);

    this.addSql(`drop index "supplier_delivery_terms_id_index";`);
    this.addSql(`alter table "supplier" drop column "delivery_terms_id";`);
  }
}
