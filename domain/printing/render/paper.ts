import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';

/** A4 in points, and what of it is written on. */
export const sheet = {
  width: 595.28,
  height: 841.89,
  left: 42,
  right: 553.28,
  top: 40,
  bottom: 780,
} as const;
export const contentWidth = sheet.right - sheet.left;

export const colours = {
  ink: '#1c2430',
  quiet: '#5b6675',
  rule: '#c9d0d8',
  mark: '#e9ecf0',
} as const;

const require = createRequire(import.meta.url);
const fontFile = (path: string): Buffer =>
  readFileSync(require.resolve(`@expo-google-fonts/noto-sans/${path}.ttf`));

let fonts: { readonly plain: Buffer; readonly bold: Buffer } | undefined;

/** Read once for the process. Noto Sans covers every letter of Latin, Greek and Cyrillic script. */
const readFonts = () =>
  (fonts ??= {
    plain: fontFile('400Regular/NotoSans_400Regular'),
    bold: fontFile('700Bold/NotoSans_700Bold'),
  });

/**
 * Without kerning and placed accents: reading the font's tables for them takes three times as long as all else of a page,
 * and Nordic letters need neither. The library passes on what says "not this one", though its types know lists alone.
 */
const unplaced = {
  kern: false,
  mark: false,
  mkmk: false,
  curs: false,
} as unknown as PDFKit.Mixins.OpenTypeFeatures[];

/** How a text is set. */
export interface Style {
  readonly size: number;
  readonly bold?: boolean;
  readonly colour?: string;
  readonly align?: 'left' | 'center' | 'right';
}

/** A place in which text stands. */
export interface Column {
  readonly x: number;
  readonly width: number;
}

const lineHeights = 1.36;
/** From the top of a line to the feet of its letters, in its size. */
export const ascent = 1.069;

/** Of a line of text, in points. */
export const lineHeight = ({ size }: Style): number => size * lineHeights;

export interface PaperOptions {
  /** Of the file; stands at the top of every page but the first, too. */
  readonly title: string;
  /** Of that line at the top, in points. */
  readonly size: number;
  readonly author: string;
  readonly language: string;
  /** Nothing else of a PDF tells when it was made. */
  readonly createdAt: Date;
  /** Across every page, behind everything; null = nothing. */
  readonly watermark: string | null;
}

/** Pages with a place to write on. It breaks lines itself, so that it knows their height before it writes them. */
export class Paper {
  readonly pdf: PDFKit.PDFDocument;
  /** Where the next line stands, from the top. */
  y: number = sheet.top;
  readonly #watermark: string | null;
  readonly #title: string;
  readonly #titleStyle: Style;
  #isFirst = true;
  readonly #widths = new Map<string, number>();

  constructor(options: PaperOptions) {
    const { title, author, language, createdAt } = options;
    this.#watermark = options.watermark;
    this.#title = title;
    this.#titleStyle = { size: options.size, colour: colours.quiet };
    this.pdf = new PDFDocument({
      size: [sheet.width, sheet.height],
      margin: 0,
      bufferPages: true,
      autoFirstPage: false,
      lang: language,
      displayTitle: true,
      // What is not named here, the library fills with the clock.
      info: { Title: title, Author: author, Creator: 'Bilag', Producer: 'Bilag', CreationDate: createdAt },
    });
    const { plain, bold } = readFonts();
    this.pdf.registerFont('plain', plain);
    this.pdf.registerFont('bold', bold);
    this.newPage();
  }

