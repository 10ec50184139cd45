import type { ErrorCode, ErrorParams } from '../../domain/errors.ts';
import type { InvoiceForErp, RegisterForErp, RegisterKind } from '../../domain/erp/documents.ts';
import type { CallReport } from '../../domain/lane/meter.decisions.ts';
import type { ExchangeRecord } from '../../domain/transfers/erp-exchange.service.ts';

/**
 * The one contract between Bilag and an ERP. An adapter turns our documents and registers into that ERP's bytes, sends
 * bytes that are stored already, and answers whether something of ours is there. It keeps nothing: rows, lanes, retries
 * and decisions lie outside (`workflows/shared/erp-write.ts`, `domain/transfers/`).
 */

export type ErpProvider = 'e-conomic' | 'netvisor' | '24sevenoffice';

/** Whose account, set how: all that the preparing of a write needs. */
export interface ErpFrame {
  readonly connectionId: string;
  readonly agreementNumber: number;
  /** The connection's settings as stored; the adapter parses them with its own schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What `self` answered when the connection was opened. */
  readonly erp: { readonly baseCurrency: string };
}

/** Everything one call needs, the credentials too. Never logged, never a workflow payload. */
export interface ErpSession extends ErpFrame {
  /** Decrypted; e-conomic: `appSecretToken`, `agreementGrantToken`. */
  readonly credentials: Readonly<Record<string, string>>;
}

/** The kinds of write; for each the adapter has `send`, `lookUp` and the window. */
export type WriteKind =
  | 'create-unit'
  | 'create-payment-terms'
  | 'create-customer-group'
  | 'create-product-group'
  | 'create-product-group-zone'
  | 'create-product'
  | 'update-product'
  | 'create-customer'
  | 'update-customer'
  | 'create-contact'
  | 'update-contact'
  | 'create-delivery-location'
  | 'update-delivery-location'
  | 'create-draft-invoice'
  | 'book-invoice';

/** A write as bytes: made once, stored with its intent, sent as stored. */
export interface PreparedWrite {
  readonly kind: WriteKind;
  /** What is written, in our words: `customer-invoice:<id>`, `unit:stk`. At most one intent without outcome per subject and kind. */
  readonly subject: string;
  readonly method: 'POST' | 'PUT';
  /** Which of the ERP's hosts, and the path with its query, without host. */
  readonly host: string;
  readonly path: string;
  /** The exact body. */
  readonly body: string;
  /** Our key as the ERP will show it, by which a look-up finds it; for a register its number or name there. */
  readonly reference: string;
  /** SHA-256 (hex) over what must be equal for a found record to be ours: not over volatile fields. */
  readonly contentHash: string;
  /** What the look-up and the comparison need beside the reference (expected amounts, draft number, …); JSON-safe. */
  readonly expected: Readonly<Record<string, string>>;
}

/** A draft that stands in the ERP: what was sent, and what the ERP calls it. Its booking needs nothing else. */
export type StandingDraft = Pick<PreparedWrite, 'subject' | 'reference' | 'contentHash' | 'expected'> & {
  readonly identity: ErpIdentity;
};

/** A knowable refusal, found before anything is sent. */
export interface Blocked {
  readonly blocked: ErrorCode;
  readonly params: ErrorParams;
}

/** One HTTP exchange as support sees it: secrets masked, bodies as text. */
export type Exchange = ExchangeRecord;

/**
 * The ERP's identifiers of what was written, as strings: `draftInvoiceNumber`, `bookedInvoiceNumber`; for a register
 * `number`, which is its link's `theirId`.
 */
export type ErpIdentity = Readonly<Record<string, string>>;

export type SendResult = { readonly exchanges: readonly Exchange[] } & (
  | {
      readonly outcome: 'accepted';
      readonly identity: ErpIdentity;
      /**
       * The ERP's amounts of a document, decimal strings with 2 places in the document's currency, signed as the ERP
       * shows them, like `net` and `gross` among the write's expectations.
       */
      readonly amounts?: { readonly net: string; readonly gross: string };
    }
  /** A business reason; sending the same again gives the same answer until somebody changes something. */
  | { readonly outcome: 'refused'; readonly cause: ErrorCode; readonly params: ErrorParams }
  /** Surely not sent (DNS, connect refused): nothing reached the ERP. */
  | { readonly outcome: 'not-sent'; readonly reason: string }
  /** 429: nothing was done; wait as told. */
  | { readonly outcome: 'rate-limited'; readonly retryAfterMs: number }
  /** 401: closes the connection's gate (`severed`). */
  | { readonly outcome: 'unauthorized'; readonly reason: string }
  /** Time-out, reset, 5xx, unreadable answer: only a look-up can tell. */
  | { readonly outcome: 'unknown'; readonly reason: string }
);

