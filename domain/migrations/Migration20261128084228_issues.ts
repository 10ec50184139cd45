import { Migration } from '@mikro-orm/migrations';

export class Migration20261128084228_issues extends Migration {
  override name = 'Migration20261128084228_issues';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "issue" ("id" uuid not null, "agreement_number" int not null, "connection_id" uuid not null, "cause" varchar(60) not null, "cause_key" varchar(300) not null, "params" jsonb not null, "state" text not null default 'open', "opened_at" timestamptz(3) not null, "closed_at" timestamptz(3) null, "closed_by" varchar(255) null, "closed_why" text null, "last_checked_at" timestamptz(3) null, "cause_gone_at" timestamptz(3) null, "check_at" timestamptz(3) null, primary key ("id"));`,
    );
    this.addSql(`create index "issue_opened_ix" on "issue" ("agreement_number", "opened_at");`);
    this.addSql(`create index "issue_check_ix" on "issue" ("check_at") where "state" = 'open';`);
    this.addSql(
      `create unique index "issue_open_uq" on "issue" ("connection_id", "cause_key") where "state" = 'open';`,
    );

    this.addSql(
      `alter table "transfer" add "decided_why" text null, add "issue_id" uuid null, add "told_stand" varchar(400) null;`,
    );
    this.addSql(
      `create index "transfer_issue_ix" on "transfer" ("issue_id", "state") where "issue_id" is not null;`,
    );

    this.addSql(
      `alter table "issue" add constraint "issue_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete restrict;`,
    );
    this.addSql(
      `alter table "issue" add constraint "issue_state_check" check ("state" in ('open', 'closed'));`,
    );
    this.addSql(
      `alter table "issue" add constraint "issue_closed_why_check" check ("closed_why" in ('carried', 'settled-by-hand', 'other-cause'));`,
    );
    this.addSql(`alter table "issue" enable row level security;`);
    this.addSql(`alter table "issue" force row level security;`);
    this.addSql(`create policy "keeper" on "issue" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "issue_tenant_policy" on "issue" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "issue" cascade;`);

    this.addSql(`drop index "transfer_issue_ix";`);
    this.addSql(
      `alter table "transfer" drop column "decided_why", drop column "issue_id", drop column "told_stand";`,
    );
  }
}
