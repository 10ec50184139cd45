import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One row of a CSV file by its columns; an empty field is an empty text. */
export type CsvRow = Readonly<Record<string, string>>;

/** The files of the demo. Their columns are named as the fields of the API. */
export type CsvName =
  | 'agreement'
  | 'contacts'
  | 'credit-notes'
  | 'currencies'
  | 'customer-groups'
  | 'customers'
  | 'delivery-addresses'
  | 'delivery-terms'
  | 'employees'
  | 'invoice-lines'
  | 'invoices'
  | 'layouts'
  | 'locations'
  | 'payment-terms'
  | 'product-groups'
  | 'products'
  | 'units'
  | 'supplier-groups'
  | 'suppliers';

/**
 * Reads `<name>.csv` of this folder: UTF-8 with a byte order mark and `;` between the fields, as spreadsheets in the
 * Nordic countries write it. Throws where a row has not as many fields as the head.
 */
export function readCsv(name: CsvName): readonly CsvRow[] {
  const text = readFileSync(join(import.meta.dirname, `${name}.csv`));
  return parse(text, { bom: true, columns: true, delimiter: ';' });
}

/** A field that has to be there. Throws where the column is missing or the field is empty. */
export function field(row: CsvRow, column: string): string {
  const value = row[column];
  if (value === undefined || value === '')
    throw new Error(`the CSV row has no ${column}: ${JSON.stringify(row)}`);
  return value;
}
