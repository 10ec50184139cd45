import { gunzipSync, inflateRawSync } from 'node:zlib';

/** Thrown where an archive does not hold the wanted file, or is not the archive it should be. */
export class ArchiveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveError';
  }
}

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;
const stored = 0;
const deflated = 8;

/** One file of a zip archive (a Python wheel is one), found by how its path ends. */
export function fileFromZip(archive: Buffer, pathEnd: string): Buffer {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || archive.readUInt32LE(end) !== endOfDirectory) throw new ArchiveError('not a zip archive');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (archive.readUInt32LE(at) !== directoryEntry) throw new ArchiveError('the zip directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    if (name.endsWith(pathEnd)) return entryData(archive, at);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new ArchiveError(`the zip archive holds no ${pathEnd}`);
}

function entryData(archive: Buffer, directoryAt: number): Buffer {
  const method = archive.readUInt16LE(directoryAt + 10);
  const size = archive.readUInt32LE(directoryAt + 20);
  const local = archive.readUInt32LE(directoryAt + 42);
  // Name and extra field may have other lengths here than in the directory.
  const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const data = archive.subarray(start, start + size);
  if (method === stored) return data;
  if (method === deflated) return inflateRawSync(data);
  throw new ArchiveError(`zip compression method ${method} is not known`);
}

const tarBlock = 512;

/** One file of a gzipped tar archive, found by how its path ends. */
export function fileFromTarGz(archive: Buffer, pathEnd: string): Buffer {
  const tar = gunzipSync(archive);
  for (let at = 0; at + tarBlock <= tar.length;) {
    const name = tarText(tar, at, 100);
    if (name === '') break;
    const size = Number.parseInt(tarText(tar, at + 124, 12), 8);
    if (Number.isNaN(size)) throw new ArchiveError('the tar archive is damaged');
    const type = tarText(tar, at + 156, 1);
    const start = at + tarBlock;
    if ((type === '0' || type === '') && name.endsWith(pathEnd)) return tar.subarray(start, start + size);
    at = start + Math.ceil(size / tarBlock) * tarBlock;
  }
  throw new ArchiveError(`the tar archive holds no ${pathEnd}`);
}

function tarText(tar: Buffer, at: number, length: number): string {
  const field = tar.subarray(at, at + length);
  const zero = field.indexOf(0);
  return field.toString('utf8', 0, zero < 0 ? length : zero).trim();
}
