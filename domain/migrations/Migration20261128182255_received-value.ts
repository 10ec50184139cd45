import { Migration } from '@mikro-orm/migrations';

export class Migration20261128182255_received_value extends Migration {
  override name = 'Migration20261128182255_received_value';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "receipt_line" add "is_goods" boolean null, add "extra_cost_percentage" numeric(5,2) null;`,
    );
    // What came before keeps what its items are today. Received lines stand, and the owner sees no agreement's rows otherwise;
    // the trigger is made again with the rest of the SQL after the migrations.
    const tables = ['receipt', 'receipt_line', 'product', 'product_group'];
    for (const table of tables) this.addSql(`alter table "${table}" no force row level security;`);
    this.addSql(`drop trigger if exists "receipt_line_stands" on "receipt_line";`);
    this.addSql(
      `update "receipt_line" l set "is_goods" = g."has_inventory", "extra_cost_percentage" = p."cost_addition_percentage" from "product" p, "product_group" g where p."id" = l."product_id" and g."id" = p."group_id" and exists (select from "receipt" r where r."id" = l."receipt_id" and r."state" = 'received');`,
    );
    for (const table of tables) this.addSql(`alter table "${table}" force row level security;`);

    this.addSql(`alter table "purchase_match" add "freed_quantity" numeric(19,4) not null default '0';`);
    this.addSql(
      `alter table "purchase_match" add constraint "purchase_match_freed_check" check (freed_quantity >= 0 and freed_quantity <= quantity);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "purchase_match" drop constraint "purchase_match_freed_check";`);
    this.addSql(`alter table "purchase_match" drop column "freed_quantity";`);

    this.addSql(`alter table "receipt_line" drop column "is_goods", drop column "extra_cost_percentage";`);
  }
}
