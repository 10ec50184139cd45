import type { EntityManager } from '@mikro-orm/postgresql';
import type { Layout } from '../layouts/layout.entity.ts';
import { layoutRegister } from '../layouts/layout.service.ts';
import { referToOptional } from '../registers.ts';
import type { DocumentKey, DocumentRow, DocumentTable } from './document.ts';
import { lockDocument, requireDocumentVersion, saveChange } from './document-store.ts';
import type { ActionContext } from './kinds.ts';
import type { Standing } from './lifecycle.ts';

/**
 * Gives a document another layout, whatever its state: the PDF looks different, nothing is sent again. Throws `NotFound`,
 * `ReferenceNotFound` (field `layout_id`) and `EditConflict`.
 */
export async function setDocumentLayout<
  Row extends DocumentRow & { layout?: Layout | null | undefined },
  S extends Standing,
  A extends string,
>(
  em: EntityManager,
  of: DocumentTable<Row, S, A | 'setLayout'>,
  key: DocumentKey,
  layoutId: number | null,
  by: { readonly context: ActionContext; readonly version?: number | undefined },
): Promise<void> {
  const row = await lockDocument(em, of, key, 'setLayout');
  requireDocumentVersion(of, row, by.version);
  const layout = await referToOptional(em, layoutRegister, layoutId, 'layoutId');
  const before = { layout_id: row.layout?.number ?? null };
  const after = { layout_id: layout?.number ?? null };
  if (before.layout_id === after.layout_id) return;
  row.layout = layout ?? null;
  await saveChange(em, of, row, by.context, { action: 'setLayout', before, after });
}
