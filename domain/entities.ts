import { AdjustmentCategory } from './adjustments/adjustment-category.entity.ts';
import { Agreement } from './agreements/agreement.entity.ts';
import { ApiKey } from './agreements/api-key.entity.ts';
import { CollectionLine } from './collections/collection-line.entity.ts';
import { Collection } from './collections/collection.entity.ts';
import { Command } from './commands/command.entity.ts';
import { Connection } from './connections/connection.entity.ts';
import { ErpLink } from './connections/erp-link.entity.ts';
import { Currency } from './currencies/currency.entity.ts';
import { CustomerContact } from './customers/customer-contact.entity.ts';
import { CustomerGroup } from './customers/customer-group.entity.ts';
import { Customer } from './customers/customer.entity.ts';
import { DeliveryAddress } from './customers/delivery-address.entity.ts';
import { Employee } from './employees/employee.entity.ts';
import { DeliveryAttempt } from './deliveries/delivery-attempt.entity.ts';
import { Delivery } from './deliveries/delivery.entity.ts';
import { OutgoingEvent } from './deliveries/outgoing-event.entity.ts';
import { DocumentEvent } from './events/document-event.entity.ts';
import { EventChain } from './events/event-chain.entity.ts';
import { DocumentFile } from './files/document-file.entity.ts';
import { CustomerInvoiceLine } from './invoices/customer-invoice-line.entity.ts';
import { CustomerInvoice } from './invoices/customer-invoice.entity.ts';
import { Issue } from './issues/issue.entity.ts';
import { KeeperLook } from './lane/keeper-look.entity.ts';
import { LaneTicket } from './lane/lane-ticket.entity.ts';
import { Layout } from './layouts/layout.entity.ts';
import { Location } from './locations/location.entity.ts';
import { NotificationRecipient } from './notifications/notification-recipient.entity.ts';
import { Notification } from './notifications/notification.entity.ts';
import { NumberSeries } from './numbers/number-series.entity.ts';
import { LotLine } from './products/lot-line.entity.ts';
import { ProductGroup } from './products/product-group.entity.ts';
import { ProductUnit } from './products/product-unit.entity.ts';
import { Product } from './products/product.entity.ts';
import { Unit } from './products/unit.entity.ts';
import { ErpSnapshot } from './preflight/erp-snapshot.entity.ts';
import { PaymentTerms } from './terms/payment-terms.entity.ts';
import { ErpExchange } from './transfers/erp-exchange.entity.ts';
import { ErpWrite } from './transfers/erp-write.entity.ts';
import { Transfer } from './transfers/transfer.entity.ts';
import { Webhook } from './webhooks/webhook.entity.ts';

/** Every entity of the database, in one place: what is not here has no table. */
export const entities = [
  AdjustmentCategory,
  Agreement,
  ApiKey,
  CollectionLine,
  Collection,
  Command,
  Connection,
  ErpLink,
  Currency,
  CustomerContact,
  CustomerGroup,
  Customer,
  DeliveryAddress,
  Employee,
  DocumentEvent,
  EventChain,
  ErpSnapshot,
  DocumentFile,
  CustomerInvoiceLine,
  CustomerInvoice,
  Issue,
  KeeperLook,
  LaneTicket,
  Layout,
  Location,
  NumberSeries,
  LotLine,
  ProductGroup,
  Product,
  ProductUnit,
  Unit,
  PaymentTerms,
  ErpExchange,
  ErpWrite,
  Transfer,
  Webhook,
  Notification,
  NotificationRecipient,
  OutgoingEvent,
  Delivery,
  DeliveryAttempt,
];
