import { Migration } from '@mikro-orm/migrations';

export class Migration20261128192829_receipt_and_shipment_dates extends Migration {
  override name = 'Migration20261128192829_receipt_and_shipment_dates';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "shipment_by_ledger_date_ix" on "shipment" ("agreement_number", "ledger_date", "id");`,
    );

    this.addSql(
      `create index "receipt_by_ledger_date_ix" on "receipt" ("agreement_number", "ledger_date", "id");`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "receipt_by_ledger_date_ix";`);

    this.addSql(`drop index "shipment_by_ledger_date_ix";`);
  }
}
