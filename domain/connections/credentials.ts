import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** One key of the vault: 32 bytes under a short id that is stored beside what it encrypted. */
export interface VaultKey {
  readonly id: string;
  readonly key: Buffer;
}

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * ERP credentials at rest: AES-256-GCM under the first key, readable with any of them. To rotate without downtime put a
 * new key in front, let connections be saved again, then drop the old one. The context (agreement and connection) is
 * authenticated with it, so that a copied ciphertext does not open elsewhere.
 */
export class CredentialVault {
  readonly #keys: readonly [VaultKey, ...VaultKey[]];

  /** Throws where a key is not 32 bytes long or there is none. */
  constructor(keys: readonly VaultKey[]) {
    const [first, ...rest] = keys;
    if (first === undefined)
      throw new Error('CREDENTIALS_KEYS holds no key; give at least one as id:base64.');
    for (const { id, key } of keys)
      if (key.length !== 32)
        throw new Error(`CREDENTIALS_KEYS: key "${id}" has ${key.length} bytes, not 32.`);
    this.#keys = [first, ...rest];
  }

  /** `<key id>.<base64url of nonce, tag and ciphertext>`. */
  seal(credentials: Readonly<Record<string, string>>, context: string): string {
    const { id, key } = this.#keys[0];
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(context));
    const text = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
    return `${id}.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')}`;
  }

  /** Throws where the key is gone, the text was changed, or the context is another one. */
  open(sealed: string, context: string): Readonly<Record<string, string>> {
    const dot = sealed.indexOf('.');
    const id = sealed.slice(0, dot);
    const found = this.#keys.find((candidate) => candidate.id === id);
    if (found === undefined)
      throw new Error(`The key "${id}" of these credentials is not in CREDENTIALS_KEYS.`);
    const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
    const decipher = createDecipheriv(algorithm, found.key, bytes.subarray(0, nonceBytes))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(text.toString('utf8')) as Record<string, string>;
  }
}

/** What a connection's credentials are bound to. */
export const credentialContext = (agreementNumber: number, connectionId: string): string =>
  `${agreementNumber}/${connectionId}`;