export type LookUpResult = { readonly exchanges: readonly Exchange[] } & (
  | {
      readonly found: 'same';
      readonly identity: ErpIdentity;
      readonly amounts?: { readonly net: string; readonly gross: string };
    }
  | {
      readonly found: 'other';
      readonly identity: ErpIdentity;
      readonly difference: string;
      /** A key of ours that stands on it and is not this document's, where `findInvoice` was asked by number. */
      readonly carriedKey?: string;
    }
  | { readonly found: 'absent' }
);

/** Read failures are thrown: `ErpReadError` with the catalogue's code; the activity edge decides on retry. */
export class ErpReadError extends Error {
  readonly code:
    'ErpUnavailable' | 'ErpRateLimited' | 'ErpCredentialsRefused' | 'ErpForbidden' | 'ErpContractBroken';
  readonly exchanges: readonly Exchange[];
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErpReadError['code'],
    message: string,
    options: { exchanges?: readonly Exchange[]; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = code;
    this.code = code;
    this.exchanges = options.exchanges ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface ErpSelf {
  /** The account's own number there, as a string. */
  readonly erpAgreement: string;
  readonly companyName: string;
  /** ISO 4217. */
  readonly baseCurrency: string;
  readonly modules: readonly string[];
}

/** A link between one of our register rows and theirs. `contentHash` is what we last sent or matched. */
export interface RegisterLink {
  readonly kind: RegisterKind;
  readonly ourKey: string;
  readonly theirId: string;
  readonly contentHash: string;
  /** When it was matched or sent last, in milliseconds since the epoch, where the caller knows. */
  readonly updatedAt?: number;
}

export type RegisterResolution =
  | {
      readonly status: 'linked';
      readonly theirId: string;
      readonly contentHash: string;
      readonly exchanges: readonly Exchange[];
    }
  | { readonly status: 'write'; readonly write: PreparedWrite; readonly exchanges: readonly Exchange[] }
  | ({ readonly status: 'blocked'; readonly exchanges: readonly Exchange[] } & Blocked);

/** How long a write may be under way, in milliseconds. The look-up waits for the sum. */
export interface InFlightWindow {
  /** The sender aborts its request after this, by its own monotonic clock. */
  readonly deadlineMs: number;
  /** The longest the ERP works on a request after the connection is gone. */
  readonly processingMs: number;
  /** How late a committed record may become visible to a look-up. */
  readonly visibilityMs: number;
}

export interface SendOptions {
  /** Aborted at the claim's deadline or when the worker stops. */
  readonly signal: AbortSignal;
  /** One per intent, where the ERP has use for one. */
  readonly idempotencyKey: string;
}

/** Which document is asked for: the one that carries our key, or the booked one of a number that a person names. */
export interface InvoiceQuestion {
  /** As it was booked here. */
  readonly invoice: InvoiceForErp;
  /** Our key of this document on this connection. */
  readonly key: string;
  readonly number?: string;
}

/**
 * What an adapter has read of the ERP's registers, part by part: when (milliseconds since the epoch, the database's clock)
 * and what, JSON-safe and for the adapter alone. Null: the part cannot be read, and no rule looks at it.
 */
export type Snapshot = Readonly<Record<string, { readonly readAt: number; readonly value: unknown }>>;

/** What of the registers is to be read. */
export interface SnapshotWanted {
  /** Parts by the adapter's own names; all that matter under the settings where it is left out. */
  readonly parts?: readonly string[];
  /** Our product groups on the documents in question: what is read for each group is read for these. */
  readonly productGroups: readonly string[];
}

/** A block found by a rule; `part` is the part of the snapshot that it was found in, and undefined where it is all ours. */
export interface FoundBlock extends Blocked {
  readonly part?: string;
}

/** A request as it would be sent: secrets masked. */
export interface ShownRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a fresh read of the records that a cause names says of it. */
export type CauseReading = { readonly exchanges: readonly Exchange[] } & (
  | { readonly cause: 'stands' | 'gone' }
  /**
   * The cause names no record that could be read: only another try can tell. Where the fix lies with us (`TooLong`,
   * `NumberNotWhole`, `EInvoiceImpossible`, a contact or due date of the document) `preflight` is that try, without any call.
   */
  | { readonly cause: 'untold' }
);

export interface ErpAdapter {
  readonly provider: ErpProvider;
  /** Documents and registers in flight at once at most; settings may lower it. */
  readonly laneCapacity: number;
  readonly window: InFlightWindow;
  /** The rate budget as the last of these answers tells it; null where none does. */
  rateOf(exchanges: readonly Exchange[]): CallReport['window'];
  /** Throws `DomainError('InvalidInput')` with the field, where settings or credentials are not what the adapter takes. */
  parseSettings(settings: unknown): Readonly<Record<string, unknown>>;
  parseCredentials(credentials: unknown): Readonly<Record<string, string>>;
  /** Who we are there; throws `ErpReadError`. Also the probe of a closed gate. */
  self(session: ErpSession, signal: AbortSignal): Promise<ErpSelf>;
  /** Settings that nobody has chosen yet and the ERP can tell (a default layout); throws `ErpReadError`. */
  defaults(session: ErpSession, signal: AbortSignal): Promise<Readonly<Record<string, unknown>>>;
  /**
   * The registers an invoice needs, in the order in which they have to stand in the ERP (unit before product, terms
   * and group before customer, customer before contact). Pure.
   */
  registersOf(invoice: InvoiceForErp): readonly RegisterForErp[];
  /** SHA-256 (hex) over what this register would send, so that a change here is seen. Pure. */
  registerHash(register: RegisterForErp): string;
  /**
   * Matches a register by number (units: by name first) or says what to write: a create, or, where it is linked and
   * ours has changed, an update made by read → change our fields → PUT. `links` are those of what it needs itself.
   */
  resolveRegister(
    session: ErpSession,
    register: RegisterForErp,
    links: readonly RegisterLink[],
    signal: AbortSignal,
  ): Promise<RegisterResolution>;
  /** The draft as bytes, or why the ERP would refuse it. Pure. `key` is our key of this document on this connection. */
  prepareInvoice(
    frame: ErpFrame,
    invoice: InvoiceForErp,
    links: readonly RegisterLink[],
    key: string,
  ): PreparedWrite | Blocked;
  /** The booking of a draft that was accepted or adopted; undefined where the settings say that it stays a draft. Pure. */
  prepareBooking(frame: ErpFrame, draft: StandingDraft): PreparedWrite | undefined;
  /** Sends stored bytes, once. Never throws for what the ERP or the network did: that is an outcome. */
  send(session: ErpSession, write: PreparedWrite, options: SendOptions): Promise<SendResult>;
  /** Is it there? Asks by our reference, among everything a person may have made of it. Throws `ErpReadError`. */
  lookUp(session: ErpSession, write: PreparedWrite, signal: AbortSignal): Promise<LookUpResult>;
  /** How young a snapshot has to be to hold transfers up, in milliseconds; 0: none is kept for them. */
  snapshotAgeMaxMs(settings: Readonly<Record<string, unknown>>): number;
  /** Parts that documents with these product groups need under the settings and the snapshot does not have. Pure. */
  missingParts(
    settings: Readonly<Record<string, unknown>>,
    snapshot: Snapshot,
    productGroups: readonly string[],
  ): readonly string[];
  /** Reads parts of the registers, paged and bounded. Throws `ErpReadError`. */
  readSnapshot(
    session: ErpSession,
    wanted: SnapshotWanted,
    signal: AbortSignal,
  ): Promise<{
    readonly parts: Readonly<Record<string, unknown>>;
    readonly exchanges: readonly Exchange[];
  }>;
  /**
   * Every reason known now for which the ERP would refuse a document, a draft too, of the document, its links and the
   * snapshot (`{}`: what is ours alone). Pure.
   */
  preflight(
    frame: ErpFrame,
    invoice: InvoiceForErp,
    links: readonly RegisterLink[],
    snapshot: Snapshot,
  ): readonly FoundBlock[];
  /** The request of a write as support may see it. Pure. */
  showRequest(write: PreparedWrite): ShownRequest;
  /**
   * Does our document stand there, and how does what is there differ from ours? For people: nothing is decided by it. Throws
   * `ErpReadError`.
   */
  findInvoice(session: ErpSession, question: InvoiceQuestion, signal: AbortSignal): Promise<LookUpResult>;
  /**
   * Does the cause of a block or refusal still stand? One fresh read of the records that its `names` name, whatever the
   * number of documents it stopped. Throws `ErpReadError`.
   */
  readCause(session: ErpSession, cause: Blocked, signal: AbortSignal): Promise<CauseReading>;
  /** The ERP's PDF of a transferred invoice; undefined while the ERP has not made it yet. Throws `ErpReadError`. */
  fetchInvoicePdf(
    session: ErpSession,
    identity: ErpIdentity,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined>;
}
