import type { Act, DocumentDefinition } from '../documents/document.ts';
import { goneDocument, progressOfDocument } from '../documents/document-store.ts';
import { deleteInternalDraft } from '../internal-documents/drafts.ts';
import { finishProductionOrder } from './finish.service.ts';
import type { FinishInput } from './finish.service.ts';
import type { ProductionAction } from './production-order.lifecycle.ts';
import {
  cancelProductionOrder,
  copyProductionOrder,
  createProductionOrder,
  startProductionOrder,
} from './production-order.service.ts';
import type { ProductionInput } from './production-order.service.ts';
import { productionTable } from './production-order.table.ts';

/** The body of the command that makes a production order: of its own, or like another one. */
export type CreateProductionBody =
  | { readonly create: 'order'; readonly order: ProductionInput }
  | { readonly create: 'copy'; readonly of: number };

const acts: Readonly<Record<Exclude<ProductionAction, 'edit'> | 'create', Act>> = {
  create: async (em, id, body, context) => {
    const creation = body as CreateProductionBody;
    const order =
      creation.create === 'copy'
        ? await copyProductionOrder(em, id, creation.of, context)
        : await createProductionOrder(em, id, creation.order, context);
    return { progress: progressOfDocument(productionTable, order) };
  },
  delete: async (em, id, _body, context) => ({
    progress: goneDocument(await deleteInternalDraft(em, productionTable, id, context)),
  }),
  start: async (em, id, _body, context) => ({
    progress: progressOfDocument(productionTable, await startProductionOrder(em, id, context)),
  }),
  finish: async (em, id, body, context) => ({
    progress: progressOfDocument(
      productionTable,
      await finishProductionOrder(em, id, body as FinishInput, context),
    ),
  }),
  cancel: async (em, id, _body, context) => ({
    progress: progressOfDocument(productionTable, await cancelProductionOrder(em, id, context)),
  }),
};

/** Production orders with all that can be done to them. */
export const productionDefinition: DocumentDefinition = { table: productionTable, acts };
