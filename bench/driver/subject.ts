/** What is driven and measured: the bare engine or the product, by the same loops. */
export interface Subject<Document = unknown> {
  /** Makes a draft; the index says which agreement, customer and row it belongs to. */
  draft(index: number): Promise<Document>;
  /** Books it; resolves with the answer to the one who booked. */
  book(document: Document): Promise<void>;
  /** Resolves when its transfer has its outcome and the document's workflow is closed. */
  settled(document: Document): Promise<void>;
  close(): Promise<void>;
}

/** What a driver is asked. */
export type DriverRequest =
  /** Each client books a draft, waits for its transfer, takes the next; `latenciesMs` are the bookings alone. */
  | { readonly do: 'book'; readonly clients: number; readonly count: number }
  /** So many documents, so many under way at once, from booking to their outcome. */
  | { readonly do: 'carry'; readonly inFlight: number; readonly count: number }
  /** The same for the plain workflow of four activities; the bare engine alone has it. */
  | { readonly do: 'plain'; readonly inFlight: number; readonly count: number };

export interface BookAnswer {
  readonly latenciesMs: readonly number[];
}

export interface CarryAnswer {
  readonly seconds: number;
}

/** Where one document's way may end at the latest; a bench that hangs says so. */
export const settleTimeoutMs = 120_000;
