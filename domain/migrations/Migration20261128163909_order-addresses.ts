import { Migration } from '@mikro-orm/migrations';

export class Migration20261128163909_order_addresses extends Migration {
  override name = 'Migration20261128163909_order_addresses';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "sales_order" add "delivery_terms" jsonb null, add "billing_address" jsonb null, add "corporate_identification_number" varchar(40) null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "sales_order" drop column "delivery_terms", drop column "billing_address", drop column "corporate_identification_number";`,
    );
  }
}
