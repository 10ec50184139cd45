import { z } from 'zod';
import { actionsOf } from '../../domain/documents/lifecycle.ts';
import { offerLife } from '../../domain/offers/offer.lifecycle.ts';
import { customerNumber, day, moment } from './common.ts';
import { mailWish } from './mail.ts';
import {
  salesHeadFields,
  salesHeaderFields,
  salesLineRow,
  salesLinesBody,
  salesSummaryFields,
} from './sales.ts';

const headerFields = {
  ...salesHeaderFields,
  offer_date: day().optional().describe('Today where nothing is said.'),
  valid_until: day().nullable().optional().describe('Its passing changes nothing by itself.'),
};

/** A new draft. What is left out comes from the customer. */
export const offerBody = z
  .strictObject({ customer_id: customerNumber(), ...headerFields, lines: salesLinesBody().optional() })
  .meta({ id: 'OfferCreate' });

/** An edit of a draft: what is left out stays; `lines`, where sent, replace all lines. */
export const offerEdit = offerBody.partial().meta({ id: 'OfferUpdate' });

/** An offer in a list. */
/** How an offer is sent. */
export const offerSendBody = z.strictObject({ mail: mailWish() }).meta({ id: 'OfferSend' });

export const offerListRow = z
  .object({
    ...salesSummaryFields,
    is_draft: z.boolean(),
    is_sent: z.boolean().describe('It was sent, whatever became of it.'),
    is_accepted: z.boolean(),
    is_rejected: z.boolean(),
    offer_date: z.iso.date(),
    valid_until: z.iso.date().nullable(),
    sent_at: moment.nullable(),
  })
  .meta({ id: 'OfferSummary' });

export const offerRow = offerListRow
  .extend({
    ...salesHeadFields,
    lines: z.array(salesLineRow),
    allowed_actions: z.array(z.enum(actionsOf(offerLife))),
  })
  .meta({ id: 'Offer' });
