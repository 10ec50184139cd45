/** What all kinds of internal stock documents do alike with their drafts. */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DocumentKey, DocumentRow, DocumentTable } from '../documents/document.ts';
import { lockDocument, recordDocumentEvent, withoutLines } from '../documents/document-store.ts';
import type { ActionContext } from '../documents/kinds.ts';
import type { Standing } from '../documents/lifecycle.ts';

/** Who made a new document, and when. */
export const madeBy = ({ actor, now }: ActionContext) => ({
  createdBy: actor,
  changedBy: actor,
  createdAt: now,
  updatedAt: now,
});

/** Throws `NoLines`. */
export function requireLines(
  { what }: { readonly what: string },
  { number }: { readonly number: number },
  lines: readonly unknown[],
): void {
  if (lines.length === 0) throw withoutLines(`${what} ${number}`, 'At least one line is needed.');
}

/** Deletes a draft with its lines; its number is not given again. Throws `NotFound` and `InvalidTransition`. */
export async function deleteInternalDraft<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: DocumentTable<Row, S, A | 'delete'>,
  key: DocumentKey,
  context: ActionContext,
): Promise<number> {
  const row = await lockDocument(em, of, key, 'delete');
  const { id, number } = row;
  const before = { state: of.standingOf(row).state };
  await em.execute(`delete from "${of.table}" where id = ?`, [id]);
  await recordDocumentEvent(em, of, { id, number }, context, { action: 'delete', before, after: null });
  em.getUnitOfWork().unsetIdentity(row);
  return number;
}
