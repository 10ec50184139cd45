import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144422_list_totals extends Migration {
  override name = 'Migration20261128144422_list_totals';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "list_total" ("id" uuid not null, "agreement_number" int not null, "list" varchar(63) not null, "row_count" bigint not null, primary key ("id"));`,
    );
    this.addSql(`create index "list_total_list_ix" on "list_total" ("agreement_number", "list");`);

    this.addSql(
      `create table "saved_filter" ("id" uuid not null, "agreement_number" int not null, "owner" varchar(255) not null, "page" varchar(100) not null, "query" jsonb not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "saved_filter" add constraint "saved_filter_owner_uq" unique ("agreement_number", "owner", "page");`,
    );

    this.addSql(`drop index "customer_invoice_customer_id_index";`);
    this.addSql(`drop index "customer_invoice_date_ix";`);
    // Of the rows that are there it is computed on the way in: an update would be refused on a booked invoice.
    this.addSql(
      `alter table "customer_invoice" add "gross_order" double precision not null generated always as ("gross_amount"::double precision) stored;`,
    );
    this.addSql(`alter table "customer_invoice" alter column "gross_order" drop expression;`);
    this.addSql(`alter table "customer_invoice" alter column "gross_order" set default 0;`);
    this.addSql(
      `create index "customer_invoice_by_date_ix" on "customer_invoice" ("agreement_number", "date", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_by_due_date_ix" on "customer_invoice" ("agreement_number", "due_date", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_by_created_at_ix" on "customer_invoice" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_by_updated_at_ix" on "customer_invoice" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_by_booked_at_ix" on "customer_invoice" ("agreement_number", "booked_at", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_by_gross_order_ix" on "customer_invoice" ("agreement_number", "gross_order", "id");`,
    );
    this.addSql(
      `create index "customer_invoice_customer_ix" on "customer_invoice" ("customer_id", "number");`,
    );
    this.addSql(
      `create index "customer_invoice_currency_ix" on "customer_invoice" ("agreement_number", "currency", "number");`,
    );
    this.addSql(
      `create index "customer_invoice_draft_ix" on "customer_invoice" ("agreement_number", "number") where "state" = 'draft';`,
    );
    this.addSql(
      `create index "customer_invoice_credit_note_ix" on "customer_invoice" ("agreement_number", "number") where "kind" = 'credit-note';`,
    );
    this.addSql(
      `create index "customer_invoice_archived_ix" on "customer_invoice" ("agreement_number", "number") where "archived_at" is not null;`,
    );
    this.addSql(
      `create index "customer_invoice_not_archived_ix" on "customer_invoice" ("agreement_number", "number") where "archived_at" is null;`,
    );

    this.addSql(`drop index "customer_invoice_line_product_id_index";`);
    this.addSql(
      `create index "customer_invoice_line_product_ix" on "customer_invoice_line" ("product_id", "invoice_id");`,
    );

    this.addSql(`alter table "list_total" enable row level security;`);
    this.addSql(`alter table "list_total" force row level security;`);
    this.addSql(`create policy "keeper" on "list_total" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "list_total_tenant_policy" on "list_total" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "saved_filter" enable row level security;`);
    this.addSql(`alter table "saved_filter" force row level security;`);
    this.addSql(`create policy "keeper" on "saved_filter" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "saved_filter_tenant_policy" on "saved_filter" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "list_total" cascade;`);
    this.addSql(`drop table if exists "saved_filter" cascade;`);

    this.addSql(`drop index "customer_invoice_by_date_ix";`);
    this.addSql(`drop index "customer_invoice_by_due_date_ix";`);
    this.addSql(`drop index "customer_invoice_by_created_at_ix";`);
    this.addSql(`drop index "customer_invoice_by_updated_at_ix";`);
    this.addSql(`drop index "customer_invoice_by_booked_at_ix";`);
    this.addSql(`drop index "customer_invoice_by_gross_order_ix";`);
    this.addSql(`drop index "customer_invoice_customer_ix";`);
    this.addSql(`drop index "customer_invoice_currency_ix";`);
    this.addSql(`drop index "customer_invoice_draft_ix";`);
    this.addSql(`drop index "customer_invoice_credit_note_ix";`);
    this.addSql(`drop index "customer_invoice_archived_ix";`);
    this.addSql(`drop index "customer_invoice_not_archived_ix";`);
    this.addSql(`alter table "customer_invoice" drop column "gross_order";`);
    this.addSql(`create index "customer_invoice_customer_id_index" on "customer_invoice" ("customer_id");`);
    this.addSql(
      `create index "customer_invoice_date_ix" on "customer_invoice" ("agreement_number", "date", "number");`,
    );

    this.addSql(`drop index "customer_invoice_line_product_ix";`);
    this.addSql(
      `create index "customer_invoice_line_product_id_index" on "customer_invoice_line" ("product_id");`,
    );
  }
}
