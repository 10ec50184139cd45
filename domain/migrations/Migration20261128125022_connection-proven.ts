import { Migration } from '@mikro-orm/migrations';

export class Migration20261128125022_connection_proven extends Migration {
  override name = 'Migration20261128125022_connection_proven';

  override up(): void | Promise<void> {
    this.addSql(`alter table "connection" add "is_proven" boolean not null default false;`);
    // The owner sees no agreement's rows otherwise.
    this.addSql(`alter table "connection" no force row level security;`);
    // A severed one may be so for the account that its credentials lead to; a test opens it either way.
    this.addSql(
      `update "connection" set "is_proven" = true where "last_tested_at" is not null and "gate" <> 'severed';`,
    );
    this.addSql(
      `update "connection" set "gate" = 'severed', "gate_by" = 'system', "gate_since" = now(), "gate_until" = null, "gate_reason" = 'The credentials have not been tested yet.' where not "is_proven" and "gate" not in ('paused', 'severed');`,
    );
    this.addSql(`alter table "connection" force row level security;`);
    this.addSql(
      `alter table "connection" add constraint "connection_proven_ck" check (is_proven or gate in ('paused', 'severed'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "connection" drop constraint "connection_proven_ck";`);
    this.addSql(`alter table "connection" drop column "is_proven";`);
  }
}
