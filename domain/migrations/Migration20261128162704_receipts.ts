import { Migration } from '@mikro-orm/migrations';

export class Migration20261128162704_receipts extends Migration {
  override name = 'Migration20261128162704_receipts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "receipt" ("id" uuid not null, "agreement_number" int not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "created_by" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, "purchase_order_id" uuid null, "supplier_invoice_id" uuid null, "supplier_id" uuid not null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "allocation" text not null, "note" varchar(2000) null, "received_at" timestamptz(3) null, "received_by" varchar(255) null, "ledger_date" date null, primary key ("id"));`,
    );
    this.addSql(`create index "receipt_purchase_order_id_index" on "receipt" ("purchase_order_id");`);
    this.addSql(`create index "receipt_supplier_id_index" on "receipt" ("supplier_id");`);
    this.addSql(`create index "receipt_created_ix" on "receipt" ("agreement_number", "created_at", "id");`);
    this.addSql(
      `alter table "receipt" add constraint "receipt_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "receipt_line" ("id" uuid not null, "agreement_number" int not null, "receipt_id" uuid not null, "position" int not null, "purchase_order_line_id" uuid null, "product_id" uuid not null, "description" varchar(2500) not null, "unit_id" uuid null, "unit_quantity" numeric(19,4) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(9,6) not null, "location_id" uuid null, "tracking" jsonb null, "is_quality_checked" boolean not null default false, "stock_line_id" uuid null, "value" numeric(19,2) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "receipt_line_purchase_order_line_id_index" on "receipt_line" ("purchase_order_line_id");`,
    );
    this.addSql(`create index "receipt_line_product_id_index" on "receipt_line" ("product_id");`);
    this.addSql(`create index "receipt_line_unit_id_index" on "receipt_line" ("unit_id");`);
    this.addSql(`create index "receipt_line_location_id_index" on "receipt_line" ("location_id");`);
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_position_uq" unique ("receipt_id", "position");`,
    );

    this.addSql(
      `alter table "receipt" add constraint "receipt_purchase_order_id_foreign" foreign key ("purchase_order_id") references "purchase_order" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_supplier_id_foreign" foreign key ("supplier_id") references "supplier" ("id");`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_source_check" check (purchase_order_id is not null or supplier_invoice_id is not null);`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_exchange_rate_check" check (exchange_rate > 0);`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_standing_check" check (case state when 'open' then archived_at is null and received_at is null and ledger_date is null else archived_at is not null and received_at is not null and ledger_date is not null end);`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_state_check" check ("state" in ('open', 'received'));`,
    );
    this.addSql(
      `alter table "receipt" add constraint "receipt_allocation_check" check ("allocation" in ('quantity', 'value'));`,
    );
    this.addSql(`alter table "receipt" enable row level security;`);
    this.addSql(`alter table "receipt" force row level security;`);
    this.addSql(`create policy "keeper" on "receipt" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "receipt_tenant_policy" on "receipt" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_receipt_id_foreign" foreign key ("receipt_id") references "receipt" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_purchase_order_line_id_foreign" foreign key ("purchase_order_line_id") references "purchase_order_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_location_id_foreign" foreign key ("location_id") references "location" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_quantity_check" check (quantity > 0);`,
    );
    this.addSql(
      `alter table "receipt_line" add constraint "receipt_line_unit_check" check (unit_quantity > 0);`,
    );
    this.addSql(`alter table "receipt_line" enable row level security;`);
    this.addSql(`alter table "receipt_line" force row level security;`);
    this.addSql(`create policy "keeper" on "receipt_line" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "receipt_line_tenant_policy" on "receipt_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "receipt_line" drop constraint "receipt_line_receipt_id_foreign";`);

    this.addSql(`drop table if exists "receipt" cascade;`);
    this.addSql(`drop table if exists "receipt_line" cascade;`);
  }
}
