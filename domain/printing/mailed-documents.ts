import type { MailedKind } from '../deliveries/document-mail.entity.ts';
import type { PrintableBuilder } from './printable-document.ts';
import { printableInvoice } from './printable-invoice.ts';
import { printableOffer } from './printable-offer.ts';
import { printableOrder } from './printable-order.ts';
import { printablePurchaseOrder } from './printable-purchase-order.ts';
import { printableDeliveryNote } from './printable-shipment.ts';

/** What a mail of each kind of document carries. */
export const mailedPdfs: Readonly<Record<MailedKind, PrintableBuilder>> = {
  offer: printableOffer,
  order: printableOrder,
  shipment: printableDeliveryNote,
  'customer-invoice': printableInvoice,
  'purchase-order': printablePurchaseOrder,
};
