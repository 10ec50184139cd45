/** How a real document of each kind is brought wherever it can stand, and what each action is called with there. */
import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import type { DocumentKind } from '../../../domain/documents/kinds.ts';
import { editAdjustment } from '../../../domain/adjustments/adjustment.service.ts';
import { editCount } from '../../../domain/counts/count.service.ts';
import {
  archiveInvoice,
  createCreditNote,
  editDraftInvoice,
  setLayout,
} from '../../../domain/invoices/customer-invoice.service.ts';
import { findStanding } from '../../../domain/invoices/invoice-store.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { deleteDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editMovement } from '../../../domain/movements/movement.service.ts';
import { editDraftOffer } from '../../../domain/offers/offer.service.ts';
import { offerTable } from '../../../domain/offers/offer.table.ts';
import { addOrderNote } from '../../../domain/orders/order-notes.ts';
import { editDraftOrder } from '../../../domain/orders/order.service.ts';
import { orderTable } from '../../../domain/orders/order.table.ts';
import { editProductionOrder } from '../../../domain/production-orders/production-order.service.ts';
import { editDraftPurchaseOrder } from '../../../domain/purchase-orders/purchase-order.service.ts';
import { purchaseOrderTable } from '../../../domain/purchase-orders/purchase-order.table.ts';
import { editReceipt } from '../../../domain/receipts/receipt.service.ts';
import { shipmentLines } from '../../../domain/shipments/shipment-lines.ts';
import { editShipment, setReadyForTransport } from '../../../domain/shipments/shipment.service.ts';
import { shipmentTable } from '../../../domain/shipments/shipment.table.ts';
import { editDraftSupplierInvoice } from '../../../domain/supplier-invoices/supplier-invoice.service.ts';
import type { Standing } from './rules.ts';
import type { Doing, World } from './world.ts';

/** Brings a document somewhere; answers its id. */
type Bring = (world: World) => Promise<string>;

export interface Walk {
  readonly kind: DocumentKind;
  /** Of its rules. */
  readonly title: string;
  /** Everywhere that it can stand. */
  readonly places: readonly (readonly [
    standing: Standing & Readonly<Record<string, unknown>>,
    bring: Bring,
  ])[];
  /** Bodies of the actions of its workflow; default: none. */
  readonly bodies?: Readonly<Record<string, object>>;
  /** Actions that go through no workflow. */
  readonly beside: Readonly<Record<string, Doing>>;
  /** Refusals of another name than `InvalidTransition`, where the rules allow the action as such. */
  readonly refusals?: readonly {
    readonly action: string;
    readonly where: Readonly<Record<string, unknown>>;
    readonly code: string;
  }[];
}

const open = (state: string, axes: object = {}) => ({ state, isArchived: false, ...axes });
const archived = (state: string, axes: object = {}) => ({ state, isArchived: true, ...axes });

const lines = (quantity: string) => [{ itemId: 'CHAIR', quantity }];
const sale = { create: 'draft', draft: { customerId: '1001', lines: lines('4') } };
const purchase = { create: 'draft', draft: { supplierId: 'L-1', lines: lines('4') } };

/** Makes a document and acts on it, one action after the other. */
const after =
  (kind: DocumentKind, create: object, ...actions: readonly (string | readonly [string, object])[]): Bring =>
  async (world) => {
    const { id } = await world.act(kind, undefined, 'create', create);
    for (const action of actions) {
      const [name, body] = typeof action === 'string' ? [action, {}] : action;
      await world.act(kind, id, name, body);
    }
    return id;
  };

const edit = async (em: Parameters<Doing>[0], id: string, quantity: string) => {
  const [line] = await shipmentLines(em, id);
  return [{ id: line?.id ?? '', quantity }];
};

const offers: Walk = {
  kind: 'offer',
  title: 'Offers',
  places: [
    [open('draft'), after('offer', sale)],
    [open('sent'), after('offer', sale, 'send')],
    [archived('accepted'), after('offer', sale, 'convertToOrder')],
    [archived('accepted'), after('offer', sale, 'send', 'convertToInvoice')],
    [archived('rejected'), after('offer', sale, 'send', 'reject')],
  ],
  bodies: { addCollection: { collection: 'PACK' } },
  beside: {
    edit: (em, id, context) => editDraftOffer(em, id, { note: 'Ny' }, context),
    setLayout: (em, id, context) => setDocumentLayout(em, offerTable, id, 2, { context }),
  },
};

