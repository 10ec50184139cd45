import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey } from '../documents/document.ts';
import { findDocument, lockDocument, recordDocumentEvent } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import { checkFields, lines as text } from '../field-rules.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { OrderNote } from './order.entity.ts';
import { orderTable } from './order.table.ts';

/** A note on an order, in the API's dialect. */
export interface OrderNoteView {
  readonly id: string;
  readonly text: string;
  readonly created_by: string;
  readonly created_at: string;
}

/** Stores a note, in the caller's transaction. */
export async function noteOrder(
  em: EntityManager,
  orderId: string,
  text: string,
  context: ActionContext,
): Promise<OrderNote> {
  const note = em.create(OrderNote, {
    id: newId(),
    agreementNumber: agreementOf(em),
    order: orderId,
    text,
    createdBy: context.actor,
    createdAt: context.now,
  });
  em.persist(note);
  await em.flush();
  return note;
}

/** Adds a note of 1 to 2,000 characters, whatever the order's state. Throws `NotFound` and `InvalidInput`. */
export async function addOrderNote(
  em: EntityManager,
  key: DocumentKey,
  input: { readonly text: string },
  context: ActionContext,
): Promise<OrderNoteView> {
  checkFields(input, { text: text(2_000) });
  const order = await lockDocument(em, orderTable, key, 'addNote');
  const note = await noteOrder(em, order.id, input.text, context);
  await recordDocumentEvent(em, orderTable, order, context, {
    action: 'addNote',
    before: null,
    after: { note: input.text },
  });
  return viewOf(note);
}

/** The notes of an order, oldest first. Throws `NotFound`. */
export async function orderNotes(em: EntityManager, key: DocumentKey): Promise<readonly OrderNoteView[]> {
  const order = await findDocument(em, orderTable, key);
  const notes = await em.find(OrderNote, { order: order.id }, { orderBy: { createdAt: 'asc', id: 'asc' } });
  return notes.map(viewOf);
}

const viewOf = (note: OrderNote): OrderNoteView => ({
  id: note.id,
  text: note.text,
  created_by: note.createdBy,
  created_at: note.createdAt.toISOString(),
});
