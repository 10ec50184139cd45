import type { EntityManager } from '@mikro-orm/postgresql';
import { createLocation } from '../../../domain/locations/location.service.ts';
import type { ActionContext } from '../../../domain/documents/kinds.ts';
import { newId } from '../../../domain/ids.ts';
import { withAgreement } from '../../../domain/database.ts';
import { createProductGroup } from '../../../domain/products/product-group.service.ts';
import { createProduct } from '../../../domain/products/product.service.ts';
import type { NewProduct } from '../../../domain/products/product-fields.ts';
import { sendPurchaseOrder } from '../../../domain/purchase-orders/purchase-order-steps.service.ts';
import { createDraftPurchaseOrder } from '../../../domain/purchase-orders/purchase-order.service.ts';
import type { DraftPurchaseOrderInput } from '../../../domain/purchase-orders/purchase-order.service.ts';
import { createReceipt } from '../../../domain/receipts/receipt.service.ts';
import { receiveReceipt } from '../../../domain/receipts/receive.service.ts';
import { createSupplierGroup } from '../../../domain/suppliers/supplier-group.service.ts';
import { createSupplier } from '../../../domain/suppliers/supplier.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';

/** What buys: a supplier L-1, a place, goods (group 1), hours (2) and freight that is spread over goods (3). */
export class Buyer {
  readonly database: TestDatabase;
  readonly number: number;

  private constructor(database: TestDatabase, number: number) {
    this.database = database;
    this.number = number;
  }

  static async make(input: Parameters<typeof createTestAgreement>[1] = {}): Promise<Buyer> {
    const database = await testDatabase();
    const { number } = await createTestAgreement(database.orm, input);
    const buyer = new Buyer(database, number);
    await buyer.inside(async (em) => {
      const group = { vatDomestic: '25', vatEu: '0', vatAbroad: '0', vatDomesticExempt: '0' };
      await createProductGroup(em, { ...group, number: 1, name: 'Varer', hasInventory: true }, 'test');
      await createProductGroup(em, { ...group, number: 2, name: 'Timer', hasInventory: false }, 'test');
      const freight = { number: 3, name: 'Fragt', hasInventory: false, shouldSpreadCost: true };
      await createProductGroup(em, { ...group, ...freight }, 'test');
      await createLocation(em, { number: 1, name: 'Lager' }, 'test');
      await createLocation(em, { number: 2, name: 'Butik' }, 'test');
      await createSupplierGroup(em, { number: 1, name: 'Træ' }, 'test');
      const supplier = { number: 'L-1', name: 'Fyr A/S', groupNumber: 1, vatZone: 'domestic' as const };
      await createSupplier(em, { ...supplier, paymentTermsNumber: 1 }, 'test');
    });
    return buyer;
  }

  inside<T>(fn: (em: EntityManager) => Promise<T>): Promise<T> {
    return withAgreement(this.database.orm, this.number, fn);
  }

  /** Acts as a command of its own does. */
  context(): ActionContext {
    return { actor: 'user:Mette', commandId: newId(), now: new Date() };
  }

  /** Makes an item; answers its id. */
  item(number: string, input: Partial<NewProduct> = {}): Promise<string> {
    const fields = { number, name: number, groupNumber: 1, salesPrice: '10', unitNumber: 1, ...input };
    return this.inside(async (em) => (await createProduct(em, fields, 'test')).id);
  }

  draft(input: Partial<DraftPurchaseOrderInput> = {}) {
    return this.inside((em) =>
      createDraftPurchaseOrder(em, newId(), { supplierId: 'L-1', ...input }, this.context()),
    );
  }

  /** A sent order; answers its number. */
  async sent(input: Partial<DraftPurchaseOrderInput> = {}): Promise<number> {
    const { number } = await this.draft(input);
    await this.inside((em) => sendPurchaseOrder(em, number, this.context()));
    return number;
  }

  /** A receipt of what an order still brings; answers its number. */
  receipt(order: number): Promise<number> {
    return this.inside(
      async (em) => (await createReceipt(em, order, newId(), this.context())).receipt.number,
    );
  }

  receive(receipt: number, ledgerDate?: string) {
    return this.inside((em) => receiveReceipt(em, receipt, { ledgerDate }, this.context()));
  }

  query<T extends object>(sql: string, params: readonly unknown[] = []): Promise<T[]> {
    return this.inside((em) => em.execute<T[]>(sql, [...params]));
  }

  /** Quantity, value and what is on its way of an item. */
  async stock(productId: string): Promise<string> {
    const [row] = await this.query<{ text: string }>(
      `select concat_ws(' ', trim_scale(quantity), value, trim_scale(purchased)) as text from stock_item where product_id = ?`,
      [productId],
    );
    return row?.text ?? '';
  }
}
