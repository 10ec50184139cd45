import type { PaymentTerms } from './records.ts';
import type { Switches } from './switches.ts';

const dayMs = 86_400_000;
const parse = (date: string) => new Date(`${date}T00:00:00Z`);
const format = (date: Date) => date.toISOString().slice(0, 10);

/** `YYYY-MM-DD`, so many days later. */
export const addDays = (date: string, days: number): string =>
  format(new Date(parse(date).getTime() + days * dayMs));

function endOfMonth(date: string): string {
  const day = parse(date);
  return format(new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)));
}

/** Last day of the week that holds `date`; 0 is Sunday. */
const endOfWeek = (date: string, firstDay: 0 | 1): string =>
  addDays(date, 6 - ((parse(date).getUTCDay() - firstDay + 7) % 7));

/**
 * When an invoice is due: net and factoring from its date, the month and week types from the end of the month or week.
 * `sent` counts for terms of type `dueDate` alone.
 */
export function dueDate(
  terms: PaymentTerms,
  date: string,
  sent: string | undefined,
  switches: Switches,
): string | undefined {
  const days = terms.daysOfCredit ?? 0;
  switch (terms.paymentTermsType) {
    case 'net':
    case 'factoring':
      return addDays(date, days);
    case 'invoiceMonth':
      return addDays(endOfMonth(date), days);
    case 'invoiceWeekStartingMonday':
      return addDays(endOfWeek(date, 1), days);
    case 'invoiceWeekStartingSunday':
      return addDays(endOfWeek(date, 0), days);
    case 'dueDate':
      return sent;
    case 'paidInCash':
    case 'prepaid':
    case 'creditcard':
      return switches.immediateDueDate === 'same-day' ? date : undefined;
  }
}
