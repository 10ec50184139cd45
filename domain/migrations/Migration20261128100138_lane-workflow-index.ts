import { Migration } from '@mikro-orm/migrations';

export class Migration20261128100138_lane_workflow_index extends Migration {
  override name = 'Migration20261128100138_lane_workflow_index';

  override up(): void | Promise<void> {
    this.addSql(`create index "lane_ticket_workflow_ix" on "lane_ticket" ("connection_id", "workflow_id");`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "lane_ticket_workflow_ix";`);
  }
}
