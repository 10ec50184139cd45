/**
 * Every kind of document, by the name that rows, ids, events, commands, number series and search attributes have for it.
 * Credit notes are customer invoices of another `kind`, and supplier credit notes supplier invoices: each shares its series.
 */
export const documentKinds = [
  'offer',
  'order',
  'shipment',
  'customer-invoice',
  'purchase-order',
  'receipt',
  'supplier-invoice',
  'adjustment',
  'movement',
  'count',
  'production-order',
] as const;
export type DocumentKind = (typeof documentKinds)[number];

/** Who acts, and when: the same for everything that one command does. */
export interface ActionContext {
  /** `api-key:<name>`, `user:<name>`, `system`. */
  readonly actor: string;
  readonly commandId: string | null;
  readonly now: Date;
}
