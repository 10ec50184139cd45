import { Migration } from '@mikro-orm/migrations';

export class Migration20261128191159_custom_field_filters extends Migration {
  override name = 'Migration20261128191159_custom_field_filters';

  override up(): void | Promise<void> {
    this.addSql(`drop index "custom_field_value_field_id_index";`);
    this.addSql(
      `alter table "custom_field_value" add "value_start" text generated always as (left("value", 100)) stored not null;`,
    );
    this.addSql(
      `create index "custom_field_value_said_ix" on "custom_field_value" ("field_id", "value_start", "owner_id");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "custom_field_value_said_ix";`);
    this.addSql(`alter table "custom_field_value" drop column "value_start";`);
    this.addSql(`create index "custom_field_value_field_id_index" on "custom_field_value" ("field_id");`);
  }
}
