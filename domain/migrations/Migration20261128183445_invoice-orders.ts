import { Migration } from '@mikro-orm/migrations';

export class Migration20261128183445_invoice_orders extends Migration {
  override name = 'Migration20261128183445_invoice_orders';

  override up(): void | Promise<void> {
    this.addSql(`alter table "customer_invoice" add "order_numbers" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "customer_invoice" drop column "order_numbers";`);
  }
}
