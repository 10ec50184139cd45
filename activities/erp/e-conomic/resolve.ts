import type { RegisterForErp, RegisterKind } from '../../../domain/erp/documents.ts';
import type { Blocked, PreparedWrite, RegisterLink, WriteKind } from '../adapter.ts';
import type { EconomicCalls } from './calls.ts';
import type { EconomicHost } from './client.ts';
import { type Body, compact, hashOf, isBlocked, orBlocked, sameContent } from './mappers/shared.ts';
import type { EconomicSettings } from './settings.ts';
import { registerHash } from './registers-of.ts';

/** What resolving a register needs to know beside it. */
export interface ResolveContext {
  readonly calls: EconomicCalls;
  readonly settings: EconomicSettings;
  /** Links of this register and of those it refers to. */
  readonly links: readonly RegisterLink[];
}

/** Where a register stands: there under that number, to be written, or impossible. */
export type Resolved = { readonly theirId: string } | { readonly write: PreparedWrite } | Blocked;

/** The number there of one of our registers; undefined where it is not linked. */
export function linkedId(
  links: readonly RegisterLink[],
  kind: RegisterKind,
  ourKey: string,
): string | undefined {
  return links.find((link) => link.kind === kind && link.ourKey === ourKey)?.theirId;
}

/** The number there of a register that must stand before this one. Throws where it does not: a defect of the caller. */
export function requiredId(links: readonly RegisterLink[], kind: RegisterKind, ourKey: string): string {
  const id = linkedId(links, kind, ourKey);
  if (id === undefined) throw new Error(`${kind} ${ourKey} has to be linked first`);
  return id;
}

interface Target {
  readonly kind: WriteKind;
  readonly method: 'POST' | 'PUT';
  readonly host?: EconomicHost;
  readonly path: string;
  readonly reference: string;
  readonly expected?: Readonly<Record<string, string>>;
}

/** The write of a register, its body as bytes. */
function writeOf(register: RegisterForErp, target: Target, body: Body): PreparedWrite {
  return {
    kind: target.kind,
    subject: `${register.kind}:${register.ourKey}`,
    method: target.method,
    host: target.host ?? 'rest',
    path: target.path,
    body: JSON.stringify(body),
    reference: target.reference,
    contentHash: registerHash(register),
    expected: target.expected ?? {},
  };
}

/** A create, or why it is impossible. */
export function createOf(register: RegisterForErp, target: Target, map: () => Body): Resolved {
  const body = orBlocked(map);
  return isBlocked(body) ? body : { write: writeOf(register, target, compact(body)) };
}

/**
 * An update made of what was read with our fields changed, since the ERP clears what a PUT leaves out; no write where
 * nothing of ours differs. `expected.before` tells a look-up the record as it was read.
 */
export function updateOf(
  register: RegisterForErp,
  target: Target & { readonly theirId: string },
  asRead: Body,
  map: () => Body,
): Resolved {
  const fields = orBlocked(map);
  if (isBlocked(fields)) return fields;
  const updated = compact({ ...asRead, ...fields });
  if (sameContent(asRead, updated)) return { theirId: target.theirId };
  const expected = { ...target.expected, before: hashOf(asRead) };
  return { write: writeOf(register, { ...target, expected }, updated) };
}
