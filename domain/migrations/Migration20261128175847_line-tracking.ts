import { Migration } from '@mikro-orm/migrations';

export class Migration20261128175847_line_tracking extends Migration {
  override name = 'Migration20261128175847_line_tracking';

  override up(): void | Promise<void> {
    this.addSql(`alter table "supplier_invoice" add "due_date" date null;`);

    this.addSql(`alter table "supplier_invoice_line" add "tracking" jsonb null;`);

    this.addSql(`alter table "customer_invoice_line" add "tracking" jsonb null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "customer_invoice_line" drop column "tracking";`);

    this.addSql(`alter table "supplier_invoice" drop column "due_date";`);

    this.addSql(`alter table "supplier_invoice_line" drop column "tracking";`);
  }
}
