import { editAdjustment } from '../../../domain/adjustments/adjustment.service.ts';
import { editCount } from '../../../domain/counts/count.service.ts';
import { editMovement } from '../../../domain/movements/movement.service.ts';
import { editProductionOrder } from '../../../domain/production-orders/production-order.service.ts';
import { after, archived, lines, open } from './walk.ts';
import type { Walk } from './walk.ts';

const adjustment = { draft: { lines: [{ itemId: 'CHAIR', adjustQuantity: '1' }] } };
/** The walk of adjustments. */
export const adjustments: Walk = {
  kind: 'adjustment',
  title: 'Adjustments',
  places: [
    [open('draft'), after('adjustment', adjustment)],
    [archived('booked'), after('adjustment', adjustment, 'book')],
  ],
  beside: { edit: (em, id, context) => editAdjustment(em, id, { reason: 'Ny' }, context) },
};

const movement = { fromLocationId: 1, toLocationId: 2, lines: lines('1') };
const direct = { draft: movement };
const transport = { draft: { ...movement, transportLocationId: 3 } };
const [isTransport, isDirect] = [{ isTransport: true }, { isTransport: false }];
/** The walk of movements. */
export const movements: Walk = {
  kind: 'movement',
  title: 'Movements',
  places: [
    [open('draft', isDirect), after('movement', direct)],
    [archived('booked', isDirect), after('movement', direct, 'book')],
    [open('draft', isTransport), after('movement', transport)],
    [open('booked', isTransport), after('movement', transport, 'book')],
    [open('receiving', isTransport), after('movement', transport, 'book', 'createReceipt')],
    [archived('received', isTransport), after('movement', transport, 'book', 'createReceipt', 'receive')],
  ],
  beside: { edit: (em, id, context) => editMovement(em, id, { note: 'Ny' }, context) },
};

const count = { draft: { lines: [{ itemId: 'CHAIR', countedQuantity: '900' }] } };
/** The walk of counts. */
export const counts: Walk = {
  kind: 'count',
  title: 'Counts',
  places: [
    [open('open'), after('count', count)],
    [archived('booked'), after('count', count, 'book')],
  ],
  beside: { edit: (em, id, context) => editCount(em, id, { note: 'Ny' }, context) },
};

const making = { create: 'order', order: { itemId: 'SET', quantity: '3' } };
/** The walk of production orders. */
export const productionOrders: Walk = {
  kind: 'production-order',
  title: 'Production orders',
  places: [
    [open('not-started'), after('production-order', making)],
    [open('started'), after('production-order', making, 'start')],
    [open('started'), after('production-order', making, 'start', ['finish', { quantity: '1' }])],
    [archived('finished'), after('production-order', making, 'start', 'finish')],
    [archived('cancelled'), after('production-order', making, 'cancel')],
    [archived('cancelled'), after('production-order', making, 'start', 'cancel')],
  ],
  beside: { edit: (em, id, context) => editProductionOrder(em, id, { note: 'Ny' }, context) },
};
