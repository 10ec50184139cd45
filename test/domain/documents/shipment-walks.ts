import { setDocumentLayout } from '../../../domain/documents/document-layout.ts';
import {
  archiveInvoice,
  createCreditNote,
  editDraftInvoice,
  setLayout,
} from '../../../domain/invoices/customer-invoice.service.ts';
import { findStanding } from '../../../domain/invoices/invoice-store.ts';
import { bookDraft } from '../../../domain/invoices/book-draft.ts';
import { deleteDraftInvoice } from '../../../domain/invoices/draft-invoice.service.ts';
import { editShipment, setReadyForTransport } from '../../../domain/shipments/shipment.service.ts';
import { shipmentTable } from '../../../domain/shipments/shipment.table.ts';
import { after, archived, open, sale } from './walk.ts';
import type { Bring, Walk } from './walk.ts';
import type { World } from './world.ts';
import { shipmentEdit } from './sales-walks.ts';

const shipmentOf = {
  order: async (world: World) =>
    (await world.act('order', await after('order', sale, 'book')(world), 'createShipment')).made,
  invoice: async (world: World) => {
    const id = await after('customer-invoice', sale, 'book')(world);
    const invoiceNumber = await world.number('customer-invoice', id);
    return (await world.act('shipment', undefined, 'create', { create: 'of-invoice', invoiceNumber })).id;
  },
};

/** The walk of shipments. */
export const shipments: Walk = {
  kind: 'shipment',
  title: 'Shipments',
  places: [true, false].flatMap((isOfOrder): Walk['places'] => {
    const make = isOfOrder ? shipmentOf.order : shipmentOf.invoice;
    const pickOne: Bring = async (world) => {
      const id = await make(world);
      const some = await world.company.inside((em) => shipmentEdit(em, id, '1'));
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
    edit: async (em, id, context) => editShipment(em, id, await shipmentEdit(em, id, '2'), context),
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

/** The walk of customer invoices and credit notes. */
export const customerInvoices: Walk = {
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
