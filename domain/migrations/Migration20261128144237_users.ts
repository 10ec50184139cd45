import { Migration } from '@mikro-orm/migrations';

export class Migration20261128144237_users extends Migration {
  override name = 'Migration20261128144237_users';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "app_user" ("id" uuid not null, "agreement_number" int not null, "email" varchar(200) not null, "name" varchar(255) not null, "language" text not null, "status" text not null, "roles" text[] not null, "password_hash" varchar(255) null, "password_set_at" timestamptz(3) null, "last_login_at" timestamptz(3) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "app_user_log_in_ix" on "app_user" ("email");`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_email_uq" unique ("agreement_number", "email");`,
    );

    this.addSql(
      `create table "user_session" ("id" uuid not null, "agreement_number" int not null, "user_id" uuid not null, "token_hash" char(64) not null, "ip" varchar(45) null, "user_agent" varchar(255) null, "created_at" timestamptz(3) not null, "last_used_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "user_session_user_id_index" on "user_session" ("user_id");`);
    this.addSql(
      `alter table "user_session" add constraint "user_session_token_hash_uq" unique ("token_hash");`,
    );

    this.addSql(`alter table "app_user" add constraint "app_user_email_ck" check (email = lower(email));`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_roles_ck" check (cardinality(roles) > 0 and roles <@ '{admin,sales,purchase,warehouse,bookkeeper,read-only,support}'::text[]);`,
    );
    this.addSql(
      `alter table "app_user" add constraint "app_user_active_ck" check (status <> 'active' or password_hash is not null);`,
    );
    this.addSql(
      `alter table "app_user" add constraint "app_user_invited_ck" check (status <> 'invited' or password_hash is null);`,
    );
    this.addSql(
      `alter table "app_user" add constraint "app_user_language_check" check ("language" in ('en', 'da', 'nb', 'fi'));`,
    );
    this.addSql(
      `alter table "app_user" add constraint "app_user_status_check" check ("status" in ('invited', 'active', 'barred'));`,
    );
    this.addSql(`alter table "app_user" enable row level security;`);
    this.addSql(`alter table "app_user" force row level security;`);
    this.addSql(`create policy "keeper" on "app_user" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "app_user_tenant_policy" on "app_user" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "user_session" add constraint "user_session_user_id_foreign" foreign key ("user_id") references "app_user" ("id") on delete cascade;`,
    );
    this.addSql(`alter table "user_session" enable row level security;`);
    this.addSql(`alter table "user_session" force row level security;`);
    this.addSql(`create policy "keeper" on "user_session" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "user_session_tenant_policy" on "user_session" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "user_session" drop constraint "user_session_user_id_foreign";`);

    this.addSql(`drop table if exists "app_user" cascade;`);
    this.addSql(`drop table if exists "user_session" cascade;`);
  }
}