  newPage(): void {
    this.pdf.addPage();
    this.y = sheet.top;
    if (this.#watermark !== null) this.#mark(this.#watermark);
    if (!this.#isFirst) {
      this.line(this.#title, { x: sheet.left, width: contentWidth }, this.#titleStyle);
      this.y += lineHeight(this.#titleStyle) + 6;
    }
    this.#isFirst = false;
  }

  /** Points that are left on this page. */
  get room(): number {
    return sheet.bottom - this.y;
  }

  /** Goes to a new page where less than so many points are left. */
  need(points: number): void {
    if (this.room < points) this.newPage();
  }

  /** Writes one line, which is not broken, at `y`; what is too wide stands out. */
  line(text: string, { x, width }: Column, style: Style, y = this.y): void {
    if (text === '') return;
    const free = width - this.widthOf(text, style);
    const at = style.align === 'right' ? x + free : style.align === 'center' ? x + free / 2 : x;
    this.#font(style);
    this.pdf
      .fillColor(style.colour ?? colours.ink)
      .text(text, at, y, { lineBreak: false, features: unplaced });
  }

  /** Writes a text from `y` downwards, broken to the column, over as many pages as it takes. */
  paragraph(text: string, column: Column, style: Style): void {
    for (const line of this.wrap(text, column.width, style)) {
      this.need(lineHeight(style));
      this.line(line, column, style);
      this.y += lineHeight(style);
    }
  }

  /** A horizontal line at `y`. */
  rule({ x, width }: Column, y = this.y, colour: string = colours.rule): void {
    this.pdf
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.6)
      .strokeColor(colour)
      .stroke();
  }

  /** Breaks a text at spaces; a word that is wider than the column is cut, behind a hyphen or slash where there is one. */
  wrap(text: string, width: number, style: Style): string[] {
    const composed = text.normalize('NFC').replaceAll('\t', ' ');
    return composed.split('\n').flatMap((line) => this.#wrapLine(line, width, style));
  }

  /** The style, smaller where a word would be wider than the column: numbers and headings are never cut. */
  fitting(text: string, width: number, style: Style): Style {
    const widest = Math.max(...text.split(/[ \n]/).map((word) => this.widthOf(word, style)));
    return widest <= width ? style : { ...style, size: style.size * (width / widest) * 0.99 };
  }

  #wrapLine(text: string, width: number, style: Style): string[] {
    const lines: string[] = [];
    let line = '';
    let used = 0;
    const space = this.widthOf(' ', style);
    for (const word of text.split(' ').flatMap((part) => this.#cut(part, width, style))) {
      const wide = this.widthOf(word, style);
      if (line !== '' && used + space + wide > width) {
        lines.push(line);
        [line, used] = ['', 0];
      }
      used += line === '' ? wide : space + wide;
      line = line === '' ? word : `${line} ${word}`;
    }
    return [...lines, line];
  }

  #cut(word: string, width: number, style: Style): string[] {
    if (this.widthOf(word, style) <= width) return [word];
    const parts: string[] = [];
    let part = '';
    for (const letter of word) {
      if (part !== '' && this.widthOf(part + letter, style) > width) {
        const kept = /^.*[-/_.,](?=.)/u.exec(part)?.[0] ?? part;
        parts.push(kept);
        part = part.slice(kept.length);
      }
      part += letter;
    }
    return [...parts, part];
  }

  widthOf(text: string, style: Style): number {
    const key = `${style.bold === true ? 'b' : 'p'}${style.size} ${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      this.#font(style);
      width = this.pdf.widthOfString(text, { features: unplaced });
      this.#widths.set(key, width);
    }
    return width;
  }

  #font({ size, bold }: Style): void {
    this.pdf.font(bold === true ? 'bold' : 'plain').fontSize(size);
  }

  #mark(text: string): void {
    const diagonal = 560;
    const atHundred = this.widthOf(text, { size: 100, bold: true });
    const style = { size: Math.min(120, (100 * diagonal) / atHundred), bold: true, colour: colours.mark };
    const centre = { x: sheet.width / 2, y: sheet.height / 2 };
    this.pdf.save().rotate(-50, { origin: [centre.x, centre.y] });
    const place = { x: centre.x - diagonal / 2, width: diagonal };
    this.line(text, place, { ...style, align: 'center' }, centre.y - style.size * 0.7);
    this.pdf.restore();
  }

  /** The finished file. */
  async bytes(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    this.pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => {
      this.pdf.once('end', resolve);
      this.pdf.once('error', reject);
    });
    this.pdf.end();
    await ended;
    return Buffer.concat(chunks);
  }
}