type Step = (world: World, id: string) => Promise<void>;

/** What brings an order to each value of an axis, from the first one; something is left to do but at the last. */
const orderSteps: Readonly<Record<'delivery' | 'invoicing' | 'purchasing', Readonly<Record<string, Step>>>> =
  {
    purchasing: {
      'not-purchased': async () => {},
      ready: async (world, id) => {
        await world.act('order', id, 'createPurchaseOrder', {
          supplierId: 'L-1',
          lines: [{ position: 1, quantity: '1' }],
        });
      },
      partly: async (world, id) => {
        const body = { supplierId: 'L-1', lines: [{ position: 1, quantity: '1' }] };
        await world.act(
          'purchase-order',
          (await world.act('order', id, 'createPurchaseOrder', body)).made,
          'send',
        );
      },
      purchased: async (world, id) => {
        const { made } = await world.act('order', id, 'createPurchaseOrder', { supplierId: 'L-1' });
        await world.act('purchase-order', made, 'send');
      },
    },
    invoicing: {
      'not-invoiced': async () => {},
      ready: async (world, id) => {
        await draftOfOne(world, id);
      },
      partly: async (world, id) => {
        await world.act('customer-invoice', await draftOfOne(world, id), 'book');
      },
      invoiced: async (world, id) => {
        await world.act('order', id, 'convertToInvoice', { book: true });
      },
    },
    delivery: {
      'not-sent': async () => {},
      ready: async (world, id) => {
        await shipmentOfOne(world, id);
      },
      partly: async (world, id) => {
        await world.act('shipment', await shipmentOfOne(world, id), 'markShipped', { pick: true });
      },
      sent: async (world, id) => {
        const { made } = await world.act('order', id, 'createShipment');
        await world.act('shipment', made, 'markShipped', { pick: true });
      },
    },
  };

async function draftOfOne(world: World, order: string): Promise<string> {
  const { made } = await world.act('order', order, 'convertToInvoice', { book: false });
  await world.does(made, (em, id, context) => editDraftInvoice(em, id, { lines: lines('1') }, context));
  return made;
}

async function shipmentOfOne(world: World, order: string): Promise<string> {
  const { made } = await world.act('order', order, 'createShipment');
  await world.does(made, async (em, id, context) => editShipment(em, id, await edit(em, id, '1'), context));
  return made;
}

/** Every combination of the axes of a sent order, and the same cancelled. */
const orderPlaces = Object.entries(orderSteps.delivery).flatMap(([delivery, ship]) =>
  Object.entries(orderSteps.invoicing).flatMap(([invoicing, invoice]) =>
    Object.entries(orderSteps.purchasing).flatMap(([purchasing, buy]): Walk['places'][number][] => {
      const axes = { delivery, invoicing, purchasing };
      const bring: Bring = async (world) => {
        const id = await after('order', sale, 'book')(world);
        for (const step of [buy, invoice, ship]) await step(world, id);
        return id;
      };
      if (delivery === 'sent' && invoicing === 'invoiced') return [[archived('sent', axes), bring]];
      const cancel: Bring = async (world) => (await world.act('order', await bring(world), 'cancel')).id;
      return [
        [open('sent', axes), bring],
        [archived('cancelled', axes), cancel],
      ];
    }),
  ),
);

const fresh = { delivery: 'not-sent', invoicing: 'not-invoiced', purchasing: 'not-purchased' };

