import { Migration } from '@mikro-orm/migrations';

export class Migration20261122000000_initial extends Migration {
  override name = 'Migration20261122000000_initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "agreement" ("number" int not null, "name" varchar(255) not null, "corporate_identification_number" varchar(40) null, "country" char(2) not null, "base_currency" char(3) not null, "language" text not null, "street" varchar(255) null, "street2" varchar(255) null, "zip" varchar(30) null, "city" varchar(255) null, "email" varchar(255) null, "phone" varchar(255) null, "settings" jsonb not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("number"));`,
    );

    this.addSql(
      `create table "api_key" ("id" uuid not null, "agreement_number" int not null, "name" varchar(255) not null, "prefix" varchar(12) not null, "hash" char(64) not null, "scopes" text[] not null, "expires_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "created_by" varchar(255) not null, "revoked_at" timestamptz(3) null, "revoked_by" varchar(255) null, "last_used_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`alter table "api_key" add constraint "api_key_hash_uq" unique ("hash");`);

    this.addSql(
      `create table "command" ("id" uuid not null, "agreement_number" int not null, "method" varchar(10) not null, "path" varchar(2048) not null, "key" varchar(255) not null, "body_hash" char(64) not null, "body" jsonb not null, "actor" varchar(255) not null, "document_kind" varchar(50) null, "document_id" uuid null, "result" jsonb null, "status" int null, "requested_at" timestamptz(3) not null, "completed_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "command_requested_at_idx" on "command" ("requested_at");`);

    this.addSql(
      `create table "connection" ("id" uuid not null, "agreement_number" int not null, "provider" text not null, "name" varchar(255) not null, "credentials" text not null, "settings" jsonb not null, "account" jsonb null, "capacity" int not null, "gate" text not null default 'open', "gate_reason" text null, "gate_by" varchar(255) null, "gate_since" timestamptz(3) not null, "last_tested_at" timestamptz(3) null, "rate_limit" varchar(255) null, "version" int not null default 1, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "connection" add constraint "connection_provider_uq" unique ("agreement_number", "provider", "name");`,
    );

    this.addSql(
      `create table "currency" ("id" uuid not null, "agreement_number" int not null, "code" char(3) not null, "rate" numeric(15,6) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "currency" add constraint "currency_code_uq" unique ("agreement_number", "code");`,
    );

    this.addSql(
      `create table "customer_group" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "customer_group" add constraint "customer_group_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "document_event" ("id" uuid not null, "agreement_number" int not null, "sequence" bigint not null, "document_kind" varchar(40) not null, "document_id" uuid not null, "document_number" int not null, "at" timestamptz(3) not null, "actor" varchar(255) not null, "action" varchar(60) not null, "before" jsonb null, "after" jsonb null, "command_id" uuid null, "previous_hash" char(64) not null, "hash" char(64) not null, primary key ("id"));`,
    );
    this.addSql(`create index "document_event_document_ix" on "document_event" ("document_id", "sequence");`);
    this.addSql(
      `alter table "document_event" add constraint "document_event_sequence_uq" unique ("agreement_number", "sequence");`,
    );

    this.addSql(
      `create table "document_file" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "document_kind" varchar(40) not null, "document_id" uuid not null, "media_type" varchar(80) not null, "content" bytea not null, "fetched_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "document_file" add constraint "document_file_uq" unique ("connection_id", "document_kind", "document_id", "media_type");`,
    );

    this.addSql(
      `create table "employee" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "initials" varchar(10) null, "contact_email" varchar(255) null, "contact_phone" varchar(255) null, "is_barred" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "employee" add constraint "employee_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "erp_exchange" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "write_id" uuid null, "purpose" text not null, "at" timestamptz(3) not null, "method" varchar(10) not null, "url" text not null, "request_headers" jsonb not null, "request_body" text null, "status" int null, "response_headers" jsonb not null, "response_body" text null, "duration_ms" int not null, primary key ("id"));`,
    );
    this.addSql(`create index "erp_exchange_write_ix" on "erp_exchange" ("write_id", "at");`);

    this.addSql(
      `create table "erp_link" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "kind" varchar(40) not null, "our_key" varchar(120) not null, "their_id" varchar(120) not null, "content_hash" varchar(64) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "erp_link" add constraint "erp_link_ours_uq" unique ("connection_id", "kind", "our_key");`,
    );
    this.addSql(
      `alter table "erp_link" add constraint "erp_link_theirs_uq" unique ("connection_id", "kind", "their_id");`,
    );

    this.addSql(
      `create table "erp_write" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "subject" varchar(160) not null, "kind" varchar(40) not null, "number" int not null, "round" int not null default 1, "transfer_id" uuid null, "method" varchar(4) not null, "host" varchar(40) not null, "path" text not null, "body" text not null, "reference" varchar(120) not null, "content_hash" varchar(64) not null, "expected" jsonb not null, "idempotency_key" varchar(80) not null, "look_up_first" boolean not null default false, "state" text not null default 'intended', "outcome" text null, "cause" varchar(60) null, "cause_params" jsonb null, "unknown_reason" text null, "identity" jsonb null, "amounts" jsonb null, "intended_at" timestamptz(3) not null, "key_since" timestamptz(3) null, "claimed_at" timestamptz(3) null, "claimed_by" varchar(120) null, "deadline_at" timestamptz(3) null, "settled_at" timestamptz(3) null, "retry_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "erp_write_transfer_ix" on "erp_write" ("transfer_id");`);
    this.addSql(
      `alter table "erp_write" add constraint "erp_write_number_uq" unique ("connection_id", "subject", "kind", "number");`,
    );
    this.addSql(
      `create unique index "erp_write_open_uq" on "erp_write" ("connection_id", "subject") where "state" <> 'settled';`,
    );

    this.addSql(
      `create table "event_chain" ("agreement_number" int not null, "sequence" bigint not null, "hash" char(64) not null, primary key ("agreement_number"));`,
    );

    this.addSql(
      `create table "keeper_look" ("id" serial primary key, "at" timestamptz(3) not null, "mended" jsonb not null);`,
    );

    this.addSql(
      `create table "lane_ticket" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "flow_id" varchar(300) not null, "workflow_id" varchar(200) not null, "priority" int not null, "party_key" varchar(160) not null, "keeps_party" boolean not null default false, "state" text not null default 'waiting', "sequence" bigserial, "entered_at" timestamptz(3) not null, "placed_at" timestamptz(3) null, "seen_at" timestamptz(3) null, "left_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "lane_ticket_line_ix" on "lane_ticket" ("connection_id", "priority", "sequence") where "state" <> 'left';`,
    );
    this.addSql(
      `alter table "lane_ticket" add constraint "lane_ticket_flow_uq" unique ("connection_id", "flow_id");`,
    );
    this.addSql(
      `create unique index "lane_ticket_party_uq" on "lane_ticket" ("connection_id", "party_key") where "keeps_party";`,
    );

    this.addSql(
      `create table "layout" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "layout" add constraint "layout_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "number_series" ("id" uuid not null, "agreement_number" int not null, "kind" text not null, "next" int not null, "largest_taken" int null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "number_series" add constraint "number_series_kind_uq" unique ("agreement_number", "kind");`,
    );

    this.addSql(
      `create table "payment_terms" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "type" text not null, "maturity_days" int not null, "description" text null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "payment_terms" add constraint "payment_terms_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "customer" ("id" uuid not null, "agreement_number" int not null, "number" varchar(9) not null, "name" varchar(255) not null, "group_id" uuid not null, "vat_zone" text not null, "currency" char(3) not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "corporate_identification_number" varchar(40) null, "vat_number" varchar(40) null, "ean" char(13) null, "street" varchar(255) null, "street2" varchar(255) null, "zip" varchar(30) null, "city" varchar(255) null, "country" varchar(100) null, "phone" varchar(255) null, "email" varchar(255) null, "email_offers" varchar(255) null, "email_orders" varchar(255) null, "email_invoices" varchar(255) null, "website" varchar(255) null, "credit_limit" numeric(19,4) null, "delivery_terms" varchar(255) null, "is_barred" boolean not null, "attention_contact" int null, "custom_fields" jsonb not null, "last_contact_number" int not null, "last_address_number" int not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "customer_group_id_index" on "customer" ("group_id");`);
    this.addSql(`create index "customer_payment_terms_id_index" on "customer" ("payment_terms_id");`);
    this.addSql(`create index "customer_layout_id_index" on "customer" ("layout_id");`);
    this.addSql(`create index "customer_employee_id_index" on "customer" ("employee_id");`);
    this.addSql(
      `alter table "customer" add constraint "customer_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "delivery_address" ("id" uuid not null, "agreement_number" int not null, "customer_id" uuid not null, "number" int not null, "name" varchar(255) null, "street" varchar(255) null, "street2" varchar(255) null, "zip" varchar(30) null, "city" varchar(255) null, "country" varchar(100) null, "email" varchar(255) null, "phone" varchar(255) null, "is_default" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create unique index "delivery_address_default_uq" on "delivery_address" ("customer_id") where "is_default";`,
    );
    this.addSql(
      `alter table "delivery_address" add constraint "delivery_address_number_uq" unique ("customer_id", "number");`,
    );

    this.addSql(
      `create table "customer_invoice" ("id" uuid not null, "agreement_number" int not null, "kind" text not null, "state" text not null, "archived_at" timestamptz(3) null, "number" int not null, "customer_id" uuid not null, "credited_invoice_id" uuid null, "date" date not null, "due_date" date null, "delivery_date" date null, "currency" char(3) not null, "exchange_rate" numeric(15,6) not null, "vat_zone" text not null, "payment_terms_id" uuid not null, "layout_id" uuid null, "employee_id" uuid null, "language" text not null, "heading" varchar(250) null, "note" varchar(2000) null, "other_reference" varchar(225) null, "their_reference_contact" int null, "attention_contact" int null, "ean" char(13) null, "project_number" int null, "discount_percentage" numeric(5,2) not null, "delivery_address" jsonb null, "party" jsonb null, "terms" jsonb null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(19,2) not null, "gross_amount" numeric(19,2) not null, "base_net_amount" numeric(19,2) not null, "base_vat_amount" numeric(19,2) not null, "base_gross_amount" numeric(19,2) not null, "created_by" varchar(255) not null, "booked_at" timestamptz(3) null, "booked_by" varchar(255) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "customer_invoice_customer_id_index" on "customer_invoice" ("customer_id");`);
    this.addSql(
      `create index "customer_invoice_payment_terms_id_index" on "customer_invoice" ("payment_terms_id");`,
    );
    this.addSql(`create index "customer_invoice_layout_id_index" on "customer_invoice" ("layout_id");`);
    this.addSql(`create index "customer_invoice_employee_id_index" on "customer_invoice" ("employee_id");`);
    this.addSql(
      `create index "customer_invoice_date_ix" on "customer_invoice" ("agreement_number", "date", "number");`,
    );
    this.addSql(
      `create index "customer_invoice_credited_invoice_ix" on "customer_invoice" ("credited_invoice_id");`,
    );
    this.addSql(
      `create index "customer_invoice_unarchived_ix" on "customer_invoice" ("booked_at") where "state" = 'booked' and "archived_at" is null;`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "customer_contact" ("id" uuid not null, "agreement_number" int not null, "customer_id" uuid not null, "number" int not null, "name" varchar(255) not null, "email" varchar(255) null, "phone" varchar(255) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "customer_contact" add constraint "customer_contact_number_uq" unique ("customer_id", "number");`,
    );

    this.addSql(
      `create table "product_group" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "vat_domestic" numeric(5,2) not null, "vat_eu" numeric(5,2) not null, "vat_abroad" numeric(5,2) not null, "vat_domestic_exempt" numeric(5,2) not null, "has_inventory" boolean not null, "should_spread_cost" boolean not null, "is_sellable" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "product_group" add constraint "product_group_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "transfer" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "document_kind" varchar(40) not null, "document_id" uuid not null, "document_number" int not null, "state" text not null default 'waiting', "party_key" varchar(120) not null, "round" int not null default 1, "retried_at" timestamptz(3) null, "cause" varchar(60) null, "cause_params" jsonb null, "key" varchar(26) not null, "identity" jsonb null, "decided_by" varchar(255) null, "settled_at" timestamptz(3) null, "kept_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "transfer_state_ix" on "transfer" ("agreement_number", "state", "created_at");`,
    );
    this.addSql(`create index "transfer_document_ix" on "transfer" ("document_id");`);
    this.addSql(
      `create index "transfer_live_ix" on "transfer" ("updated_at") where "state" not in ('transferred', 'skipped', 'marked-done');`,
    );
    this.addSql(
      `alter table "transfer" add constraint "transfer_document_uq" unique ("connection_id", "document_kind", "document_id");`,
    );

    this.addSql(
      `create table "unit" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "abbreviation" varchar(20) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "unit" add constraint "unit_number_uq" unique ("agreement_number", "number");`);

    this.addSql(
      `create table "product" ("id" uuid not null, "agreement_number" int not null, "number" varchar(25) not null, "name" varchar(255) not null, "description" text null, "group_id" uuid not null, "unit_id" uuid null, "barcode" varchar(255) null, "sales_price" numeric(19,4) not null, "recommended_sales_price" numeric(19,4) null, "cost_price" numeric(19,4) null, "recommended_cost_price" numeric(19,4) null, "is_barred" boolean not null, "weight" numeric(19,4) null, "weight_unit" varchar(10) null, "width" numeric(19,4) null, "height" numeric(19,4) null, "depth" numeric(19,4) null, "size_unit" varchar(10) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "product_group_id_index" on "product" ("group_id");`);
    this.addSql(`create index "product_unit_id_index" on "product" ("unit_id");`);
    this.addSql(`create index "product_barcode_idx" on "product" ("agreement_number", "barcode");`);
    this.addSql(
      `alter table "product" add constraint "product_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "customer_invoice_line" ("id" uuid not null, "agreement_number" int not null, "invoice_id" uuid not null, "position" int not null, "product_id" uuid null, "description" varchar(2500) not null, "quantity" numeric(19,4) not null, "unit_price" numeric(19,4) not null, "discount_percentage" numeric(5,2) not null, "unit_cost_price" numeric(19,4) null, "unit_id" uuid null, "vat_percentage" numeric(5,2) not null, "net_amount" numeric(19,2) not null, "vat_amount" numeric(21,6) not null, "credited_line_id" uuid null, primary key ("id"));`,
    );
    this.addSql(
      `create index "customer_invoice_line_product_id_index" on "customer_invoice_line" ("product_id");`,
    );
    this.addSql(`create index "customer_invoice_line_unit_id_index" on "customer_invoice_line" ("unit_id");`);
    this.addSql(
      `create index "customer_invoice_line_credited_line_id_index" on "customer_invoice_line" ("credited_line_id");`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_position_uq" unique ("invoice_id", "position");`,
    );

    this.addSql(
      `create table "webhook" ("id" uuid not null, "agreement_number" int not null, "event" varchar(100) not null, "url" varchar(2048) not null, "is_active" boolean not null, "token_hash" char(64) not null, "failures_since_last_success" int not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "webhook" add constraint "webhook_event_url_uq" unique ("agreement_number", "event", "url");`,
    );

    this.addSql(
      `alter table "agreement" add constraint "agreement_number_check" check (number >= 1000 and number <= 99999);`,
    );
    this.addSql(
      `alter table "agreement" add constraint "agreement_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "agreement" enable row level security;`);
    this.addSql(`alter table "agreement" force row level security;`);
    this.addSql(`create policy "keeper" on "agreement" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "agreement_tenant_policy" on "agreement" using ("number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "api_key" add constraint "api_key_scopes_check" check (cardinality(scopes) > 0 and scopes <@ '{read,write,book,support,admin}'::text[]);`,
    );
    this.addSql(`alter table "api_key" enable row level security;`);
    this.addSql(`alter table "api_key" force row level security;`);
    this.addSql(`create policy "keeper" on "api_key" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "api_key_tenant_policy" on "api_key" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "command" enable row level security;`);
    this.addSql(`alter table "command" force row level security;`);
    this.addSql(`create policy "keeper" on "command" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "command_tenant_policy" on "command" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "connection" add constraint "connection_provider_check" check ("provider" in ('e-conomic', 'netvisor', '24sevenoffice'));`,
    );
    this.addSql(
      `alter table "connection" add constraint "connection_gate_check" check ("gate" in ('open', 'paused', 'severed', 'exhausted', 'failing'));`,
    );
    this.addSql(`alter table "connection" enable row level security;`);
    this.addSql(`alter table "connection" force row level security;`);
    this.addSql(`create policy "keeper" on "connection" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "connection_tenant_policy" on "connection" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "currency" add constraint "currency_code_check" check (code ~ '^[A-Z]{3}\$');`);
    this.addSql(`alter table "currency" add constraint "currency_rate_check" check (rate > 0);`);
    this.addSql(`alter table "currency" enable row level security;`);
    this.addSql(`alter table "currency" force row level security;`);
    this.addSql(`create policy "keeper" on "currency" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "currency_tenant_policy" on "currency" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "customer_group" enable row level security;`);
    this.addSql(`alter table "customer_group" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_group" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_group_tenant_policy" on "customer_group" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "document_event" add constraint "document_event_sequence_check" check (sequence >= 1);`,
    );
    this.addSql(
      `alter table "document_event" add constraint "document_event_hash_check" check (hash ~ '^[0-9a-f]{64}\$');`,
    );
    this.addSql(
      `alter table "document_event" add constraint "document_event_previous_hash_check" check (previous_hash ~ '^[0-9a-f]{64}\$');`,
    );
    this.addSql(`alter table "document_event" enable row level security;`);
    this.addSql(`alter table "document_event" force row level security;`);
    this.addSql(
      `create policy "keeper" on "document_event" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "document_event_tenant_policy" on "document_event" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "document_file" add constraint "document_file_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "document_file" enable row level security;`);
    this.addSql(`alter table "document_file" force row level security;`);
    this.addSql(
      `create policy "keeper" on "document_file" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "document_file_tenant_policy" on "document_file" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "employee" enable row level security;`);
    this.addSql(`alter table "employee" force row level security;`);
    this.addSql(`create policy "keeper" on "employee" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "employee_tenant_policy" on "employee" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "erp_exchange" add constraint "erp_exchange_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "erp_exchange" add constraint "erp_exchange_purpose_check" check ("purpose" in ('send', 'look-up', 'resolve', 'self', 'pdf'));`,
    );
    this.addSql(`alter table "erp_exchange" enable row level security;`);
    this.addSql(`alter table "erp_exchange" force row level security;`);
    this.addSql(`create policy "keeper" on "erp_exchange" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "erp_exchange_tenant_policy" on "erp_exchange" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "erp_link" add constraint "erp_link_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(`alter table "erp_link" enable row level security;`);
    this.addSql(`alter table "erp_link" force row level security;`);
    this.addSql(`create policy "keeper" on "erp_link" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "erp_link_tenant_policy" on "erp_link" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "erp_write" add constraint "erp_write_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "erp_write" add constraint "erp_write_outcome_ck" check (("state" = 'settled') = ("outcome" is not null));`,
    );
    this.addSql(
      `alter table "erp_write" add constraint "erp_write_claim_ck" check ("state" <> 'claimed' or ("claimed_at" is not null and "deadline_at" is not null));`,
    );
    this.addSql(
      `alter table "erp_write" add constraint "erp_write_state_check" check ("state" in ('intended', 'claimed', 'unknown', 'settled'));`,
    );
    this.addSql(
      `alter table "erp_write" add constraint "erp_write_outcome_check" check ("outcome" in ('accepted', 'adopted', 'refused', 'not-sent', 'rate-limited', 'unauthorized', 'absent', 'conflict'));`,
    );
    this.addSql(`alter table "erp_write" enable row level security;`);
    this.addSql(`alter table "erp_write" force row level security;`);
    this.addSql(`create policy "keeper" on "erp_write" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "erp_write_tenant_policy" on "erp_write" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "event_chain" add constraint "event_chain_sequence_check" check (sequence >= 0);`,
    );
    this.addSql(`alter table "event_chain" enable row level security;`);
    this.addSql(`alter table "event_chain" force row level security;`);
    this.addSql(`create policy "keeper" on "event_chain" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "event_chain_tenant_policy" on "event_chain" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "lane_ticket" add constraint "lane_ticket_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "lane_ticket" add constraint "lane_ticket_state_check" check ("state" in ('waiting', 'holding', 'resting', 'left'));`,
    );
    this.addSql(`alter table "lane_ticket" enable row level security;`);
    this.addSql(`alter table "lane_ticket" force row level security;`);
    this.addSql(`create policy "keeper" on "lane_ticket" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "lane_ticket_tenant_policy" on "lane_ticket" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "layout" enable row level security;`);
    this.addSql(`alter table "layout" force row level security;`);
    this.addSql(`create policy "keeper" on "layout" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "layout_tenant_policy" on "layout" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "number_series" add constraint "number_series_next_check" check (next >= 1 and next > coalesce(largest_taken, 0));`,
    );
    this.addSql(
      `alter table "number_series" add constraint "number_series_kind_check" check ("kind" in ('customer-invoice'));`,
    );
    this.addSql(`alter table "number_series" enable row level security;`);
    this.addSql(`alter table "number_series" force row level security;`);
    this.addSql(
      `create policy "keeper" on "number_series" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "number_series_tenant_policy" on "number_series" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "payment_terms" add constraint "payment_terms_maturity_days_check" check (maturity_days >= 0 and maturity_days <= 999);`,
    );
    this.addSql(
      `alter table "payment_terms" add constraint "payment_terms_type_check" check ("type" in ('net', 'end-of-month', 'cash', 'prepayment', 'due-date', 'factoring', 'weekly-monday', 'weekly-sunday'));`,
    );
    this.addSql(`alter table "payment_terms" enable row level security;`);
    this.addSql(`alter table "payment_terms" force row level security;`);
    this.addSql(
      `create policy "keeper" on "payment_terms" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "payment_terms_tenant_policy" on "payment_terms" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "customer" add constraint "customer_group_id_foreign" foreign key ("group_id") references "customer_group" ("id");`,
    );
    this.addSql(
      `alter table "customer" add constraint "customer_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "customer" add constraint "customer_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer" add constraint "customer_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(`alter table "customer" add constraint "customer_ean_check" check (ean ~ '^[0-9]{13}\$');`);
    this.addSql(
      `alter table "customer" add constraint "customer_credit_limit_check" check (credit_limit >= 0);`,
    );
    this.addSql(
      `alter table "customer" add constraint "customer_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "customer" add constraint "customer_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "customer" enable row level security;`);
    this.addSql(`alter table "customer" force row level security;`);
    this.addSql(`create policy "keeper" on "customer" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "customer_tenant_policy" on "customer" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "delivery_address" add constraint "delivery_address_customer_id_foreign" foreign key ("customer_id") references "customer" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "delivery_address" enable row level security;`);
    this.addSql(`alter table "delivery_address" force row level security;`);
    this.addSql(
      `create policy "keeper" on "delivery_address" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "delivery_address_tenant_policy" on "delivery_address" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_customer_id_foreign" foreign key ("customer_id") references "customer" ("id");`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_credited_invoice_id_foreign" foreign key ("credited_invoice_id") references "customer_invoice" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_payment_terms_id_foreign" foreign key ("payment_terms_id") references "payment_terms" ("id");`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_employee_id_foreign" foreign key ("employee_id") references "employee" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_gross_check" check (gross_amount = net_amount + vat_amount);`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_base_gross_check" check (base_gross_amount = base_net_amount + base_vat_amount);`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_sign_check" check ((state = 'draft' and kind = 'invoice') or (net_amount >= 0 and gross_amount >= 0));`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_credited_check" check ((kind = 'credit-note') = (credited_invoice_id is not null));`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_booked_check" check (case state when 'booked' then booked_at is not null and booked_by is not null and party is not null and terms is not null else booked_at is null and booked_by is null and archived_at is null end);`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_exchange_rate_check" check (exchange_rate > 0);`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_ean_check" check (ean ~ '^[0-9]{13}\$');`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_kind_check" check ("kind" in ('invoice', 'credit-note'));`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_state_check" check ("state" in ('draft', 'booked'));`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_vat_zone_check" check ("vat_zone" in ('domestic', 'eu', 'abroad', 'domestic-exempt'));`,
    );
    this.addSql(
      `alter table "customer_invoice" add constraint "customer_invoice_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(`alter table "customer_invoice" enable row level security;`);
    this.addSql(`alter table "customer_invoice" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_invoice" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_invoice_tenant_policy" on "customer_invoice" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "customer_contact" add constraint "customer_contact_customer_id_foreign" foreign key ("customer_id") references "customer" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "customer_contact" enable row level security;`);
    this.addSql(`alter table "customer_contact" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_contact" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_contact_tenant_policy" on "customer_contact" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "product_group" add constraint "product_group_vat_domestic_check" check (vat_domestic >= 0 and vat_domestic <= 100);`,
    );
    this.addSql(
      `alter table "product_group" add constraint "product_group_vat_eu_check" check (vat_eu >= 0 and vat_eu <= 100);`,
    );
    this.addSql(
      `alter table "product_group" add constraint "product_group_vat_abroad_check" check (vat_abroad >= 0 and vat_abroad <= 100);`,
    );
    this.addSql(
      `alter table "product_group" add constraint "product_group_vat_domestic_exempt_check" check (vat_domestic_exempt >= 0 and vat_domestic_exempt <= 100);`,
    );
    this.addSql(`alter table "product_group" enable row level security;`);
    this.addSql(`alter table "product_group" force row level security;`);
    this.addSql(
      `create policy "keeper" on "product_group" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "product_group_tenant_policy" on "product_group" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "transfer" add constraint "transfer_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "transfer" add constraint "transfer_state_check" check ("state" in ('waiting', 'checking', 'sending', 'transferred', 'blocked', 'refused', 'unknown', 'conflict', 'skipped', 'marked-done'));`,
    );
    this.addSql(`alter table "transfer" enable row level security;`);
    this.addSql(`alter table "transfer" force row level security;`);
    this.addSql(`create policy "keeper" on "transfer" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "transfer_tenant_policy" on "transfer" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "unit" enable row level security;`);
    this.addSql(`alter table "unit" force row level security;`);
    this.addSql(`create policy "keeper" on "unit" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "unit_tenant_policy" on "unit" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "product" add constraint "product_group_id_foreign" foreign key ("group_id") references "product_group" ("id");`,
    );
    this.addSql(
      `alter table "product" add constraint "product_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(`alter table "product" add constraint "product_sales_price_check" check (sales_price >= 0);`);
    this.addSql(
      `alter table "product" add constraint "product_recommended_sales_price_check" check (recommended_sales_price >= 0);`,
    );
    this.addSql(
      `alter table "product" add constraint "product_recommended_cost_price_check" check (recommended_cost_price >= 0);`,
    );
    this.addSql(`alter table "product" enable row level security;`);
    this.addSql(`alter table "product" force row level security;`);
    this.addSql(`create policy "keeper" on "product" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "product_tenant_policy" on "product" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_invoice_id_foreign" foreign key ("invoice_id") references "customer_invoice" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_unit_id_foreign" foreign key ("unit_id") references "unit" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_credited_line_id_foreign" foreign key ("credited_line_id") references "customer_invoice_line" ("id") on delete no action;`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_position_check" check (position >= 1);`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_quantity_check" check (case when product_id is null then quantity = 0 and unit_price = 0 and net_amount = 0 else quantity > 0 end);`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_discount_check" check (discount_percentage >= 0 and discount_percentage <= 100);`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_vat_check" check (vat_percentage >= 0 and vat_percentage <= 100);`,
    );
    this.addSql(
      `alter table "customer_invoice_line" add constraint "customer_invoice_line_vat_amount_check" check (vat_amount * 100 = net_amount * vat_percentage);`,
    );
    this.addSql(`alter table "customer_invoice_line" enable row level security;`);
    this.addSql(`alter table "customer_invoice_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "customer_invoice_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "customer_invoice_line_tenant_policy" on "customer_invoice_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "webhook" enable row level security;`);
    this.addSql(`alter table "webhook" force row level security;`);
    this.addSql(`create policy "keeper" on "webhook" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "webhook_tenant_policy" on "webhook" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }
}
