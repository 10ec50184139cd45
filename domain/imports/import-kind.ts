import type { EntityManager } from '@mikro-orm/postgresql';
import type { Rule } from '../field-rules.ts';
import type { Actor } from '../registers.ts';

/** How a cell is read; `domain/imports/cells.ts` says what each takes. */
export const cellTypes = ['text', 'whole', 'decimal', 'yes-no', 'vat-zone', 'date'] as const;
export type CellType = (typeof cellTypes)[number];

/** A column that a kind of file may have. */
export interface ImportColumn {
  /** As heads name it: the API's name of the field. */
  readonly name: string;
  /** The field's name in the domain's input. */
  readonly property: string;
  readonly type: CellType;
  /** True where no new record is made without it. */
  readonly isMandatory?: boolean;
  /** True where it names the record: it must be there to change one, too. */
  readonly isKey?: boolean;
  /** The domain's rule of that field: the same that the API's input is held against. */
  readonly rule: Rule;
  /** A cell of the example file. */
  readonly example: string;
}

/** A row of a file, read and held against the rules of its fields; a cell that is empty has no value. */
export interface ImportRow {
  /** Row of the file; the head is row 1. */
  readonly number: number;
  /** By the domain's names. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Why a row is not imported: `property` names the field, none where the row as a whole is meant. */
export interface RowFault {
  readonly property?: string;
  /** The end of a sentence that begins with the column, or with "The row". */
  readonly fault: string;
}

/** What became of a row. */
export type RowOutcome = 'created' | 'updated' | 'unchanged' | readonly RowFault[];

export interface WriteOptions {
  readonly updatesExisting: boolean;
  readonly actor: Actor;
  readonly suppressesWebhooks: boolean;
}

/**
 * A kind of file: what its columns are, and what stores its rows. A new kind is one file in `domain/imports/kinds/`, entered
 * in `kinds/index.ts`; nothing else has to know of it.
 */
export interface ImportKind {
  /** As paths name it, e.g. `product-groups`. */
  readonly name: string;
  readonly columns: readonly ImportColumn[];
  /** True where rows are no records but become documents: nothing of theirs can be updated. */
  readonly makesDocuments?: boolean;
  /** What names a row's record, for two rows of a file must not name the same. */
  keyOf(row: ImportRow): string;
  /**
   * Stores rows of different keys, in the caller's transaction, in few statements whatever their number. Answers each one's
   * outcome, in their order. What the database itself refuses it throws; then it is called again with fewer rows.
   */
  write(em: EntityManager, rows: readonly ImportRow[], options: WriteOptions): Promise<RowOutcome[]>;
}
