import { z } from 'zod';
import { addInvoiceCollection, invoiceView } from '../../domain/invoices/customer-invoice.service.ts';
import { changing } from '../endpoint.ts';
import { pathNumber } from '../schemas/common.ts';
import { salesLineRow } from '../schemas/sales.ts';
import { addingCollection } from './sales-endpoints.ts';

/** `POST /api/customer-invoices/{number}/lines/add-collection`: an edit of a draft, so no workflow is asked. */
export const invoiceCollection = changing(
  {
    method: 'POST',
    path: `/api/customer-invoices/{number}/lines/add-collection`,
    tag: 'customer-invoices',
    params: pathNumber,
    ...addingCollection,
    answers: {
      201: {
        description: 'The lines.',
        schema: z.object({ customer_invoice_lines: z.array(salesLineRow) }),
      },
    },
    errors: ['InvalidTransition', 'ReferenceNotFound', 'Barred'],
  },
  async (em, { params: { number }, body }, { caller }) => {
    const context = { actor: caller.actor, commandId: null, now: new Date() };
    await addInvoiceCollection(em, number, body, context);
    em.clear();
    return { status: 201, body: { customer_invoice_lines: (await invoiceView(em, number)).lines } };
  },
);
