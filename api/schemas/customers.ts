import { z } from 'zod';
import { optionalText, reference } from './common.ts';
import {
  named,
  partyAddressBody,
  partyAddressRow,
  partyBody,
  partyContactBody,
  partyContactRow,
  partyRow,
} from './parties.ts';

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

export const addressBody = z.strictObject(partyAddressBody()).meta({ id: 'DeliveryAddressCreate' });
export const addressRow = z.object(partyAddressRow).meta({ id: 'DeliveryAddress' });
