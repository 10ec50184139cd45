/** The life of supplier invoices and their credit notes, as data. Pure: usable in workflow code. */
import type { Lifecycle, Standing, Transition } from '../documents/lifecycle.ts';

export const supplierInvoiceKinds = ['invoice', 'credit-note'] as const;
export type SupplierInvoiceKind = (typeof supplierInvoiceKinds)[number];

export const supplierInvoiceStates = ['draft', 'booked'] as const;
export type SupplierInvoiceState = (typeof supplierInvoiceStates)[number];
export type SupplierInvoiceAction = 'edit' | 'delete' | 'book' | 'setLayout';
export interface SupplierInvoiceStanding extends Standing<SupplierInvoiceState> {
  readonly kind: SupplierInvoiceKind;
}

const transitions: Readonly<Record<SupplierInvoiceAction, Transition<SupplierInvoiceStanding>>> = {
  edit: {
    from: ['draft'],
    to: 'same',
    effect: 'Header, references and lines change; totals are computed anew.',
  },
  delete: { from: ['draft'], to: 'gone', effect: 'The draft is gone; its number is not used again.' },
  book: {
    from: ['draft'],
    to: 'booked',
    archives: true,
    effect:
      'What goods cost is fixed: those that came at another price are corrected, others come in where asked for.',
  },
  setLayout: {
    from: supplierInvoiceStates,
    to: 'same',
    whenArchived: true,
    effect: 'The PDF looks different; nothing is sent again.',
  },
};

/** The life of supplier invoices: a booked one is complete. */
export const supplierInvoiceLife: Lifecycle<SupplierInvoiceStanding, SupplierInvoiceAction> = {
  nameOf: ({ kind }) => (kind === 'credit-note' ? 'Credit note' : 'Supplier invoice'),
  states: supplierInvoiceStates,
  initial: 'draft',
  transitions,
};
