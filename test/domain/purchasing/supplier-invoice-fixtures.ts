import { newId } from '../../../domain/ids.ts';
import { purchaseOrderView } from '../../../domain/purchase-orders/purchase-order-view.ts';
import { bookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import type { BookSupplierInvoice } from '../../../domain/supplier-invoices/book-supplier-invoice.service.ts';
import { creditSupplierInvoice } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import type { SupplierCreditInput } from '../../../domain/supplier-invoices/make-supplier-invoice.service.ts';
import { createDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import type { DraftSupplierInvoiceInput } from '../../../domain/supplier-invoices/supplier-invoice-input.ts';
import type { Buyer } from './fixtures.ts';

/** What a buyer does with the invoices of its supplier L-1, and the orders that they are of. */
export function supplierInvoicesOf(buyerOf: () => Buyer) {
  let made = 0;
  return {
    order: (number: number) => buyerOf().inside((em) => purchaseOrderView(em, number)),
    bookIt: (number: number, input: BookSupplierInvoice = {}) =>
      buyerOf().inside((em) => bookSupplierInvoice(em, number, input, buyerOf().context())),
    draft: (input: Partial<DraftSupplierInvoiceInput>) =>
      buyerOf().inside((em) =>
        createDraftSupplierInvoice(em, newId(), { supplierId: 'L-1', ...input }, buyerOf().context()),
      ),
    credit: (number: number, input: SupplierCreditInput = {}) =>
      buyerOf().inside((em) => creditSupplierInvoice(em, newId(), number, input, buyerOf().context())),
    /** An item of its own, and a sent order of ten at 4.00. */
    ordered: async (lines: DraftSupplierInvoiceInput['lines'] = []) => {
      made += 1;
      const itemId = `V-${made}`;
      const item = await buyerOf().item(itemId);
      const ten = { itemId, quantity: '10', linePrice: '4' };
      return { item, itemId, number: await buyerOf().sent({ lines: [ten, ...lines] }) };
    },
  };
}
