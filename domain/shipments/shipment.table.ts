import type { DocumentTable } from '../documents/document.ts';
import { Shipment } from './shipment.entity.ts';
import { shipmentLife } from './shipment.lifecycle.ts';
import type { ShipmentAction, ShipmentStanding } from './shipment.lifecycle.ts';

/** Shipments, as what all documents do alike sees them. */
export const shipmentTable: DocumentTable<Shipment, ShipmentStanding, ShipmentAction> = {
  kind: 'shipment',
  entity: Shipment,
  table: 'shipment',
  what: 'Shipment',
  life: shipmentLife,
  populate: ['customer', 'order', 'invoice', 'layout'],
  standingOf: ({ state, archivedAt, picked, order }) => ({
    state,
    isArchived: archivedAt instanceof Date,
    picked,
    isOfOrder: Boolean(order),
  }),
  published: {
    create: 'order_shipment.created',
    edit: 'order_shipment.updated',
    pick: 'order_shipment.updated',
    setReadyForTransport: 'order_shipment.updated',
    setLayout: 'order_shipment.updated',
    markShipped: 'order_shipment.shipped',
    delete: 'order_shipment.deleted',
  },
};
