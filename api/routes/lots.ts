import { barLots, convertToLot, copyLot, deleteLots } from '../../domain/products/lot-actions.ts';
import {
  createLotLine,
  deleteLotLine,
  findLotLine,
  listLotLines,
  updateLotLine,
} from '../../domain/products/lot-line.service.ts';
import { createLot, deleteLot, findLot, listLots, updateLot } from '../../domain/products/lot.service.ts';
import { changing } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryText, single, singleAnswer } from '../lists.ts';
import { pathNumber, pathOfLot, pathProduct } from '../schemas/common.ts';
import {
  lotBody,
  lotCopyBody,
  lotLineBody,
  lotLineRow,
  lotRow,
  lotsAnswer,
  lotsBarBody,
  lotsDeleteBody,
} from '../schemas/lots.ts';
import { lotLineView, lotView } from '../views/lots.ts';
import { withStamps } from '../views/registers.ts';
import { itemFieldNames, itemFieldsOf, itemList } from './product-fields.ts';
import { registerEndpoints } from './register.ts';

const tag = 'lots';

const lots = registerEndpoints({
  path: '/api/lots',
  tag,
  singular: 'lot',
  plural: 'lots',
  what: 'BOM',
  key: 'number',
  rowPath: pathProduct,
  body: lotBody,
  bodyExample: {
    number: 'BORD-1',
    name: 'Havebord',
    group_id: 1,
    unit_id: 1,
    sales_price: '1995',
    adjust_to_zero: true,
    expected_cost_method: 'cost-price-from-lines',
  },
  row: lotRow,
  ...itemList,
  fieldOwner: 'product',
  list: listLots,
  find: (em, path) => findLot(em, path.number),
  create: (em, body, actor) => createLot(em, itemFieldsOf(body), actor),
  update: (em, path, body, options, actor) => updateLot(em, path.number, itemFieldsOf(body), options, actor),
  remove: (em, path, options) => deleteLot(em, path.number, options),
  view: lotView,
  fieldNames: itemFieldNames,
});

const lines = registerEndpoints({
  path: '/api/lots/{lot}/lines',
  tag,
  singular: 'lot_line',
  plural: 'lot_lines',
  what: 'line of a BOM',
  key: 'number',
  rowPath: pathOfLot.extend(pathNumber.shape),
  listPath: pathOfLot,
  body: lotLineBody,
  bodyExample: { item_id: 'FYR-45x95', quantity: '4' },
  row: lotLineRow,
  filters: { item_id: queryText(25).optional() },
  filterNames: { item_id: 'componentNumber' },
  sortable: ['number', 'created_at', 'updated_at'],
  list: (em, query, path) => listLotLines(em, path.lot, query),
  find: (em, path) => findLotLine(em, path.lot, path.number),
  create: (em, { item_id, quantity }, actor, path) =>
    createLotLine(em, path.lot, { componentNumber: item_id, quantity }, actor),
  update: (em, path, { item_id, quantity }, options, actor) =>
    updateLotLine(em, path.lot, path.number, { componentNumber: item_id, quantity }, options, actor),
  remove: (em, path, options) => deleteLotLine(em, path.lot, path.number, options),
  view: withStamps(lotLineView),
  fieldNames: { component_number: 'item_id' },
});

const copy = changing(
  {
    method: 'POST',
    path: '/api/lots/{number}/copy',
    scope: 'write',
    tag,
    summary: 'Copy a BOM with its lines.',
    params: pathProduct,
    body: lotCopyBody,
    bodyExample: { number: 'BORD-2' },
    answers: { 201: { description: 'The copy.', schema: single('lot', lotRow) } },
    errors: ['AlreadyExists'],
  },
  async (em, { params, body }, { caller }) => {
    const lot = await copyLot(em, params.number, body, caller.actor);
    return singleAnswer(201, 'lot', lotView(lot), lot.version);
  },
);

const convert = changing(
  {
    method: 'POST',
    path: '/api/products/{number}/convert',
    scope: 'write',
    tag,
    summary: 'Make a product a BOM.',
    description: 'Refused where it is used in lines or has inventory registered.',
    params: pathProduct,
    answers: { 200: { description: 'The BOM, without lines.', schema: single('lot', lotRow) } },
    errors: ['NotConvertable'],
  },
  async (em, { params }, { caller }) => {
    const lot = await convertToLot(em, params.number, caller.actor);
    return singleAnswer(200, 'lot', lotView(lot), lot.version);
  },
);

const bulk = { method: 'POST', scope: 'write', tag } as const;
const done = { 200: { description: 'Done, of all of them.', schema: lotsAnswer } };

const bar = changing(
  {
    ...bulk,
    path: '/api/lots/bulk/barred',
    summary: 'Bar or open several BOMs.',
    body: lotsBarBody,
    bodyExample: { numbers: ['BORD-1', 'BORD-2'], is_barred: true },
    answers: done,
  },
  async (em, { body }, { caller }) => ({
    status: 200,
    body: { lots: await barLots(em, body.numbers, body.is_barred, caller.actor) },
  }),
);

const remove = changing(
  {
    ...bulk,
    path: '/api/lots/bulk/delete',
    summary: 'Delete several BOMs that nothing uses: all of them, or none.',
    body: lotsDeleteBody,
    bodyExample: { numbers: ['BORD-1', 'BORD-2'] },
    answers: done,
    errors: ['InUse'],
  },
  async (em, { body }) => ({ status: 200, body: { lots: await deleteLots(em, body.numbers) } }),
);

export const lotEndpoints: readonly Endpoint[] = [...lots, ...lines, bar, remove, copy, convert];
