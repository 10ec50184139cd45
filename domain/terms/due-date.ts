import type { PaymentTermsType } from '../erp/documents.ts';
import { DomainError } from '../errors.ts';

/** What decides a due date. */
export interface DueDateTerms {
  readonly name: string;
  readonly type: PaymentTermsType;
  /** Days to maturity. */
  readonly maturityDays: number;
}

const msPerDay = 86_400_000;
const monday = 1;
const sunday = 0;

const parse = (date: string): Date => new Date(`${date}T00:00:00Z`);
const format = (date: Date): string => date.toISOString().slice(0, 10);
const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * msPerDay);

const endOfMonth = (date: Date): Date => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0));

/** The first such weekday after the date; a date on that weekday counts from the one a week later. */
const next = (date: Date, weekday: number): Date => addDays(date, ((weekday - date.getUTCDay() + 6) % 7) + 1);

/**
 * The due date of a document, `YYYY-MM-DD`, or null where the terms have none (prepayment). Counted from the document's
 * date (help page H-00044):
 *
 * - net, factoring: date + days
 * - end of month: last day of the date's month, + days
 * - cash: the date itself
 * - weekly: the first Monday (or Sunday) after the date, + days
 * - due date: as typed; a date before the document's is refused
 *
 * What is typed counts with the type "due date" alone. Throws `DueDateMissing`, and `InvalidInput` for a typed date
 * before the document's.
 */
export function dueDate(terms: DueDateTerms, documentDate: string, typed?: string | null): string | null {
  const date = parse(documentDate);
  switch (terms.type) {
    case 'net':
    case 'factoring':
      return format(addDays(date, terms.maturityDays));
    case 'end-of-month':
      return format(addDays(endOfMonth(date), terms.maturityDays));
    case 'weekly-monday':
      return format(addDays(next(date, monday), terms.maturityDays));
    case 'weekly-sunday':
      return format(addDays(next(date, sunday), terms.maturityDays));
    case 'cash':
      return documentDate;
    case 'prepayment':
      return null;
    case 'due-date':
      return typedDate(terms, documentDate, typed);
  }
}

function typedDate(terms: DueDateTerms, documentDate: string, typed: string | null | undefined): string {
  if (typed === null || typed === undefined)
    throw new DomainError(
      'DueDateMissing',
      { terms: terms.name },
      { errors: { due_date: [`due_date is required with the payment terms ${terms.name}.`] } },
    );
  // ISO dates sort as texts.
  if (typed < documentDate)
    throw new DomainError(
      'InvalidInput',
      { fields: 'due_date' },
      { errors: { due_date: [`due_date must not be before the document's date ${documentDate}.`] } },
    );
  return typed;
}

/** A draft's due date: by its terms; null while terms that ask for a typed one have none. */
export function draftDueDate(
  terms: DueDateTerms,
  date: string,
  typed: string | null | undefined,
): string | null {
  const isOpen = terms.type === 'due-date' && (typed === null || typed === undefined);
  return isOpen ? null : dueDate(terms, date, typed);
}

/** Types that count days; with the others `maturityDays` is 0. */
export const typesWithDays: readonly PaymentTermsType[] = [
  'net',
  'end-of-month',
  'factoring',
  'weekly-monday',
  'weekly-sunday',
];
