import { encodeIdentifier } from './identifiers.ts';
import { Decimal, printed } from './numbers.ts';
import type { BookedInvoice, DraftInvoice, InvoiceContent, InvoiceLine } from './records.ts';
import { linked, paymentTermsView, unitView, vatZoneView } from './views.ts';

/** Invoices as the legacy surface prints them, with as many decimals as the recorded answers have. */

function lineHead(base: string, line: InvoiceLine) {
  return {
    lineNumber: line.lineNumber,
    sortKey: line.sortKey,
    ...(line.description === undefined ? {} : { description: line.description }),
  };
}

const number = (name: string, value: string | undefined, places: number) =>
  value === undefined ? {} : { [name]: printed(value, places) };

function lineNumbers(line: InvoiceLine) {
  return {
    ...number('quantity', line.quantity, 2),
    ...number('unitNetPrice', line.unitNetPrice, 2),
    ...(line.product === undefined ? {} : { discountPercentage: printed(line.discountPercentage ?? '0', 2) }),
    ...number('unitCostPrice', line.unitCostPrice, 2),
  };
}

function lineReferences(base: string, line: InvoiceLine) {
  const distribution = line.departmentalDistribution;
  return {
    ...(line.unit === undefined ? {} : { unit: unitView(base, line.unit) }),
    ...(line.product === undefined
      ? {}
      : {
          product: linked(line.product, `${base}/products/${encodeIdentifier(line.product.productNumber)}`),
        }),
    ...(distribution === undefined
      ? {}
      : {
          departmentalDistribution: linked(
            distribution,
            `${base}/departmental-distributions/${distribution.departmentalDistributionNumber}`,
          ),
        }),
  };
}

/** Net less cost, both in the base currency. */
function margin(net: string, cost: string) {
  const difference = new Decimal(net).minus(cost);
  const percentage = new Decimal(net).eq('0') ? '0' : difference.div(net).times('100').toFixed(4);
  return {
    marginInBaseCurrency: printed(difference, 4),
    marginPercentage: printed(percentage, 2),
  };
}

function draftLine(base: string, draft: DraftInvoice, line: InvoiceLine) {
  const net = new Decimal(line.totalNetAmount).times(draft.exchangeRate).div('100').toFixed(4);
  const cost = new Decimal(line.quantity ?? '0').times(line.unitCostPrice ?? '0').toFixed(4);
  return {
    ...lineHead(base, line),
    ...(line.accrual === undefined ? {} : { accrual: line.accrual }),
    ...lineReferences(base, line),
    ...lineNumbers(line),
    ...(line.product === undefined
      ? {}
      : { totalNetAmount: printed(line.totalNetAmount, 2), ...margin(net, cost) }),
  };
}

function bookedLine(base: string, invoice: BookedInvoice, line: InvoiceLine) {
  const deliveryDate = invoice.delivery?.deliveryDate;
  return {
    ...lineHead(base, line),
    ...(deliveryDate === undefined ? {} : { deliveryDate }),
    ...lineNumbers(line),
    ...(line.product === undefined
      ? {}
      : {
          vatRate: printed(line.vatRate, 8),
          vatAmount: printed(line.vatAmount, 4),
          totalNetAmount: printed(line.totalNetAmount, 2),
        }),
    ...lineReferences(base, line),
  };
}

