import { Migration } from '@mikro-orm/migrations';

export class Migration20261128124702_looks_first extends Migration {
  override name = 'Migration20261128124702_looks_first';

  override up(): void | Promise<void> {
    this.addSql(`alter table "connection" add "restored_at" timestamptz(3) null;`);

    this.addSql(`alter table "transfer" add "looks_first_since" timestamptz(3) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "connection" drop column "restored_at";`);

    this.addSql(`alter table "transfer" drop column "looks_first_since";`);
  }
}
