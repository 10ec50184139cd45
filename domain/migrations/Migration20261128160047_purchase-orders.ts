import { Migration } from '@mikro-orm/migrations';

export class Migration20261128160047_purchase_orders extends Migration {
  override name = 'Migration20261128160047_purchase_orders';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "purchase_order" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "date" date not null, "sent_at" timestamptz(3) null, "sent_by" varchar(255) null, "receiving" text not null default 'not-received', "invoicing" text not null default 'not-invoiced', "order_id" uuid null, "supplier_id" uuid not null, "delivery_terms_id" uuid null, "allocation" text not null default 'value', "delivery_date" date null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "vat_zone" text not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "heading" varchar(250) null, "note" varchar(2000) null, "other_reference" varchar(225) null, "their_reference_contact" int null, "attention_contact" int null, "project_number" int null, "discount_percentage" numeric(5,2) not null, "delivery_address" jsonb null, "party" jsonb null, "terms" jsonb null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(19,2) not null, "gross_amount" numeric(19,2) not null, "base_net_amount" numeric(19,2) not null, "base_vat_amount" numeric(19,2) not null, "base_gross_amount" numeric(19,2) not null, primary key ("id"));`,
    );
    this.addSql(`create index "purchase_order_supplier_id_index" on "purchase_order" ("supplier_id");`);
    this.addSql(
      `create index "purchase_order_delivery_terms_id_index" on "purchase_order" ("delivery_terms_id");`,
    );
    this.addSql(
      `create index "purchase_order_payment_terms_id_index" on "purchase_order" ("payment_terms_id");`,
    );
    this.addSql(`create index "purchase_order_layout_id_index" on "purchase_order" ("layout_id");`);
    this.addSql(`create index "purchase_order_employee_id_index" on "purchase_order" ("employee_id");`);
    this.addSql(
      `create index "purchase_order_date_ix" on "purchase_order" ("agreement_number", "date", "id");`,
    );
    this.addSql(`create index "purchase_order_supplier_ix" on "purchase_order" ("supplier_id", "number");`);
    this.addSql(
      `create index "purchase_order_created_ix" on "purchase_order" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "purchase_order_line" ("id" uuid not null, "agreement_number" int not null, "position" int not null, "product_id" uuid null, "description" varchar(2500) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(5,2) not null, "unit_cost_price" numeric(19,4) null, "unit_id" uuid null, "vat_percentage" numeric(5,2) not null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(21,6) not null, "unit_quantity" numeric(19,4) not null default '1', "location_id" uuid null, "purchase_order_id" uuid not null, "order_line_id" uuid null, primary key ("id"));`,
    );
    this.addSql(
      `create index "purchase_order_line_product_id_index" on "purchase_order_line" ("product_id");`,
    );
    this.addSql(`create index "purchase_order_line_unit_id_index" on "purchase_order_line" ("unit_id");`);
    this.addSql(
      `create index "purchase_order_line_location_id_index" on "purchase_order_line" ("location_id");`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_position_uq" unique ("purchase_order_id", "position");`,
    );

    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_supplier_id_foreign" foreign key ("supplier_id") references "supplier" ("id");`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_delivery_terms_id_foreign" foreign key ("delivery_terms_id") references "delivery_terms" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_gross_check" check (gross_amount = net_amount + vat_amount);`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_base_gross_check" check (base_gross_amount = base_net_amount + base_vat_amount);`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_exchange_rate_check" check (exchange_rate > 0);`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_standing_check" check (case state when 'draft' then archived_at is null and party is null and terms is null and sent_at is null when 'sent' then party is not null and terms is not null and sent_at is not null else archived_at is not null end);`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_state_check" check ("state" in ('draft', 'sent', 'cancelled'));`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_receiving_check" check ("receiving" in ('not-received', 'ready', 'partly', 'received'));`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_invoicing_check" check ("invoicing" in ('not-invoiced', 'ready', 'partly', 'invoiced'));`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_allocation_check" check ("allocation" in ('quantity', 'value'));`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "purchase_order" add constraint "purchase_order_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "purchase_order" enable row level security;`);
    this.addSql(`alter table "purchase_order" force row level security;`);
    this.addSql(
      `create policy "keeper" on "purchase_order" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "purchase_order_tenant_policy" on "purchase_order" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_purchase_order_id_foreign" foreign key ("purchase_order_id") references "purchase_order" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_position_check" check (position >= 1);`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_quantity_check" check (case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity > 0 end);`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_vat_check" check (vat_percentage >= 0 and vat_percentage <= 100);`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_vat_amount_check" check (vat_amount * 100 = net_amount * vat_percentage);`,
    );
    this.addSql(
      `alter table "purchase_order_line" add constraint "purchase_order_line_unit_check" check (unit_quantity > 0);`,
    );
    this.addSql(`alter table "purchase_order_line" enable row level security;`);
    this.addSql(`alter table "purchase_order_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "purchase_order_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "purchase_order_line_tenant_policy" on "purchase_order_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "purchase_order_line" drop constraint "purchase_order_line_purchase_order_id_foreign";`,
    );

    this.addSql(`drop table if exists "purchase_order" cascade;`);
    this.addSql(`drop table if exists "purchase_order_line" cascade;`);
  }
}
