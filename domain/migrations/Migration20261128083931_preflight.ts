import { Migration } from '@mikro-orm/migrations';

export class Migration20261128083931_preflight extends Migration {
  override name = 'Migration20261128083931_preflight';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "erp_snapshot" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "version" int not null, "read_at" timestamptz(3) not null, "parts" jsonb not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "erp_snapshot" add constraint "erp_snapshot_connection_uq" unique ("connection_id");`,
    );

    this.addSql(`alter table "erp_exchange" drop constraint "erp_exchange_purpose_check";`);
    this.addSql(
      `alter table "erp_exchange" add constraint "erp_exchange_purpose_check" check ("purpose" in ('send', 'look-up', 'resolve', 'self', 'pdf', 'preflight'));`,
    );

    this.addSql(
      `alter table "erp_snapshot" add constraint "erp_snapshot_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "erp_snapshot" enable row level security;`);
    this.addSql(`alter table "erp_snapshot" force row level security;`);
    this.addSql(`create policy "keeper" on "erp_snapshot" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "erp_snapshot_tenant_policy" on "erp_snapshot" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "erp_snapshot" cascade;`);

    this.addSql(`alter table "erp_exchange" drop constraint "erp_exchange_purpose_check";`);
    this.addSql(
      `alter table "erp_exchange" add constraint "erp_exchange_purpose_check" check ("purpose" in ('send', 'look-up', 'resolve', 'self', 'pdf'));`,
    );
  }
}
