import { Migration } from '@mikro-orm/migrations';

export class Migration20261128180132_list_filters extends Migration {
  override name = 'Migration20261128180132_list_filters';

  override up(): void | Promise<void> {
    this.addSql(`drop index "adjustment_category_id_index";`);
    this.addSql(`drop index "adjustment_date_ix";`);
    this.addSql(`create index "adjustment_by_date_ix" on "adjustment" ("agreement_number", "date", "id");`);
    this.addSql(
      `create index "adjustment_by_created_at_ix" on "adjustment" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `create index "adjustment_by_updated_at_ix" on "adjustment" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "adjustment_not_archived_ix" on "adjustment" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "adjustment_category_ix" on "adjustment" ("category_id", "number");`);

    this.addSql(`drop index "movement_date_ix";`);
    this.addSql(`drop index "movement_from_location_id_index";`);
    this.addSql(`drop index "movement_to_location_id_index";`);
    this.addSql(`create index "movement_by_date_ix" on "movement" ("agreement_number", "date", "id");`);
    this.addSql(
      `create index "movement_by_created_at_ix" on "movement" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `create index "movement_by_updated_at_ix" on "movement" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "movement_not_archived_ix" on "movement" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "movement_from_location_ix" on "movement" ("from_location_id", "number");`);
    this.addSql(`create index "movement_to_location_ix" on "movement" ("to_location_id", "number");`);

    this.addSql(`drop index "offer_customer_id_index";`);
    this.addSql(`drop index "offer_date_ix";`);
    this.addSql(`create index "offer_by_date_ix" on "offer" ("agreement_number", "date", "id");`);
    this.addSql(
      `create index "offer_by_valid_until_ix" on "offer" ("agreement_number", "valid_until", "id");`,
    );
    this.addSql(`create index "offer_by_created_at_ix" on "offer" ("agreement_number", "created_at", "id");`);
    this.addSql(`create index "offer_by_updated_at_ix" on "offer" ("agreement_number", "updated_at", "id");`);
    this.addSql(
      `create index "offer_not_archived_ix" on "offer" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "offer_customer_ix" on "offer" ("customer_id", "number");`);
    this.addSql(`create index "offer_currency_ix" on "offer" ("agreement_number", "currency", "number");`);
    this.addSql(`create index "offer_state_ix" on "offer" ("agreement_number", "state", "number");`);

    this.addSql(`drop index "sales_order_customer_id_index";`);
    this.addSql(
      `create index "sales_order_by_updated_at_ix" on "sales_order" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "sales_order_not_archived_ix" on "sales_order" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(
      `create index "sales_order_currency_ix" on "sales_order" ("agreement_number", "currency", "number");`,
    );
    this.addSql(
      `create index "sales_order_state_ix" on "sales_order" ("agreement_number", "state", "number") where "state" in ('draft', 'cancelled');`,
    );
    this.addSql(
      `create index "sales_order_delivery_ix" on "sales_order" ("agreement_number", "delivery", "number") where "delivery" in ('ready', 'partly');`,
    );
    this.addSql(
      `create index "sales_order_invoicing_ix" on "sales_order" ("agreement_number", "invoicing", "number") where "invoicing" in ('ready', 'partly');`,
    );
    this.addSql(
      `create index "sales_order_purchasing_ix" on "sales_order" ("agreement_number", "number") where "is_ready_for_purchasing" or "is_partly_purchased";`,
    );
    this.addSql(`alter index "sales_order_date_ix" rename to "sales_order_by_date_ix";`);
    this.addSql(`alter index "sales_order_created_ix" rename to "sales_order_by_created_at_ix";`);

    this.addSql(`drop index "shipment_customer_id_index";`);
    this.addSql(
      `create index "shipment_by_updated_at_ix" on "shipment" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "shipment_not_archived_ix" on "shipment" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "shipment_customer_ix" on "shipment" ("customer_id", "number");`);
    this.addSql(`alter index "shipment_created_ix" rename to "shipment_by_created_at_ix";`);

    this.addSql(`drop index "stock_count_date_ix";`);
    this.addSql(`drop index "stock_count_location_id_index";`);
    this.addSql(`create index "stock_count_by_date_ix" on "stock_count" ("agreement_number", "date", "id");`);
    this.addSql(
      `create index "stock_count_by_created_at_ix" on "stock_count" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `create index "stock_count_by_updated_at_ix" on "stock_count" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "stock_count_not_archived_ix" on "stock_count" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "stock_count_location_ix" on "stock_count" ("location_id", "number");`);

    this.addSql(`drop index "purchase_order_supplier_id_index";`);
    this.addSql(
      `create index "purchase_order_by_delivery_date_ix" on "purchase_order" ("agreement_number", "delivery_date", "id");`,
    );
    this.addSql(
      `create index "purchase_order_by_updated_at_ix" on "purchase_order" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "purchase_order_not_archived_ix" on "purchase_order" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(
      `create index "purchase_order_currency_ix" on "purchase_order" ("agreement_number", "currency", "number");`,
    );
    this.addSql(
      `create index "purchase_order_state_ix" on "purchase_order" ("agreement_number", "state", "number") where "state" in ('draft', 'cancelled');`,
    );
    this.addSql(
      `create index "purchase_order_receiving_ix" on "purchase_order" ("agreement_number", "receiving", "number") where "receiving" in ('ready', 'partly');`,
    );
    this.addSql(
      `create index "purchase_order_invoicing_ix" on "purchase_order" ("agreement_number", "invoicing", "number") where "invoicing" in ('ready', 'partly');`,
    );
    this.addSql(`alter index "purchase_order_date_ix" rename to "purchase_order_by_date_ix";`);
    this.addSql(`alter index "purchase_order_created_ix" rename to "purchase_order_by_created_at_ix";`);

    this.addSql(`drop index "receipt_supplier_id_index";`);
    this.addSql(
      `create index "receipt_by_updated_at_ix" on "receipt" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "receipt_not_archived_ix" on "receipt" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "receipt_supplier_ix" on "receipt" ("supplier_id", "number");`);
    this.addSql(`alter index "receipt_created_ix" rename to "receipt_by_created_at_ix";`);

    this.addSql(`drop index "supplier_invoice_supplier_id_index";`);
    this.addSql(
      `create index "supplier_invoice_by_updated_at_ix" on "supplier_invoice" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "supplier_invoice_not_archived_ix" on "supplier_invoice" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(
      `create index "supplier_invoice_supplier_invoice_number_ix" on "supplier_invoice" ("agreement_number", "supplier_invoice_number", "number");`,
    );
    this.addSql(
      `create index "supplier_invoice_draft_ix" on "supplier_invoice" ("agreement_number", "number") where "state" = 'draft';`,
    );
    this.addSql(
      `create index "supplier_invoice_credit_note_ix" on "supplier_invoice" ("agreement_number", "number") where "kind" = 'credit-note';`,
    );
    this.addSql(`alter index "supplier_invoice_date_ix" rename to "supplier_invoice_by_date_ix";`);
    this.addSql(`alter index "supplier_invoice_created_ix" rename to "supplier_invoice_by_created_at_ix";`);

    this.addSql(`drop index "stock_count_line_product_id_index";`);
    this.addSql(`alter table "stock_count_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "stock_count_line_product_ix" on "stock_count_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "purchase_order_line_product_id_index";`);
    this.addSql(`alter table "purchase_order_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "purchase_order_line_product_ix" on "purchase_order_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "supplier_invoice_line_product_id_index";`);
    this.addSql(`alter table "supplier_invoice_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "supplier_invoice_line_product_ix" on "supplier_invoice_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "receipt_line_product_id_index";`);
    this.addSql(`alter table "receipt_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "receipt_line_product_ix" on "receipt_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "production_order_date_ix";`);
    this.addSql(`drop index "production_order_location_id_index";`);
    this.addSql(`drop index "production_order_product_id_index";`);
    this.addSql(
      `create index "production_order_by_date_ix" on "production_order" ("agreement_number", "date", "id");`,
    );
    this.addSql(
      `create index "production_order_by_created_at_ix" on "production_order" ("agreement_number", "created_at", "id");`,
    );
    this.addSql(
      `create index "production_order_by_updated_at_ix" on "production_order" ("agreement_number", "updated_at", "id");`,
    );
    this.addSql(
      `create index "production_order_not_archived_ix" on "production_order" ("agreement_number", "number") where "archived_at" is null;`,
    );
    this.addSql(`create index "production_order_product_ix" on "production_order" ("product_id", "number");`);
    this.addSql(
      `create index "production_order_location_ix" on "production_order" ("location_id", "number");`,
    );
    this.addSql(
      `create index "production_order_order_number_ix" on "production_order" ("agreement_number", "order_number", "number");`,
    );
    this.addSql(
      `create index "production_order_cancelled_ix" on "production_order" ("agreement_number", "number") where "state" = 'cancelled';`,
    );

    this.addSql(`drop index "movement_line_product_id_index";`);
    this.addSql(`alter table "movement_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "movement_line_product_ix" on "movement_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "adjustment_line_product_id_index";`);
    this.addSql(`alter table "adjustment_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "adjustment_line_product_ix" on "adjustment_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "offer_line_product_id_index";`);
    this.addSql(`alter table "offer_line" add "document_number" int not null default 0;`);
    this.addSql(`create index "offer_line_product_ix" on "offer_line" ("product_id", "document_number");`);

    this.addSql(`drop index "sales_order_line_product_id_index";`);
    this.addSql(`alter table "sales_order_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "sales_order_line_product_ix" on "sales_order_line" ("product_id", "document_number");`,
    );

    this.addSql(`drop index "customer_invoice_line_product_ix";`);
    this.addSql(`alter table "customer_invoice_line" add "document_number" int not null default 0;`);
    this.addSql(
      `create index "customer_invoice_line_product_ix" on "customer_invoice_line" ("product_id", "document_number");`,
    );

    // The numbers of lines that are there: behind the triggers that hold lines of booked documents, and for every agreement.
    for (const [document, lines, parent] of [
      ['adjustment', 'adjustment_line', 'adjustment_id'],
      ['customer_invoice', 'customer_invoice_line', 'invoice_id'],
      ['movement', 'movement_line', 'movement_id'],
      ['offer', 'offer_line', 'offer_id'],
      ['purchase_order', 'purchase_order_line', 'purchase_order_id'],
      ['receipt', 'receipt_line', 'receipt_id'],
      ['sales_order', 'sales_order_line', 'order_id'],
      ['stock_count', 'stock_count_line', 'count_id'],
      ['supplier_invoice', 'supplier_invoice_line', 'supplier_invoice_id'],
    ]) {
      const tables = [document, lines];
      for (const table of tables) this.addSql(`alter table "${table}" no force row level security;`);
      this.addSql(`alter table "${lines}" disable trigger user;`);
      this.addSql(
        `update "${lines}" l set "document_number" = d."number" from "${document}" d where d."id" = l."${parent}";`,
      );
      this.addSql(`alter table "${lines}" enable trigger user;`);
      for (const table of tables) this.addSql(`alter table "${table}" force row level security;`);
    }
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "adjustment_by_date_ix";`);
    this.addSql(`drop index "adjustment_by_created_at_ix";`);
    this.addSql(`drop index "adjustment_by_updated_at_ix";`);
    this.addSql(`drop index "adjustment_not_archived_ix";`);
    this.addSql(`drop index "adjustment_category_ix";`);
    this.addSql(`create index "adjustment_category_id_index" on "adjustment" ("category_id");`);
    this.addSql(`create index "adjustment_date_ix" on "adjustment" ("agreement_number", "date", "number");`);

    this.addSql(`drop index "adjustment_line_product_ix";`);
    this.addSql(`alter table "adjustment_line" drop column "document_number";`);
    this.addSql(`create index "adjustment_line_product_id_index" on "adjustment_line" ("product_id");`);

    this.addSql(`drop index "customer_invoice_line_product_ix";`);
    this.addSql(`alter table "customer_invoice_line" drop column "document_number";`);
    this.addSql(
      `create index "customer_invoice_line_product_ix" on "customer_invoice_line" ("product_id", "invoice_id");`,
    );

    this.addSql(`drop index "movement_by_date_ix";`);
    this.addSql(`drop index "movement_by_created_at_ix";`);
    this.addSql(`drop index "movement_by_updated_at_ix";`);
    this.addSql(`drop index "movement_not_archived_ix";`);
    this.addSql(`drop index "movement_from_location_ix";`);
    this.addSql(`drop index "movement_to_location_ix";`);
    this.addSql(`create index "movement_date_ix" on "movement" ("agreement_number", "date", "number");`);
    this.addSql(`create index "movement_from_location_id_index" on "movement" ("from_location_id");`);
    this.addSql(`create index "movement_to_location_id_index" on "movement" ("to_location_id");`);

    this.addSql(`drop index "movement_line_product_ix";`);
    this.addSql(`alter table "movement_line" drop column "document_number";`);
    this.addSql(`create index "movement_line_product_id_index" on "movement_line" ("product_id");`);

    this.addSql(`drop index "offer_by_date_ix";`);
    this.addSql(`drop index "offer_by_valid_until_ix";`);
    this.addSql(`drop index "offer_by_created_at_ix";`);
    this.addSql(`drop index "offer_by_updated_at_ix";`);
    this.addSql(`drop index "offer_not_archived_ix";`);
    this.addSql(`drop index "offer_customer_ix";`);
    this.addSql(`drop index "offer_currency_ix";`);
    this.addSql(`drop index "offer_state_ix";`);
    this.addSql(`create index "offer_customer_id_index" on "offer" ("customer_id");`);
    this.addSql(`create index "offer_date_ix" on "offer" ("agreement_number", "date", "number");`);

    this.addSql(`drop index "offer_line_product_ix";`);
    this.addSql(`alter table "offer_line" drop column "document_number";`);
    this.addSql(`create index "offer_line_product_id_index" on "offer_line" ("product_id");`);

    this.addSql(`drop index "production_order_by_date_ix";`);
    this.addSql(`drop index "production_order_by_created_at_ix";`);
    this.addSql(`drop index "production_order_by_updated_at_ix";`);
    this.addSql(`drop index "production_order_not_archived_ix";`);
    this.addSql(`drop index "production_order_product_ix";`);
    this.addSql(`drop index "production_order_location_ix";`);
    this.addSql(`drop index "production_order_order_number_ix";`);
    this.addSql(`drop index "production_order_cancelled_ix";`);
    this.addSql(
      `create index "production_order_date_ix" on "production_order" ("agreement_number", "date", "number");`,
    );
    this.addSql(`create index "production_order_location_id_index" on "production_order" ("location_id");`);
    this.addSql(`create index "production_order_product_id_index" on "production_order" ("product_id");`);

    this.addSql(`drop index "purchase_order_by_delivery_date_ix";`);
    this.addSql(`drop index "purchase_order_by_updated_at_ix";`);
    this.addSql(`drop index "purchase_order_not_archived_ix";`);
    this.addSql(`drop index "purchase_order_currency_ix";`);
    this.addSql(`drop index "purchase_order_state_ix";`);
    this.addSql(`drop index "purchase_order_receiving_ix";`);
    this.addSql(`drop index "purchase_order_invoicing_ix";`);
    this.addSql(`create index "purchase_order_supplier_id_index" on "purchase_order" ("supplier_id");`);
    this.addSql(`alter index "purchase_order_by_created_at_ix" rename to "purchase_order_created_ix";`);
    this.addSql(`alter index "purchase_order_by_date_ix" rename to "purchase_order_date_ix";`);

    this.addSql(`drop index "purchase_order_line_product_ix";`);
    this.addSql(`alter table "purchase_order_line" drop column "document_number";`);
    this.addSql(
      `create index "purchase_order_line_product_id_index" on "purchase_order_line" ("product_id");`,
    );

    this.addSql(`drop index "receipt_by_updated_at_ix";`);
    this.addSql(`drop index "receipt_not_archived_ix";`);
    this.addSql(`drop index "receipt_supplier_ix";`);
    this.addSql(`create index "receipt_supplier_id_index" on "receipt" ("supplier_id");`);
    this.addSql(`alter index "receipt_by_created_at_ix" rename to "receipt_created_ix";`);

    this.addSql(`drop index "receipt_line_product_ix";`);
    this.addSql(`alter table "receipt_line" drop column "document_number";`);
    this.addSql(`create index "receipt_line_product_id_index" on "receipt_line" ("product_id");`);

    this.addSql(`drop index "sales_order_by_updated_at_ix";`);
    this.addSql(`drop index "sales_order_not_archived_ix";`);
    this.addSql(`drop index "sales_order_currency_ix";`);
    this.addSql(`drop index "sales_order_state_ix";`);
    this.addSql(`drop index "sales_order_delivery_ix";`);
    this.addSql(`drop index "sales_order_invoicing_ix";`);
    this.addSql(`drop index "sales_order_purchasing_ix";`);
    this.addSql(`create index "sales_order_customer_id_index" on "sales_order" ("customer_id");`);
    this.addSql(`alter index "sales_order_by_created_at_ix" rename to "sales_order_created_ix";`);
    this.addSql(`alter index "sales_order_by_date_ix" rename to "sales_order_date_ix";`);

    this.addSql(`drop index "sales_order_line_product_ix";`);
    this.addSql(`alter table "sales_order_line" drop column "document_number";`);
    this.addSql(`create index "sales_order_line_product_id_index" on "sales_order_line" ("product_id");`);

    this.addSql(`drop index "shipment_by_updated_at_ix";`);
    this.addSql(`drop index "shipment_not_archived_ix";`);
    this.addSql(`drop index "shipment_customer_ix";`);
    this.addSql(`create index "shipment_customer_id_index" on "shipment" ("customer_id");`);
    this.addSql(`alter index "shipment_by_created_at_ix" rename to "shipment_created_ix";`);

    this.addSql(`drop index "stock_count_by_date_ix";`);
    this.addSql(`drop index "stock_count_by_created_at_ix";`);
    this.addSql(`drop index "stock_count_by_updated_at_ix";`);
    this.addSql(`drop index "stock_count_not_archived_ix";`);
    this.addSql(`drop index "stock_count_location_ix";`);
    this.addSql(
      `create index "stock_count_date_ix" on "stock_count" ("agreement_number", "date", "number");`,
    );
    this.addSql(`create index "stock_count_location_id_index" on "stock_count" ("location_id");`);

    this.addSql(`drop index "stock_count_line_product_ix";`);
    this.addSql(`alter table "stock_count_line" drop column "document_number";`);
    this.addSql(`create index "stock_count_line_product_id_index" on "stock_count_line" ("product_id");`);

    this.addSql(`drop index "supplier_invoice_by_updated_at_ix";`);
    this.addSql(`drop index "supplier_invoice_not_archived_ix";`);
    this.addSql(`drop index "supplier_invoice_supplier_invoice_number_ix";`);
    this.addSql(`drop index "supplier_invoice_draft_ix";`);
    this.addSql(`drop index "supplier_invoice_credit_note_ix";`);
    this.addSql(`create index "supplier_invoice_supplier_id_index" on "supplier_invoice" ("supplier_id");`);
    this.addSql(`alter index "supplier_invoice_by_created_at_ix" rename to "supplier_invoice_created_ix";`);
    this.addSql(`alter index "supplier_invoice_by_date_ix" rename to "supplier_invoice_date_ix";`);

    this.addSql(`drop index "supplier_invoice_line_product_ix";`);
    this.addSql(`alter table "supplier_invoice_line" drop column "document_number";`);
    this.addSql(
      `create index "supplier_invoice_line_product_id_index" on "supplier_invoice_line" ("product_id");`,
    );
  }
}
