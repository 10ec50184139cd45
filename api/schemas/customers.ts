import { z } from 'zod';
import { moment, optionalText, reference } from './common.ts';
import { named, partyBody, partyContactBody, partyContactRow, partyRow } from './parties.ts';

export const customerBody = z
  .strictObject({
    ...partyBody(),
    customer_group_id: reference().optional().describe('The default of the settings where it is left out.'),
    email_offers: optionalText(255),
    email_orders: optionalText(255),
    email_invoices: optionalText(255),
  })
  .meta({ id: 'CustomerCreate' });

export const customerRow = z
  .object({
    ...partyRow,
    customer_group: named,
    email_offers: z.string().nullable(),
    email_orders: z.string().nullable(),
    email_invoices: z.string().nullable(),
  })
  .meta({ id: 'Customer' });

export const contactBody = z.strictObject(partyContactBody()).meta({ id: 'CustomerContactCreate' });
export const contactRow = z.object(partyContactRow).meta({ id: 'CustomerContact' });

export const addressBody = z
  .strictObject({
    name: optionalText(255),
    street: optionalText(255),
    street2: optionalText(255),
    zipcode: optionalText(30),
    city: optionalText(255),
    country: optionalText(100),
    email: optionalText(255),
    phone: optionalText(255),
    is_default: z.boolean().optional(),
  })
  .meta({ id: 'DeliveryAddressCreate' });
export const addressRow = z
  .object({
    number: z.int(),
    name: z.string().nullable(),
    street: z.string().nullable(),
    street2: z.string().nullable(),
    zipcode: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    is_default: z.boolean(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'DeliveryAddress' });
