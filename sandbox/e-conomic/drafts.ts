import { totals, lineNet } from './amounts.ts';
import { checkingOf, committed, type Context, timestamp } from './context.ts';
import { dueDate } from './due-date.ts';
import { codeOf, say } from './errors.ts';
import { draftInvoiceFields, draftInvoicePutFields } from './fields.ts';
import { type BodyValue, Decimal, fixed } from './numbers.ts';
import type {
  Customer,
  DraftInvoice,
  InvoiceContent,
  InvoiceLine,
  PaymentTerms,
  VatZone,
} from './records.ts';
import { type Checking, checkBody } from './validation.ts';

/** A draft's body after the check: references are there, the rest as sent. */
interface DraftBody extends Pick<
  DraftInvoice,
  'date' | 'currency' | 'layout' | 'customer' | 'deliveryLocation' | 'delivery' | 'notes'
> {
  exchangeRate?: string;
  dueDate?: string;
  paymentTerms: { paymentTermsNumber: number; paymentTermsType?: string };
  recipient: Omit<DraftInvoice['recipient'], 'vatZone'> & { vatZone: { vatZoneNumber: number } };
  references?: Omit<NonNullable<DraftInvoice['references']>, 'customerContact'> & {
    customerContact?: { customerContactNumber: number };
  };
  lines?: LineBody[];
}

type LineBody = Partial<Omit<InvoiceLine, 'unit'>> & { unit?: { unitNumber: number } };

type Path = readonly (string | number)[];

/** A contact that is not the customer's is refused with `E04800`. */
export function checkContact(
  checking: Checking,
  path: Path,
  customerNumber: number,
  contact: { customerContactNumber: number } | undefined,
): void {
  if (contact === undefined) return;
  const found = checking.agreement.tables.contacts.get(contact.customerContactNumber);
  if (found !== undefined && found.customer.customerNumber === customerNumber && found.deleted !== true)
    return;
  checking.errors.add(path, {
    propertyName: String(path.at(-1)),
    errorMessage: `The customer contact does not belong to the customer. Customer: ${customerNumber}, customer contact: ${contact.customerContactNumber}.`,
    errorCode: 'E04800',
    inputValue: contact.customerContactNumber,
    developerHint: `Find a list of contacts at ${checking.restUrl}/customers/${customerNumber}/contacts .`,
  });
}

/** A delivery location has to be the customer's own. */
export function checkDeliveryLocation(
  checking: Checking,
  path: Path,
  customerNumber: number,
  location: { deliveryLocationNumber: number } | undefined,
): void {
  if (location === undefined) return;
  const found = checking.agreement.tables.deliveryLocations.get(location.deliveryLocationNumber);
  if (found?.customer.customerNumber === customerNumber) return;
  checking.errors.add(path, {
    propertyName: String(path.at(-1)),
    errorMessage: `Delivery location '${location.deliveryLocationNumber}' not found.`,
    errorCode: codeOf(checking.switches, 'deliveryLocationNotFound'),
    inputValue: location.deliveryLocationNumber,
    developerHint: `Find a list of delivery locations at ${checking.restUrl}/customers/${customerNumber}/delivery-locations .`,
  });
}

function refuse(
  checking: Checking,
  path: Path,
  errorCode: string,
  errorMessage: string,
  inputValue?: unknown,
): void {
  checking.errors.add(path, {
    propertyName: String(path.at(-1)),
    errorMessage,
    errorCode,
    ...(inputValue === undefined ? {} : { inputValue }),
    developerHint: 'Correct the request.',
  });
}

/** A barred customer takes no document. */
export function checkCustomer(checking: Checking, customer: Customer): void {
  if (customer.barred !== true) return;
  const { switches } = checking;
  const number = customer.customerNumber;
  const message = say(switches, 'customerBarred', String(number));
  refuse(checking, ['customer'], codeOf(switches, 'customerBarred'), message, number);
}

/** A barred product anywhere refuses the whole document, line by line. */
export function checkBarredProducts(
  checking: Checking,
  lines: readonly Pick<InvoiceLine, 'product'>[],
): void {
  lines.forEach((line, arrayIndex) => {
    const productNumber = line.product?.productNumber;
    if (productNumber === undefined) return;
    if (checking.agreement.tables.products.get(productNumber)?.barred !== true) return;
    checking.errors.add(['lines', arrayIndex, 'product'], {
      propertyName: 'product',
      errorMessage: say(checking.switches, 'productBarred', productNumber),
      errorCode: 'E06600',
      inputValue: productNumber,
      developerHint: `Find a list of products at ${checking.restUrl}/products .`,
    });
  });
}

