import { Migration } from '@mikro-orm/migrations';

export class Migration20261128152322_collections extends Migration {
  override name = 'Migration20261128152322_collections';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "adjustment_category" ("id" uuid not null, "agreement_number" int not null, "number" int not null, "name" varchar(255) not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "adjustment_category" add constraint "adjustment_category_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "collection" ("id" uuid not null, "agreement_number" int not null, "number" varchar(25) not null, "name" varchar(255) not null, "is_barred" boolean not null, "version" int not null default 1, "changed_by" varchar(255) not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "collection" add constraint "collection_number_uq" unique ("agreement_number", "number");`,
    );

    this.addSql(
      `create table "collection_line" ("id" uuid not null, "agreement_number" int not null, "collection_id" uuid not null, "position" int not null, "product_id" uuid not null, "quantity" numeric(19,4) not null, primary key ("id"));`,
    );
    this.addSql(`create index "collection_line_product_id_index" on "collection_line" ("product_id");`);
    this.addSql(
      `alter table "collection_line" add constraint "collection_line_position_uq" unique ("collection_id", "position");`,
    );

    // The seven usual categories for the agreements that are there. The owner is bound by their row-level security, too; the
    // lock that lifting it takes is held until this migration ends.
    this.addSql(`alter table "agreement" no force row level security;`);
    this.addSql(
      `insert into "adjustment_category" ("id", "agreement_number", "number", "name", "changed_by", "created_at", "updated_at")
       select gen_random_uuid(), a."number", c."number", c."name", 'system', now(), now()
         from "agreement" a join (values ('da', 1, 'Salg'), ('da', 2, 'Indkøb'), ('da', 3, 'Status'), ('da', 4, 'Produktion'), ('da', 5, 'Markedsføring'), ('da', 6, 'Ukurans'), ('da', 7, 'Svind'), ('nb', 1, 'Salg'), ('nb', 2, 'Innkjøp'), ('nb', 3, 'Varetelling'), ('nb', 4, 'Produksjon'), ('nb', 5, 'Markedsføring'), ('nb', 6, 'Ukurans'), ('nb', 7, 'Svinn'), ('fi', 1, 'Myynti'), ('fi', 2, 'Ostot'), ('fi', 3, 'Inventaario'), ('fi', 4, 'Tuotanto'), ('fi', 5, 'Markkinointi'), ('fi', 6, 'Epäkuranttius'), ('fi', 7, 'Hävikki'), ('sv', 1, 'Försäljning'), ('sv', 2, 'Inköp'), ('sv', 3, 'Inventering'), ('sv', 4, 'Produktion'), ('sv', 5, 'Marknadsföring'), ('sv', 6, 'Inkurans'), ('sv', 7, 'Svinn'), ('en', 1, 'Sales'), ('en', 2, 'Purchases'), ('en', 3, 'Status'), ('en', 4, 'Production'), ('en', 5, 'Marketing'), ('en', 6, 'Obsolescence'), ('en', 7, 'Waste')) as c ("language", "number", "name") on c."language" = a."language";`,
    );
    this.addSql(`alter table "agreement" force row level security;`);
    this.addSql(`alter table "adjustment_category" enable row level security;`);
    this.addSql(`alter table "adjustment_category" force row level security;`);
    this.addSql(
      `create policy "keeper" on "adjustment_category" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "adjustment_category_tenant_policy" on "adjustment_category" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(`alter table "collection" enable row level security;`);
    this.addSql(`alter table "collection" force row level security;`);
    this.addSql(`create policy "keeper" on "collection" to "bilag_keeper" using (true) with check (true);`);
    this.addSql(
      `create policy "collection_tenant_policy" on "collection" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );

    this.addSql(
      `alter table "collection_line" add constraint "collection_line_collection_id_foreign" foreign key ("collection_id") references "collection" ("id") on delete cascade;`,
    );
    this.addSql(
      `alter table "collection_line" add constraint "collection_line_product_id_foreign" foreign key ("product_id") references "product" ("id");`,
    );
    this.addSql(
      `alter table "collection_line" add constraint "collection_line_quantity_check" check (quantity > 0);`,
    );
    this.addSql(`alter table "collection_line" enable row level security;`);
    this.addSql(`alter table "collection_line" force row level security;`);
    this.addSql(
      `create policy "keeper" on "collection_line" to "bilag_keeper" using (true) with check (true);`,
    );
    this.addSql(
      `create policy "collection_line_tenant_policy" on "collection_line" using ("agreement_number" = current_setting('mikro.tenant.agreementNumber')::int);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "collection_line" drop constraint "collection_line_collection_id_foreign";`);

    this.addSql(`drop table if exists "adjustment_category" cascade;`);
    this.addSql(`drop table if exists "collection" cascade;`);
    this.addSql(`drop table if exists "collection_line" cascade;`);
  }
}