const orders: Walk = {
  kind: 'order',
  title: 'Orders',
  places: [
    [open('draft', fresh), after('order', sale)],
    [open('draft', fresh), after('order', sale, 'book', 'reopen')],
    [archived('cancelled', fresh), after('order', sale, 'cancel')],
    [
      archived('cancelled', { ...fresh, delivery: 'partly' }),
      async (world) => {
        const id = await after('order', sale, 'book')(world);
        await orderSteps.delivery['partly']?.(world, id);
        return (await world.act('order', id, 'createBackorder')).id;
      },
    ],
    ...orderPlaces,
  ],
  bodies: { addCollection: { collection: 'PACK' }, createPurchaseOrder: { supplierId: 'L-1' } },
  beside: {
    edit: (em, id, context) => editDraftOrder(em, id, { note: 'Ny' }, context),
    addNote: (em, id, context) => addOrderNote(em, id, { text: 'Ring først' }, context),
    setLayout: (em, id, context) => setDocumentLayout(em, orderTable, id, 2, { context }),
  },
  refusals: [{ action: 'createBackorder', where: { invoicing: 'invoiced' }, code: 'InvoicedUndelivered' }],
};

const shipmentOf = {
  order: async (world: World) =>
    (await world.act('order', await after('order', sale, 'book')(world), 'createShipment')).made,
  invoice: async (world: World) => {
    const id = await after('customer-invoice', sale, 'book')(world);
    const invoiceNumber = await world.number('customer-invoice', id);
    return (await world.act('shipment', undefined, 'create', { create: 'of-invoice', invoiceNumber })).id;
  },
};

const shipments: Walk = {
  kind: 'shipment',
  title: 'Shipments',
  places: [true, false].flatMap((isOfOrder): Walk['places'] => {
    const make = isOfOrder ? shipmentOf.order : shipmentOf.invoice;
    const pickOne: Bring = async (world) => {
      const id = await make(world);
      const some = await world.company.inside((em) => edit(em, id, '1'));
      return (await world.act('shipment', id, 'pick', { lines: some })).id;
    };
    const then =
      (bring: Bring, action: string, body: object = {}): Bring =>
      async (world) =>
        (await world.act('shipment', await bring(world), action, body)).id;
    return [
      [open('open', { picked: 'not-picked', isOfOrder }), make],
      [open('open', { picked: 'partly', isOfOrder }), pickOne],
      [open('open', { picked: 'picked', isOfOrder }), then(make, 'pick')],
      [archived('sent', { picked: 'picked', isOfOrder }), then(make, 'markShipped', { pick: true })],
      [archived('sent', { picked: 'picked', isOfOrder }), then(pickOne, 'markShipped')],
    ];
  }),
  beside: {
    edit: async (em, id, context) => editShipment(em, id, await edit(em, id, '2'), context),
    setReadyForTransport: (em, id, context) => setReadyForTransport(em, id, true, context),
    setLayout: (em, id, context) => setDocumentLayout(em, shipmentTable, id, 2, { context }),
  },
  refusals: [{ action: 'markShipped', where: { picked: 'not-picked' }, code: 'NothingPicked' }],
};

const creditNote: Bring = async (world) => {
  const invoice = await after('customer-invoice', sale, 'book')(world);
  const invoiceNumber = await world.number('customer-invoice', invoice);
  const body = { create: 'credit-note', invoiceNumber, creditNote: {} };
  return (await world.act('customer-invoice', undefined, 'create', body)).id;
};
const bookedCredit: Bring = async (world) =>
  (await world.act('customer-invoice', await creditNote(world), 'book')).id;

const customerInvoices: Walk = {
  kind: 'customer-invoice',
  title: 'Customer invoices and credit notes',
  places: [
    [open('draft', { kind: 'invoice' }), after('customer-invoice', sale)],
    [open('booked', { kind: 'invoice' }), after('customer-invoice', sale, 'book')],
    [archived('booked', { kind: 'invoice' }), after('customer-invoice', sale, 'book', 'archive')],
    [open('draft', { kind: 'credit-note' }), creditNote],
    [open('booked', { kind: 'credit-note' }), bookedCredit],
    [
      archived('booked', { kind: 'credit-note' }),
      async (world) => (await world.act('customer-invoice', await bookedCredit(world), 'archive')).id,
    ],
  ],
  beside: {
    edit: (em, id, context) => editDraftInvoice(em, id, { note: 'Ny' }, context),
    delete: (em, id, context) => deleteDraftInvoice(em, id, context),
    book: (em, id, context) => bookDraft(em, id, {}, context),
    createCreditNote: (em, id, context) => createCreditNote(em, id, {}, context),
    archive: async (em, id, context) => archiveInvoice(em, await findStanding(em, id), context),
    setLayout: (em, id, context) => setLayout(em, id, 2, context),
  },
};

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

