import { AdjustmentCategory } from './adjustments/adjustment-category.entity.ts';
import { Adjustment, AdjustmentLine } from './adjustments/adjustment.entity.ts';
import { Agreement } from './agreements/agreement.entity.ts';
import { CompanyLogo } from './agreements/company-logo.entity.ts';
import { ApiKey } from './agreements/api-key.entity.ts';
import { CollectionLine } from './collections/collection-line.entity.ts';
import { Collection } from './collections/collection.entity.ts';
import { BankAccount } from './bank-accounts/bank-account.entity.ts';
import { Command } from './commands/command.entity.ts';
import { Connection } from './connections/connection.entity.ts';
import { ErpLink } from './connections/erp-link.entity.ts';
import { StockCount, StockCountLine } from './counts/count.entity.ts';
import { Currency } from './currencies/currency.entity.ts';
import { CustomerContact } from './customers/customer-contact.entity.ts';
import { CustomerDiscount } from './customers/customer-discount.entity.ts';
import { CustomerPrice } from './customers/customer-price.entity.ts';
import { CustomerGroup } from './customers/customer-group.entity.ts';
import { Customer } from './customers/customer.entity.ts';
import { DeliveryAddress } from './customers/delivery-address.entity.ts';
import { Employee } from './employees/employee.entity.ts';
import { DeliveryAttempt } from './deliveries/delivery-attempt.entity.ts';
import { Delivery } from './deliveries/delivery.entity.ts';
import { DocumentMail } from './deliveries/document-mail.entity.ts';
import { OutgoingEvent } from './deliveries/outgoing-event.entity.ts';
import { DocumentEvent } from './events/document-event.entity.ts';
import { EventChain } from './events/event-chain.entity.ts';
import { CustomFieldValue } from './fields/custom-field-value.entity.ts';
import { CustomField } from './fields/custom-field.entity.ts';
import { DocumentFile } from './files/document-file.entity.ts';
import { CsvChunk } from './imports/csv-chunk.entity.ts';
import { CsvImportError } from './imports/csv-import-error.entity.ts';
import { CsvImportKey } from './imports/csv-import-key.entity.ts';
import { CsvUpload } from './imports/csv-upload.entity.ts';
import { CustomerInvoiceLine } from './invoices/customer-invoice-line.entity.ts';
import { CustomerInvoice } from './invoices/customer-invoice.entity.ts';
import { Issue } from './issues/issue.entity.ts';
import { KeeperLook } from './lane/keeper-look.entity.ts';
import { LaneTicket } from './lane/lane-ticket.entity.ts';
import { ListTotal } from './list-total.entity.ts';
import { LayoutLogo } from './layouts/layout-logo.entity.ts';
import { LayoutTemplate } from './layouts/layout-template.entity.ts';
import { Layout } from './layouts/layout.entity.ts';
import { Location } from './locations/location.entity.ts';
import { Movement, MovementLine } from './movements/movement.entity.ts';
import { NotificationRecipient } from './notifications/notification-recipient.entity.ts';
import { Notification } from './notifications/notification.entity.ts';
import { NumberSeries } from './numbers/number-series.entity.ts';
import { Offer, OfferLine } from './offers/offer.entity.ts';
import { LotLine } from './products/lot-line.entity.ts';
import { Order, OrderLine, OrderNote } from './orders/order.entity.ts';
import { ProductionOrder, ProductionOrderLine } from './production-orders/production-order.entity.ts';
import { ProductGroup } from './products/product-group.entity.ts';
import { ProductLocation } from './products/product-location.entity.ts';
import { ProductPrice } from './products/product-price.entity.ts';
import { ProductTranslation } from './products/product-translation.entity.ts';
import { SalesBudget } from './products/sales-budget.entity.ts';
import { ProductUnit } from './products/product-unit.entity.ts';
import { Product } from './products/product.entity.ts';
import { Project } from './projects/project.entity.ts';
import { Unit } from './products/unit.entity.ts';
import { PurchaseOrder, PurchaseOrderLine } from './purchase-orders/purchase-order.entity.ts';
import { Receipt, ReceiptLine } from './receipts/receipt.entity.ts';
import { ErpSnapshot } from './preflight/erp-snapshot.entity.ts';
import {
  PurchaseMatch,
  SupplierInvoice,
  SupplierInvoiceLine,
} from './supplier-invoices/supplier-invoice.entity.ts';
import { SupplierAddress } from './suppliers/supplier-address.entity.ts';
import { SupplierContact } from './suppliers/supplier-contact.entity.ts';
import { SupplierGroup } from './suppliers/supplier-group.entity.ts';
import { Supplier } from './suppliers/supplier.entity.ts';
import { DeliveryTerms } from './terms/delivery-terms.entity.ts';
import { SavedFilter } from './saved-filters/saved-filter.entity.ts';
import { Shipment, ShipmentLine } from './shipments/shipment.entity.ts';
import { StockItem, StockLocationQuantity, StockTrackedQuantity } from './stock/stock-item.entity.ts';
import { StockCorrection, StockLine, StockLineTracking } from './stock/stock-line.entity.ts';
import { StockCheckpoint, StockParcel } from './stock/stock-parcel.entity.ts';
import { StockReservation } from './stock/stock-reservation.entity.ts';
import { PaymentTerms } from './terms/payment-terms.entity.ts';
import { ErpExchange } from './transfers/erp-exchange.entity.ts';
import { ErpWrite } from './transfers/erp-write.entity.ts';
import { Transfer } from './transfers/transfer.entity.ts';
import { UserLink } from './users/user-link.entity.ts';
import { UserSession } from './users/user-session.entity.ts';
import { User } from './users/user.entity.ts';
import { Webhook } from './webhooks/webhook.entity.ts';

