import { adjustments, counts, movements, productionOrders } from './internal-walks.ts';
import { bills, purchaseOrders, receipts } from './purchase-walks.ts';
import { offers, orders } from './sales-walks.ts';
import { customerInvoices, shipments } from './shipment-walks.ts';
import type { Walk } from './walk.ts';

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
