import { Migration } from '@mikro-orm/migrations';

export class Migration20261128183210_sales_budgets extends Migration {
  override name = 'Migration20261128183210_sales_budgets';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "sales_budget" ("id" uuid not null, "agreement_number" int not null, "product_id" uuid not null, "month" char(7) not null, "quantity" numeric(19,4) not null, "amount" numeric(19,4) null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "sales_budget" add constraint "sales_budget_uq" unique ("product_id", "month");`,
    );

    this.addSql(
      `alter table "sales_budget" add constraint "sales_budget_product_id_foreign" foreign key ("product_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "sales_budget" add constraint "sales_budget_month_check" check (month ~ '^2[0-9]{3}-(0[1-9]|1[0-2])\$');`,
    );
    this.addSql(
      `alter table "sales_budget" add constraint "sales_budget_quantity_check" check (quantity >= 0);`,
    );
    this.addSql(`alter table "sales_budget" add constraint "sales_budget_amount_check" check (amount >= 0);`);
    this.addSql(`alter table "sales_budget" enable row level security;`);
    this.addSql(`alter table "sales_budget" force row level security;`);
    this.addSql(`create policy "keeper" on "sales_budget" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "sales_budget_tenant_policy" on "sales_budget" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "sales_budget" cascade;`);
  }
}
