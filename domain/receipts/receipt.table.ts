import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentTable } from '../documents/document.ts';
import { Receipt, ReceiptLine } from './receipt.entity.ts';
import { receiptLife } from './receipt.lifecycle.ts';
import type { ReceiptAction, ReceiptStanding } from './receipt.lifecycle.ts';

/** Receipts, as what all documents do alike sees them. */
export const receiptTable: DocumentTable<Receipt, ReceiptStanding, ReceiptAction> = {
  kind: 'receipt',
  entity: Receipt,
  table: 'receipt',
  what: 'Receipt',
  life: receiptLife,
  populate: ['supplier', 'purchaseOrder'],
  standingOf: ({ state, archivedAt }) => ({ state, isArchived: archivedAt instanceof Date }),
  published: {
    create: 'receipt.created',
    edit: 'receipt.updated',
    receive: 'receipt.received',
    delete: 'receipt.deleted',
  },
};

/** The lines of a receipt in their order, with item, unit and places. */
export const receiptLinesOf = (em: EntityManager, receiptId: string): Promise<ReceiptLine[]> =>
  em.find(
    ReceiptLine,
    { receipt: receiptId },
    {
      populate: ['product', 'product.group', 'product.defaultLocation', 'unit', 'location'],
      orderBy: { position: 'ASC' },
    },
  );
