import { z } from 'zod';

/** What the variables of `config.ts` are made of. */

export const postgresUrl = z.string().regex(/^postgres(ql)?:\/\/\S+$/);
export const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/]+(\/\S*)?$/)
  .transform((url) => url.replace(/\/+$/, ''));
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((n) => n >= min && n <= max);
export const textOrNull = (max: number) =>
  z
    .string()
    .max(max)
    .transform((text) => (text === '' ? null : text));
export const port = wholeNumber(0, 65_535);
export const host = z.string().regex(/^[\w.:-]+$/);
export const address = z.string().regex(/^\S+:\d{1,5}$/);

const keyLengthBytes = 32;

/** One key of `CREDENTIALS_KEYS`. */
export interface CredentialsKey {
  /** Stored beside what it encrypted, so that the key is found again after a rotation. */
  readonly id: string;
  /** 32 bytes, for AES-256-GCM. */
  readonly key: Buffer;
}

export const credentialsKeys = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(z.string().regex(/^[\w.-]{1,32}:[A-Za-z0-9+/_-]{43}=?$/)).min(1))
  .transform((parts): readonly CredentialsKey[] =>
    parts.map((part) => {
      const [id = '', key = ''] = part.split(':');
      return { id, key: Buffer.from(key, 'base64') };
    }),
  )
  .refine((keys) => keys.every((k) => k.key.length === keyLengthBytes))
  .refine((keys) => new Set(keys.map((k) => k.id)).size === keys.length);

/** One setting from the environment. */
export interface Variable<S extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly schema: S;
  /** Used where the variable is absent or empty; a variable without one has to be set. */
  readonly fallback: string | undefined;
  /** What it is, in one sentence. */
  readonly what: string;
  /** What to set, for the message of a refusal. */
  readonly fix: string;
}

export const variable = <S extends z.ZodType>(
  name: string,
  schema: S,
  what: string,
  fix: string,
  fallback?: string,
): Variable<S> => ({ name, schema, what, fix, fallback });
