import { Migration } from '@mikro-orm/migrations';

export class Migration20261128083319_lane_meter extends Migration {
  override name = 'Migration20261128083319_lane_meter';

  override up(): void | Promise<void> {
    this.addSql(`alter table "connection" drop column "rate_limit";`);
    this.addSql(`alter table "connection" add "gate_until" timestamptz(3) null, add "meter" jsonb null;`);

    this.addSql(
      `create index "lane_ticket_party_line_ix" on "lane_ticket" ("connection_id", "party_key", "priority", "sequence") where "state" = 'waiting';`,
    );
    this.addSql(
      `alter table "lane_ticket" add constraint "lane_ticket_holding_ck" check ("state" <> 'holding' or "keeps_party");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "connection" drop column "gate_until", drop column "meter";`);
    this.addSql(`alter table "connection" add "rate_limit" varchar(255) null;`);

    this.addSql(`drop index "lane_ticket_party_line_ix";`);
    this.addSql(`alter table "lane_ticket" drop constraint "lane_ticket_holding_ck";`);
  }
}