function checkTerms(checking: Checking, body: DraftBody, terms: PaymentTerms): void {
  const sentType = body.paymentTerms.paymentTermsType;
  if (sentType !== undefined && sentType !== terms.paymentTermsType) {
    const message = 'The payment terms type differs from that of the payment terms.';
    refuse(checking, ['paymentTerms', 'paymentTermsType'], 'E07180', message, sentType);
  }
  if (terms.paymentTermsType !== 'dueDate') return;
  if (body.dueDate === undefined) {
    refuse(checking, ['dueDate'], 'E04042', 'dueDate is missing a value');
  } else if (body.dueDate < body.date) {
    refuse(checking, ['dueDate'], 'E04760', 'The due date is before the date.', body.dueDate);
  }
}

/** The rate that holds: as sent, else the register's; the base currency's is 100. */
function exchangeRate(context: Context, checking: Checking, body: DraftBody): string {
  const currency = context.agreement.tables.currencies.get(body.currency.toUpperCase());
  if (currency === undefined) {
    const code = codeOf(context.switches, 'currencyNotFound');
    refuse(checking, ['currency'], code, `Currency '${body.currency}' not found.`, body.currency);
    return '100';
  }
  const isBase = currency.code === context.agreement.baseCurrency;
  const rate = body.exchangeRate ?? (isBase ? '100' : currency.rate);
  if ((isBase && !new Decimal(rate).eq('100')) || new Decimal(rate).lte('0')) {
    const code = codeOf(context.switches, 'baseCurrencyRate');
    refuse(
      checking,
      ['exchangeRate'],
      code,
      'The exchange rate is per 100; the base currency has 100.',
      rate,
    );
  }
  return fixed(rate, 6);
}

/** The VAT that the sales account of the product's group has for the zone. */
function vatOf(
  context: Context,
  checking: Checking,
  path: Path,
  productNumber: string,
  zone: number,
): { vatRate: string; vatCode?: string } {
  const { tables } = context.agreement;
  const group = tables.productGroups.get(
    tables.products.get(productNumber)?.productGroup.productGroupNumber ?? 0,
  );
  const salesAccount = group?.salesAccounts.find((candidate) => candidate.vatZoneNumber === zone);
  const account = salesAccount === undefined ? undefined : tables.accounts.get(salesAccount.accountNumber);
  if (account === undefined || account.barred === true) {
    const code = codeOf(context.switches, account === undefined ? 'salesAccountMissing' : 'accountNotUsable');
    const message = `The product group of '${productNumber}' has no usable sales account for VAT zone ${zone}.`;
    refuse(checking, path, code, message, productNumber);
    return { vatRate: '0' };
  }
  const vatCode = account.vatAccount?.vatCode;
  const vat = vatCode === undefined ? undefined : tables.vatAccounts.get(vatCode);
  return { vatRate: vat?.ratePercentage ?? '0', ...(vatCode === undefined ? {} : { vatCode }) };
}

/** A line as it will be kept; `null` where it was refused. */
function buildLine(
  context: Context,
  checking: Checking,
  line: LineBody,
  index: number,
  zone: number,
): InvoiceLine | null {
  const { tables } = context.agreement;
  const path = ['lines', index] as const;
  const { unit: sentUnit, product, ...rest } = line;
  const unit = sentUnit === undefined ? undefined : tables.units.get(sentUnit.unitNumber);
  const common = {
    ...rest,
    lineNumber: line.lineNumber ?? index + 1,
    sortKey: line.sortKey ?? index + 1,
    ...(unit === undefined ? {} : { unit }),
  };
  const text = { ...common, totalNetAmount: '0.00', vatRate: '0', vatAmount: '0.0000' };
  if (product === undefined) {
    const priced = line.quantity !== undefined || line.unitNetPrice !== undefined;
    if (priced && context.switches.pricedLineWithoutProduct === 'refuse') {
      const code = codeOf(context.switches, 'lineWithoutProduct');
      refuse(checking, [...path, 'product'], code, 'A line with quantity or price needs a product.');
      return null;
    }
    return text;
  }
  const record = tables.products.get(product.productNumber);
  if (record === undefined) {
    const code = codeOf(context.switches, 'productNotFound');
    const message = `Product '${product.productNumber}' not found.`;
    refuse(checking, [...path, 'product'], code, message, product.productNumber);
    return null;
  }
  if (line.quantity === undefined) {
    refuse(checking, [...path, 'quantity'], 'E04730', 'A line with a product needs a quantity.');
    return null;
  }
  const net = lineNet(line);
  const vat = vatOf(context, checking, [...path, 'product'], record.productNumber, zone);
  return {
    ...common,
    product: { productNumber: record.productNumber },
    unitCostPrice: line.unitCostPrice ?? record.costPrice ?? '0',
    totalNetAmount: fixed(net, 2),
    ...vat,
    vatAmount: fixed(net.times(vat.vatRate).div('100'), 4),
  };
}

