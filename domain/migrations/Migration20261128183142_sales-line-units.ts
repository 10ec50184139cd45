import { Migration } from '@mikro-orm/migrations';

const tables = ['offer_line', 'sales_order_line', 'customer_invoice_line'];

export class Migration20261128183142_sales_line_units extends Migration {
  override name = 'Migration20261128183142_sales_line_units';

  override up(): void | Promise<void> {
    // The owner sees no agreement's rows otherwise.
    this.addSql(`alter table "product_unit" no force row level security;`);
    for (const table of tables) {
      this.addSql(`alter table "${table}" add "unit_quantity" numeric(19,4) not null default '1';`);
      this.addSql(`alter table "${table}" add constraint "${table}_unit_check" check (unit_quantity > 0);`);
      // What booked lines were counted by until now is written down: it changes nothing of what they say.
      this.addSql(`alter table "${table}" disable trigger user;`);
      this.addSql(`alter table "${table}" no force row level security;`);
      this.addSql(
        `update "${table}" l set "unit_quantity" = u.quantity from "product_unit" u where u.agreement_number = l.agreement_number and u.product_id = l.product_id and u.unit_id = l.unit_id;`,
      );
      this.addSql(`alter table "${table}" force row level security;`);
      this.addSql(`alter table "${table}" enable trigger user;`);
    }
    this.addSql(`alter table "product_unit" force row level security;`);
  }

  override down(): void | Promise<void> {
    for (const table of tables) {
      this.addSql(`alter table "${table}" drop constraint "${table}_unit_check";`);
      this.addSql(`alter table "${table}" drop column "unit_quantity";`);
    }
  }
}