/** What drafts and booked invoices print alike, after the amounts. */
function parties(base: string, invoice: InvoiceContent) {
  const customer = `${base}/customers/${invoice.customer.customerNumber}`;
  const contact = (contactNumber: number) => `${customer}/contacts/${contactNumber}`;
  const { attention, vatZone, ...recipient } = invoice.recipient;
  const { references, deliveryLocation } = invoice;
  return {
    ...(invoice.dueDate === undefined ? {} : { dueDate: invoice.dueDate }),
    paymentTerms: paymentTermsView(base, invoice.paymentTerms),
    customer: linked(invoice.customer, customer),
    recipient: {
      ...recipient,
      ...(attention === undefined
        ? {}
        : { attention: linked(attention, contact(attention.customerContactNumber)) }),
      vatZone: vatZoneView(base, vatZone),
    },
    ...(deliveryLocation === undefined
      ? {}
      : {
          deliveryLocation: linked(
            deliveryLocation,
            `${customer}/delivery-locations/${deliveryLocation.deliveryLocationNumber}`,
          ),
        }),
    ...(invoice.delivery === undefined ? {} : { delivery: invoice.delivery }),
    ...(invoice.notes === undefined ? {} : { notes: invoice.notes }),
    ...(references === undefined
      ? {}
      : {
          references: {
            ...(references.customerContact === undefined
              ? {}
              : {
                  customerContact: {
                    customerContactNumber: references.customerContact.customerContactNumber,
                    customer: linked(references.customerContact.customer, customer),
                    self: contact(references.customerContact.customerContactNumber),
                  },
                }),
            ...(references.salesPerson === undefined
              ? {}
              : {
                  salesPerson: linked(
                    references.salesPerson,
                    `${base}/employees/${references.salesPerson.employeeNumber}`,
                  ),
                }),
            ...(references.vendorReference === undefined
              ? {}
              : {
                  vendorReference: linked(
                    references.vendorReference,
                    `${base}/employees/${references.vendorReference.employeeNumber}`,
                  ),
                }),
            ...(references.other === undefined ? {} : { other: references.other }),
          },
        }),
    layout: linked(invoice.layout, `${base}/layouts/${invoice.layout.layoutNumber}`),
  };
}

/** `lines` are part of a single draft, never of a list. */
export function draftView(base: string, draft: DraftInvoice, withLines: boolean) {
  const self = `${base}/invoices/drafts/${draft.draftInvoiceNumber}`;
  return {
    draftInvoiceNumber: draft.draftInvoiceNumber,
    soap: draft.soap,
    templates: { bookingInstructions: `${self}/templates/booking-instructions`, self: `${self}/templates` },
    ...(withLines && draft.lines.length > 0
      ? { lines: draft.lines.map((line) => draftLine(base, draft, line)) }
      : {}),
    attachment: `${self}/attachment`,
    date: draft.date,
    currency: draft.currency,
    exchangeRate: printed(draft.exchangeRate, 6),
    netAmount: printed(draft.netAmount, 6),
    netAmountInBaseCurrency: printed(draft.netAmountInBaseCurrency, 2),
    grossAmount: printed(draft.grossAmount, 6),
    grossAmountInBaseCurrency: printed(draft.grossAmountInBaseCurrency, 2),
    ...margin(draft.netAmountInBaseCurrency, draft.costPriceInBaseCurrency),
    vatAmount: printed(draft.vatAmount, 6),
    roundingAmount: printed(draft.roundingAmount, 2),
    costPriceInBaseCurrency: printed(draft.costPriceInBaseCurrency, 4),
    ...parties(base, draft),
    pdf: { download: `${self}/pdf` },
    lastUpdated: draft.lastUpdated,
    self,
  };
}

/** `lines` are part of a single invoice, never of a list. */
export function bookedView(base: string, invoice: BookedInvoice, withLines: boolean) {
  const self = `${base}/invoices/booked/${invoice.bookedInvoiceNumber}`;
  return {
    bookedInvoiceNumber: invoice.bookedInvoiceNumber,
    orderNumber: invoice.orderNumber,
    date: invoice.date,
    currency: invoice.currency,
    exchangeRate: printed(invoice.exchangeRate, 6),
    netAmount: printed(invoice.netAmount, 2),
    netAmountInBaseCurrency: printed(invoice.netAmountInBaseCurrency, 2),
    grossAmount: printed(invoice.grossAmount, 2),
    grossAmountInBaseCurrency: printed(invoice.grossAmountInBaseCurrency, 2),
    vatAmount: printed(invoice.vatAmount, 2),
    roundingAmount: printed(invoice.roundingAmount, 2),
    remainder: printed(invoice.remainder, 2),
    remainderInBaseCurrency: printed(invoice.remainderInBaseCurrency, 2),
    ...parties(base, invoice),
    pdf: { download: `${self}/pdf` },
    ...(withLines ? { lines: invoice.lines.map((line) => bookedLine(base, invoice, line)) } : {}),
    sent: `${self}/sent`,
    self,
  };
}
