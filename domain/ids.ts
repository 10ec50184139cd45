import { createHash, randomBytes } from 'node:crypto';

const hex = (bytes: Buffer): string => {
  const text = bytes.toString('hex');
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20, 32)}`;
};

let lastMs = 0;
let lastCount = 0;

/**
 * A new UUID, version 7 (RFC 9562): its first 48 bits are the milliseconds, the next 12 a counter within the
 * millisecond, so that ids of one process sort in the order in which they were made and index pages fill up in order.
 */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    lastCount = 0;
  } else {
    // The clock stood still or went back: the counter goes on, and borrows the next millisecond when it is full.
    lastCount += 1;
    if (lastCount > 0xfff) {
      lastMs += 1;
      lastCount = 0;
    }
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | lastCount, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  return hex(bytes);
}

/**
 * The same UUID for the same parts, for ever: SHA-256 over the parts, as version 8 (RFC 9562, "custom"). Where a part
 * ends matters: `('a', 'bc')` and `('ab', 'c')` give different ids.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(parts.map(String)))
    .digest()
    .subarray(0, 16);
  digest.writeUInt8(0x80 | (digest.readUInt8(6) & 0x0f), 6);
  digest.writeUInt8(0x80 | (digest.readUInt8(8) & 0x3f), 8);
  return hex(digest);
}
