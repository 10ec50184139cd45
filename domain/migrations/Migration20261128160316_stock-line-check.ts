import { Migration } from '@mikro-orm/migrations';

export class Migration20261128160316_stock_line_check extends Migration {
  override name = 'Migration20261128160316_stock_line_check';

  override up(): void | Promise<void> {
    this.addSql(`alter table "stock_line" drop constraint "stock_line_quantity_check";`);
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_quantity_check" check ((quantity <> 0) = (location_id is not null) and (quantity <> 0) = (type <> 'value-adjustment' and type <> 'cost-change' and type <> 'settlement'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "stock_line" drop constraint "stock_line_quantity_check";`);
    this.addSql(
      `alter table "stock_line" add constraint "stock_line_quantity_check" check ((quantity <> 0) = (location_id is not null) and (quantity <> 0) = (type not in ('value-adjustment', 'cost-change', 'settlement')));`,
    );
  }
}
