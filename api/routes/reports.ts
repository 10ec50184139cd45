import { findLocation } from '../../domain/locations/location.service.ts';
import { findItem } from '../../domain/products/product.service.ts';
import { itemLedger } from '../../domain/stock/stock-ledger.ts';
import { stockValueReport } from '../../domain/stock/stock-value-report.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryBoolean, queryInteger } from '../lists.ts';
import { day, pathOfItem } from '../schemas/common.ts';
import { ledgerItemRow, stockValueRow, stockValueTotals } from '../schemas/reports.ts';
import { ledgerItemView, stockValueTotalsView, stockValueView } from '../views/reports.ts';

const tag = 'reports';

const stockValue = reading(
  {
    method: 'GET',
    path: '/api/reports/stock-value',
    scope: 'read',
    tag,
    summary: 'What the stock is worth at the end of any day, item by item.',
    description:
      'Value on a day is the sum of the ledger up to it, as it is known now: a backdated or corrected line changes the past. Items that never moved are left out. Value belongs to the item; at a location it is the share that the quantity there has.',
    query: listQuery(['item_id'], {
      date_to: day().optional().describe('The day belongs to it. Today (UTC) where nothing is said.'),
      date_from: day().optional().describe('Adds what there was before this day, and what changed since.'),
      location: queryInteger(1, 999_999_999).optional().describe('Number of a location.'),
      hide_zero: queryBoolean().optional().describe('Leaves out items of which there are none.'),
      show_negative: queryBoolean().optional().describe('false leaves out items that are below zero.'),
    }),
    answers: listAnswers('stock_values', stockValueRow, { totals: stockValueTotals }),
    errors: ['NotFound'],
  },
  async (em, { query }) => {
    const page = pageOf(query);
    const { rows, total, totals } = await stockValueReport(em, {
      dateTo: query.date_to ?? new Date().toISOString().slice(0, 10),
      dateFrom: query.date_from ?? null,
      locationId: query.location === undefined ? null : (await findLocation(em, query.location)).id,
      hidesZero: query.hide_zero === true,
      showsNegative: query.show_negative !== false,
      ...{ limit: page.limit, offset: page.offset, direction: page.direction },
    });
    const selection = { fields: query.fields, schema: stockValueRow };
    const answer = listAnswer('stock_values', rows.map(stockValueView), total, page, selection);
    return { ...answer, body: { ...(answer.body as object), totals: stockValueTotalsView(totals) } };
  },
);

const ledger = reading(
  {
    method: 'GET',
    path: '/api/reports/ledger/{item}',
    scope: 'read',
    tag,
    summary: 'The stock ledger of an item, with what was there after each line.',
    description:
      'In the order of the ledger: by ledger date, on one day in the order of posting. Nothing in it is ever changed; what a line turned out to be worth stands in its corrections.',
    params: pathOfItem,
    query: listQuery(['ledger_date'], {
      date_from: day().optional(),
      date_to: day().optional().describe('The day belongs to it.'),
    }),
    answers: listAnswers('ledger_items', ledgerItemRow),
  },
  async (em, { params, query }) => {
    const page = pageOf(query);
    const { id } = await findItem(em, params.item);
    const { rows, total } = await itemLedger(em, id, {
      dateFrom: query.date_from ?? null,
      dateTo: query.date_to ?? null,
      ...{ limit: page.limit, offset: page.offset, direction: page.direction },
    });
    const selection = { fields: query.fields, schema: ledgerItemRow };
    return listAnswer('ledger_items', rows.map(ledgerItemView), total, page, selection);
  },
);

export const reportEndpoints: readonly Endpoint[] = [stockValue, ledger];
