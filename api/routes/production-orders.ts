import { findDocument } from '../../domain/documents/document-store.ts';
import { checkFinishInput } from '../../domain/production-orders/finish.service.ts';
import type { FinishInput } from '../../domain/production-orders/finish.service.ts';
import {
  listProductionOrders,
  productionView,
} from '../../domain/production-orders/production-order-view.ts';
import type { CreateProductionBody } from '../../domain/production-orders/production-order.actions.ts';
import {
  checkProductionInput,
  editProductionOrder,
} from '../../domain/production-orders/production-order.service.ts';
import type { ProductionInput } from '../../domain/production-orders/production-order.service.ts';
import { productionTable } from '../../domain/production-orders/production-order.table.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import { answerTo, makeDocument } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger, single } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import {
  productionBody,
  productionEdit,
  productionFinish,
  productionListRow,
  productionRow,
} from '../schemas/production-orders.ts';
import {
  documentAction,
  documentAnswer,
  documentDelete,
  documentEdit,
  documentMaking,
  documentRead,
  domainInput,
} from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { bookingRefusals, internalList, lineRefusals } from './internal-documents.ts';

const resource: DocumentResource = {
  table: productionTable,
  path: '/api/production-orders',
  tag: 'production-orders',
  singular: 'production_order',
  what: 'production order',
  row: productionRow,
  view: productionView,
};

/** A copy is made, not done to the original: that one may be finished long since. */
const copy = endpoint(
  {
    method: 'POST',
    path: `${resource.path}/{number}/copy`,
    scope: 'write',
    tag: resource.tag,
    summary: 'Make a production order like another one, planned for today.',
    description: 'Its components are what the BOM has now.',
    params: pathNumber,
    answers: { 201: { description: 'Made, not started.', schema: single(resource.singular, productionRow) } },
    errors: [...lineRefusals, 'EngineUnavailable'],
  },
  async ({ params: { number } }, context) => {
    const creation = { kind: resource.table.kind, definition: documentUpdate('create') };
    const body: CreateProductionBody = { create: 'copy', of: number };
    const acted = await makeDocument(context, creation, body, async (em) => {
      await findDocument(em, productionTable, number);
    });
    const { agreementNumber } = context.caller;
    return answerTo(acted, context, (em, key) =>
      documentAnswer(em, resource, key, { status: 201, agreementNumber }),
    );
  },
);

const actions: readonly Endpoint[] = [
  documentAction(resource, {
    action: 'start',
    name: 'start',
    scope: 'book',
    summary: 'Start a production order: its components are reserved as used in production.',
    errors: ['Barred'],
  }),
  documentAction(resource, {
    action: 'finish',
    name: 'finish',
    scope: 'book',
    summary: 'Register what was made: components leave stock, the finished item enters it.',
    description:
      'The item enters at what its components cost, and its extra cost. The order is finished when all of it is made; until then it stays started.',
    body: productionFinish,
    bodyExample: { quantity: '4' },
    errors: bookingRefusals,
    command: (body) => {
      const input = domainInput(body) as unknown as FinishInput;
      checkFinishInput(input, new Date());
      return input;
    },
  }),
  documentAction(resource, {
    action: 'cancel',
    name: 'cancel',
    scope: 'book',
    summary: 'Cancel what is not made yet: nothing stays reserved, what was made stays in stock.',
  }),
];

export const productionEndpoints: readonly Endpoint[] = [
  internalList(resource, {
    plural: 'production_orders',
    summary: 'List production orders, archived ones too.',
    row: productionListRow,
    filters: {
      is_started: queryBoolean().optional(),
      is_finished: queryBoolean().optional(),
      is_cancelled: queryBoolean().optional(),
      location_id: queryInteger(1, 999_999_999).optional(),
      order_number: queryInteger(1, 999_999_999).optional(),
    },
    list: listProductionOrders,
  }),
  documentRead(resource, 'One production order with its components.'),
  documentMaking(resource, {
    summary: 'Make a production order; nothing is reserved before it is started.',
    body: productionBody,
    bodyExample: { item_id: 'REOL-3', quantity: '10' },
    errors: lineRefusals,
    command: (body) => {
      const order = domainInput(body) as unknown as ProductionInput;
      checkProductionInput(order);
      return { create: 'order', order };
    },
  }),
  documentEdit(resource, {
    body: productionEdit,
    bodyExample: { quantity: '12' },
    description:
      'What is left out stays. With another BOM or quantity the components are what the BOM has now.',
    errors: lineRefusals,
    edit: (em, number, input, { context, version }) =>
      editProductionOrder(em, number, input, context, { version }),
  }),
  copy,
  ...actions,
  documentDelete(resource),
];
