import { Migration } from '@mikro-orm/migrations';

export class Migration20261128162215_company_logo extends Migration {
  override name = 'Migration20261128162215_company_logo';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "company_logo" ("id" uuid not null, "agreement_number" int not null, "media_type" text not null, "content" bytea not null, "changed_by" varchar(255) not null, "stored_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`alter table "company_logo" add constraint "company_logo_uq" unique ("agreement_number");`);

    this.addSql(
      `alter table "company_logo" add constraint "company_logo_size_check" check (octet_length(content) <= 4194304);`,
    );
    this.addSql(
      `alter table "company_logo" add constraint "company_logo_media_type_check" check ("media_type" in ('image/png', 'image/jpeg'));`,
    );
    this.addSql(`alter table "company_logo" enable row level security;`);
    this.addSql(`alter table "company_logo" force row level security;`);
    this.addSql(`create policy "keeper" on "company_logo" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "company_logo_tenant_policy" on "company_logo" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "company_logo" cascade;`);
  }
}
