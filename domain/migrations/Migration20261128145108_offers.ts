import { Migration } from '@mikro-orm/migrations';

export class Migration20261128145108_offers extends Migration {
  override name = 'Migration20261128145108_offers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "offer" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "valid_until" date null, "sent_at" timestamptz(3) null, "sent_by" varchar(255) null, "customer_id" uuid not null, "delivery_date" date null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "vat_zone" text not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "heading" varchar(250) null, "note" varchar(2000) null, "other_reference" varchar(225) null, "their_reference_contact" int null, "attention_contact" int null, "project_number" int null, "discount_percentage" numeric(5,2) not null, "delivery_address" jsonb null, "party" jsonb null, "terms" jsonb null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(19,2) not null, "gross_amount" numeric(19,2) not null, "base_net_amount" numeric(19,2) not null, "base_vat_amount" numeric(19,2) not null, "base_gross_amount" numeric(19,2) not null, primary key ("id"));`,
    );
    this.addSql(`create index "offer_customer_id_index" on "offer" ("customer_id");`);
    this.addSql(`create index "offer_payment_terms_id_index" on "offer" ("payment_terms_id");`);
    this.addSql(`create index "offer_layout_id_index" on "offer" ("layout_id");`);
    this.addSql(`create index "offer_employee_id_index" on "offer" ("employee_id");`);
    this.addSql(`create index "offer_date_ix" on "offer" ("agreement_number", "date", "number");`);
    this.addSql(
      `alter table "offer" add constraint "offer_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "offer_line" ("id" uuid not null, "agreement_number" int not null, "position" int not null, "product_id" uuid null, "description" varchar(2500) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(5,2) not null, "unit_cost_price" numeric(19,4) null, "unit_id" uuid null, "vat_percentage" numeric(5,2) not null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(21,6) not null, "offer_id" uuid not null, primary key ("id"));`,
    );
    this.addSql(`create index "offer_line_product_id_index" on "offer_line" ("product_id");`);
    this.addSql(`create index "offer_line_unit_id_index" on "offer_line" ("unit_id");`);
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_position_uq" unique ("offer_id", "position");`,
    );

    this.addSql(`alter table "number_series" drop constraint "number_series_kind_check";`);
    this.addSql(
      `alter table "number_series" add constraint "number_series_kind_check" check ("kind" in ('offer', 'order', 'shipment', 'customer-invoice', 'purchase-order', 'receipt', 'supplier-invoice', 'adjustment', 'movement', 'count', 'production-order'));`,
    );

    this.addSql(
      `alter table "offer" add constraint "offer_customer_id_foreign" foreign key ("customer_id") references "customer" ("id");`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_gross_check" check (gross_amount = net_amount + vat_amount);`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_base_gross_check" check (base_gross_amount = base_net_amount + base_vat_amount);`,
    );
    this.addSql(`alter table "offer" add constraint "offer_exchange_rate_check" check (exchange_rate > 0);`);
    this.addSql(
      `alter table "offer" add constraint "offer_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_standing_check" check (case state when 'draft' then archived_at is null and party is null and terms is null when 'sent' then archived_at is null and party is not null and terms is not null and sent_at is not null else archived_at is not null end);`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_state_check" check ("state" in ('draft', 'sent', 'accepted', 'rejected'));`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "offer" add constraint "offer_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "offer" enable row level security;`);
    this.addSql(`alter table "offer" force row level security;`);
    this.addSql(`create policy "keeper" on "offer" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "offer_tenant_policy" on "offer" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "offer_line" add constraint "offer_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_offer_id_foreign" foreign key ("offer_id") references "offer" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "offer_line" add constraint "offer_line_position_check" check (position >= 1);`);
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_quantity_check" check (case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity > 0 end);`,
    );
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_vat_check" check (vat_percentage >= 0 and vat_percentage <= 100);`,
    );
    this.addSql(
      `alter table "offer_line" add constraint "offer_line_vat_amount_check" check (vat_amount * 100 = net_amount * vat_percentage);`,
    );
    this.addSql(`alter table "offer_line" enable row level security;`);
    this.addSql(`alter table "offer_line" force row level security;`);
    this.addSql(`create policy "keeper" on "offer_line" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "offer_line_tenant_policy" on "offer_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "offer_line" drop constraint "offer_line_offer_id_foreign";`);

    this.addSql(`drop table if exists "offer" cascade;`);
    this.addSql(`drop table if exists "offer_line" cascade;`);

    this.addSql(`alter table "number_series" drop constraint "number_series_kind_check";`);
    this.addSql(
      `alter table "number_series" add constraint "number_series_kind_check" check ("kind" in ('customer-invoice'));`,
    );
  }
}
