import { Migration } from '@mikro-orm/migrations';

export class Migration20261128150229_stock extends Migration {
  override name = 'Migration20261128150229_stock';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "stock_tracked_quantity" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "location_id" uuid not null, "number" varchar(255) not null, "is_serial" boolean not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "stock_tracked_quantity_location_id_index" on "stock_tracked_quantity" ("location_id");`,
    );
    this.addSql(
      `create unique index "stock_tracked_serial_uq" on "stock_tracked_quantity" ("product_id", "number") where ("is_serial" and "quantity" > 0);`,
    );
    this.addSql(
      `alter table "stock_tracked_quantity" add constraint "stock_tracked_quantity_uq" unique ("product_id", "number", "location_id");`,
    );

    this.addSql(
      `create table "stock_reservation" ("id" uuid not null, "agreement_number" int not null, "kind" text not null, "product_id" uuid not null, "document_kind" text not null, "document_id" uuid not null, "line_id" uuid not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(`create index "stock_reservation_product_idx" on "stock_reservation" ("product_id");`);
    this.addSql(
      `alter table "stock_reservation" add constraint "stock_reservation_line_uq" unique ("document_id", "line_id", "kind", "product_id");`,
    );

    this.addSql(
      `create table "stock_location_quantity" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "location_id" uuid not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "stock_location_quantity_location_id_index" on "stock_location_quantity" ("location_id");`,
    );
    this.addSql(
      `alter table "stock_location_quantity" add constraint "stock_location_quantity_uq" unique ("product_id", "location_id");`,
    );

    this.addSql(
      `create table "stock_line" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "sequence" int not null, "ledger_date" date not null, "transaction_at" timestamptz(3) not null, "type" text not null, "location_id" uuid null, "quantity" numeric(19,4) not null, "value" numeric(19,2) not null, "given_value" numeric(19,2) null, "given_unit_cost" numeric(19,4) null, "expected_unit_cost" numeric(19,4) null, "of_line_id" uuid null, "cause_line_id" uuid null, "document_kind" text not null, "document_id" uuid not null, "document_number" int not null, "document_line_id" uuid null, "posted_by" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "stock_line_location_id_index" on "stock_line" ("location_id");`);
    this.addSql(
      `create index "stock_line_place_idx" on "stock_line" ("product_id", "ledger_date", "sequence");`,
    );
    this.addSql(
      `create index "stock_line_of_line_idx" on "stock_line" ("of_line_id", "sequence") where "of_line_id" is not null;`,
    );
    this.addSql(`create index "stock_line_document_idx" on "stock_line" ("document_id");`);
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_sequence_uq" unique ("product_id", "sequence");`,
    );

