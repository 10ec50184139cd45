import { Migration } from '@mikro-orm/migrations';

export class Migration20261128154638_sales_orders extends Migration {
  override name = 'Migration20261128154638_sales_orders';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "sales_order" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, "delivery" text not null default 'not-sent', "invoicing" text not null default 'not-invoiced', "is_ready_for_purchasing" boolean not null default false, "is_partly_purchased" boolean not null default false, "offer_id" uuid null, "customer_id" uuid not null, "delivery_date" date null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "vat_zone" text not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "heading" varchar(250) null, "note" varchar(2000) null, "other_reference" varchar(225) null, "their_reference_contact" int null, "attention_contact" int null, "project_number" int null, "discount_percentage" numeric(5,2) not null, "delivery_address" jsonb null, "party" jsonb null, "terms" jsonb null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(19,2) not null, "gross_amount" numeric(19,2) not null, "base_net_amount" numeric(19,2) not null, "base_vat_amount" numeric(19,2) not null, "base_gross_amount" numeric(19,2) not null, primary key ("id"));`,
    );
    this.addSql(`create index "sales_order_offer_id_index" on "sales_order" ("offer_id");`);
    this.addSql(`create index "sales_order_customer_id_index" on "sales_order" ("customer_id");`);
    this.addSql(`create index "sales_order_payment_terms_id_index" on "sales_order" ("payment_terms_id");`);
    this.addSql(`create index "sales_order_layout_id_index" on "sales_order" ("layout_id");`);
    this.addSql(`create index "sales_order_employee_id_index" on "sales_order" ("employee_id");`);
    this.addSql(`create index "sales_order_date_ix" on "sales_order" ("agreement_number", "date", "id");`);
    this.addSql(`create index "sales_order_customer_ix" on "sales_order" ("customer_id", "number");`);
    this.addSql(
      `create index "sales_order_created_ix" on "sales_order" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "sales_order_note" ("id" uuid not null, "agreement_number" int not null, "order_id" uuid not null, "text" varchar(2000) not null, "created_by" varchar(255) not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "sales_order_note_order_id_index" on "sales_order_note" ("order_id");`);

    this.addSql(
      `create table "shipment" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "order_id" uuid null, "invoice_id" uuid null, "customer_id" uuid not null, "delivery_address" jsonb null, "picked" text not null default 'not-picked', "is_ready_for_transport" boolean not null default false, "shipped_at" timestamptz(3) null, "shipped_by" varchar(255) null, "ledger_date" date null, primary key ("id"));`,
    );
    this.addSql(`create index "shipment_order_id_index" on "shipment" ("order_id");`);
    this.addSql(`create index "shipment_invoice_id_index" on "shipment" ("invoice_id");`);
    this.addSql(`create index "shipment_customer_id_index" on "shipment" ("customer_id");`);
    this.addSql(`create index "shipment_created_ix" on "shipment" ("agreement_number", "created_at", "id");`);
    this.addSql(
      `alter table "shipment" add constraint "shipment_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "sales_order_line" ("id" uuid not null, "agreement_number" int not null, "position" int not null, "product_id" uuid null, "description" varchar(2500) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(5,2) not null, "unit_cost_price" numeric(19,4) null, "unit_id" uuid null, "vat_percentage" numeric(5,2) not null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(21,6) not null, "order_id" uuid not null, "offer_line_id" uuid null, primary key ("id"));`,
    );
    this.addSql(`create index "sales_order_line_product_id_index" on "sales_order_line" ("product_id");`);
    this.addSql(`create index "sales_order_line_unit_id_index" on "sales_order_line" ("unit_id");`);
    this.addSql(
      `create index "sales_order_line_offer_line_id_index" on "sales_order_line" ("offer_line_id");`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_position_uq" unique ("order_id", "position");`,
    );

    this.addSql(
      `create table "shipment_line" ("id" uuid not null, "agreement_number" int not null, "shipment_id" uuid not null, "position" int not null, "order_line_id" uuid null, "invoice_line_id" uuid null, "product_id" uuid not null, "description" varchar(2500) not null, "unit_id" uuid null, "unit_quantity" numeric(19,4) not null, "quantity" numeric(19,4) not null, "picked_quantity" numeric(19,4) not null default '0', "location_id" uuid null, "tracking" jsonb null, "stock_line_id" uuid null, primary key ("id"));`,
    );
    this.addSql(`create index "shipment_line_order_line_id_index" on "shipment_line" ("order_line_id");`);
    this.addSql(`create index "shipment_line_invoice_line_id_index" on "shipment_line" ("invoice_line_id");`);
    this.addSql(`create index "shipment_line_product_id_index" on "shipment_line" ("product_id");`);
    this.addSql(`create index "shipment_line_unit_id_index" on "shipment_line" ("unit_id");`);
    this.addSql(`create index "shipment_line_location_id_index" on "shipment_line" ("location_id");`);
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_position_uq" unique ("shipment_id", "position");`,
    );

    this.addSql(
      `alter table "customer_invoice" add "offer_id" uuid null, add "order_id" uuid null, add "delivery" text not null default 'not-sent';`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_offer_id_foreign" foreign key ("offer_id") references "offer" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_order_id_foreign" foreign key ("order_id") references "sales_order" ("id") on delete no action;`,
    );
    this.addSql(`create index "customer_invoice_offer_id_index" on "customer_invoice" ("offer_id");`);
    this.addSql(`create index "customer_invoice_order_id_index" on "customer_invoice" ("order_id");`);
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_delivery_check" check ("delivery" in ('not-sent', 'ready', 'partly', 'sent'));`,
    );

    this.addSql(
      `alter table "customer_invoice_line" add "offer_line_id" uuid null, add "order_line_id" uuid null;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_offer_line_id_foreign" foreign key ("offer_line_id") references "offer_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_order_line_id_foreign" foreign key ("order_line_id") references "sales_order_line" ("id") on delete no action;`,
    );
    this.addSql(
      `create index "customer_invoice_line_order_line_ix" on "customer_invoice_line" ("order_line_id") where "order_line_id" is not null;`,
    );
    this.addSql(
      `create index "customer_invoice_line_offer_line_ix" on "customer_invoice_line" ("offer_line_id") where "offer_line_id" is not null;`,
    );

    this.addSql(
      `alter table "sales_order" add constraint "sales_order_offer_id_foreign" foreign key ("offer_id") references "offer" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_customer_id_foreign" foreign key ("customer_id") references "customer" ("id");`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_gross_check" check (gross_amount = net_amount + vat_amount);`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_base_gross_check" check (base_gross_amount = base_net_amount + base_vat_amount);`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_exchange_rate_check" check (exchange_rate > 0);`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_standing_check" check (case state when 'draft' then archived_at is null and party is null and terms is null and booked_at is null when 'sent' then party is not null and terms is not null and booked_at is not null else archived_at is not null end);`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_state_check" check ("state" in ('draft', 'sent', 'cancelled'));`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_delivery_check" check ("delivery" in ('not-sent', 'ready', 'partly', 'sent'));`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_invoicing_check" check ("invoicing" in ('not-invoiced', 'ready', 'partly', 'invoiced'));`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "sales_order" add constraint "sales_order_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "sales_order" enable row level security;`);
    this.addSql(`alter table "sales_order" force row level security;`);
    this.addSql(`create policy "keeper" on "sales_order" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "sales_order_tenant_policy" on "sales_order" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "sales_order_note" add constraint "sales_order_note_order_id_foreign" foreign key ("order_id") references "sales_order" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "sales_order_note" enable row level security;`);
    this.addSql(`alter table "sales_order_note" force row level security;`);
    this.addSql(
      `create policy "keeper" on "sales_order_note" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "sales_order_note_tenant_policy" on "sales_order_note" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "shipment" add constraint "shipment_order_id_foreign" foreign key ("order_id") references "sales_order" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_invoice_id_foreign" foreign key ("invoice_id") references "customer_invoice" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_customer_id_foreign" foreign key ("customer_id") references "customer" ("id");`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_source_check" check ((order_id is null) <> (invoice_id is null));`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_standing_check" check (case state when 'open' then archived_at is null and shipped_at is null and ledger_date is null else archived_at is not null and shipped_at is not null and ledger_date is not null end);`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_state_check" check ("state" in ('open', 'sent'));`,
    );
    this.addSql(
      `alter table "shipment" add constraint "shipment_picked_check" check ("picked" in ('not-picked', 'partly', 'picked'));`,
    );
    this.addSql(`alter table "shipment" enable row level security;`);
    this.addSql(`alter table "shipment" force row level security;`);
    this.addSql(`create policy "keeper" on "shipment" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "shipment_tenant_policy" on "shipment" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_order_id_foreign" foreign key ("order_id") references "sales_order" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_offer_line_id_foreign" foreign key ("offer_line_id") references "offer_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_position_check" check (position >= 1);`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_quantity_check" check (case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity > 0 end);`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_vat_check" check (vat_percentage >= 0 and vat_percentage <= 100);`,
    );
    this.addSql(
      `alter table "sales_order_line" add constraint "sales_order_line_vat_amount_check" check (vat_amount * 100 = net_amount * vat_percentage);`,
    );
    this.addSql(`alter table "sales_order_line" enable row level security;`);
    this.addSql(`alter table "sales_order_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "sales_order_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "sales_order_line_tenant_policy" on "sales_order_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_shipment_id_foreign" foreign key ("shipment_id") references "shipment" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_order_line_id_foreign" foreign key ("order_line_id") references "sales_order_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_invoice_line_id_foreign" foreign key ("invoice_line_id") references "customer_invoice_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_quantity_check" check (quantity > 0);`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_picked_check" check (picked_quantity >= 0 and picked_quantity <= quantity);`,
    );
    this.addSql(
      `alter table "shipment_line" add constraint "shipment_line_source_check" check ((order_line_id is null) <> (invoice_line_id is null));`,
    );
    this.addSql(`alter table "shipment_line" enable row level security;`);
    this.addSql(`alter table "shipment_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "shipment_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "shipment_line_tenant_policy" on "shipment_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "sales_order_note" drop constraint "sales_order_note_order_id_foreign";`);
    this.addSql(`alter table "customer_invoice" drop constraint "customer_invoice_order_id_foreign";`);
    this.addSql(`alter table "shipment" drop constraint "shipment_order_id_foreign";`);
    this.addSql(`alter table "sales_order_line" drop constraint "sales_order_line_order_id_foreign";`);
    this.addSql(`alter table "shipment_line" drop constraint "shipment_line_shipment_id_foreign";`);
    this.addSql(
      `alter table "customer_invoice_line" drop constraint "customer_invoice_line_order_line_id_foreign";`,
    );
    this.addSql(`alter table "shipment_line" drop constraint "shipment_line_order_line_id_foreign";`);

    this.addSql(`drop table if exists "sales_order" cascade;`);
    this.addSql(`drop table if exists "sales_order_note" cascade;`);
    this.addSql(`drop table if exists "shipment" cascade;`);
    this.addSql(`drop table if exists "sales_order_line" cascade;`);
    this.addSql(`drop table if exists "shipment_line" cascade;`);

    this.addSql(`alter table "customer_invoice" drop constraint "customer_invoice_offer_id_foreign";`);

    this.addSql(
      `alter table "customer_invoice_line" drop constraint "customer_invoice_line_offer_line_id_foreign";`,
    );

    this.addSql(`drop index "customer_invoice_offer_id_index";`);
    this.addSql(`drop index "customer_invoice_order_id_index";`);
    this.addSql(`alter table "customer_invoice" drop constraint "customer_invoice_delivery_check";`);
    this.addSql(
      `alter table "customer_invoice" drop column "offer_id", drop column "order_id", drop column "delivery";`,
    );

    this.addSql(`drop index "customer_invoice_line_order_line_ix";`);
    this.addSql(`drop index "customer_invoice_line_offer_line_ix";`);
    this.addSql(
      `alter table "customer_invoice_line" drop column "offer_line_id", drop column "order_line_id";`,
    );
  }
}
