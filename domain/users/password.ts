import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { isCommonPassword } from './common-passwords.ts';

/**
 * Passwords: what is taken for one, and how it is kept. Argon2id of Node's own OpenSSL, in the PHC notation, so that the
 * parameters stand beside each hash and can be raised without a migration.
 */

/** OWASP's second choice for Argon2id: 19 MiB, two passes, one lane. A hash takes some 30 ms. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const tagLength = 32;

/** Characters at least; no other composition is asked for (NIST SP 800-63B). */
export const passwordLengthMin = 12;
/** Characters at most: a limit to the work, far beyond what anybody types. */
export const passwordLengthMax = 256;
/** Different characters at least. */
const differentMin = 5;

const hashWith = promisify(argon2);

type Cost = { readonly [K in keyof typeof parameters]: number };

/** Two ways to type one letter are one letter, whatever the keyboard. */
const normal = (password: string): string => password.normalize('NFKC');

const derive = (password: string, nonce: Buffer, cost: Cost): Promise<Buffer> =>
  hashWith('argon2id', { message: normal(password), nonce, tagLength, ...cost });

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** `$argon2id$v=19$m=…,t=…,p=…$<salt>$<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltBytes);
  const hash = await derive(password, nonce, parameters);
  const { memory, passes, parallelism } = parameters;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(hash)}`;
}

const phc =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

interface Parsed {
  readonly cost: Cost;
  readonly nonce: Buffer;
  readonly hash: Buffer;
}

function parsed(stored: string): Parsed | undefined {
  const [, memory, passes, parallelism, nonce, hash] = phc.exec(stored) ?? [];
  if (nonce === undefined || hash === undefined) return undefined;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    nonce: Buffer.from(nonce, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** What nobody's password hashes to: checked where there is no user, so that the answer takes as long. */
const nobody: Parsed = { cost: parameters, nonce: Buffer.alloc(saltBytes), hash: Buffer.alloc(tagLength) };

/** Whether it is the password of this hash; of nobody (null) never, after the same work. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored === null ? undefined : parsed(stored);
  if (stored !== null && known === undefined) throw new Error('A stored password hash cannot be read.');
  const { cost, nonce, hash } = known ?? nobody;
  const isSame = timingSafeEqual(await derive(password, nonce, cost), hash);
  return isSame && known !== undefined;
}

/** Whether a hash was made with other parameters than today's: it is made anew at the next log-in. */
export function isOutdated(stored: string): boolean {
  const cost = parsed(stored)?.cost;
  return (
    cost?.memory !== parameters.memory ||
    cost.passes !== parameters.passes ||
    cost.parallelism !== parameters.parallelism
  );
}

/** What is wrong with a new password of this user, as the end of a sentence; undefined = nothing. */
export function passwordFault(
  password: string,
  user: { readonly email: string; readonly name: string },
): string | undefined {
  const characters = Array.from(normal(password));
  if (characters.length < passwordLengthMin)
    return `has ${characters.length} characters; at least ${passwordLengthMin} are needed`;
  if (characters.length > passwordLengthMax)
    return `has ${characters.length} characters; at most ${passwordLengthMax} are possible`;
  const small = normal(password).toLowerCase();
  const [mailbox = ''] = user.email.split('@');
  if ([user.email, mailbox, user.name.toLowerCase()].includes(small))
    return 'must not be your name or e-mail address';
  if (new Set(characters).size < differentMin || isCommonPassword(small))
    return 'is one of the first that others try; take another one';
  return undefined;
}
