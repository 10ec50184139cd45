import { createHash } from 'node:crypto';

/** What is kept in place of a secret, to tell two of them apart. The secrets are long random tokens of an ERP. */
export const secretDigest = (secret: string): string =>
  `sha256:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`;
