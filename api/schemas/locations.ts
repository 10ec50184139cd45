import { z } from 'zod';
import { optionalText, reference, registerNumber, requiredText } from './common.ts';
import { stamps } from './registers.ts';

export const locationBody = z
  .strictObject({
    number: registerNumber().optional(),
    name: requiredText(255),
    barcode: optionalText(255),
    parent_id: reference().nullable().optional().describe('The location it lies in; null is a warehouse.'),
    is_blocked: z.boolean().optional().describe('Nothing new goes to it, or to anything that lies in it.'),
    is_default: z
      .boolean()
      .optional()
      .describe('The one before loses it. The first location is the default, whatever is said.'),
  })
  .meta({ id: 'LocationCreate' });

/** A location as products and documents show it. */
export const locationPlaceRow = z.object({
  number: z.int(),
  name: z.string(),
  parent_id: z.int().nullable(),
  toplevel_parent_id: z.int().nullable().describe('The warehouse it lies in; null of a warehouse.'),
  nesting_level: z.int().describe('0 of a warehouse.'),
  nest_list: z.array(z.int()).describe('Numbers from the warehouse down to this one.'),
  children_count: z.int(),
});

export const locationRow = locationPlaceRow
  .extend({
    barcode: z.string().nullable(),
    is_blocked: z.boolean(),
    is_default: z.boolean(),
    ...stamps,
  })
  .meta({ id: 'Location' });
