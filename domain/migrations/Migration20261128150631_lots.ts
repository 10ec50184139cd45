import { Migration } from '@mikro-orm/migrations';

export class Migration20261128150631_lots extends Migration {
  override name = 'Migration20261128150631_lots';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "lot_line" ("id" uuid not null, "agreement_number" int not null, "lot_id" uuid not null, "number" int not null, "component_id" uuid not null, "quantity" numeric(19,4) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(`create index "lot_line_component_id_index" on "lot_line" ("component_id");`);
    this.addSql(`alter table "lot_line" add constraint "lot_line_number_uq" unique ("lot_id", "number");`);

    this.addSql(
      `alter table "product" add "adjust_to_zero" boolean not null default false, add "expected_cost_method" text not null default 'typed';`,
    );
    this.addSql(
      `alter table "product" add constraint "product_lot_check" check (type = 'lot' or not (adjust_to_zero or expected_cost_method <> 'typed'));`,
    );
    this.addSql(
      `alter table "product" add constraint "product_expected_cost_method_check" check ("expected_cost_method" in ('typed', 'cost-price-from-lines', 'expected-cost-price-from-lines'));`,
    );

    this.addSql(
      `alter table "lot_line" add constraint "lot_line_lot_id_foreign" foreign key ("lot_id") references "product" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "lot_line" add constraint "lot_line_component_id_foreign" foreign key ("component_id") references "product" ("id");`,
    );
    this.addSql(`alter table "lot_line" add constraint "lot_line_quantity_check" check (quantity > 0);`);
    this.addSql(`alter table "lot_line" enable row level security;`);
    this.addSql(`alter table "lot_line" force row level security;`);
    this.addSql(`create policy "keeper" on "lot_line" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "lot_line_tenant_policy" on "lot_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "lot_line" cascade;`);

    this.addSql(`alter table "product" drop constraint "product_lot_check";`);
    this.addSql(`alter table "product" drop constraint "product_expected_cost_method_check";`);
    this.addSql(`alter table "product" drop column "adjust_to_zero", drop column "expected_cost_method";`);
  }
}
