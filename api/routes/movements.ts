import { z } from 'zod';
import { linesMissingStock, listMovements, movementView } from '../../domain/movements/movement-view.ts';
import {
  checkMovementInput,
  checkReceiveMovement,
  editMovement,
} from '../../domain/movements/movement.service.ts';
import type { MovementInput, ReceiveMovementInput } from '../../domain/movements/movement.service.ts';
import { movementTable } from '../../domain/movements/movement.table.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger } from '../lists.ts';
import { pathNumber } from '../schemas/common.ts';
import {
  movementBody,
  movementEdit,
  movementListRow,
  movementReceive,
  movementRow,
  shortageRow,
} from '../schemas/movements.ts';
import {
  documentAction,
  documentDelete,
  documentEdit,
  documentMaking,
  documentRead,
  domainInput,
} from './document-endpoints.ts';
import type { DocumentResource } from './document-endpoints.ts';
import { bookingRefusals, internalList, lineRefusals } from './internal-documents.ts';

/** The older name of the resource, and the newer one: both are served alike. */
const paths = ['/api/inventory-movements', '/api/inventory/internal-movements'] as const;

const resourceAt = (path: string): DocumentResource => ({
  table: movementTable,
  path,
  tag: 'inventory-movements',
  singular: 'inventory_movement',
  what: 'movement',
  row: movementRow,
  view: movementView,
});

const makingAndEditing = (resource: DocumentResource): readonly Endpoint[] => [
  documentMaking(resource, {
    summary: 'Make a draft movement.',
    description: 'No stock moves before it is booked.',
    body: movementBody,
    bodyExample: {
      from_location_id: 1,
      to_location_id: 2,
      lines: [{ item_id: 'FYR-45x95', quantity: '12.5' }],
    },
    errors: lineRefusals,
    command: (body) => {
      const draft = domainInput(body) as unknown as MovementInput;
      checkMovementInput(draft, new Date());
      return { draft };
    },
  }),
  documentEdit(resource, {
    body: movementEdit,
    bodyExample: { transport_location_id: 3 },
    errors: lineRefusals,
    edit: (em, number, input, { context, version }) => editMovement(em, number, input, context, { version }),
  }),
  documentDelete(resource),
];

const actions = (resource: DocumentResource): readonly Endpoint[] => [
  documentAction(resource, {
    action: 'book',
    name: 'book',
    scope: 'book',
    summary: 'Book a movement: the goods are at the other location, or at the transport location.',
    description: 'No value moves. Ordinary items may go below zero; lines-missing-stock tells what is short.',
    errors: bookingRefusals,
  }),
  documentAction(resource, {
    action: 'createReceipt',
    name: 'create-receipt',
    scope: 'book',
    summary: 'Await the goods of a transport at the location to which they go.',
  }),
  documentAction(resource, {
    action: 'receive',
    name: 'receive',
    scope: 'book',
    summary: 'Receive the goods of a transport: they move on from the transport location.',
    body: movementReceive,
    bodyExample: {},
    errors: bookingRefusals,
    command: (body) => {
      const input: ReceiveMovementInput = body;
      checkReceiveMovement(input, new Date());
      return input;
    },
  }),
];

const missingStock = (resource: DocumentResource): Endpoint =>
  reading(
    {
      method: 'GET',
      path: `${resource.path}/{number}/lines-missing-stock`,
      scope: 'read',
      tag: resource.tag,
      summary: 'What a draft movement takes more of than there is.',
      params: pathNumber,
      answers: {
        200: {
          description: 'Empty where nothing is short.',
          schema: z.object({ lines: z.array(shortageRow) }),
        },
      },
    },
    async (em, { params }) => ({ status: 200, body: { lines: await linesMissingStock(em, params.number) } }),
  );

export const movementEndpoints: readonly Endpoint[] = paths.map(resourceAt).flatMap((resource) => [
  internalList(resource, {
    plural: 'inventory_movements',
    summary: 'List movements, archived ones too.',
    row: movementListRow,
    filters: {
      is_booked: queryBoolean().optional(),
      is_received: queryBoolean().optional(),
      from_location_id: queryInteger(1, 999_999_999).optional(),
      to_location_id: queryInteger(1, 999_999_999).optional(),
    },
    list: listMovements,
  }),
  documentRead(resource, 'One movement with its lines.'),
  missingStock(resource),
  ...makingAndEditing(resource),
  ...actions(resource),
]);
