import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import { editDraftPurchaseOrder } from '../../../domain/purchase-orders/purchase-order.service.ts';
import { purchaseOrderTable } from '../../../domain/purchase-orders/purchase-order.table.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { supplierInvoiceTable } from '../../../domain/supplier-invoices/supplier-invoice.table.ts';
import { editDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import { after, archived, lines, open, purchase } from './walk.ts';
import type { Bring, Step, Walk } from './walk.ts';
import type { World } from './world.ts';

const purchaseSteps: Readonly<Record<'receiving' | 'invoicing', Readonly<Record<string, Step>>>> = {
  receiving: {
    'not-received': async () => {},
    ready: async (world, id) => {
      await receiptOfOne(world, id);
    },
    partly: async (world, id) => {
      await world.act('receipt', await receiptOfOne(world, id), 'receive');
    },
    received: async (world, id) => {
      const { made } = await world.act('purchase-order', id, 'createReceipt');
      await world.act('receipt', made, 'receive');
    },
  },
  invoicing: {
    'not-invoiced': async () => {},
    ready: async (world, id) => {
      await billOfOne(world, id);
    },
    partly: async (world, id) => {
      await world.act('supplier-invoice', await billOfOne(world, id), 'book');
    },
    invoiced: async (world, id) => {
      await world.act('purchase-order', id, 'convertToInvoice', { book: true });
    },
  },
};

async function receiptOfOne(world: World, order: string): Promise<string> {
  const { made } = await world.act('purchase-order', order, 'createReceipt');
  const [line] = await world.company.query<{ id: string }>(
    'select id from receipt_line where receipt_id = ?',
    [made],
  );
  const some = [{ id: line?.id ?? '', quantity: '1' }];
  await world.does(made, (em, id, context) => editReceipt(em, id, { lines: some }, context));
  return made;
}

async function billOfOne(world: World, order: string): Promise<string> {
  const { made } = await world.act('purchase-order', order, 'convertToInvoice', { book: false });
  await world.does(made, (em, id, context) =>
    editDraftSupplierInvoice(em, id, { lines: lines('1') }, context),
  );
  return made;
}

const purchasePlaces = Object.entries(purchaseSteps.receiving).flatMap(([receiving, receive]) =>
  Object.entries(purchaseSteps.invoicing).flatMap(([invoicing, bill]): Walk['places'] => {
    const axes = { receiving, invoicing };
    const bring: Bring = async (world) => {
      const id = await after('purchase-order', purchase, 'send')(world);
      for (const step of [bill, receive]) await step(world, id);
      return id;
    };
    if (receiving === 'received' && invoicing === 'invoiced') return [[archived('sent', axes), bring]];
    const cancel: Bring = async (world) =>
      (await world.act('purchase-order', await bring(world), 'cancel')).id;
    return [
      [open('sent', axes), bring],
      [archived('cancelled', axes), cancel],
    ];
  }),
);

/** A complete purchase order of which so much was credited since. */
const credited =
  (quantity: string, then: 'ready' | 'not-invoiced' = 'not-invoiced'): Bring =>
  async (world) => {
    const id = await after('purchase-order', purchase, 'send')(world);
    await purchaseSteps.receiving['received']?.(world, id);
    const { made } = await world.act('purchase-order', id, 'convertToInvoice', { book: true });
    const of = await world.number('supplier-invoice', made);
    const credit = { lines: [{ position: 1, quantity }] };
    const note = await world.act('supplier-invoice', undefined, 'create', {
      create: 'credit-note',
      of,
      credit,
    });
    await world.act('supplier-invoice', note.id, 'book');
    await purchaseSteps.invoicing[then]?.(world, id);
    return id;
  };

const untouched = { receiving: 'not-received', invoicing: 'not-invoiced' };

/** The walk of purchase orders. */
export const purchaseOrders: Walk = {
  kind: 'purchase-order',
  title: 'Purchase orders',
  places: [
    [open('draft', untouched), after('purchase-order', purchase)],
    [open('draft', untouched), after('purchase-order', purchase, 'send', 'reopen')],
    [archived('cancelled', untouched), after('purchase-order', purchase, 'cancel')],
    ...purchasePlaces,
    [archived('sent', { receiving: 'received', invoicing: 'not-invoiced' }), credited('4')],
    [archived('sent', { receiving: 'received', invoicing: 'ready' }), credited('4', 'ready')],
    [archived('sent', { receiving: 'received', invoicing: 'partly' }), credited('1')],
  ],
  bodies: { convertToInvoice: { book: false } },
  beside: {
    edit: (em, id, context) => editDraftPurchaseOrder(em, id, { note: 'Ny' }, context),
    setLayout: (em, id, context) => setDocumentLayout(em, purchaseOrderTable, id, 2, { context }),
  },
};

const receipt: Bring = async (world) =>
  (await world.act('purchase-order', await after('purchase-order', purchase, 'send')(world), 'createReceipt'))
    .made;

/** The walk of receipts. */
export const receipts: Walk = {
  kind: 'receipt',
  title: 'Receipts',
  places: [
    [open('open'), receipt],
    [archived('received'), async (world) => (await world.act('receipt', await receipt(world), 'receive')).id],
  ],
  beside: { edit: (em, id, context) => editReceipt(em, id, { note: 'Ny' }, context) },
};

const back = { create: 'draft', draft: { supplierId: 'L-1', lines: lines('-1') } };
/** The walk of supplier invoices. */
export const bills: Walk = {
  kind: 'supplier-invoice',
  title: 'Supplier invoices',
  places: [
    [open('draft', { kind: 'invoice' }), after('supplier-invoice', purchase)],
    [archived('booked', { kind: 'invoice' }), after('supplier-invoice', purchase, 'book')],
    [open('draft', { kind: 'credit-note' }), after('supplier-invoice', back)],
    [archived('booked', { kind: 'credit-note' }), after('supplier-invoice', back, 'book')],
  ],
  beside: {
    edit: (em, id, context) => editDraftSupplierInvoice(em, id, { note: 'Ny' }, context),
    setLayout: (em, id, context) => setDocumentLayout(em, supplierInvoiceTable, id, 2, { context }),
  },
};
