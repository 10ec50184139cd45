import { Migration } from '@mikro-orm/migrations';

export class Migration20261128150114_user_links extends Migration {
  override name = 'Migration20261128150114_user_links';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "user_link" ("id" uuid not null, "agreement_number" int not null, "user_id" uuid not null, "kind" text not null, "token_hash" char(64) not null, "sealed" text null, "expires_at" timestamptz(3) not null, "ended_at" timestamptz(3) null, "created_at" timestamptz(3) not null, "created_by" varchar(255) not null, primary key ("id"));`,
    );
    this.addSql(`create index "user_link_user_id_index" on "user_link" ("user_id");`);
    this.addSql(`alter table "user_link" add constraint "user_link_token_hash_uq" unique ("token_hash");`);

    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_content_ck";`);
    this.addSql(`alter table "outgoing_event" add "link_id" uuid null;`);
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_link_id_foreign" foreign key ("link_id") references "user_link" ("id") on delete cascade;`,
    );
    this.addSql(`create index "outgoing_event_link_id_index" on "outgoing_event" ("link_id");`);
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_content_ck" check (num_nonnulls("body", "notification_id", "link_id") = 1);`,
    );

    this.addSql(`alter table "delivery" drop constraint "delivery_target_ck";`);
    this.addSql(`alter table "delivery" add "user_id" uuid null;`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_user_id_foreign" foreign key ("user_id") references "app_user" ("id") on delete cascade;`,
    );
    this.addSql(`create index "delivery_user_id_index" on "delivery" ("user_id");`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_target_ck" check (num_nonnulls("webhook_id", "recipient_id", "user_id") = 1);`,
    );

    this.addSql(
      `alter table "user_link" add constraint "user_link_user_id_foreign" foreign key ("user_id") references "app_user" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "user_link" add constraint "user_link_sealed_ck" check ((ended_at is null) = (sealed is not null));`,
    );
    this.addSql(
      `alter table "user_link" add constraint "user_link_kind_check" check ("kind" in ('invitation', 'password-reset'));`,
    );
    this.addSql(`alter table "user_link" enable row level security;`);
    this.addSql(`alter table "user_link" force row level security;`);
    this.addSql(`create policy "keeper" on "user_link" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "user_link_tenant_policy" on "user_link" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_link_id_foreign";`);

    this.addSql(`drop table if exists "user_link" cascade;`);

    this.addSql(`alter table "delivery" drop constraint "delivery_user_id_foreign";`);

    this.addSql(`drop index "delivery_user_id_index";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_target_ck";`);
    this.addSql(`alter table "delivery" drop column "user_id";`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_target_ck" check (("webhook_id" is null) <> ("recipient_id" is null));`,
    );

    this.addSql(`drop index "outgoing_event_link_id_index";`);
    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_content_ck";`);
    this.addSql(`alter table "outgoing_event" drop column "link_id";`);
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_content_ck" check (("body" is null) <> ("notification_id" is null));`,
    );
  }
}
