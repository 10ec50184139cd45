import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, progressOfDocument } from '../documents/document-store.ts';
import { deleteInternalDraft } from '../internal-documents/drafts.ts';
import type { MovementAction } from './movement.lifecycle.ts';
import { bookMovement, createMovement, createMovementReceipt, receiveMovement } from './movement.service.ts';
import type { MovementInput, ReceiveMovementInput } from './movement.service.ts';
import { movementTable } from './movement.table.ts';

/** The body of the command that makes a movement. */
export interface CreateMovementBody {
  readonly draft: MovementInput;
}

const acts: Readonly<Record<Exclude<MovementAction, 'edit'> | 'create', Act>> = {
  create: async (em, id, body, context) => ({
    progress: progressOfDocument(
      movementTable,
      await createMovement(em, id, (body as CreateMovementBody).draft, context),
    ),
  }),
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteInternalDraft(em, movementTable, id, context)),
  }),
  book: async (em, id, _body, context) => ({
    progress: progressOfDocument(movementTable, await bookMovement(em, id, context)),
  }),
  createReceipt: async (em, id, _body, context) => ({
    progress: progressOfDocument(movementTable, await createMovementReceipt(em, id, context)),
  }),
  receive: async (em, id, body, context) => ({
    progress: progressOfDocument(
      movementTable,
      await receiveMovement(em, id, body as ReceiveMovementInput, context),
    ),
  }),
};

/** Movements with all that can be done to them. */
export const movementDefinition: DocumentDefinition = { table: movementTable, acts };
