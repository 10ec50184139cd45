import type { EntityManager, FilterQuery } from '@mikro-orm/postgresql';
import { commandDocumentId } from '../commands/command.service.ts';
import { violatedUnique } from '../database.ts';
import { DomainError } from '../errors.ts';
import { appendEvent } from '../events/document-event.service.ts';
import type { EventData } from '../events/event-hash.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import { withoutNulls } from './changes.ts';
import type { DocumentId, DocumentKey, DocumentProgress, DocumentRow, DocumentTable } from './document.ts';
import type { ActionContext } from './kinds.ts';
import { requireAllowed } from './lifecycle.ts';
import type { Standing } from './lifecycle.ts';

/** A table, whatever its actions. */
type Table<Row extends DocumentRow, S extends Standing = Standing, A extends string = string> = DocumentTable<
  Row,
  S,
  A
>;

/** `NotFound` for a document of this agreement. */
export const noSuchDocument = (table: { readonly what: string }, key: DocumentKey): DomainError =>
  new DomainError('NotFound', { what: `${table.what} ${key}` });

/** `NoLines` for a document, `Order 12`, that has to say what it is about; `fault` is told of its field `lines`. */
export const withoutLines = (what: string, fault = 'At least one line needs a product.'): DomainError =>
  new DomainError('NoLines', { what }, { errors: { lines: [fault] } });

const keyIs = <Row>(key: DocumentKey): FilterQuery<Row> =>
  (typeof key === 'string' ? { id: key } : { number: key }) as unknown as FilterQuery<Row>;

/** The document with what its head refers to, or null: one statement. */
export async function readDocumentRow<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  key: DocumentKey,
): Promise<Row | null> {
  const options = { populate: of.populate, strategy: 'joined' };
  return em.findOne<Row>(of.entity, keyIs<Row>(key), options as never);
}

/** As `readDocumentRow`. Throws `NotFound`. */
export async function findDocument<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  key: DocumentKey,
): Promise<Row> {
  const row = await readDocumentRow(em, of, key);
  if (row === null) throw noSuchDocument(of, key);
  return row;
}

/**
 * As `findDocument`, locked until the transaction ends (two statements), so that actions on one document happen one after
 * the other. Of two documents of one chain the source is locked before what was made of it (offer, order, shipment,
 * invoice; purchase order, receipt, supplier invoice). Throws `NotFound`.
 */
export async function holdDocument<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  key: DocumentKey,
): Promise<Row> {
  // Locked by itself: with the read, MikroORM would lock all that is joined, too.
  const column = typeof key === 'string' ? 'id' : 'number';
  const [row] = await em.execute<{ id: string }[]>(
    `select id from "${of.table}" where agreement_number = ? and ${column} = ? for update`,
    [agreementOf(em), key],
  );
  if (row === undefined) throw noSuchDocument(of, key);
  // What this entity manager read before the lock may be old; it is read anew, and the old object is left alone.
  const old = em.getUnitOfWork().getById<Row>(of.entity as never, row.id as never);
  if (old) em.getUnitOfWork().unsetIdentity(old);
  return findDocument(em, of, row.id);
}

/** As `holdDocument`. Throws `InvalidTransition` too, where the action is not allowed. */
export async function lockDocument<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  key: DocumentKey,
  action: A,
): Promise<Row> {
  const row = await holdDocument(em, of, key);
  requireAllowed(of.life, of.standingOf(row), action, row.number);
  return row;
}

/** Stores a new document. Throws `NumberTaken`, and `AlreadyExists` where a document of that id is there. */
export async function storeNewDocument<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  row: Row,
): Promise<void> {
  em.persist(row);
  try {
    await em.flush();
  } catch (error) {
    const constraint = violatedUnique(error);
    if (constraint === undefined) throw error;
    throw constraint === `${of.table}_number_uq`
      ? new DomainError('NumberTaken', { number: row.number, series: `${of.kind}s` }, { cause: error })
      : new DomainError('AlreadyExists', { what: `${of.what} ${row.id}` }, { cause: error });
  }
}

/** Throws `EditConflict` where the document has another version than the change was based on. */
export function requireDocumentVersion<Row extends DocumentRow, S extends Standing, A extends string>(
  of: Table<Row, S, A>,
  row: Row,
  version: number | undefined,
): void {
  if (version !== undefined && version !== row.version)
    throw new DomainError('EditConflict', { what: `${of.what} ${row.number}` });
}

/**
 * Marks the document as changed, also where only its lines are: its version moves on, because the moment always differs
 * from the one before.
 */
export function touchDocument(row: DocumentRow, context: ActionContext): void {
  row.changedBy = context.actor;
  row.updatedAt = new Date(Math.max(context.now.getTime(), row.updatedAt.getTime() + 1));
}

/** Where the document stands, for its workflow. */
export const progressOfDocument = <Row extends DocumentRow, S extends Standing, A extends string>(
  of: Table<Row, S, A>,
  row: Row,
): DocumentProgress => {
  const { state, isArchived } = of.standingOf(row);
  return { number: row.number, state, isArchived };
};

/** The progress of a document that is gone. */
export const goneDocument = (number: number): DocumentProgress => ({
  number,
  state: 'deleted',
  isArchived: false,
});

/** The document's name for the workflows. */
export const idOfDocument = <Row extends DocumentRow, S extends Standing, A extends string>(
  of: Table<Row, S, A>,
  { id, number }: Row,
): DocumentId => ({ kind: of.kind, id, number });

/** The id of the document that the action's command makes. Throws without a command: whoever repeats it finds it by that. */
export function madeDocumentId({ commandId }: ActionContext): string {
  if (commandId === null) throw new Error('A document is made by a command.');
  return commandDocumentId(commandId);
}

/** What happened to a document: `action` is one of its lifecycle, `create`, or what another document's action did to it. */
export interface DocumentHappening<A extends string> {
  readonly action: A | 'create' | 'moved';
  readonly before: EventData | null;
  readonly after: EventData | null;
  /** What webhooks are told besides. */
  readonly besides?: EventData;
}

/**
 * Appends what happened to the document's events, the last thing of its transaction but the promises, and tells webhooks of
 * it; with the next statement.
 */
export async function recordDocumentEvent<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  row: Pick<DocumentRow, 'id' | 'number'>,
  context: ActionContext,
  { action, before, after, besides = {} }: DocumentHappening<A>,
): Promise<void> {
  const event = of.published[action];
  if (event !== undefined)
    await emitEvent(em, {
      event,
      key: row.number,
      keyName: 'number',
      data: { id: row.id, number: row.number, ...besides, ...(after ?? before) },
      ...(event.endsWith('.updated') && { changed: Object.keys(after ?? {}) }),
    });
  await appendEvent(em, {
    documentKind: of.kind,
    documentId: row.id,
    documentNumber: row.number,
    at: context.now,
    actor: context.actor,
    commandId: context.commandId,
    action,
    before,
    after,
  });
}

/** Stores what an action changed of the document (its version moves on) and what happened: an action's last statements. */
export async function saveChange<Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  row: Row,
  context: ActionContext,
  happening: DocumentHappening<A>,
): Promise<void> {
  touchDocument(row, context);
  await em.flush();
  await recordDocumentEvent(em, of, row, context, happening);
}

/** The first event of a document: what it says, without what it does not say. */
export const recordCreation = <Row extends DocumentRow, S extends Standing, A extends string>(
  em: EntityManager,
  of: Table<Row, S, A>,
  row: Row,
  context: ActionContext,
  state: EventData,
): Promise<void> =>
  recordDocumentEvent(em, of, row, context, { action: 'create', before: null, after: withoutNulls(state) });
