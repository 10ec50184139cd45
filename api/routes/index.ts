import type { Endpoint } from '../endpoint.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { currencyEndpoints } from './currencies.ts';
import { customerInvoiceEndpoints } from './customer-invoices.ts';
import { customerEndpoints } from './customers.ts';
import { deliveryEndpoints } from './deliveries.ts';
import { documentRegisterEndpoints } from './document-registers.ts';
import { fieldRegisterEndpoints } from './fields.ts';
import { integrationEndpoints } from './integrations.ts';
import { offerEndpoints } from './offers.ts';
import { orderEndpoints } from './orders.ts';
import { locationEndpoints } from './locations.ts';
import { recipientEndpoints } from './notification-recipients.ts';
import { notificationEndpoints } from './notifications.ts';
import { issueEndpoints } from './issues.ts';
import { numberSeriesEndpoints } from './number-series.ts';
import { productPartEndpoints } from './product-parts.ts';
import { productEndpoints } from './products.ts';
import { purchaseOrderEndpoints } from './purchase-orders.ts';
import { receiptEndpoints } from './receipts.ts';
import { simpleRegisterEndpoints } from './registers.ts';
import { savedFilterEndpoints } from './saved-filters.ts';
import { selfEndpoints } from './self.ts';
import { supplierInvoiceEndpoints } from './supplier-invoices.ts';
import { supplierEndpoints } from './suppliers.ts';
import { timelineEndpoints } from './timeline.ts';
import { transferEndpoints } from './transfers.ts';
import { webhookEndpoints } from './webhooks.ts';

const resources: readonly Endpoint[] = [
  ...selfEndpoints,
  ...customerEndpoints,
  ...supplierEndpoints,
  ...productEndpoints,
  ...productPartEndpoints,
  ...simpleRegisterEndpoints,
  ...documentRegisterEndpoints,
  ...fieldRegisterEndpoints,
  ...locationEndpoints,
  ...currencyEndpoints,
  ...numberSeriesEndpoints,
  ...offerEndpoints,
  ...orderEndpoints,
  ...customerInvoiceEndpoints,
  ...purchaseOrderEndpoints,
  ...receiptEndpoints,
  ...supplierInvoiceEndpoints,
  ...integrationEndpoints,
  ...transferEndpoints,
  ...issueEndpoints,
  ...timelineEndpoints,
  ...notificationEndpoints,
  ...recipientEndpoints,
  ...webhookEndpoints,
  ...deliveryEndpoints,
  ...apiKeyEndpoints,
];

/** Every endpoint of the API, in the order in which the documentation shows them: routes and OpenAPI come from here. */
export const endpoints: readonly Endpoint[] = [...resources, ...savedFilterEndpoints(resources)];
