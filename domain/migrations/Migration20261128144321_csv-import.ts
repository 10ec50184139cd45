import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144321_csv_import extends Migration {
  override name = 'Migration20261128144321_csv_import';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "csv_upload" ("id" uuid not null, "agreement_number" int not null, "kind" varchar(40) not null, "updates_existing" boolean not null, "is_dry_run" boolean not null, "suppresses_webhooks" boolean not null, "columns" jsonb not null, "bytes" int not null, "state" text not null, "chunks_total" int not null, "chunks_done" int not null, "rows_total" int not null, "rows_created" int not null, "rows_updated" int not null, "rows_unchanged" int not null, "rows_bad" int not null, "actor" varchar(255) not null, "created_at" timestamptz(3) not null, "started_at" timestamptz(3) null, "finished_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(
      `create index "csv_upload_created_at_idx" on "csv_upload" ("agreement_number", "created_at");`,
    );

    this.addSql(
      `create table "csv_import_key" ("id" uuid not null, "agreement_number" int not null, "upload_id" uuid not null, "key" varchar(300) not null, "row_number" int not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "csv_import_key" add constraint "csv_import_key_uq" unique ("upload_id", "key");`,
    );

    this.addSql(
      `create table "csv_import_error" ("id" uuid not null, "agreement_number" int not null, "upload_id" uuid not null, "row_number" int not null, "position" int not null, "column_name" varchar(255) null, "value" varchar(100) null, "message" text not null, "cells" jsonb null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "csv_import_error" add constraint "csv_import_error_uq" unique ("upload_id", "row_number", "position");`,
    );

    this.addSql(
      `create table "csv_chunk" ("id" uuid not null, "agreement_number" int not null, "upload_id" uuid not null, "position" int not null, "first_row" int not null, "content" text not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "csv_chunk" add constraint "csv_chunk_position_uq" unique ("upload_id", "position");`,
    );

    this.addSql(
      `alter table "csv_upload" add constraint "csv_upload_progress_check" check (chunks_done >= 0 and chunks_done <= chunks_total and rows_created + rows_updated + rows_unchanged + rows_bad <= rows_total);`,
    );
    this.addSql(
      `alter table "csv_upload" add constraint "csv_upload_done_check" check (state <> 'done' or (chunks_done = chunks_total and rows_created + rows_updated + rows_unchanged + rows_bad = rows_total));`,
    );
    this.addSql(
      `alter table "csv_upload" add constraint "csv_upload_state_check" check ("state" in ('waiting', 'running', 'done', 'cancelled'));`,
    );
    this.addSql(`alter table "csv_upload" enable row level security;`);
    this.addSql(`alter table "csv_upload" force row level security;`);
    this.addSql(`create policy "keeper" on "csv_upload" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "csv_upload_tenant_policy" on "csv_upload" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "csv_import_key" add constraint "csv_import_key_upload_id_foreign" foreign key ("upload_id") references "csv_upload" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "csv_import_key" enable row level security;`);
    this.addSql(`alter table "csv_import_key" force row level security;`);
    this.addSql(
      `create policy "keeper" on "csv_import_key" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "csv_import_key_tenant_policy" on "csv_import_key" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "csv_import_error" add constraint "csv_import_error_upload_id_foreign" foreign key ("upload_id") references "csv_upload" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "csv_import_error" enable row level security;`);
    this.addSql(`alter table "csv_import_error" force row level security;`);
    this.addSql(
      `create policy "keeper" on "csv_import_error" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "csv_import_error_tenant_policy" on "csv_import_error" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "csv_chunk" add constraint "csv_chunk_upload_id_foreign" foreign key ("upload_id") references "csv_upload" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "csv_chunk" enable row level security;`);
    this.addSql(`alter table "csv_chunk" force row level security;`);
    this.addSql(`create policy "keeper" on "csv_chunk" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "csv_chunk_tenant_policy" on "csv_chunk" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "csv_import_key" drop constraint "csv_import_key_upload_id_foreign";`);
    this.addSql(`alter table "csv_import_error" drop constraint "csv_import_error_upload_id_foreign";`);
    this.addSql(`alter table "csv_chunk" drop constraint "csv_chunk_upload_id_foreign";`);

    this.addSql(`drop table if exists "csv_upload" cascade;`);
    this.addSql(`drop table if exists "csv_import_key" cascade;`);
    this.addSql(`drop table if exists "csv_import_error" cascade;`);
    this.addSql(`drop table if exists "csv_chunk" cascade;`);
  }
}