/** Every entity of the database, in one place: what is not here has no table. */
export const entities = [
  AdjustmentCategory,
  Adjustment,
  AdjustmentLine,
  Agreement,
  CompanyLogo,
  ApiKey,
  CollectionLine,
  Collection,
  BankAccount,
  Command,
  Connection,
  ErpLink,
  Currency,
  CustomerContact,
  CustomerDiscount,
  CustomerPrice,
  CustomerGroup,
  Customer,
  DeliveryAddress,
  Employee,
  DocumentEvent,
  EventChain,
  ErpSnapshot,
  CustomFieldValue,
  CustomField,
  DocumentFile,
  CsvUpload,
  CsvChunk,
  CsvImportKey,
  CsvImportError,
  CustomerInvoiceLine,
  CustomerInvoice,
  Issue,
  KeeperLook,
  LaneTicket,
  Layout,
  Location,
  ListTotal,
  LayoutLogo,
  LayoutTemplate,
  Movement,
  MovementLine,
  NumberSeries,
  Offer,
  OfferLine,
  LotLine,
  Order,
  OrderLine,
  OrderNote,
  ProductGroup,
  Product,
  ProductLocation,
  ProductPrice,
  ProductTranslation,
  SalesBudget,
  ProductUnit,
  PurchaseOrder,
  PurchaseOrderLine,
  Receipt,
  ReceiptLine,
  SupplierInvoice,
  SupplierInvoiceLine,
  PurchaseMatch,
  Unit,
  Project,
  SupplierAddress,
  SupplierContact,
  SupplierGroup,
  Supplier,
  DeliveryTerms,
  Shipment,
  ShipmentLine,
  StockItem,
  StockLocationQuantity,
  StockTrackedQuantity,
  StockLine,
  StockLineTracking,
  StockCorrection,
  StockParcel,
  StockCheckpoint,
  StockReservation,
  StockCount,
  StockCountLine,
  ProductionOrder,
  ProductionOrderLine,
  PaymentTerms,
  SavedFilter,
  ErpExchange,
  ErpWrite,
  Transfer,
  User,
  UserSession,
  UserLink,
  Webhook,
  Notification,
  NotificationRecipient,
  DocumentMail,
  OutgoingEvent,
  Delivery,
  DeliveryAttempt,
];
