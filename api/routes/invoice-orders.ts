import { checkOrdersToInvoice } from '../../domain/orders/invoice-orders.service.ts';
import { createUpdate } from '../../workflows/documents/customer-invoice/contract.ts';
import { answerTo, makeDocument } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import { invoicePort } from '../invoice-port.ts';
import { single } from '../lists.ts';
import { invoiceRow, ordersToInvoiceBody } from '../schemas/invoices.ts';
import { invoiceAnswer } from '../views/invoices.ts';
import { domainInput } from './document-endpoints.ts';

/** `POST /api/customer-invoices/from-orders`: one draft invoice of several orders. */
export const invoiceFromOrders = endpoint(
  {
    method: 'POST',
    path: '/api/customer-invoices/from-orders',
    scope: 'write',
    tag: 'customer-invoices',
    summary: 'Make one draft invoice of what is on none yet of several orders.',
    description:
      'They have customer, currency, layout, VAT zone, payment terms and discount in common. What else their heads do not agree on is left empty; other fields go before theirs. Booking it moves the invoicing of each.',
    body: ordersToInvoiceBody,
    bodyExample: { order_numbers: [1001, 1004], only_shipped: true },
    answers: { 201: { description: 'Made, as a draft.', schema: single('customer_invoice', invoiceRow) } },
    errors: ['ReferenceNotFound', 'InvalidTransition', 'NothingLeft', 'Barred', 'EngineUnavailable'],
  },
  async ({ body }, context) => {
    const { order_numbers: orderNumbers, only_shipped: onlyShipped, ...head } = body;
    const orders = { orderNumbers, onlyShipped, overrides: domainInput(head) };
    checkOrdersToInvoice(orders);
    const creation = { kind: invoicePort.kind, definition: createUpdate };
    const acted = await makeDocument(context, creation, { create: 'orders', orders });
    const { agreementNumber } = context.caller;
    return answerTo(acted, context, (em, id) =>
      invoiceAnswer(em, id, { status: 201, agreementNumber, commits: true }),
    );
  },
);
