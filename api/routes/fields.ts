import { z } from 'zod';
import { findCustomer } from '../../domain/customers/customer.service.ts';
import { adjustmentTable } from '../../domain/adjustments/adjustment.table.ts';
import { countTable } from '../../domain/counts/count.table.ts';
import type { AnyDocumentTable } from '../../domain/documents/document.ts';
import { findDocument, lockDocument, recordDocumentEvent } from '../../domain/documents/document-store.ts';
import type { CustomField } from '../../domain/fields/custom-field.entity.ts';
import {
  createCustomField,
  deleteCustomField,
  findCustomField,
  listCustomFields,
  updateCustomField,
} from '../../domain/fields/custom-field.service.ts';
import { findStanding, lockInvoice, recordEvent } from '../../domain/invoices/invoice-store.ts';
import { movementTable } from '../../domain/movements/movement.table.ts';
import { offerTable } from '../../domain/offers/offer.table.ts';
import { orderTable } from '../../domain/orders/order.table.ts';
import { productionTable } from '../../domain/production-orders/production-order.table.ts';
import { findLot } from '../../domain/products/lot.service.ts';
import { findItem, findProduct } from '../../domain/products/product.service.ts';
import { purchaseOrderTable } from '../../domain/purchase-orders/purchase-order.table.ts';
import { receiptTable } from '../../domain/receipts/receipt.table.ts';
import { shipmentTable } from '../../domain/shipments/shipment.table.ts';
import { supplierInvoiceTable } from '../../domain/supplier-invoices/supplier-invoice.table.ts';
import { findSupplier } from '../../domain/suppliers/supplier.service.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean } from '../lists.ts';
import { pathCustomer, pathNumber, pathProduct } from '../schemas/common.ts';
import { fieldBody, fieldFilters, fieldRow } from '../schemas/fields.ts';
import { withStamps } from '../views/registers.ts';
import { fieldEndpoints, fieldReading } from './field-values.ts';
import { registerEndpoints } from './register.ts';

const fieldView = (field: CustomField) => ({
  id: field.number,
  name: field.name,
  for: field.for,
  type: field.type,
  options: field.options,
  use_in_layouts: field.useInLayouts,
});

type Body = z.output<typeof fieldBody>;

/** The request's fields under the domain's names. */
function fieldsOf<T extends Partial<Body>>(body: T) {
  const { id, use_in_layouts, ...rest } = body;
  return { ...rest, number: id, useInLayouts: use_in_layouts };
}

const fields = registerEndpoints({
  path: '/api/fields',
  tag: 'fields',
  singular: 'field',
  plural: 'fields',
  what: 'field of the agreement’s own',
  key: 'id',
  rowPath: z.object({ id: pathNumber.shape.number }),
  body: fieldBody,
  bodyExample: {
    name: 'Farve',
    for: 'product',
    type: 'dropdown',
    options: ['Rød', 'Blå'],
    use_in_layouts: true,
  },
  row: fieldRow,
  filters: { ...fieldFilters, use_in_layouts: queryBoolean().optional() },
  filterNames: { id: 'number' },
  sortable: ['id', 'name', 'created_at', 'updated_at'],
  list: listCustomFields,
  find: (em, path) => findCustomField(em, path.id),
  create: (em, body, actor) => createCustomField(em, fieldsOf(body), actor),
  update: (em, path, body, options, actor) => updateCustomField(em, path.id, fieldsOf(body), options, actor),
  remove: (em, path, options) => deleteCustomField(em, path.id, options),
  view: withStamps(fieldView),
  fieldNames: { number: 'id' },
});

const products = fieldEndpoints({
  path: '/api/products/{number}',
  tag: 'products',
  what: 'product',
  kind: 'product',
  params: pathProduct,
  find: (em, path) => findProduct(em, path.number),
});

const customers = fieldEndpoints({
  path: '/api/customers/{number}',
  tag: 'customers',
  what: 'customer',
  kind: 'customer',
  params: pathCustomer,
  find: (em, path) => findCustomer(em, path.number),
});

const suppliers = fieldEndpoints({
  path: '/api/suppliers/{number}',
  tag: 'suppliers',
  what: 'supplier',
  kind: 'supplier',
  params: pathCustomer,
  find: (em, path) => findSupplier(em, path.number),
});

const invoices = fieldEndpoints({
  path: '/api/customer-invoices/{number}',
  tag: 'customer-invoices',
  what: 'draft invoice or credit note',
  kind: 'customer-invoice',
  params: pathNumber,
  find: (em, path) => findStanding(em, path.number),
  // A booked one is printed as it was booked.
  hold: (em, path) => lockInvoice(em, path.number, 'edit'),
  changed: async (em, { id, number }, { before, after }, actor) => {
    const context = { actor, commandId: null, now: new Date() };
    const event = { action: 'edit', before: { custom_fields: before }, after: { custom_fields: after } };
    await recordEvent(em, { id, number: Number(number) }, context, event);
  },
});

/** A kind of document that carries fields while it can be edited: then they are printed, and stand. */
const documentFields = (
  path: string,
  what: string,
  table: AnyDocumentTable,
  tag: string = path,
): readonly Endpoint[] =>
  fieldEndpoints({
    path: `/api/${path}/{number}`,
    tag,
    what,
    kind: table.kind,
    params: pathNumber,
    find: (em, { number }) => findDocument(em, table, number),
    hold: (em, { number }) => lockDocument(em, table, number, 'edit'),
    changed: async (em, { id, number }, { before, after }, actor) => {
      const context = { actor, commandId: null, now: new Date() };
      const event = { action: 'edit', before: { custom_fields: before }, after: { custom_fields: after } };
      await recordDocumentEvent(em, table, { id, number: Number(number) }, context, event);
    },
  });

const item = { what: 'BOM', kind: 'product', params: pathProduct } as const;

export const fieldRegisterEndpoints: readonly Endpoint[] = [
  ...fields,
  ...products,
  ...fieldEndpoints({
    ...item,
    path: '/api/lots/{number}',
    tag: 'lots',
    find: async (em, path) => (await findLot(em, path.number)).product,
  }),
  fieldReading({
    ...item,
    what: 'product or BOM',
    path: '/api/items/{number}',
    tag: 'items',
    find: (em, path) => findItem(em, path.number),
  }),
  ...customers,
  ...suppliers,
  ...documentFields('offers', 'offer', offerTable),
  ...documentFields('orders', 'order', orderTable),
  ...documentFields('order-shipments', 'shipment', shipmentTable),
  ...invoices,
  ...documentFields('purchase-orders', 'purchase order', purchaseOrderTable),
  ...documentFields('receipts', 'receipt', receiptTable),
  ...documentFields('supplier-invoices', 'supplier invoice', supplierInvoiceTable),
  ...documentFields('inventory-adjustments', 'adjustment', adjustmentTable),
  ...documentFields('inventory-movements', 'movement', movementTable),
  ...documentFields('inventory/checking-drafts', 'count', countTable, 'inventory-counts'),
  ...documentFields('production-orders', 'production order', productionTable),
];
