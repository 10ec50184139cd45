import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, progressOfDocument } from '../documents/document-store.ts';
import { deleteInternalDraft } from '../internal-documents/drafts.ts';
import type { AdjustmentAction } from './adjustment.lifecycle.ts';
import { bookAdjustment, createAdjustment } from './adjustment.service.ts';
import type { AdjustmentInput } from './adjustment.service.ts';
import { adjustmentTable } from './adjustment.table.ts';

/** The body of the command that makes an adjustment. */
export interface CreateAdjustmentBody {
  readonly draft: AdjustmentInput;
}

const acts: Readonly<Record<Exclude<AdjustmentAction, 'edit'> | 'create', Act>> = {
  create: async (em, id, body, context) => ({
    progress: progressOfDocument(
      adjustmentTable,
      await createAdjustment(em, id, (body as CreateAdjustmentBody).draft, context),
    ),
  }),
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteInternalDraft(em, adjustmentTable, id, context)),
  }),
  book: async (em, id, _body, context) => ({
    progress: progressOfDocument(adjustmentTable, await bookAdjustment(em, id, context)),
  }),
};

/** Adjustments with all that can be done to them. */
export const adjustmentDefinition: DocumentDefinition = { table: adjustmentTable, acts };
