/** What people did to a transfer, as sentences; undefined for what a transfer did by itself. */
export function verbText(
  action: string,
  erp: string,
  after: Readonly<Record<string, unknown>>,
): string | undefined {
  const why = typeof after['reason'] === 'string' ? ` Reason: ${after['reason']}` : '';
  const standing =
    typeof after['standing'] === 'string' ? ` ${capital(after['standing'])} stands there all the same.` : '';
  switch (action) {
    case 'transfer-retried':
      return `Somebody asked for another try in ${erp}.${why}`;
    case 'transfer-released':
      return `What stopped it in ${erp} is gone: in line again.`;
    case 'transfer-skipped':
      return why === '' ? undefined : `Somebody decided that it does not go to ${erp}.${why}${standing}`;
    case 'transfer-marked-done':
      return `Marked as done in ${erp}${numberText(after['erp'])}.${differenceText(after)}${why}${standing}`;
    case 'transfer-looked-up':
      return `Looked up in ${erp}: ${foundText(after)}.`;
    case 'exchanges-downloaded':
      return `Somebody took the requests and responses of an attempt in ${erp}.`;
    default:
      return undefined;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const differenceText = (after: Readonly<Record<string, unknown>>): string =>
  typeof after['difference'] === 'string'
    ? ` It differs, and that was confirmed: ${after['difference']}.`
    : '';

function foundText(after: Readonly<Record<string, unknown>>): string {
  if (after['found'] === 'absent') return 'nothing of ours stands there';
  if (after['found'] === 'same') return `it stands there${numberText(after['erp'])}`;
  return `something else stands there (${String(after['difference'])})`;
}

function numberText(identity: unknown): string {
  if (typeof identity !== 'object' || identity === null) return '';
  const { bookedInvoiceNumber, draftInvoiceNumber } = identity as Readonly<Record<string, unknown>>;
  if (typeof bookedInvoiceNumber === 'string') return ` as invoice ${bookedInvoiceNumber}`;
  return typeof draftInvoiceNumber === 'string' ? ` as draft ${draftInvoiceNumber}` : '';
}
