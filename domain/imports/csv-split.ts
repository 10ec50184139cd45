import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { invalidInput } from '../field-rules.ts';

/** How files are read: commas between the cells, quotes around a cell that holds commas, quotes or lines (RFC 4180). */
const dialect = {
  delimiter: ',',
  record_delimiter: ['\r\n', '\n', '\r'],
  // How many cells a row must have, and that an empty line is no row, is told with the row's number.
  relax_column_count: true,
  skip_empty_lines: false,
  // A quote inside a cell without quotes is a quote: 5" pipe.
  relax_quotes: true,
};

/** The rows of a text, each with its cells; an empty line is a row of one empty cell. */
export const readRows = (text: string): string[][] => parse(text, dialect);

/** Whether it is an empty line, which counts as a row of the file but holds none. */
export const isEmptyRow = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Some whole rows of a file. */
export interface TextChunk {
  /** Row of the file in which it begins; its first row is row 1, as spreadsheets count. */
  readonly firstRow: number;
  readonly text: string;
}

export interface ChunkSize {
  readonly rowsMax: number;
  readonly bytesMax: number;
}

const quote = 0x22;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

const fileFault = (message: string) => invalidInput({ file: [`file ${message}.`] });

/** The bytes without byte order mark. Throws `InvalidInput` where they are no UTF-8 text, and says how to save it as such. */
export function utf8Of(bytes: Buffer): Buffer {
  const [first, second] = bytes;
  const fix = 'save it as "CSV UTF-8" and send it again';
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw fileFault(`is UTF-16; ${fix}`);
  if (!isUtf8(bytes)) throw fileFault(`is not UTF-8; ${fix}`);
  if (bytes.includes(0)) throw fileFault('must not contain a null byte');
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts UTF-8 bytes into chunks between rows, the first row (the head) alone. One after another, so that who stores them holds
 * none but the next. Throws `InvalidInput` for a quote that nothing closes.
 */
export function* splitRows(bytes: Buffer, { rowsMax, bytesMax }: ChunkSize): Generator<TextChunk> {
  let [start, firstRow, row, at] = [0, 1, 1, 0];
  while (at < bytes.length) {
    at = endOfRow(bytes, at, row);
    row += 1;
    if (firstRow > 1 && row - firstRow < rowsMax && at - start < bytesMax && at < bytes.length) continue;
    yield { firstRow, text: bytes.toString('utf8', start, at) };
    [start, firstRow] = [at, row];
  }
}

/** Where the row ends that begins at `from`, its line break included. */
function endOfRow(bytes: Buffer, from: number, row: number): number {
  let beginsCell = true;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote && beginsCell) {
      at = closingQuote(bytes, at + 1, row);
      beginsCell = false;
    } else if (byte === lineFeed) return at + 1;
    else if (byte === carriageReturn) return bytes[at + 1] === lineFeed ? at + 2 : at + 1;
    else beginsCell = byte === comma;
  }
  return bytes.length;
}

/** Where the quote stands that closes a cell; two quotes are one of the cell's own. */
function closingQuote(bytes: Buffer, from: number, row: number): number {
  for (let at = bytes.indexOf(quote, from); at !== -1; at = bytes.indexOf(quote, at + 2))
    if (bytes[at + 1] !== quote) return at;
  throw fileFault(`has a quote in row ${row} that nothing closes`);
}
