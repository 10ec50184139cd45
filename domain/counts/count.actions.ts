import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, progressOfDocument } from '../documents/document-store.ts';
import { deleteInternalDraft } from '../internal-documents/drafts.ts';
import type { CountAction } from './count.lifecycle.ts';
import { bookCount, createCount } from './count.service.ts';
import type { CountInput } from './count.service.ts';
import { countTable } from './count.table.ts';

/** The body of the command that makes a count. */
export interface CreateCountBody {
  readonly draft: CountInput;
}

const acts: Readonly<Record<Exclude<CountAction, 'edit'> | 'create', Act>> = {
  create: async (em, id, body, context) => ({
    progress: progressOfDocument(
      countTable,
      await createCount(em, id, (body as CreateCountBody).draft, context),
    ),
  }),
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteInternalDraft(em, countTable, id, context)),
  }),
  book: async (em, id, _body, context) => ({
    progress: progressOfDocument(countTable, await bookCount(em, id, context)),
  }),
};

/** Counts with all that can be done to them. */
export const countDefinition: DocumentDefinition = { table: countTable, acts };
