import { Migration } from '@mikro-orm/migrations';

export class Migration20261128132256_notification_closed_why extends Migration {
  override name = 'Migration20261128132256_notification_closed_why';

  override up(): void | Promise<void> {
    this.addSql(`alter table "notification" add "closed_why" text null;`);
    this.addSql(
      `alter table "notification" add constraint "notification_closed_why_check" check ("closed_why" in ('carried', 'settled-by-hand', 'other-cause'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "notification" drop constraint "notification_closed_why_check";`);
    this.addSql(`alter table "notification" drop column "closed_why";`);
  }
}
