import { z } from 'zod';

/**
 * What the adapter relies on in e-conomic's answers, and nothing more: other properties may come and go. Numbers are
 * decimal strings, as the exact parser gives them.
 */

/** A JSON number, as a decimal string. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const wholeNumber = z.string().regex(/^\d+$/);
const optionalText = z.string().optional();

const reference = <K extends string>(key: K): z.ZodObject<Record<K, typeof wholeNumber>> =>
  z.object({ [key]: wholeNumber } as Record<K, typeof wholeNumber>);

/** One page of a collection. */
export const pageSchema = z.object({
  collection: z.array(z.unknown()),
  pagination: z.object({ results: wholeNumber.optional(), nextPage: optionalText }),
});

/** One page of a collection on the newer services. */
export const cursorPageSchema = z.object({
  items: z.array(z.unknown()).nullish(),
  cursor: z.string().nullish(),
});

export const selfSchema = z.object({
  agreementNumber: wholeNumber,
  company: z.object({ name: optionalText, companyIdentificationNumber: optionalText }).optional(),
  canSendElectronicInvoice: z.boolean().optional(),
  settings: z.object({ baseCurrency: z.string().length(3) }),
  modules: z.array(z.object({ name: optionalText })).optional(),
});

export const unitSchema = z.object({ unitNumber: wholeNumber, name: optionalText });

export const paymentTermsSchema = z.object({
  paymentTermsNumber: wholeNumber,
  name: optionalText,
  paymentTermsType: z.string(),
  daysOfCredit: z.string().optional(),
});

export const customerGroupSchema = z.object({ customerGroupNumber: wholeNumber, name: optionalText });
export const productGroupSchema = z.object({ productGroupNumber: wholeNumber, name: optionalText });
/** The sales account of a product group for one VAT zone. */
export const groupSalesAccountSchema = z.object({
  vatZone: reference('vatZoneNumber'),
  salesAccount: reference('accountNumber').optional(),
});
export const accountSchema = z.object({ accountNumber: wholeNumber, barred: z.boolean().optional() });
export const departmentSchema = z.object({ departmentalDistributionNumber: wholeNumber });
/** Of a customer and of a product what a look at many of them needs. */
export const customerNumberSchema = z.object({ customerNumber: wholeNumber });
export const productNumberSchema = z.object({ productNumber: z.string() });
export const layoutSchema = z.object({
  layoutNumber: wholeNumber,
  name: optionalText,
  deleted: z.boolean().optional(),
});
export const employeeSchema = z.object({
  employeeNumber: wholeNumber,
  name: optionalText,
  barred: z.boolean().optional(),
});
export const vatZoneSchema = z.object({
  vatZoneNumber: wholeNumber,
  name: optionalText,
  enabledForCustomer: z.boolean().optional(),
});
export const currencySchema = z.object({ code: z.string().length(3) });
export const accountingYearSchema = z.object({
  year: z.string(),
  fromDate: z.string(),
  toDate: z.string(),
  closed: z.boolean().optional(),
});
export const accountingPeriodSchema = z.object({
  fromDate: z.string(),
  toDate: z.string(),
  closed: z.boolean().optional(),
});
/** A period on the newer service, which alone tells whether it is barred. */
export const barredPeriodSchema = z.object({
  dateFrom: z.string(),
  dateTo: z.string(),
  isClosed: z.boolean().optional(),
  isBarred: z.boolean().optional(),
});

/** A customer as read: every property that may be written, so that an update can put back what is not ours. */
export const customerSchema = z.object({
  customerNumber: wholeNumber,
  name: z.string(),
  currency: z.string(),
  customerGroup: reference('customerGroupNumber'),
  paymentTerms: reference('paymentTermsNumber'),
  vatZone: reference('vatZoneNumber'),
  address: optionalText,
  zip: optionalText,
  city: optionalText,
  country: optionalText,
  email: optionalText,
  telephoneAndFaxNumber: optionalText,
  mobilePhone: optionalText,
  corporateIdentificationNumber: optionalText,
  vatNumber: optionalText,
  pNumber: optionalText,
  ean: optionalText,
  publicEntryNumber: optionalText,
  website: optionalText,
  creditLimit: decimal.optional(),
  barred: z.boolean().optional(),
  eInvoicingDisabledByDefault: z.boolean().optional(),
  layout: reference('layoutNumber').optional(),
  salesPerson: reference('employeeNumber').optional(),
  attention: reference('customerContactNumber').optional(),
  customerContact: reference('customerContactNumber').optional(),
  defaultDeliveryLocation: reference('deliveryLocationNumber').optional(),
  priceGroup: z.object({ self: z.string() }).optional(),
});

/** A product as read: every property that may be written. */
export const productSchema = z.object({
  productNumber: z.string(),
  name: z.string(),
  productGroup: reference('productGroupNumber'),
  description: optionalText,
  barCode: optionalText,
  salesPrice: decimal.optional(),
  costPrice: decimal.optional(),
  recommendedPrice: decimal.optional(),
  barred: z.boolean().optional(),
  unit: reference('unitNumber').optional(),
  departmentalDistribution: z
    .object({ departmentalDistributionNumber: wholeNumber, distributionType: optionalText })
    .optional(),
  inventory: z
    .object({ packageVolume: decimal.optional(), recommendedCostPrice: decimal.optional() })
    .optional(),
});

/** A contact as read: every property that may be written. */
export const contactSchema = z.object({
  customerContactNumber: wholeNumber,
  name: optionalText,
  email: optionalText,
  phone: optionalText,
  eInvoiceId: optionalText,
  notes: optionalText,
  emailNotifications: z.array(z.string()).optional(),
  deleted: z.boolean().optional(),
});

/** A delivery location as read: every property that may be written. */
export const deliveryLocationSchema = z.object({
  deliveryLocationNumber: wholeNumber,
  address: optionalText,
  city: optionalText,
  country: optionalText,
  postalCode: optionalText,
  termsOfDelivery: optionalText,
  sortKey: wholeNumber.optional(),
  barred: z.boolean().optional(),
});

const invoiceFields = {
  date: z.string(),
  currency: z.string(),
  netAmount: decimal,
  grossAmount: decimal,
  customer: reference('customerNumber'),
  references: z.object({ other: optionalText }).optional(),
};
export const draftInvoiceSchema = z.object({ draftInvoiceNumber: wholeNumber, ...invoiceFields });
export const bookedInvoiceSchema = z.object({
  bookedInvoiceNumber: wholeNumber,
  orderNumber: wholeNumber.optional(),
  ...invoiceFields,
});

export type EconomicCustomer = z.output<typeof customerSchema>;
export type EconomicProduct = z.output<typeof productSchema>;
export type EconomicContact = z.output<typeof contactSchema>;
export type EconomicDeliveryLocation = z.output<typeof deliveryLocationSchema>;
export type EconomicPaymentTerms = z.output<typeof paymentTermsSchema>;
export type DraftInvoice = z.output<typeof draftInvoiceSchema>;
export type BookedInvoice = z.output<typeof bookedInvoiceSchema>;
