import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import { editDraftInvoice } from '../../../domain/invoices/customer-invoice.service.ts';
import { editDraftOffer } from '../../../domain/offers/offer.service.ts';
import { offerTable } from '../../../domain/offers/offer.table.ts';
import { addOrderNote } from '../../../domain/orders/order-notes.ts';
import { editDraftOrder } from '../../../domain/orders/order.service.ts';
import { orderTable } from '../../../domain/orders/order.table.ts';
import { shipmentLines } from '../../../domain/shipments/shipment-lines.ts';
import { editShipment } from '../../../domain/shipments/shipment.service.ts';
import { after, archived, lines, open, sale } from './walk.ts';
import type { Bring, Step, Walk } from './walk.ts';
import type { Doing, World } from './world.ts';

/** The change of a shipment that leaves so many on its line. */
export const shipmentEdit = async (em: Parameters<Doing>[0], id: string, quantity: string) => {
  const [line] = await shipmentLines(em, id);
  return [{ id: line?.id ?? '', quantity }];
};

/** The walk of offers. */
export const offers: Walk = {
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
  await world.does(made, async (em, id, context) =>
    editShipment(em, id, await shipmentEdit(em, id, '1'), context),
  );
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

/** The walk of orders. */
export const orders: Walk = {
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
