import { adjustmentView, listAdjustments } from '../../domain/adjustments/adjustment-view.ts';
import { checkAdjustmentInput, editAdjustment } from '../../domain/adjustments/adjustment.service.ts';
import type { AdjustmentInput } from '../../domain/adjustments/adjustment.service.ts';
import { adjustmentTable } from '../../domain/adjustments/adjustment.table.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean } from '../lists.ts';
import { adjustmentBody, adjustmentListRow, adjustmentRow } from '../schemas/adjustments.ts';
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

const resource: DocumentResource = {
  table: adjustmentTable,
  path: '/api/inventory-adjustments',
  tag: 'inventory-adjustments',
  singular: 'inventory_adjustment',
  what: 'adjustment',
  row: adjustmentRow,
  view: adjustmentView,
};

export const adjustmentEndpoints: readonly Endpoint[] = [
  internalList(resource, {
    plural: 'inventory_adjustments',
    summary: 'List adjustments, archived ones too.',
    row: adjustmentListRow,
    filters: { is_booked: queryBoolean().optional() },
    list: listAdjustments,
  }),
  documentRead(resource, 'One adjustment with its lines.'),
  documentMaking(resource, {
    summary: 'Make a draft adjustment.',
    description:
      'No stock moves before it is booked. Under average cost a line changes the quantity or the cost price; under FIFO what comes in needs both.',
    body: adjustmentBody,
    bodyExample: {
      reason: 'Svind',
      lines: [{ item_id: 'FYR-45x95', location_id: 1, adjust_quantity: '-2' }],
    },
    errors: lineRefusals,
    command: (body) => {
      const draft = domainInput(body) as unknown as AdjustmentInput;
      checkAdjustmentInput(draft, new Date());
      return { draft };
    },
  }),
  documentEdit(resource, {
    body: adjustmentBody,
    bodyExample: { lines: [{ item_id: 'FYR-45x95', location_id: 1, new_quantity: '40' }] },
    errors: lineRefusals,
    edit: (em, number, input, { context, version }) =>
      editAdjustment(em, number, input, context, { version }),
  }),
  documentAction(resource, {
    action: 'book',
    name: 'book',
    scope: 'book',
    summary: 'Book an adjustment: all of its lines are posted to the stock ledger, or none.',
    errors: [...bookingRefusals, 'NoStockToRevalue'],
  }),
  documentDelete(resource),
];
