import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144349_layouts extends Migration {
  override name = 'Migration20261128144349_layouts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "layout_logo" ("id" uuid not null, "agreement_number" int not null, "layout_id" uuid not null, "media_type" text not null, "content" bytea not null, "changed_by" varchar(255) not null, "stored_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "layout_logo" add constraint "layout_logo_uq" unique ("layout_id");`);

    this.addSql(
      `create table "layout_template" ("id" uuid not null, "agreement_number" int not null, "layout_id" uuid not null, "kind" text not null, "columns" jsonb not null, "fields" jsonb not null, "header_text" varchar(2000) null, "footer_text" varchar(2000) null, "mail_subject" varchar(255) null, "mail_body" varchar(5000) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "layout_template" add constraint "layout_template_kind_uq" unique ("layout_id", "kind");`,
    );

    this.addSql(
      `alter table "layout" add "language" text null, add "bank_account" varchar(500) null, add "font_size" int not null default 9, add "logo_place" text not null default 'right', add "signature" varchar(500) null, add "watermark" varchar(40) null;`,
    );
    this.addSql(
      `alter table "layout" add constraint "layout_font_size_check" check (font_size >= 7 and font_size <= 12);`,
    );
    this.addSql(
      `alter table "layout" add constraint "layout_language_check" check ("language" in ('da', 'nb', 'fi', 'en', 'sv'));`,
    );
    this.addSql(
      `alter table "layout" add constraint "layout_logo_place_check" check ("logo_place" in ('left', 'center', 'right'));`,
    );

    this.addSql(`alter table "customer" add "layout_changed_at" timestamptz(3) null;`);

    this.addSql(
      `alter table "layout_logo" add constraint "layout_logo_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "layout_logo" add constraint "layout_logo_size_check" check (octet_length(content) <= 4194304);`,
    );
    this.addSql(
      `alter table "layout_logo" add constraint "layout_logo_media_type_check" check ("media_type" in ('image/png', 'image/jpeg'));`,
    );
    this.addSql(`alter table "layout_logo" enable row level security;`);
    this.addSql(`alter table "layout_logo" force row level security;`);
    this.addSql(`create policy "keeper" on "layout_logo" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "layout_logo_tenant_policy" on "layout_logo" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "layout_template" add constraint "layout_template_layout_id_foreign" foreign key ("layout_id") references "layout" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "layout_template" add constraint "layout_template_kind_check" check ("kind" in ('offer', 'order', 'delivery-note', 'picking-list', 'invoice', 'credit-note', 'purchase-order', 'receipt', 'production-order'));`,
    );
    this.addSql(`alter table "layout_template" enable row level security;`);
    this.addSql(`alter table "layout_template" force row level security;`);
    this.addSql(
      `create policy "keeper" on "layout_template" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "layout_template_tenant_policy" on "layout_template" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "layout_logo" cascade;`);
    this.addSql(`drop table if exists "layout_template" cascade;`);

    this.addSql(`alter table "customer" drop column "layout_changed_at";`);

    this.addSql(`alter table "layout" drop constraint "layout_font_size_check";`);
    this.addSql(`alter table "layout" drop constraint "layout_language_check";`);
    this.addSql(`alter table "layout" drop constraint "layout_logo_place_check";`);
    this.addSql(
      `alter table "layout" drop column "language", drop column "bank_account", drop column "font_size", drop column "logo_place", drop column "signature", drop column "watermark";`,
    );
  }
}
