/**
 * Pictures as they are printed. A PNG is unpacked here, once, by a library that says at once what is wrong with it: the one
 * that makes PDFs unpacks transparent ones later, outside of any try, and numbers its objects by when it is done.
 */
import { PNG } from 'pngjs';
import PDFDocument from 'pdfkit';
import type { LogoType } from './layout-logo.entity.ts';

/** What a picture says of itself, before it is unpacked. */
export interface PictureSize {
  readonly mediaType: LogoType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Kind and size of a PNG or JPEG by its first bytes; undefined for everything else. */
export function pictureSize(bytes: Buffer): PictureSize | undefined {
  const size = bytes.subarray(0, 8).equals(pngSignature) ? pngSize(bytes) : jpegSize(bytes);
  return size === undefined || size.width === 0 || size.height === 0 ? undefined : size;
}

/** The header chunk is the first one, its size the first thing in it. */
const pngSize = (bytes: Buffer): PictureSize | undefined =>
  bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR'
    ? undefined
    : { mediaType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };

/** The first frame header (SOF), which comes before the picture; other segments are skipped by their length. */
function jpegSize(bytes: Buffer): PictureSize | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame)
      return {
        mediaType: 'image/jpeg',
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
      };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/**
 * The bytes to print: a JPEG as it is, a PNG on white paper with 8 bits a colour. Undefined for what is broken. Only for
 * pictures whose size was looked at: it is unpacked whole.
 */
export function printable(bytes: Buffer, mediaType: LogoType): Buffer | undefined {
  try {
    if (mediaType === 'image/png') return onWhite(PNG.sync.read(bytes));
    new PDFDocument().image(bytes, 0, 0, { fit: [10, 10] });
    return bytes;
  } catch {
    return undefined;
  }
}

function onWhite(picture: PNG): Buffer {
  const { data } = picture;
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] ?? 255;
    for (let colour = at; colour < at + 3; colour += 1)
      data[colour] = Math.round(((data[colour] ?? 0) * alpha + 255 * (255 - alpha)) / 255);
    data[at + 3] = 255;
  }
  return PNG.sync.write(picture, { colorType: 2, inputHasAlpha: true });
}
