import { Migration } from '@mikro-orm/migrations';

export class Migration20261128151258_invoice_addresses extends Migration {
  override name = 'Migration20261128151258_invoice_addresses';

  override up(): void | Promise<void> {
    this.addSql(
      `alter table "customer_invoice" add "delivery_terms" jsonb null, add "billing_address" jsonb null, add "corporate_identification_number" varchar(40) null;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(
      `alter table "customer_invoice" drop column "delivery_terms", drop column "billing_address", drop column "corporate_identification_number";`,
    );
  }
}
