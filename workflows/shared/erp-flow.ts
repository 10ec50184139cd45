import type { ErrorCode, ErrorParams } from '../../domain/errors.ts';
import type { RegisterKind } from '../../domain/erp/documents.ts';
import type { TransferState } from '../../domain/transfers/transfer.lifecycle.ts';

/** A register row that has to stand in the ERP before a document goes. */
export interface RegisterKey {
  readonly kind: RegisterKind;
  readonly ourKey: string;
}

/** What carries writes to one ERP: a document's transfer, or the turn of a register that the document needs first. */
export interface ErpFlow {
  readonly agreementNumber: number;
  readonly provider: string;
  readonly connectionId: string;
  readonly transferId: string;
  readonly documentKind: string;
  readonly documentId: string;
  /** Whom the lane wakes. */
  readonly workflowId: string;
  /** Set where it is a register's turn. */
  readonly register?: RegisterKey;
}

/** What a flow does next, as its rows say. The workflow does it and asks again. */
export type FlowStep =
  | { readonly do: 'send'; readonly writeId: string }
  | { readonly do: 'look-up'; readonly writeId: string }
  /** Read a register in the ERP: it is there, or says what to write. */
  | { readonly do: 'resolve' }
  /** What was read of the ERP's registers speaks against the document: read that again. */
  | { readonly do: 'confirm' }
  /** These take their turns first, in this order. */
  | { readonly do: 'registers'; readonly registers: readonly RegisterKey[] }
  /** No place in the lane yet; a signal says when to look again. */
  | { readonly do: 'place' }
  | { readonly do: 'wait'; readonly ms: number }
  | {
      readonly do: 'parked';
      readonly state: TransferState;
      readonly cause: ErrorCode;
      readonly params: ErrorParams;
    }
  | { readonly do: 'done'; readonly state: TransferState };
