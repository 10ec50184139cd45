import { Migration } from '@mikro-orm/migrations';

export class Migration20261128181747_document_mail extends Migration {
  override name = 'Migration20261128181747_document_mail';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "document_mail" ("id" uuid not null, "agreement_number" int not null, "document_kind" text not null, "document_id" uuid not null, "document_number" int not null, "address" varchar(255) not null, "created_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "document_mail_document_ix" on "document_mail" ("agreement_number", "document_id");`,
    );

    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_content_ck";`);
    this.addSql(`alter table "outgoing_event" add "document_mail_id" uuid null;`);
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_document_mail_id_foreign" foreign key ("document_mail_id") references "document_mail" ("id") on delete cascade;`,
    );
    this.addSql(
      `create index "outgoing_event_document_mail_id_index" on "outgoing_event" ("document_mail_id");`,
    );
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_content_ck" check (num_nonnulls("body", "notification_id", "link_id", "document_mail_id") = 1);`,
    );

    this.addSql(`alter table "delivery" drop constraint "delivery_target_ck";`);
    this.addSql(`alter table "delivery" add "document_mail_id" uuid null;`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_document_mail_id_foreign" foreign key ("document_mail_id") references "document_mail" ("id") on delete cascade;`,
    );
    this.addSql(`create index "delivery_document_mail_id_index" on "delivery" ("document_mail_id");`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_target_ck" check (num_nonnulls("webhook_id", "recipient_id", "user_id", "document_mail_id") = 1);`,
    );

    this.addSql(
      `alter table "document_mail" add constraint "document_mail_document_kind_check" check ("document_kind" in ('offer', 'order', 'shipment', 'customer-invoice', 'purchase-order'));`,
    );
    this.addSql(`alter table "document_mail" enable row level security;`);
    this.addSql(`alter table "document_mail" force row level security;`);
    this.addSql(
      `create policy "keeper" on "document_mail" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "document_mail_tenant_policy" on "document_mail" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_document_mail_id_foreign";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_document_mail_id_foreign";`);

    this.addSql(`drop table if exists "document_mail" cascade;`);

    this.addSql(`drop index "delivery_document_mail_id_index";`);
    this.addSql(`alter table "delivery" drop constraint "delivery_target_ck";`);
    this.addSql(`alter table "delivery" drop column "document_mail_id";`);
    this.addSql(
      `alter table "delivery" add constraint "delivery_target_ck" check (num_nonnulls("webhook_id", "recipient_id", "user_id") = 1);`,
    );

    this.addSql(`drop index "outgoing_event_document_mail_id_index";`);
    this.addSql(`alter table "outgoing_event" drop constraint "outgoing_event_content_ck";`);
    this.addSql(`alter table "outgoing_event" drop column "document_mail_id";`);
    this.addSql(
      `alter table "outgoing_event" add constraint "outgoing_event_content_ck" check (num_nonnulls("body", "notification_id", "link_id") = 1);`,
    );
  }
}
