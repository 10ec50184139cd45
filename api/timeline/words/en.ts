/**
 * The sentences of a document's history in English, which the other languages follow: a sentence added here needs its words
 * in `da.ts`, `nb.ts` and `fi.ts`, with the same placeholders.
 */
export const en = {
  // --- who ----------------------------------------------------------------------------------------------------------
  apiKey: 'the API key "{name}"',
  bilag: 'Bilag',
  settings: "the connection's settings",
  ownerSupport: 'support',
  ownerBookkeeper: 'the bookkeeper',
  ownerApiCaller: 'whoever called the API',
  // --- what ---------------------------------------------------------------------------------------------------------
  draftInvoice: 'the draft invoice',
  booking: 'the booking',
  unit: 'the unit {key}',
  paymentTerms: 'the payment terms {key}',
  customerGroup: 'the customer group {key}',
  productGroup: 'the product group {key}',
  productGroupZone: 'the VAT zone of the product group {key}',
  product: 'the product {key}',
  customer: 'the customer {key}',
  contact: 'the contact {key}',
  deliveryLocation: 'the delivery address {key}',
  asInvoice: ' as invoice {number}',
  asDraft: ' as draft {number}',
  asNumber: ' as {number}',
  // --- the document -------------------------------------------------------------------------------------------------
  created: 'Made as draft {number} by {by}.',
  createdCreditNote: 'Made as draft credit note {number} by {by}.',
  edited: 'Edited by {by}.',
  editedFields: 'Edited by {by}: {fields}.',
  deleted: 'Draft {number} was deleted by {by}; its number is not used again.',
  booked: 'Booked as {number} by {by}.',
  layoutSet: 'Given another layout by {by}; nothing is sent again.',
  archived: 'Archived: every transfer has its outcome.',
  sentOut: 'Sent by {by}.',
  mailedTo: 'To be mailed to {to}, asked by {by}.',
  rejectedBy: 'Rejected, as told by {by}.',
  becameOrder: 'Made into an order by {by}.',
  becameInvoice: 'An invoice was made of it by {by}.',
  reopened: 'Opened again as a draft by {by}.',
  cancelled: 'Cancelled by {by}.',
  backordered: 'Cancelled by {by}; what was not delivered became an order of its own.',
  shipmentMade: 'A shipment was made of it by {by}.',
  picked: 'Picked by {by}.',
  shipped: 'Shipped by {by}: the goods have left the stock.',
  receiptMade: 'A receipt was made of it by {by}.',
  received: 'Received by {by}: the goods are in stock.',
  started: 'Started by {by}.',
  finishedBy: 'Finished by {by}.',
  movedOn: 'Moved on by another document ({fields}).',
  otherAction: '{action} by {by}.',
  // --- its transfer to an ERP ---------------------------------------------------------------------------------------
  promised: 'To be carried to {erp}; our reference there is {reference}.',
  inLine: 'Waits in line for {erp}.',
  transferred: 'Stands in {erp}{identity}.',
  blocked: 'Parked before anything was sent to {erp}: {cause}',
  refused: 'Parked, for {erp} refused: {cause}',
  conflict: 'Parked until a person has decided, for {erp} holds something else: {cause}',
  unknown: 'What {erp} did is not known: {cause}',
  turnOf: 'Next to act: {owner}.',
  untoldCause: 'the reason is not recorded.',
  skippedByPolicy: "Not sent to {erp}: the connection's settings say so.",
  skipped: 'Not to be sent to {erp}: {by} decided so.',
  skippedBecause: 'Not to be sent to {erp}: {by} decided so. Reason: {reason}',
  markedDone: 'Marked as done in {erp}{identity} by {by}.',
  markedDoneBecause: 'Marked as done in {erp}{identity} by {by}. Reason: {reason}',
  retried: 'Another try in {erp} was asked for by {by}.',
  retriedBecause: 'Another try in {erp} was asked for by {by}. Reason: {reason}',
  askedAbsent: 'Looked up in {erp} by {by}: nothing of ours stands there.',
  askedSame: 'Looked up in {erp} by {by}: it stands there{identity}.',
  askedOther: 'Looked up in {erp} by {by}: something else stands there{identity} ({difference}).',
  downloaded: 'The requests and responses of an attempt in {erp} were taken by {by}.',
  differenceAccepted: 'It differs, and that was confirmed: {difference}.',
  standsAllTheSame: 'There all the same: {standing}.',
  resumed: 'Goes on to {erp}: what had stopped it is gone.',
  moved: 'The transfer to {erp} is {state} now.',
  // --- attempts -----------------------------------------------------------------------------------------------------
  toBeSent: 'About to send {what} to {erp} (attempt {attempt}).',
  sent: 'Sent {what} to {erp} (attempt {attempt}).',
  sentAgainAbsent: 'Sent {what} to {erp} again (attempt {attempt}), for it is surely not there.',
  sentAgainUndone:
    'Sent {what} to {erp} again (attempt {attempt}), for the attempt before surely did nothing.',
  checkFirst: 'Before anything is sent again {what} is looked up in {erp}: it may stand there already.',
  took: '{erp} took {what}{identity} (answer {status}).',
  answered: '{erp} answered {status} to {what}.',
  answeredSaying: '{erp} answered {status} to {what}: {said}',
  noAnswer: 'No answer to {what} came from {erp}.',
  notReached: '{erp} could not be reached with {what}; nothing was sent.',
  outcomeUnknown:
    'Decided to look {what} up before anything is sent again: whether it stands in {erp} is not known ({reason}).',
  credentialsRefused: '{erp} refused our credentials: nothing is sent before others work.',
  waitsUntil: 'Waits until {until} before {what} is sent again.',
  foundOurs: 'Looked {what} up in {erp} by {reference}: it stands there{identity}. Adopted, not sent again.',
  foundNothing: 'Looked {what} up in {erp} by {reference}: it is surely not there, so it may be sent.',
  foundOther: 'Looked {what} up in {erp} by {reference}: something else stands there{identity}.',
  noClearLookUp: 'Asked {erp} for {what} without a clear answer so far (calls: {count}).',
  // --- the connection's gate ----------------------------------------------------------------------------------------
  gatePaused: 'The connection to {erp} was paused by {by}: nothing is sent before it is resumed.',
  gatePausedBecause:
    'The connection to {erp} was paused by {by}: nothing is sent before it is resumed. Reason: {reason}',
  gateSevered:
    'The connection to {erp} is closed, for its credentials do not work: nothing is sent before others do.',
  gateUnproven:
    'The connection to {erp} is closed until a test of its credentials succeeds: nothing is sent with them before.',
  gateExhausted:
    'The connection to {erp} is closed, for its quota is used up: nothing is sent before there is more.',
  gateFailing:
    'The connection to {erp} is closed for a while, for its calls fail: nothing is sent before they work.',
  gateOpened: 'The connection to {erp} was opened by {by}.',
} as const;

/** A sentence of a history, or a part of one. */
export type Sentence = keyof typeof en;

/** The sentences in one language. */
export type TimelineWords = Readonly<Record<Sentence, string>>;
