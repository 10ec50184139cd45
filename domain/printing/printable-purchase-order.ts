import type { EntityManager } from '@mikro-orm/postgresql';
import { findDocument } from '../documents/document-store.ts';
import { purchaseOrderLines, purchaseOrderTable } from '../purchase-orders/purchase-order.table.ts';
import { registerParty, termsOf } from '../sales/sales-draft.ts';
import { deliveryTermsSnapshot } from '../sales/sales-references.ts';
import { Supplier } from '../suppliers/supplier.entity.ts';
import { printableCompany } from './printable-company.ts';
import type { PrintSource } from './printable-document.ts';
import {
  addressedFacts,
  printableLine,
  printableParty,
  printableTotals,
  referenceFacts,
  supplierContacts,
  withoutNothing,
} from './printable-parts.ts';

/**
 * A purchase order as its supplier gets it. Sent, its party and terms are those of then; names of contacts and employees, and
 * the company's own address, are as the registers have them now. Throws `NotFound`.
 */
export async function printablePurchaseOrder(em: EntityManager, number: number): Promise<PrintSource> {
  const order = await findDocument(em, purchaseOrderTable, number);
  const lines = await purchaseOrderLines.find(em, order.id);
  const { company } = await printableCompany(em);
  const supplier = await em.findOneOrFail(Supplier, { id: order.supplier.id }, { populate: ['layout'] });
  const party = order.party ?? registerParty(supplier);
  const { language, deliveryDate, otherReference, projectNumber } = order;
  const terms = order.terms ?? termsOf(order.paymentTerms);
  const deliveryTerms = deliveryTermsSnapshot(order.deliveryTerms);
  const people = await referenceFacts(em, order, supplierContacts(em, supplier.id));
  return {
    document: {
      kind: 'purchase-order',
      number: String(order.number),
      language,
      date: order.date,
      contentFrom: order.sentAt ?? order.updatedAt,
      isDraft: order.state === 'draft',
      company,
      party,
      deliveryAddress: order.deliveryAddress ?? null,
      heading: order.heading ?? null,
      note: order.note ?? null,
      facts: withoutNothing({
        ...addressedFacts({
          ...{ party, terms, deliveryTerms, language, deliveryDate, otherReference, projectNumber },
        }),
        ...people,
      }),
      // The sales order for which it is bought, and our exchange rate, are none of the supplier's business.
      source: null,
      lines: lines.map((line) => printableLine(line, order)),
      totals: printableTotals(order, lines, order.currency),
    },
    layoutNumber: order.layout?.number ?? null,
    madeAt: order.createdAt,
    layoutPath: `/api/purchase-orders/${order.number}/layout`,
    party: printableParty('supplier', supplier),
  };
}
