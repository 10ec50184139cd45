/** The life of a shipment, as data: what moves stock out. Pure: usable in workflow code. */
import type { Guard, Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const shipmentStates = ['open', 'sent'] as const;
export type ShipmentState = (typeof shipmentStates)[number];

export const pickedAxis = ['not-picked', 'partly', 'picked'] as const;
export type PickedAxis = (typeof pickedAxis)[number];

export type ShipmentAction =
  'edit' | 'pick' | 'markShipped' | 'convertToInvoice' | 'delete' | 'setReadyForTransport' | 'setLayout';

export interface ShipmentStanding extends Standing<ShipmentState> {
  readonly picked: PickedAxis;
  /** Whether it was made of an order; else of an invoice. */
  readonly isOfOrder: boolean;
}

const onlyOfOrders: Guard<ShipmentStanding> = ({ isOfOrder }) =>
  isOfOrder ? undefined : 'It was made of an invoice.';

const transitions: Readonly<Record<ShipmentAction, Transition<ShipmentStanding>>> = {
  edit: {
    from: ['open'],
    to: 'same',
    effect: 'Quantities, locations, batch and serial numbers change, lines go; the order stays as it is.',
  },
  pick: { from: ['open'], to: 'same', effect: 'Quantities are picked. No stock moves.' },
  markShipped: {
    from: ['open'],
    to: 'sent',
    archives: true,
    effect: 'What is picked leaves the stock on the ledger date; the rest goes back to the order.',
  },
  convertToInvoice: {
    from: ['sent'],
    to: 'same',
    whenArchived: true,
    guards: [onlyOfOrders],
    effect: 'A new draft invoice over the quantities of the shipment that are on none yet.',
  },
  delete: {
    from: ['open'],
    to: 'gone',
    effect: 'The shipment is gone; its quantities go back to the order.',
  },
  setReadyForTransport: {
    from: shipmentStates,
    to: 'same',
    whenArchived: true,
    effect: 'Carriers see whether it can be fetched.',
  },
  setLayout: {
    from: shipmentStates,
    to: 'same',
    whenArchived: true,
    effect: 'The PDFs look different; nothing is sent again.',
  },
};

/** The life of shipments. There is no undo of a sent one: goods come back by a credit note or an adjustment. */
export const shipmentLife: Lifecycle<ShipmentStanding, ShipmentAction> = {
  nameOf: () => 'Shipment',
  states: shipmentStates,
  initial: 'open',
  transitions,
};
