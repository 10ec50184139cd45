import { z } from 'zod';
import { vatZones } from '../../domain/erp/documents.ts';
import { camelFields } from '../case.ts';
import { queryBoolean, queryInteger, queryText } from '../lists.ts';
import type { partyAddressBody, partyBody } from '../schemas/parties.ts';

/** What the routes of customers and suppliers have alike. */

/** The number of a register row as a filter. */
export const reference = () => queryInteger(1, 999_999_999).optional();

type Body = z.output<z.ZodObject<ReturnType<typeof partyBody>>>;

type GroupId = 'customer_group_id' | 'supplier_group_id';

/** The request's fields under the domain's names; a party's group is named by `groupId`. */
export function partyFields<
  K extends GroupId,
  T extends Partial<Body> & { readonly [k in K]?: number | undefined },
>(body: T, groupId: K) {
  const {
    [groupId]: groupNumber,
    payment_terms_id,
    layout_id,
    delivery_terms_id,
    employee_id,
    zipcode,
    attention_contact_id,
    vat_zone,
    ...rest
  } = body;
  return {
    ...camelFields(rest),
    groupNumber,
    vatZone: vat_zone as T['vat_zone'],
    paymentTermsNumber: payment_terms_id,
    layoutNumber: layout_id,
    deliveryTermsNumber: delivery_terms_id,
    employeeNumber: employee_id,
    zip: zipcode,
    attentionContact: attention_contact_id,
  };
}

/** What the domain's refusals call otherwise. */
export const partyFieldNames = {
  payment_terms_number: 'payment_terms_id',
  layout_number: 'layout_id',
  delivery_terms_number: 'delivery_terms_id',
  employee_number: 'employee_id',
  zip: 'zipcode',
  attention_contact: 'attention_contact_id',
};

export const partyFilters = {
  number: queryText(9).optional(),
  name: queryText().optional(),
  email: queryText().optional(),
  ean: queryText(13).optional(),
  'simple_filter[ean]': queryText(13).optional(),
  'simple_filter[number]': queryText(9).optional().describe('Part of the number.'),
  corporate_identification_number: queryText(40).optional(),
  vat_zone: z.enum(vatZones, `must be one of ${vatZones.join(', ')}`).optional(),
  currency: queryText(3).optional(),
  country: queryText(100).optional(),
  is_barred: queryBoolean().optional(),
  payment_terms_id: reference(),
};

/** What the domain's lists call those filters otherwise. */
export const partyFilterNames = {
  payment_terms_id: 'paymentTermsNumber',
  'simple_filter[ean]': 'simpleEan',
  'simple_filter[number]': 'numberPart',
};

export const partySortable = ['number', 'name', 'city', 'created_at', 'updated_at'] as const;

export const contactFilters = {
  number: reference(),
  name: queryText().optional(),
  email: queryText().optional(),
};

export const addressFilters = { number: reference(), is_default: queryBoolean().optional() };

type AddressBody = z.output<z.ZodObject<ReturnType<typeof partyAddressBody>>>;

/** A delivery address under the domain's names. */
export function addressFields(body: Partial<AddressBody>) {
  const { zipcode, is_default, ...rest } = body;
  return { ...rest, zip: zipcode, isDefault: is_default };
}