const purchaseOrders: Walk = {
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

const receipts: Walk = {
  kind: 'receipt',
  title: 'Receipts',
  places: [
    [open('open'), receipt],
    [archived('received'), async (world) => (await world.act('receipt', await receipt(world), 'receive')).id],
  ],
  beside: { edit: (em, id, context) => editReceipt(em, id, { note: 'Ny' }, context) },
};

const back = { create: 'draft', draft: { supplierId: 'L-1', lines: lines('-1') } };
const bills: Walk = {
  kind: 'supplier-invoice',
  title: 'Supplier invoices',
  places: [
    [open('draft', { kind: 'invoice' }), after('supplier-invoice', purchase)],
    [archived('booked', { kind: 'invoice' }), after('supplier-invoice', purchase, 'book')],
    [open('draft', { kind: 'credit-note' }), after('supplier-invoice', back)],
    [archived('booked', { kind: 'credit-note' }), after('supplier-invoice', back, 'book')],
  ],
  beside: { edit: (em, id, context) => editDraftSupplierInvoice(em, id, { note: 'Ny' }, context) },
};

const adjustment = { draft: { lines: [{ itemId: 'CHAIR', adjustQuantity: '1' }] } };
const adjustments: Walk = {
  kind: 'adjustment',
  title: 'Adjustments',
  places: [
    [open('draft'), after('adjustment', adjustment)],
    [archived('booked'), after('adjustment', adjustment, 'book')],
  ],
  beside: { edit: (em, id, context) => editAdjustment(em, id, { reason: 'Ny' }, context) },
};

const movement = { fromLocationId: 1, toLocationId: 2, lines: lines('1') };
const direct = { draft: movement };
const transport = { draft: { ...movement, transportLocationId: 3 } };
const [isTransport, isDirect] = [{ isTransport: true }, { isTransport: false }];
const movements: Walk = {
  kind: 'movement',
  title: 'Movements',
  places: [
    [open('draft', isDirect), after('movement', direct)],
    [archived('booked', isDirect), after('movement', direct, 'book')],
    [open('draft', isTransport), after('movement', transport)],
    [open('booked', isTransport), after('movement', transport, 'book')],
    [open('receiving', isTransport), after('movement', transport, 'book', 'createReceipt')],
    [archived('received', isTransport), after('movement', transport, 'book', 'createReceipt', 'receive')],
  ],
  beside: { edit: (em, id, context) => editMovement(em, id, { note: 'Ny' }, context) },
};

const count = { draft: { lines: [{ itemId: 'CHAIR', countedQuantity: '900' }] } };
const counts: Walk = {
  kind: 'count',
  title: 'Counts',
  places: [
    [open('open'), after('count', count)],
    [archived('booked'), after('count', count, 'book')],
  ],
  beside: { edit: (em, id, context) => editCount(em, id, { note: 'Ny' }, context) },
};

const making = { create: 'order', order: { itemId: 'SET', quantity: '3' } };
const productionOrders: Walk = {
  kind: 'production-order',
  title: 'Production orders',
  places: [
    [open('not-started'), after('production-order', making)],
    [open('started'), after('production-order', making, 'start')],
    [open('started'), after('production-order', making, 'start', ['finish', { quantity: '1' }])],
    [archived('finished'), after('production-order', making, 'start', 'finish')],
    [archived('cancelled'), after('production-order', making, 'cancel')],
    [archived('cancelled'), after('production-order', making, 'start', 'cancel')],
  ],
  beside: { edit: (em, id, context) => editProductionOrder(em, id, { note: 'Ny' }, context) },
};

/** Every kind of document. */
export const walks: readonly Walk[] = [
  offers,
  orders,
  shipments,
  customerInvoices,
  purchaseOrders,
  receipts,
  bills,
  adjustments,
  movements,
  counts,
  productionOrders,
];
