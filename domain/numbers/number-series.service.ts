import type { EntityManager } from '@mikro-orm/postgresql';
import { DomainError } from '../errors.ts';
import { newId } from '../ids.ts';
import { agreementOf } from '../tenant.ts';
import { emitEvent } from '../webhooks/emit-event.ts';
import type { NumberSeriesKind } from './number-series.entity.ts';

/** The first number of a series that nobody has set. */
export const firstNumber = 1001;

/** The largest number a series can reach: nine digits, what ERPs take. */
export const largestNumber = 999_999_999;

/**
 * Takes the next number of a series in the caller's transaction: one statement. The series is locked until the
 * transaction ends, so that a rollback gives the number back and leaves no gap. Throws `InvalidInput` at the end of the
 * series.
 */
export async function takeNumber(em: EntityManager, kind: NumberSeriesKind): Promise<number> {
  const [row] = await em.execute<{ taken: number }[]>(
    `insert into number_series
       (id, agreement_number, kind, next, largest_taken, version, changed_by, created_at, updated_at)
     values (?, ?, ?, ?, ?, 1, 'system', now(), now())
     on conflict (agreement_number, kind) do update
       set next = number_series.next + 1, largest_taken = number_series.next
     returning largest_taken as taken`,
    [newId(), agreementOf(em), kind, firstNumber + 1, firstNumber],
  );
  if (row === undefined) throw new Error('A number series was neither made nor found.');
  if (row.taken > largestNumber) throw outOfRange(`The series of ${kind} numbers is used up.`);
  return row.taken;
}

/** Where a series stands. */
export interface NumberSeriesView {
  readonly kind: NumberSeriesKind;
  readonly next: number;
  /** Null before the first number was taken. */
  readonly largestTaken: number | null;
}

/** The next number of a series, and the largest taken. */
export async function numberSeries(em: EntityManager, kind: NumberSeriesKind): Promise<NumberSeriesView> {
  const [row] = await em.execute<{ next: number; largestTaken: number | null }[]>(
    `select next, largest_taken as "largestTaken" from number_series where agreement_number = ? and kind = ?`,
    [agreementOf(em), kind],
  );
  return { kind, next: row?.next ?? firstNumber, largestTaken: row?.largestTaken ?? null };
}

/**
 * Sets the number that the next document gets. Throws `InvalidInput` (field `next`) at or below the largest number taken,
 * and outside 1 to 999,999,999: a number is never given twice.
 */
export async function setNextNumber(
  em: EntityManager,
  kind: NumberSeriesKind,
  next: number,
  actor: string,
): Promise<void> {
  if (!Number.isInteger(next) || next < 1 || next > largestNumber)
    throw outOfRange(`The next number is a whole number from 1 to ${largestNumber}.`);
  const changed = await em.execute<{ next: number }[]>(
    `insert into number_series
       (id, agreement_number, kind, next, largest_taken, version, changed_by, created_at, updated_at)
     values (?, ?, ?, ?, null, 1, ?, now(), now())
     on conflict (agreement_number, kind) do update
       set next = excluded.next, version = number_series.version + 1, changed_by = excluded.changed_by, updated_at = now()
       where coalesce(number_series.largest_taken, 0) < excluded.next
     returning next`,
    [newId(), agreementOf(em), kind, next, actor],
  );
  if (changed.length > 0)
    return emitEvent(em, {
      event: 'number_series.updated',
      key: kind,
      keyName: 'id',
      data: { kind, next },
      changed: ['next'],
    });
  const { largestTaken } = await numberSeries(em, kind);
  throw outOfRange(`The number ${largestTaken ?? 0} is taken already; the next number has to be larger.`);
}

const outOfRange = (message: string): DomainError =>
  new DomainError('InvalidInput', { fields: 'next' }, { errors: { next: [message] } });
