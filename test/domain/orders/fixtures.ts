import type { EntityManager } from '@mikro-orm/postgresql';
import { createCustomerGroup } from '../../../domain/customers/customer-group.service.ts';
import { createCustomer } from '../../../domain/customers/customer.service.ts';
import type { ActionContext } from '../../../domain/documents/kinds.ts';
import { derivedId, newId } from '../../../domain/ids.ts';
import type { NewProduct } from '../../../domain/products/product-fields.ts';
import type { DraftOrderInput } from '../../../domain/orders/order-input.ts';
import { invoiceOrder } from '../../../domain/orders/order-invoice.service.ts';
import type { OrderToInvoice } from '../../../domain/orders/order-invoice.service.ts';
import { bookOrder } from '../../../domain/orders/order-steps.service.ts';
import { createDraftOrder } from '../../../domain/orders/order.service.ts';
import type { Order } from '../../../domain/orders/order.entity.ts';
import type { TestDatabase } from '../../support/database.ts';
import { Company } from '../stock/fixtures.ts';

/** Who acts in these tests: each call as a command of its own. */
export const context = (now = '2026-03-10T09:30:00.000Z'): ActionContext => ({
  actor: 'user:Mette',
  commandId: newId(),
  now: new Date(now),
});

/** A company that sells: customer 1001; CHAIR and TABLE in stock, HOUR without inventory. */
export class Shop {
  readonly company: Company;
  readonly products = new Map<string, string>();

  private constructor(company: Company) {
    this.company = company;
  }

  static async open(database: TestDatabase): Promise<Shop> {
    const shop = new Shop(await Company.make(database));
    await shop.inside(async (em) => {
      await createCustomerGroup(em, { number: 1, name: 'Shops' }, 'test');
      const customer = { groupNumber: 1, vatZone: 'domestic', paymentTermsNumber: 1 } as const;
      await createCustomer(em, { number: '1001', name: 'Æbleskiver ApS', ...customer }, 'test');
      await createCustomer(em, { number: '1002', name: 'Lukket', ...customer, isBarred: true }, 'test');
    });
    await shop.item('CHAIR', { salesPrice: '100' });
    await shop.item('TABLE', { salesPrice: '500' });
    await shop.item('HOUR', { groupNumber: 2, salesPrice: '800' });
    return shop;
  }

  inside<T>(fn: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.company.inside(fn);
  }

  async item(number: string, input: Partial<NewProduct> = {}): Promise<string> {
    const id = await this.company.item(number, input);
    this.products.set(number, id);
    return id;
  }

  id(number: string): string {
    return this.products.get(number) ?? '';
  }

  draft(lines: Readonly<Record<string, string>>, more: Partial<DraftOrderInput> = {}): Promise<Order> {
    const input = {
      customerId: '1001',
      lines: Object.entries(lines).map(([itemId, quantity]) => ({ itemId, quantity })),
      ...more,
    };
    return this.inside((em) => createDraftOrder(em, newId(), input, context()));
  }

  async sent(lines: Readonly<Record<string, string>>): Promise<Order> {
    const { id } = await this.draft(lines);
    return this.inside((em) => bookOrder(em, id, context()));
  }

  async invoice(orderId: string, input: OrderToInvoice = {}): Promise<{ id: string; number: number }> {
    const by = context();
    const id = derivedId('document', by.commandId ?? '');
    const { invoice } = await this.inside((em) => invoiceOrder(em, orderId, id, input, by));
    return invoice;
  }

  /** Where an order stands: state, delivery, invoicing, and whether it is archived. */
  async standing(orderId: string): Promise<string> {
    const [row] = await this.company.query<{ text: string }>(
      `select concat_ws(' ', state, delivery, invoicing, case when archived_at is not null then 'archived' end) as text
         from sales_order where id = ?`,
      [orderId],
    );
    return row?.text ?? 'gone';
  }

  /** How many of an item are reserved. */
  async reserved(item: string): Promise<string> {
    const [row] = await this.company.query<{ quantity: string }>(
      'select trim_scale(in_order)::text as quantity from stock_item where product_id = ?',
      [this.id(item)],
    );
    return row?.quantity ?? '0';
  }

  /** What happened to a document, oldest first. */
  async happened(id: string): Promise<readonly string[]> {
    const rows = await this.company.query<{ action: string }>(
      'select action from document_event where document_id = ? order by sequence',
      [id],
    );
    return rows.map(({ action }) => action);
  }
}
