import { countView, listCounts } from '../../domain/counts/count-view.ts';
import { checkCountInput, editCount, openCounts } from '../../domain/counts/count.service.ts';
import type { CountInput } from '../../domain/counts/count.service.ts';
import { countTable } from '../../domain/counts/count.table.ts';
import { withAgreement } from '../../domain/database.ts';
import { DomainError } from '../../domain/errors.ts';
import { documentUpdate } from '../../workflows/documents/contract.ts';
import type { Answer, Context } from '../context.ts';
import { actOnDocument, documentPort } from '../documents.ts';
import { endpoint } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { queryBoolean, queryInteger } from '../lists.ts';
import { countBody, countEdit, countListRow, countRow, countsDone } from '../schemas/counts.ts';
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
  table: countTable,
  path: '/api/inventory/checking-drafts',
  tag: 'inventory-counts',
  singular: 'checking_draft',
  what: 'count',
  row: countRow,
  view: countView,
};

/**
 * Does something to every open count, one after another: each is a command of its own, under the request's key, and one that
 * is refused does not keep the others. A repeat goes on with what is still open.
 */
async function eachOpen(context: Context, action: 'book' | 'delete'): Promise<Answer> {
  const numbers = await withAgreement(context.deps.orm, context.caller.agreementNumber, openCounts);
  const done: number[] = [];
  const refused: { number: number; code: string; message: string }[] = [];
  for (const number of numbers) {
    const own = { ...context, path: `${resource.path}/${number}/${action}` };
    try {
      const target = { number, action, definition: documentUpdate(action) };
      await actOnDocument(own, documentPort(resource.table), target, {});
      done.push(number);
    } catch (error) {
      // What is no refusal (the engine is away) ends the request; a repeat goes on from there.
      if (!(error instanceof DomainError) || error.row.status >= 500) throw error;
      refused.push({ number, code: error.code, message: error.message });
    }
  }
  return { status: 200, body: { done, refused } };
}

const all = (method: 'POST' | 'DELETE', name: string, action: 'book' | 'delete', summary: string): Endpoint =>
  endpoint(
    {
      method,
      path: `${resource.path}/${name}`,
      scope: action === 'book' ? 'book' : 'write',
      tag: resource.tag,
      summary,
      description: 'One that is refused does not keep the others; the answer names it with its reason.',
      answers: { 200: { description: 'What became of them.', schema: countsDone } },
      command: true,
      errors: ['EngineUnavailable'],
    },
    async (_input, context) => eachOpen(context, action),
  );

export const countEndpoints: readonly Endpoint[] = [
  internalList(resource, {
    plural: 'checking_drafts',
    summary: 'List counts, archived ones too.',
    row: countListRow,
    filters: {
      is_booked: queryBoolean().optional(),
      location_id: queryInteger(1, 999_999_999).optional(),
    },
    list: listCounts,
  }),
  all('POST', 'book-all', 'book', 'Book every open count.'),
  all('DELETE', 'delete-all', 'delete', 'Delete every open count.'),
  documentRead(resource, 'One count with its lines.'),
  documentMaking(resource, {
    summary: 'Make a count of what is at a location.',
    description: 'Each line keeps what the stock says now; booking posts the difference to that.',
    body: countBody,
    bodyExample: { location_id: 1, lines: [{ item_id: 'FYR-45x95', counted_quantity: '118' }] },
    errors: lineRefusals,
    command: (body) => {
      const draft = domainInput(body) as unknown as CountInput;
      checkCountInput(draft, new Date());
      return { draft };
    },
  }),
  documentEdit(resource, {
    body: countEdit,
    bodyExample: { lines: [{ item_id: 'FYR-45x95', counted_quantity: '119' }] },
    errors: lineRefusals,
    edit: (em, number, input, { context, version }) => editCount(em, number, input, context, { version }),
  }),
  documentAction(resource, {
    action: 'book',
    name: 'book',
    scope: 'book',
    summary: 'Book a count: what was counted more or less than there was is posted.',
    errors: bookingRefusals,
  }),
  documentDelete(resource),
];