function contentOf(context: Context, checking: Checking, body: DraftBody): InvoiceContent {
  const { tables } = context.agreement;
  const customer = tables.customers.get(body.customer.customerNumber) as Customer;
  const terms = tables.paymentTerms.get(body.paymentTerms.paymentTermsNumber) as PaymentTerms;
  const zone = tables.vatZones.get(body.recipient.vatZone.vatZoneNumber) as VatZone;
  const { customerNumber } = customer;
  checkCustomer(checking, customer);
  checkTerms(checking, body, terms);
  checkContact(checking, ['recipient', 'attention'], customerNumber, body.recipient.attention);
  const { customerContact, ...references } = body.references ?? {};
  checkContact(checking, ['references', 'customerContact'], customerNumber, customerContact);
  checkDeliveryLocation(checking, ['deliveryLocation'], customerNumber, body.deliveryLocation);
  checkBarredProducts(checking, body.lines ?? []);
  const rate = exchangeRate(context, checking, body);
  const lines = (body.lines ?? []).flatMap(
    (line, index) => buildLine(context, checking, line, index, zone.vatZoneNumber) ?? [],
  );
  checking.errors.throwIfAny();
  const due = dueDate(terms, body.date, body.dueDate, context.switches);
  const cvr = customer.corporateIdentificationNumber;
  return {
    date: body.date,
    currency: body.currency.toUpperCase(),
    exchangeRate: rate,
    ...(due === undefined ? {} : { dueDate: due }),
    ...totals(lines, rate, context.switches),
    paymentTerms: terms,
    customer: body.customer,
    recipient: { ...body.recipient, vatZone: zone, ...(cvr === undefined ? {} : { cvr }) },
    layout: body.layout,
    ...(body.deliveryLocation === undefined ? {} : { deliveryLocation: body.deliveryLocation }),
    ...(body.delivery === undefined ? {} : { delivery: body.delivery }),
    ...(body.notes === undefined ? {} : { notes: body.notes }),
    ...(body.references === undefined
      ? {}
      : {
          references: {
            ...references,
            ...(customerContact === undefined
              ? {}
              : { customerContact: { ...customerContact, customer: { customerNumber } } }),
          },
        }),
    lines,
  };
}

/**
 * Creates a draft, or replaces the one with this number. Throws `Refusal`; then nothing has changed. The server
 * computes amounts and due date; what is left out of a replacement is gone.
 */
export function writeDraft(
  context: Context,
  body: BodyValue,
  draftInvoiceNumber: number | null,
): DraftInvoice {
  const { agreement, switches } = context;
  const checking = checkingOf(context);
  const known = draftInvoiceNumber === null ? undefined : agreement.tables.drafts.get(draftInvoiceNumber);
  const fields = known === undefined ? draftInvoiceFields : draftInvoicePutFields;
  const path = '/schemas/invoices.drafts.post.schema.json';
  const checked = {
    ...(known === undefined ? {} : { layout: known.layout }),
    ...checkBody<DraftBody>(fields, body, path, checking),
  };
  // A missing or unknown reference leaves nothing to go on checking with.
  if (checking.errors.count > 0) checkBarredProducts(checking, checked.lines ?? []);
  checking.errors.throwIfAny();
  const content = contentOf(context, checking, checked as DraftBody);
  const number = draftInvoiceNumber ?? agreement.take('drafts', switches.reuseFreedNumbers);
  if (draftInvoiceNumber !== null && known === undefined) agreement.reserve('drafts', number);
  const draft: DraftInvoice = {
    draftInvoiceNumber: number,
    soap: known?.soap ?? { currentInvoiceHandle: { id: agreement.take('handles', false) } },
    ...content,
    lastUpdated: timestamp(context),
  };
  agreement.tables.drafts.set(draft);
  if (known === undefined) committed(context, 'drafts', number);
  return draft;
}

/** Deletes a draft; its number may be given again. */
export function deleteDraft(context: Pick<Context, 'agreement'>, draftInvoiceNumber: number): void {
  context.agreement.tables.drafts.delete(draftInvoiceNumber);
  context.agreement.free('drafts', draftInvoiceNumber);
}
