import { vatZoneOf } from '../vat/vat-zones.ts';
import type { CellType } from './import-kind.ts';

/** What a cell says, or what is wrong with it as the end of a sentence that starts with the column. */
export type ReadCell = { readonly value: unknown } | { readonly fault: string };

const yesNo: Readonly<Record<string, boolean>> = { true: true, false: false, '1': true, '0': false };

/** Days as people write them, `31.12.2026`; answers `2026-12-31`, or undefined for what is no day of a calendar. */
export function dayOf(text: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

const readers: Readonly<Record<CellType, (text: string) => ReadCell>> = {
  text: (text) => ({ value: text }),
  // What does not look like a number goes on as text: the field's rule says what it must be.
  whole: (text) => ({ value: /^\d{1,15}$/.test(text) ? Number(text) : text }),
  decimal: (text) =>
    text.includes(',')
      ? { fault: 'must have a point before its decimals and nothing between thousands, e.g. 1234.50' }
      : { value: text },
  'yes-no': (text) => {
    const value = yesNo[text.toLowerCase()];
    return value === undefined ? { fault: 'must be true or false (1 or 0)' } : { value };
  },
  'vat-zone': (text) => {
    const value = vatZoneOf(text);
    return value === undefined
      ? { fault: 'must be 1 (domestic), 2 (EU), 3 (abroad) or 4 (domestic exempt)' }
      : { value };
  },
  date: (text) => {
    const value = dayOf(text);
    return value === undefined ? { fault: 'must be a date, DD.MM.YYYY' } : { value };
  },
};

/** Reads a cell; space around it does not count. One without anything in it says nothing: undefined. */
export function readCell(type: CellType, cell: string): ReadCell | undefined {
  const text = cell.trim();
  return text === '' ? undefined : readers[type](text);
}
