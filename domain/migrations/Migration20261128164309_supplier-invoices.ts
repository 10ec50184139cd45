import { Migration } from '@mikro-orm/migrations';

export class Migration20261128164309_supplier_invoices extends Migration {
  override name = 'Migration20261128164309_supplier_invoices';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "supplier_invoice" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "kind" text not null, "date" date not null, "supplier_invoice_number" varchar(50) null, "purchase_order_id" uuid null, "credited_invoice_id" uuid null, "reverses_inventory" boolean not null default false, "reason" varchar(250) null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, "supplier_id" uuid not null, "delivery_terms_id" uuid null, "allocation" text not null default 'value', "delivery_date" date null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "vat_zone" text not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "heading" varchar(250) null, "note" varchar(2000) null, "other_reference" varchar(225) null, "their_reference_contact" int null, "attention_contact" int null, "project_number" int null, "discount_percentage" numeric(5,2) not null, "delivery_address" jsonb null, "party" jsonb null, "terms" jsonb null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(19,2) not null, "gross_amount" numeric(19,2) not null, "base_net_amount" numeric(19,2) not null, "base_vat_amount" numeric(19,2) not null, "base_gross_amount" numeric(19,2) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "supplier_invoice_purchase_order_id_index" on "supplier_invoice" ("purchase_order_id");`,
    );
    this.addSql(
      `create index "supplier_invoice_credited_invoice_id_index" on "supplier_invoice" ("credited_invoice_id");`,
    );
    this.addSql(`create index "supplier_invoice_supplier_id_index" on "supplier_invoice" ("supplier_id");`);
    this.addSql(
      `create index "supplier_invoice_delivery_terms_id_index" on "supplier_invoice" ("delivery_terms_id");`,
    );
    this.addSql(
      `create index "supplier_invoice_payment_terms_id_index" on "supplier_invoice" ("payment_terms_id");`,
    );
    this.addSql(`create index "supplier_invoice_layout_id_index" on "supplier_invoice" ("layout_id");`);
    this.addSql(`create index "supplier_invoice_employee_id_index" on "supplier_invoice" ("employee_id");`);
    this.addSql(
      `create index "supplier_invoice_date_ix" on "supplier_invoice" ("agreement_number", "date", "id");`,
    );
    this.addSql(
      `create index "supplier_invoice_supplier_ix" on "supplier_invoice" ("supplier_id", "number");`,
    );
    this.addSql(
      `create index "supplier_invoice_created_ix" on "supplier_invoice" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "supplier_invoice_line" ("id" uuid not null, "agreement_number" int not null, "position" int not null, "product_id" uuid null, "description" varchar(2500) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(5,2) not null, "unit_cost_price" numeric(19,4) null, "unit_id" uuid null, "vat_percentage" numeric(5,2) not null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(21,6) not null, "unit_quantity" numeric(19,4) not null default '1', "location_id" uuid null, "supplier_invoice_id" uuid not null, "purchase_order_line_id" uuid null, "credited_line_id" uuid null, primary key ("id"));`,
    );
    this.addSql(
      `create index "supplier_invoice_line_product_id_index" on "supplier_invoice_line" ("product_id");`,
    );
    this.addSql(`create index "supplier_invoice_line_unit_id_index" on "supplier_invoice_line" ("unit_id");`);
    this.addSql(
      `create index "supplier_invoice_line_location_id_index" on "supplier_invoice_line" ("location_id");`,
    );
    this.addSql(
      `create index "supplier_invoice_line_purchase_order_line_id_index" on "supplier_invoice_line" ("purchase_order_line_id");`,
    );
    this.addSql(
      `create index "supplier_invoice_line_credited_line_id_index" on "supplier_invoice_line" ("credited_line_id");`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_position_uq" unique ("supplier_invoice_id", "position");`,
    );

    this.addSql(
      `create table "purchase_match" ("id" uuid not null, "agreement_number" int not null, "receipt_line_id" uuid not null, "invoice_line_id" uuid not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "purchase_match_invoice_line_id_index" on "purchase_match" ("invoice_line_id");`,
    );
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_uq" unique ("receipt_line_id", "invoice_line_id");`,
    );

    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_purchase_order_id_foreign" foreign key ("purchase_order_id") references "purchase_order" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_credited_invoice_id_foreign" foreign key ("credited_invoice_id") references "supplier_invoice" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_supplier_id_foreign" foreign key ("supplier_id") references "supplier" ("id");`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_delivery_terms_id_foreign" foreign key ("delivery_terms_id") references "delivery_terms" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_gross_check" check (gross_amount = net_amount + vat_amount);`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_base_gross_check" check (base_gross_amount = base_net_amount + base_vat_amount);`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_exchange_rate_check" check (exchange_rate > 0);`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_standing_check" check (case state when 'draft' then archived_at is null and party is null and terms is null and booked_at is null else party is not null and terms is not null and booked_at is not null end);`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_credit_check" check (kind = 'credit-note' or (credited_invoice_id is null and not reverses_inventory));`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_state_check" check ("state" in ('draft', 'booked'));`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_kind_check" check ("kind" in ('invoice', 'credit-note'));`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_allocation_check" check ("allocation" in ('quantity', 'value'));`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "supplier_invoice" add constraint "supplier_invoice_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "supplier_invoice" enable row level security;`);
    this.addSql(`alter table "supplier_invoice" force row level security;`);
    this.addSql(
      `create policy "keeper" on "supplier_invoice" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "supplier_invoice_tenant_policy" on "supplier_invoice" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_supplier_invoice_id_foreign" foreign key ("supplier_invoice_id") references "supplier_invoice" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_purchase_order_line_id_foreign" foreign key ("purchase_order_line_id") references "purchase_order_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_credited_line_id_foreign" foreign key ("credited_line_id") references "supplier_invoice_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_position_check" check (position >= 1);`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_quantity_check" check (case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity <> 0 end);`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_vat_check" check (vat_percentage >= 0 and vat_percentage <= 100);`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_vat_amount_check" check (vat_amount * 100 = net_amount * vat_percentage);`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" add constraint "supplier_invoice_line_unit_check" check (unit_quantity > 0);`,
    );
    this.addSql(`alter table "supplier_invoice_line" enable row level security;`);
    this.addSql(`alter table "supplier_invoice_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "supplier_invoice_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "supplier_invoice_line_tenant_policy" on "supplier_invoice_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_receipt_line_id_foreign" foreign key ("receipt_line_id") references "receipt_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_invoice_line_id_foreign" foreign key ("invoice_line_id") references "supplier_invoice_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_quantity_check" check (quantity > 0);`,
    );
    this.addSql(`alter table "purchase_match" enable row level security;`);
    this.addSql(`alter table "purchase_match" force row level security;`);
    this.addSql(
      `create policy "keeper" on "purchase_match" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "purchase_match_tenant_policy" on "purchase_match" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "supplier_invoice" drop constraint "supplier_invoice_credited_invoice_id_foreign";`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" drop constraint "supplier_invoice_line_supplier_invoice_id_foreign";`,
    );
    this.addSql(
      `alter table "supplier_invoice_line" drop constraint "supplier_invoice_line_credited_line_id_foreign";`,
    );
    this.addSql(`alter table "purchase_match" drop constraint "purchase_match_invoice_line_id_foreign";`);

    this.addSql(`drop table if exists "supplier_invoice" cascade;`);
    this.addSql(`drop table if exists "supplier_invoice_line" cascade;`);
    this.addSql(`drop table if exists "purchase_match" cascade;`);
  }
}