    this.addSql(
      `create table "stock_parcel" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "kind" text not null, "line_id" uuid not null, "ledger_date" date not null, "sequence" int not null, "quantity" numeric(19,4) not null, "value" numeric(19,2) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_line_uq" unique ("line_id", "kind");`,
    );
    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_place_uq" unique ("product_id", "kind", "ledger_date", "sequence");`,
    );

    this.addSql(
      `create table "stock_line_tracking" ("id" uuid not null, "agreement_number" int not null, "line_id" uuid not null, "product_id" uuid not null, "number" varchar(255) not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "stock_line_tracking_number_idx" on "stock_line_tracking" ("product_id", "number");`,
    );
    this.addSql(
      `alter table "stock_line_tracking" add constraint "stock_line_tracking_uq" unique ("line_id", "number");`,
    );

    this.addSql(
      `create table "stock_item" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "quantity" numeric(19,4) not null default '0', "value" numeric(19,2) not null default '0', "last_cost_value" numeric(19,2) null, "last_cost_quantity" numeric(19,4) null, "youngest_day" date null, "last_sequence" int not null default 0, "last_day" date null, "since_checkpoint" int not null default 0, "in_order" numeric(19,4) not null default '0', "purchased" numeric(19,4) not null default '0', "in_production" numeric(19,4) not null default '0', primary key ("id"));`,
    );
    this.addSql(`alter table "stock_item" add constraint "stock_item_product_uq" unique ("product_id");`);

    this.addSql(
      `create table "stock_correction" ("id" uuid not null, "agreement_number" int not null, "line_id" uuid not null, "product_id" uuid not null, "ledger_date" date not null, "old_value" numeric(19,2) not null, "new_value" numeric(19,2) not null, "cause_line_id" uuid not null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "stock_correction_cause_line_id_index" on "stock_correction" ("cause_line_id");`,
    );
    this.addSql(`create index "stock_correction_line_idx" on "stock_correction" ("line_id");`);
    this.addSql(
      `create index "stock_correction_place_idx" on "stock_correction" ("product_id", "ledger_date");`,
    );

    this.addSql(
      `create table "stock_checkpoint" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "ledger_date" date not null, "sequence" int not null, "quantity" numeric(19,4) not null, "value" numeric(19,2) not null, "last_cost_value" numeric(19,2) null, "last_cost_quantity" numeric(19,4) null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "stock_checkpoint" add constraint "stock_checkpoint_place_uq" unique ("product_id", "ledger_date", "sequence");`,
    );

    this.addSql(
      `alter table "agreement" add "inventory_principle" text not null default 'average', add "negative_stock_value" text null, add "stock_follows_invoices" boolean not null default false;`,
    );
    this.addSql(
      `alter table "agreement" add constraint "agreement_inventory_principle_check" check ("inventory_principle" in ('average', 'fifo'));`,
    );
    this.addSql(
      `alter table "agreement" add constraint "agreement_negative_stock_value_check" check ("negative_stock_value" in ('zero', 'expected-cost'));`,
    );

    this.addSql(
      `alter table "stock_tracked_quantity" add constraint "stock_tracked_quantity_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_tracked_quantity" add constraint "stock_tracked_quantity_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_tracked_quantity" add constraint "stock_tracked_quantity_check" check (quantity >= 0 and (not is_serial or quantity = 0 or quantity = 1));`,
    );
    this.addSql(`alter table "stock_tracked_quantity" enable row level security;`);
    this.addSql(`alter table "stock_tracked_quantity" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_tracked_quantity" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_tracked_quantity_tenant_policy" on "stock_tracked_quantity" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_reservation" add constraint "stock_reservation_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_reservation" add constraint "stock_reservation_quantity_check" check (quantity > 0);`,
    );
    this.addSql(
      `alter table "stock_reservation" add constraint "stock_reservation_kind_check" check ("kind" in ('in-order', 'purchased', 'in-production'));`,
    );
    this.addSql(
      `alter table "stock_reservation" add constraint "stock_reservation_document_kind_check" check ("document_kind" in ('offer', 'order', 'shipment', 'customer-invoice', 'purchase-order', 'receipt', 'supplier-invoice', 'adjustment', 'movement', 'count', 'production-order'));`,
    );
    this.addSql(`alter table "stock_reservation" enable row level security;`);
    this.addSql(`alter table "stock_reservation" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_reservation" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_reservation_tenant_policy" on "stock_reservation" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_location_quantity" add constraint "stock_location_quantity_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_location_quantity" add constraint "stock_location_quantity_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(`alter table "stock_location_quantity" enable row level security;`);
    this.addSql(`alter table "stock_location_quantity" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_location_quantity" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_location_quantity_tenant_policy" on "stock_location_quantity" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_line" add constraint "stock_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_of_line_id_foreign" foreign key ("of_line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_cause_line_id_foreign" foreign key ("cause_line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(`alter table "stock_line" add constraint "stock_line_sequence_check" check (sequence >= 1);`);
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_quantity_check" check ((quantity <> 0) = (location_id is not null) and (quantity <> 0) = (type not in ('value-adjustment', 'cost-change', 'settlement')));`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_movement_check" check (type <> 'movement' or value = 0);`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_sign_check" check (quantity * value >= 0);`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_type_check" check ("type" in ('receipt', 'shipment', 'customer-return', 'supplier-return', 'quantity-adjustment', 'value-adjustment', 'cost-change', 'movement', 'production', 'settlement'));`,
    );
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_document_kind_check" check ("document_kind" in ('offer', 'order', 'shipment', 'customer-invoice', 'purchase-order', 'receipt', 'supplier-invoice', 'adjustment', 'movement', 'count', 'production-order'));`,
    );
    this.addSql(`alter table "stock_line" enable row level security;`);
    this.addSql(`alter table "stock_line" force row level security;`);
    this.addSql(`create policy "keeper" on "stock_line" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "stock_line_tenant_policy" on "stock_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_line_id_foreign" foreign key ("line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_check" check (quantity > 0 and value >= 0);`,
    );
    this.addSql(
      `alter table "stock_parcel" add constraint "stock_parcel_kind_check" check ("kind" in ('layer', 'negative'));`,
    );
    this.addSql(`alter table "stock_parcel" enable row level security;`);
    this.addSql(`alter table "stock_parcel" force row level security;`);
    this.addSql(`create policy "keeper" on "stock_parcel" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "stock_parcel_tenant_policy" on "stock_parcel" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_line_tracking" add constraint "stock_line_tracking_line_id_foreign" foreign key ("line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_line_tracking" add constraint "stock_line_tracking_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_line_tracking" add constraint "stock_line_tracking_quantity_check" check (quantity <> 0);`,
    );
    this.addSql(`alter table "stock_line_tracking" enable row level security;`);
    this.addSql(`alter table "stock_line_tracking" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_line_tracking" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_line_tracking_tenant_policy" on "stock_line_tracking" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_item" add constraint "stock_item_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_item" add constraint "stock_item_nothing_check" check (quantity <> 0 or value = 0);`,
    );
    this.addSql(
      `alter table "stock_item" add constraint "stock_item_value_check" check (quantity <= 0 or value >= 0);`,
    );
    this.addSql(
      `alter table "stock_item" add constraint "stock_item_last_cost_check" check ((last_cost_quantity is null) = (last_cost_value is null) and last_cost_quantity > 0);`,
    );
    this.addSql(`alter table "stock_item" add constraint "stock_item_in_order_check" check (in_order >= 0);`);
    this.addSql(
      `alter table "stock_item" add constraint "stock_item_purchased_check" check (purchased >= 0);`,
    );
    this.addSql(
      `alter table "stock_item" add constraint "stock_item_in_production_check" check (in_production >= 0);`,
    );
    this.addSql(`alter table "stock_item" enable row level security;`);
    this.addSql(`alter table "stock_item" force row level security;`);
    this.addSql(`create policy "keeper" on "stock_item" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "stock_item_tenant_policy" on "stock_item" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_correction" add constraint "stock_correction_line_id_foreign" foreign key ("line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_correction" add constraint "stock_correction_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_correction" add constraint "stock_correction_cause_line_id_foreign" foreign key ("cause_line_id") references "stock_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_correction" add constraint "stock_correction_value_check" check (old_value <> new_value);`,
    );
    this.addSql(`alter table "stock_correction" enable row level security;`);
    this.addSql(`alter table "stock_correction" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_correction" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_correction_tenant_policy" on "stock_correction" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "stock_checkpoint" add constraint "stock_checkpoint_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "stock_checkpoint" add constraint "stock_checkpoint_check" check (quantity >= 0 and (quantity <> 0 or value = 0));`,
    );
    this.addSql(`alter table "stock_checkpoint" enable row level security;`);
    this.addSql(`alter table "stock_checkpoint" force row level security;`);
    this.addSql(
      `create policy "keeper" on "stock_checkpoint" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "stock_checkpoint_tenant_policy" on "stock_checkpoint" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "stock_line" drop constraint "stock_line_of_line_id_foreign";`);
    this.addSql(`alter table "stock_line" drop constraint "stock_line_cause_line_id_foreign";`);
    this.addSql(`alter table "stock_parcel" drop constraint "stock_parcel_line_id_foreign";`);
    this.addSql(`alter table "stock_line_tracking" drop constraint "stock_line_tracking_line_id_foreign";`);
    this.addSql(`alter table "stock_correction" drop constraint "stock_correction_line_id_foreign";`);
    this.addSql(`alter table "stock_correction" drop constraint "stock_correction_cause_line_id_foreign";`);

    this.addSql(`drop table if exists "stock_tracked_quantity" cascade;`);
    this.addSql(`drop table if exists "stock_reservation" cascade;`);
    this.addSql(`drop table if exists "stock_location_quantity" cascade;`);
    this.addSql(`drop table if exists "stock_line" cascade;`);
    this.addSql(`drop table if exists "stock_parcel" cascade;`);
    this.addSql(`drop table if exists "stock_line_tracking" cascade;`);
    this.addSql(`drop table if exists "stock_item" cascade;`);
    this.addSql(`drop table if exists "stock_correction" cascade;`);
    this.addSql(`drop table if exists "stock_checkpoint" cascade;`);

    this.addSql(`alter table "agreement" drop constraint "agreement_inventory_principle_check";`);
    this.addSql(`alter table "agreement" drop constraint "agreement_negative_stock_value_check";`);
    this.addSql(
      `alter table "agreement" drop column "inventory_principle", drop column "negative_stock_value", drop column "stock_follows_invoices";`,
    );
  }
}
