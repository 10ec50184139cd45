import type { EntityManager } from '@mikro-orm/postgresql';
import type { NegativeStockValue } from '../../../domain/agreements/agreement.entity.ts';
import { withAgreement } from '../../../domain/database.ts';
import type { ActionContext } from '../../../domain/documents/kinds.ts';
import { newId } from '../../../domain/ids.ts';
import { createLocation } from '../../../domain/locations/location.service.ts';
import type { NewProduct } from '../../../domain/products/product-fields.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import { createProduct } from '../../../domain/products/product.service.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';
import type { PostedStock, StockOrigin, StockPosting } from '../../../domain/stock/posting.ts';
import { postStock } from '../../../domain/stock/stock.service.ts';
import { createTestAgreement } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

export const context: ActionContext = {
  actor: 'user:Mette',
  commandId: null,
  now: new Date('2026-03-10T09:30:00.000Z'),
};

export const origin = (): StockOrigin => ({
  documentKind: 'adjustment',
  documentId: newId(),
  documentNumber: 1,
  lineId: null,
});

/** A posting without what all of them have. */
export type Move = StockPosting extends infer P
  ? P extends StockPosting
    ? Omit<P, 'productId' | 'origin' | 'ledgerDate'> & {
        readonly ledgerDate?: string;
        readonly productId?: string;
      }
    : never
  : never;

/** A company with two locations, a group of goods (1) and one without inventory (2). */
export class Company {
  readonly database: TestDatabase;
  readonly number: number;
  here = '';
  there = '';
  /** Lines of all ledgers before the last posting. */
  linesBefore = 0;

  private constructor(database: TestDatabase, number: number) {
    this.database = database;
    this.number = number;
  }

  static async make(
    database: TestDatabase,
    inventoryPrinciple: InventoryPrinciple = 'average',
    negativeStockValue: NegativeStockValue | null = null,
  ): Promise<Company> {
    const { number } = await createTestAgreement(database.orm, { inventoryPrinciple, negativeStockValue });
    const company = new Company(database, number);
    await company.inside(async (em) => {
      const group = { vatDomestic: '25', vatEu: '0', vatAbroad: '0', vatDomesticExempt: '0' };
      await createProductGroup(em, { ...group, number: 1, name: 'Varer', hasInventory: true }, 'test');
      await createProductGroup(em, { ...group, number: 2, name: 'Timer', hasInventory: false }, 'test');
      company.here = (await createLocation(em, { number: 1, name: 'Lager' }, 'test')).id;
      company.there = (await createLocation(em, { number: 2, name: 'Butik' }, 'test')).id;
    });
    return company;
  }

  inside<T>(fn: (em: EntityManager) => Promise<T>): Promise<T> {
    return withAgreement(this.database.orm, this.number, fn);
  }

  /** Makes an item; answers its id. */
  async item(number: string, input: Partial<NewProduct> = {}): Promise<string> {
    const fields = { number, name: number, groupNumber: 1, salesPrice: '10', ...input };
    return this.inside(async (em) => (await createProduct(em, fields, 'test')).id);
  }

  /** Posts together, in a transaction of their own. */
  async post(productId: string, ...moves: Move[]): Promise<readonly PostedStock[]> {
    const postings = moves.map((move) => ({
      productId,
      origin: origin(),
      ledgerDate: '2026-03-10',
      ...move,
    }));
    this.linesBefore = await this.lines();
    return this.inside((em) => postStock(em, postings, context));
  }

  /** Lines of all ledgers. */
  async lines(): Promise<number> {
    const [row] = await this.query<{ lines: number }>('select count(*)::int as lines from stock_line');
    return row?.lines ?? 0;
  }

  receive(productId: string, quantity: string, value: string, more: object = {}) {
    return this.post(productId, { type: 'receipt', locationId: this.here, quantity, value, ...more });
  }

  ship(productId: string, quantity: string, more: object = {}) {
    return this.post(productId, { type: 'shipment', locationId: this.here, quantity, ...more });
  }

  query<T extends object>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.inside((em) => em.execute<T[]>(sql, [...params]));
  }

  /** Quantity and value of an item, and its cost price. */
  async stock(productId: string): Promise<string> {
    const [row] = await this.query<{ text: string }>(
      `select concat_ws(' ', trim_scale(s.quantity), s.value, coalesce(trim_scale(p.cost_price)::text, '–')) as text
         from stock_item s join product p on p.id = s.product_id where s.product_id = ?`,
      [productId],
    );
    return row?.text ?? '';
  }

  /** What a line is worth now. */
  async worth(lineId: string | undefined): Promise<string> {
    const [row] = await this.query<{ value: string }>(
      `select (l.value + coalesce((select sum(new_value - old_value) from stock_correction where line_id = l.id), 0))::text
         as value from stock_line l where l.id = ?`,
      [lineId],
    );
    return row?.value ?? '';
  }
}
