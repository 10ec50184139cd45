import type { Endpoint } from '../endpoint.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { collectionEndpoints } from './collections.ts';
import { companyLogoEndpoints } from './company-logo.ts';
import { goLiveEndpoints } from './before-go-live.ts';
import { adjustmentEndpoints } from './adjustments.ts';
import { countEndpoints } from './counts.ts';
import { currencyEndpoints } from './currencies.ts';
import { customerInvoiceEndpoints } from './customer-invoices.ts';
import { customerPriceEndpoints } from './customer-prices.ts';
import { customerEndpoints } from './customers.ts';
import { deliveryEndpoints } from './deliveries.ts';
import { importEndpoints } from './imports.ts';
import { documentRegisterEndpoints } from './document-registers.ts';
import { fieldRegisterEndpoints } from './fields.ts';
import { integrationEndpoints } from './integrations.ts';
import { offerEndpoints } from './offers.ts';
import { layoutEndpoints } from './layouts.ts';
import { itemEndpoints } from './items.ts';
import { orderEndpoints } from './orders.ts';
import { shipmentEndpoints } from './shipments.ts';
import { locationEndpoints } from './locations.ts';
import { lotEndpoints } from './lots.ts';
import { movementEndpoints } from './movements.ts';
import { recipientEndpoints } from './notification-recipients.ts';
import { notificationEndpoints } from './notifications.ts';
import { issueEndpoints } from './issues.ts';
import { numberSeriesEndpoints } from './number-series.ts';
import { productPartEndpoints } from './product-parts.ts';
import { passwordEndpoints } from './passwords.ts';
import { productionEndpoints } from './production-orders.ts';
import { productEndpoints } from './products.ts';
import { purchaseOrderEndpoints } from './purchase-orders.ts';
import { receiptEndpoints } from './receipts.ts';
import { simpleRegisterEndpoints } from './registers.ts';
import { reportEndpoints } from './reports.ts';
import { savedFilterEndpoints } from './saved-filters.ts';
import { selfEndpoints } from './self.ts';
import { supplierInvoiceEndpoints } from './supplier-invoices.ts';
import { supplierEndpoints } from './suppliers.ts';
import { sessionEndpoints } from './sessions.ts';
import { settingEndpoints } from './settings.ts';
import { timelineEndpoints } from './timeline.ts';
import { transferEndpoints } from './transfers.ts';
import { userEndpoints } from './users.ts';
import { webhookEndpoints } from './webhooks.ts';

const resources: readonly Endpoint[] = [
  ...selfEndpoints,
  // Before the settings: its path looks like one of them.
  ...goLiveEndpoints,
  ...companyLogoEndpoints,
  ...settingEndpoints,
  ...customerEndpoints,
  ...customerPriceEndpoints,
  ...supplierEndpoints,
  ...productEndpoints,
  ...productPartEndpoints,
  ...lotEndpoints,
  ...itemEndpoints,
  ...reportEndpoints,
  ...collectionEndpoints,
  ...simpleRegisterEndpoints,
  ...documentRegisterEndpoints,
  ...fieldRegisterEndpoints,
  ...locationEndpoints,
  ...layoutEndpoints,
  ...currencyEndpoints,
  ...numberSeriesEndpoints,
  ...offerEndpoints,
  ...importEndpoints,
  ...adjustmentEndpoints,
  ...orderEndpoints,
  ...shipmentEndpoints,
  ...movementEndpoints,
  ...countEndpoints,
  ...productionEndpoints,
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
  ...sessionEndpoints,
  ...passwordEndpoints,
  ...userEndpoints,
  ...apiKeyEndpoints,
];

/** Every endpoint of the API, in the order in which the documentation shows them: routes and OpenAPI come from here. */
export const endpoints: readonly Endpoint[] = [...resources, ...savedFilterEndpoints(resources)];
