import { Migration } from '@mikro-orm/migrations';

export class Migration20261128090117_deliveries extends Migration {
  override name = 'Migration20261128090117_deliveries';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "notification" ("id" uuid not null, "agreement_number" int not null, "kind" text not null, "connection_id" uuid null, "issue_id" uuid null, "cause" varchar(60) null, "cause_params" jsonb null, "documents" int not null, "read_at" timestamptz(3) null, "read_by" varchar(255) null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "notification_connection_id_index" on "notification" ("connection_id");`);
    this.addSql(`create index "notification_issue_ix" on "notification" ("issue_id");`);
    this.addSql(
      `create index "notification_created_at_ix" on "notification" ("agreement_number", "created_at");`,
    );

    this.addSql(
      `create table "notification_recipient" ("id" uuid not null, "agreement_number" int not null, "email" varchar(255) not null, "language" text not null, "kinds" text[] not null, "is_active" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "notification_recipient" add constraint "notification_recipient_email_uq" unique ("agreement_number", "email");`,
    );

    this.addSql(
      `create table "outgoing_event" ("id" uuid not null, "agreement_number" int not null, "event" varchar(100) not null, "body" text null, "notification_id" uuid null, "at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "outgoing_event_notification_id_index" on "outgoing_event" ("notification_id");`,
    );

    this.addSql(
      `create table "delivery" ("id" uuid not null, "agreement_number" int not null, "event_id" uuid not null, "webhook_id" uuid null, "recipient_id" uuid null, "state" text not null default 'pending', "round" int not null default 1, "attempts" int not null default 0, "next_attempt_at" timestamptz(3) null, "last_error" text null, "settled_at" timestamptz(3) null, "kept_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "delivery_event_id_index" on "delivery" ("event_id");`);
    this.addSql(`create index "delivery_webhook_id_index" on "delivery" ("webhook_id");`);
    this.addSql(`create index "delivery_recipient_id_index" on "delivery" ("recipient_id");`);
    this.addSql(
      `create index "delivery_state_ix" on "delivery" ("agreement_number", "state", "created_at");`,
    );
    this.addSql(
      `create index "delivery_fresh_ix" on "delivery" ("created_at") where "state" = 'pending' and "kept_at" is null;`,
    );
    this.addSql(
      `create index "delivery_late_ix" on "delivery" (coalesce("next_attempt_at", "created_at")) where "state" = 'pending';`,
    );

    this.addSql(
      `create table "delivery_attempt" ("id" uuid not null, "agreement_number" int not null, "delivery_id" uuid not null, "round" int not null, "number" int not null, "at" timestamptz(3) not null, "duration_ms" int not null, "outcome" text not null, "status" int null, "response" text null, "error" text null, primary key ("id"));`,
    );
    this.addSql(`create index "delivery_attempt_delivery_id_index" on "delivery_attempt" ("delivery_id");`);

    this.addSql(`alter table "command" add "suppresses_webhooks" boolean not null default false;`);

    // Tokens were kept as hashes, which nobody can send: their webhooks are registered anew.
    this.addSql(`delete from "webhook";`);
    this.addSql(`alter table "webhook" drop column "token_hash";`);
    this.addSql(`alter table "webhook" add "secrets" text not null;`);

    this.addSql(
      `alter table "notification" add constraint "notification_connection_id_foreign" foreign key ("connection_id") references "connection" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "notification" add constraint "notification_kind_check" check ("kind" in ('issue-opened', 'issue-closed', 'gate-closed', 'gate-opened'));`,
    );
    this.addSql(`alter table "notification" enable row level security;`);
    this.addSql(`alter table "notification" force row level security;`);
    this.addSql(`create policy "keeper" on "notification" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "notification_tenant_policy" on "notification" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "notification_recipient" add constraint "notification_recipient_language_check" check ("language" in ('en', 'da', 'nb', 'fi'));`,
    );
    this.addSql(`alter table "notification_recipient" enable row level security;`);
    this.addSql(`alter table "notification_recipient" force row level security;`);
    this.addSql(
      `create policy "keeper" on "notification_recipient" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "notification_recipient_tenant_policy" on "notification_recipient" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_notification_id_foreign" foreign key ("notification_id") references "notification" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_content_ck" check (("body" is null) <> ("notification_id" is null));`,
    );
    this.addSql(`alter table "outgoing_event" enable row level security;`);
    this.addSql(`alter table "outgoing_event" force row level security;`);
    this.addSql(
      `create policy "keeper" on "outgoing_event" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "outgoing_event_tenant_policy" on "outgoing_event" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "delivery" add constraint "delivery_event_id_foreign" foreign key ("event_id") references "outgoing_event" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_webhook_id_foreign" foreign key ("webhook_id") references "webhook" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_recipient_id_foreign" foreign key ("recipient_id") references "notification_recipient" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_target_ck" check (("webhook_id" is null) <> ("recipient_id" is null));`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_settled_ck" check (("state" = 'pending') = ("settled_at" is null));`,
    );
    this.addSql(
      `alter table "delivery" add constraint "delivery_state_check" check ("state" in ('pending', 'delivered', 'given-up'));`,
    );
    this.addSql(`alter table "delivery" enable row level security;`);
    this.addSql(`alter table "delivery" force row level security;`);
    this.addSql(`create policy "keeper" on "delivery" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "delivery_tenant_policy" on "delivery" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "delivery_attempt" add constraint "delivery_attempt_delivery_id_foreign" foreign key ("delivery_id") references "delivery" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "delivery_attempt" add constraint "delivery_attempt_outcome_check" check ("outcome" in ('delivered', 'failed', 'refused'));`,
    );
    this.addSql(`alter table "delivery_attempt" enable row level security;`);
    this.addSql(`alter table "delivery_attempt" force row level security;`);
    this.addSql(
      `create policy "keeper" on "delivery_attempt" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "delivery_attempt_tenant_policy" on "delivery_attempt" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_notification_id_foreign";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_recipient_id_foreign";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_event_id_foreign";`);
    this.addSql(`alter table "delivery_attempt" drop constraint "delivery_attempt_delivery_id_foreign";`);

    this.addSql(`drop table if exists "notification" cascade;`);
    this.addSql(`drop table if exists "notification_recipient" cascade;`);
    this.addSql(`drop table if exists "outgoing_event" cascade;`);
    this.addSql(`drop table if exists "delivery" cascade;`);
    this.addSql(`drop table if exists "delivery_attempt" cascade;`);

    this.addSql(`alter table "command" drop column "suppresses_webhooks";`);

    this.addSql(`alter table "webhook" drop column "secrets";`);
    this.addSql(`alter table "webhook" add "token_hash" char(64) not null;`);
  }
}
