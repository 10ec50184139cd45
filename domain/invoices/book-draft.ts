import type { EntityManager } from '@mikro-orm/postgresql';
import { together } from '../statements.ts';
import { connectionsCall, promiseTransfers } from '../transfers/transfer.service.ts';
import type { PromisedConnection, PromisedTransfer } from '../transfers/transfer.service.ts';
import { bookInvoice } from './book-invoice.service.ts';
import type { BookedInvoice, BookingOptions } from './book-invoice.service.ts';
import { lockDocumentCalls, lockedDocument } from './invoice-head.ts';
import type { DocumentRows, InvoiceDocument } from './invoice-head.ts';
import { customerInvoiceDocumentKind } from './invoice-store.ts';
import type { InvoiceContext } from './invoice-store.ts';

/** A booked document, and the connections that it was promised to. */
export interface PromisedInvoice extends BookedInvoice {
  readonly transfers: readonly PromisedTransfer[];
}

/** Books a draft that was locked and read, and promises it to every connection. Throws what `bookInvoice` throws. */
export async function bookAndPromise(
  em: EntityManager,
  draft: InvoiceDocument,
  connections: readonly PromisedConnection[],
  options: BookingOptions,
  context: InvoiceContext,
): Promise<PromisedInvoice> {
  const booked = await bookInvoice(em, draft, context, options);
  const { id, number, party } = booked;
  const document = { kind: customerInvoiceDocumentKind, id, number, customerNumber: party.number } as const;
  return { ...booked, transfers: await promiseTransfers(em, document, connections) };
}

/** As `bookAndPromise`, of the draft of that id. Throws `NotFound` and `InvalidTransition` too. */
export async function bookDraft(
  em: EntityManager,
  id: string,
  options: BookingOptions,
  context: InvoiceContext,
): Promise<PromisedInvoice> {
  const [lock, head, lines, connections] = await together<[...DocumentRows, PromisedConnection]>(em, [
    ...lockDocumentCalls(em, id),
    connectionsCall(customerInvoiceDocumentKind),
  ]);
  return bookAndPromise(em, lockedDocument(id, 'book', [lock, head, lines]), connections, options, context);
}
