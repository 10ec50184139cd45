import { z } from 'zod';
import { Agreement } from '../../domain/agreements/agreement.entity.ts';
import type { Currency } from '../../domain/currencies/currency.entity.ts';
import {
  createCurrency,
  deleteCurrency,
  findCurrency,
  listCurrencies,
  updateCurrency,
} from '../../domain/currencies/currency.service.ts';
import { vatZones } from '../../domain/erp/documents.ts';
import { plain } from '../../domain/money.ts';
import { vatZoneCodes } from '../../domain/vat/vat-zones.ts';
import type { Em } from '../context.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryText } from '../lists.ts';
import { currencyBody, currencyRow, vatZoneRow } from '../schemas/registers.ts';
import { registerEndpoints } from './register.ts';

async function currencyView(row: Currency, em: Em): Promise<object> {
  const { baseCurrency } = await em.findOneOrFail(Agreement, { number: row.agreementNumber });
  return {
    code: row.code,
    rate: plain(row.rate),
    is_base: row.code === baseCurrency,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

const currencies = registerEndpoints({
  path: '/api/currencies',
  tag: 'currencies',
  singular: 'currency',
  plural: 'currencies',
  what: 'currency',
  key: 'code',
  rowPath: z.object({ code: z.string().regex(/^[A-Z]{3}$/) }),
  body: currencyBody,
  bodyExample: { code: 'EUR', rate: '746.05' },
  row: currencyRow,
  filters: { code: queryText(3).optional() },
  sortable: ['code', 'rate', 'created_at', 'updated_at'],
  list: listCurrencies,
  find: (em, path) => findCurrency(em, path.code),
  create: (em, body, actor) => createCurrency(em, body, actor),
  update: (em, path, body, options, actor) =>
    updateCurrency(em, path.code, { rate: body.rate }, options, actor),
  remove: (em, path, options) => deleteCurrency(em, path.code, options),
  view: currencyView,
});

const zoneNames = {
  domestic: 'Domestic',
  eu: 'EU',
  abroad: 'Abroad',
  'domestic-exempt': 'Domestic without VAT',
} as const;

const zones = reading(
  {
    method: 'GET',
    path: '/api/vat-zones',
    scope: 'read',
    tag: 'vat-zones',
    summary: 'The VAT zones; they are the same in every agreement.',
    query: listQuery(['number'], {}),
    answers: listAnswers('vat_zones', vatZoneRow),
  },
  async (_em, { query }) => {
    const page = pageOf(query);
    const rows = vatZones.map((code) => ({ number: vatZoneCodes[code], code, name: zoneNames[code] }));
    if (page.direction === 'desc') rows.reverse();
    const shown = rows.slice(page.offset, page.offset + page.limit);
    return Promise.resolve(
      listAnswer('vat_zones', shown, rows.length, page, { fields: query.fields, schema: vatZoneRow }),
    );
  },
);

export const currencyEndpoints: readonly Endpoint[] = [...currencies, zones];
