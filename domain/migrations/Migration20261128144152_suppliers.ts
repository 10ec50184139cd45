import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144152_suppliers extends Migration {
  override name = 'Migration20261128144152_suppliers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "supplier_group" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "supplier_group" add constraint "supplier_group_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "supplier" ("id" uuid not null, "agreement_number" int not null, "number" varchar(9) not null, "name" varchar(255) not null, "vat_zone" text not null, "currency" char(3) not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "corporate_identification_number" varchar(40) null, "vat_number" varchar(40) null, "ean" char(13) null, "street" varchar(255) null, "street2" varchar(255) null, "zip" varchar(30) null, "city" varchar(255) null, "country" varchar(100) null, "phone" varchar(255) null, "email" varchar(255) null, "website" varchar(255) null, "credit_limit" numeric(19,4) null, "is_barred" boolean not null, "attention_contact" int null, "last_contact_number" int not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "group_id" uuid not null, "email_purchase_orders" varchar(255) null, "payment_type" text null, "bank_name" varchar(255) null, "bank_registration_number" varchar(20) null, "bank_account_number" varchar(40) null, "iban" varchar(34) null, "bic" varchar(11) null, "creditor_number" varchar(20) null, primary key ("id"));`,
    );
    this.addSql(`create index "supplier_payment_terms_id_index" on "supplier" ("payment_terms_id");`);
    this.addSql(`create index "supplier_layout_id_index" on "supplier" ("layout_id");`);
    this.addSql(`create index "supplier_employee_id_index" on "supplier" ("employee_id");`);
    this.addSql(`create index "supplier_group_id_index" on "supplier" ("group_id");`);
    this.addSql(
      `alter table "supplier" add constraint "supplier_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "supplier_contact" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "email" varchar(255) null, "phone" varchar(255) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "supplier_id" uuid not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "supplier_contact" add constraint "supplier_contact_number_uq" unique ("supplier_id", "number");`,
    );

    this.addSql(`alter table "supplier_group" enable row level security;`);
    this.addSql(`alter table "supplier_group" force row level security;`);
    this.addSql(
      `create policy "keeper" on "supplier_group" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "supplier_group_tenant_policy" on "supplier_group" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "supplier" add constraint "supplier_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_group_id_foreign" foreign key ("group_id") references "supplier_group" ("id");`,
    );
    this.addSql(`alter table "supplier" add constraint "supplier_ean_check" check (ean ~ '^[0-9]{13}\$');`);
    this.addSql(
      `alter table "supplier" add constraint "supplier_credit_limit_check" check (credit_limit >= 0);`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(
      `alter table "supplier" add constraint "supplier_payment_type_check" check ("payment_type" in ('bank-transfer', 'international-transfer', 'payment-slip', 'direct-debit', 'card', 'cash'));`,
    );
    this.addSql(`alter table "supplier" enable row level security;`);
    this.addSql(`alter table "supplier" force row level security;`);
    this.addSql(`create policy "keeper" on "supplier" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "supplier_tenant_policy" on "supplier" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "supplier_contact" add constraint "supplier_contact_supplier_id_foreign" foreign key ("supplier_id") references "supplier" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "supplier_contact" enable row level security;`);
    this.addSql(`alter table "supplier_contact" force row level security;`);
    this.addSql(
      `create policy "keeper" on "supplier_contact" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "supplier_contact_tenant_policy" on "supplier_contact" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "supplier" drop constraint "supplier_group_id_foreign";`);
    this.addSql(`alter table "supplier_contact" drop constraint "supplier_contact_supplier_id_foreign";`);

    this.addSql(`drop table if exists "supplier_group" cascade;`);
    this.addSql(`drop table if exists "supplier" cascade;`);
    this.addSql(`drop table if exists "supplier_contact" cascade;`);
  }
}
