import { DomainError } from '../domain/errors.ts';

/** An ETag of ours: a version in quotes. */
const etagShape = /^(?:W\/)?"(\d{1,9})"$/;

/**
 * The version that If-Match names; nothing where it is missing or `*`. Throws `EditConflict` for an ETag that was never
 * ours, as it cannot be the one that was read.
 */
export function versionOf(ifMatch: string | undefined): { readonly version?: number | undefined } {
  if (ifMatch === undefined || ifMatch.trim() === '*') return {};
  const version = etagShape.exec(ifMatch.trim())?.[1];
  if (version === undefined) throw new DomainError('EditConflict', { what: 'The record' });
  return { version: Number(version) };
}

/** As `versionOf`, where the header has to be there. Throws `PreconditionRequired`. */
export function requiredVersion(ifMatch: string | undefined): { readonly version?: number | undefined } {
  if (ifMatch === undefined) throw new DomainError('PreconditionRequired');
  return versionOf(ifMatch);
}
