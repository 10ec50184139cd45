/** What all kinds of documents do alike: their rows, where they stand, what their actions come to. */
import type { EntityClass, EntityManager } from '@mikro-orm/postgresql';
import { p } from '@mikro-orm/core';
import { editable, instant, tenantColumns } from '../tenant.ts';
import type { WebhookEvent } from '../webhooks/webhook-events.ts';
import type { ActionContext, DocumentKind } from './kinds.ts';
import type { Lifecycle, Standing } from './lifecycle.ts';

/** The columns of every document: its number within the agreement, where it stands, who made and changed it. */
export function documentColumns<State extends string>(states: readonly State[]) {
  return {
    ...tenantColumns(),
    state: p.enum(states),
    archivedAt: instant().nullable(),
    /** Taken when the document was made, from its kind's series; never given twice. */
    number: p.integer(),
    createdBy: p.string().length(255),
    ...editable(),
  };
}

/** What a document's row has at least. */
export interface DocumentRow {
  readonly id: string;
  readonly number: number;
  readonly version: number;
  archivedAt?: Date | null | undefined;
  changedBy: string;
  updatedAt: Date;
}

/** A document by its id, or by its number within the agreement. */
export type DocumentKey = string | number;

/** One kind of document: its table, its life, and how messages and webhooks name it. */
export interface DocumentTable<Row extends DocumentRow, S extends Standing, Action extends string> {
  readonly kind: DocumentKind;
  readonly entity: EntityClass<Row>;
  readonly table: string;
  /** `Order`: one document's name in messages where nothing more is known of it. */
  readonly what: string;
  readonly life: Lifecycle<S, Action>;
  /** Relations that `findDocument` loads with the row, in the same statement. */
  readonly populate: readonly string[];
  standingOf(row: Row): S;
  /** What webhooks call an action (`create` included); of others they are not told. */
  readonly published: Readonly<Partial<Record<Action | 'create' | 'moved', WebhookEvent>>>;
}

/** A table of whatever kind, where only what all have alike is used. */
export type AnyDocumentTable = DocumentTable<DocumentRow, Standing, string>;

/** Which document. */
export interface DocumentId {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly number: number;
}

/** What a workflow keeps of its document in order to choose the next step. */
export interface DocumentProgress {
  readonly number: number;
  /** Its own state; `deleted` where it is gone. */
  readonly state: string;
  readonly isArchived: boolean;
}

/** What an action came to. */
export interface ActionOutcome {
  readonly progress: DocumentProgress;
  /** Documents that it made: their workflows are started. */
  readonly made?: readonly DocumentId[];
  /** Other documents that it moved on: their workflows are told. */
  readonly moved?: readonly DocumentId[];
  /** What was done all the same, in words for whoever asked for it. */
  readonly warnings?: readonly string[];
}

/**
 * An action in its command's transaction: changes the document, stock, numbers, events and promises together, or throws a
 * refusal and changes nothing. `body` is what the API stored with the command.
 */
export type Act = (
  em: EntityManager,
  documentId: string,
  body: unknown,
  context: ActionContext,
) => Promise<ActionOutcome>;

/** A kind of document with all that can be done to it. */
export interface DocumentDefinition {
  readonly table: AnyDocumentTable;
  /** By action; `create` makes a document of that id. */
  readonly acts: Readonly<Record<string, Act>>;
}
