/**
 * The catalogue of everything Bilag refuses or fails with. One row per code: who must act, whether trying again can
 * heal it, the HTTP status, and a message that says what is wrong and what to do. `docs/reference/errors.md` is
 * generated from it; a drift check keeps the two equal.
 *
 * Placeholders in braces are filled from the error's `params`.
 */

/** Who has to do something before the same thing can succeed. */
export type ErrorOwner = 'api-caller' | 'support' | 'bookkeeper' | 'us' | 'erp';

export interface ErrorRow {
  readonly owner: ErrorOwner;
  /** True where the same request can succeed later without anybody changing anything. */
  readonly healable: boolean;
  /** HTTP status of the problem document, where the error reaches the API. */
  readonly status: number;
  /** A short title in English, the same for each occurrence (RFC 9457 `title`). */
  readonly title: string;
  /** What is wrong and the fix, with placeholders. */
  readonly message: string;
}

const row = (
  owner: ErrorOwner,
  status: number,
  title: string,
  message: string,
  options: { healable?: boolean } = {},
): ErrorRow => ({ owner, status, title, message, healable: options.healable ?? false });

export const errorCatalogue = {
  // --- what the API caller sent -----------------------------------------------------------------------------------
  InvalidInput: row(
    'api-caller',
    422,
    'Invalid input',
    'The request has invalid fields: {fields}. Correct them and send it again.',
  ),
  BrokenJson: row(
    'api-caller',
    400,
    'Broken JSON',
    'The body is not valid JSON: {reason}. Send a JSON object.',
  ),
  BodyTooLarge: row(
    'api-caller',
    413,
    'Body too large',
    'The body is larger than {limit}. Split the request.',
  ),
  UnsupportedMediaType: row(
    'api-caller',
    415,
    'Unsupported media type',
    'Send the body as application/json.',
  ),
  NotFound: row('api-caller', 404, 'Not found', '{what} does not exist in this agreement. Check the number.'),
  MethodNotAllowed: row(
    'api-caller',
    405,
    'Method not allowed',
    '{method} is not possible here. Allowed: {allowed}.',
  ),
  Unauthorized: row(
    'api-caller',
    401,
    'Unauthorized',
    'The API key is missing, unknown, revoked or expired. Send a valid key as "Authorization: Bearer <key>".',
  ),
  MissingScope: row(
    'api-caller',
    403,
    'Missing scope',
    'This API key lacks the scope "{scope}". Use a key that has it.',
  ),
  InvalidTransition: row(
    'api-caller',
    409,
    'Not allowed in this state',
    '{what} is {state}, so "{action}" is not possible. Allowed now: {allowed}.',
  ),
  AlreadyExists: row(
    'api-caller',
    409,
    'Already exists',
    '{what} exists already. Choose another number, or change the existing one.',
  ),
  InUse: row(
    'api-caller',
    409,
    'In use',
    '{what} is used by {usedBy} and cannot be deleted. Bar it instead.',
  ),
  IdempotencyKeyReused: row(
    'api-caller',
    409,
    'Idempotency key reused',
    'This Idempotency-Key was used for another body on this path. Send a new key for a new request.',
  ),
  EditConflict: row(
    'api-caller',
    412,
    'Changed meanwhile',
    '{what} was changed since you read it. Read it again and repeat your change.',
  ),
  PreconditionRequired: row(
    'api-caller',
    428,
    'If-Match required',
    "Send If-Match with the ETag you read, so that nobody's change is lost.",
  ),
  TooManyRequests: row(
    'api-caller',
    429,
    'Too many requests',
    'Too many requests. Wait {seconds} seconds and try again.',
    { healable: true },
  ),
  NumberTaken: row('api-caller', 409, 'Number taken', 'The number {number} is used already in {series}.'),
  ReferenceNotFound: row(
    'api-caller',
    422,
    'Reference not found',
    '{field}: {what} does not exist in this agreement. Create it first, or send another number.',
  ),
  NoLines: row(
    'api-caller',
    422,
    'No lines',
    'An invoice without lines cannot be booked. Add at least one line with a product.',
  ),
  Barred: row('api-caller', 422, 'Barred', '{reason} Open it, or choose another one.'),
  DueDateMissing: row(
    'api-caller',
    422,
    'Due date missing',
    'The payment terms {terms} need a due_date on the invoice. Set it.',
  ),
  DueDateBeforeDate: row(
    'api-caller',
    422,
    'Due date before the date',
    'The due date {dueDate} lies before the date {date}. Set a later one.',
  ),
  CurrencyRateMissing: row(
    'bookkeeper',
    422,
    'No exchange rate',
    'There is no exchange rate for {currency}. Add it under currencies.',
  ),
  CreditExceedsInvoice: row(
    'api-caller',
    422,
    'Credit exceeds the invoice',
    'Line {line} would credit more than was invoiced: {left} are left to credit.',
  ),
  // --- ours ---------------------------------------------------------------------------------------------------------
  DatabaseUnavailable: row(
    'us',
    503,
    'Temporarily unavailable',
    'The database cannot be reached. {done} Repeat the request with the same Idempotency-Key.',
    { healable: true },
  ),
  EngineUnavailable: row(
    'us',
    503,
    'Temporarily unavailable',
    'The workflow engine cannot be reached. {done} Repeat the request with the same Idempotency-Key.',
    { healable: true },
  ),
  Internal: row(
    'us',
    500,
    'Internal error',
    'Something went wrong on our side. Give support the request id {requestId}.',
    { healable: true },
  ),
  NotModelled: row('us', 501, 'Not available', '{what} is not available yet.'),
  // --- what an ERP said, or would say --------------------------------------------------------------------------------
  ErpCredentialsRefused: row(
    'support',
    409,
    'Credentials refused',
    'The ERP refuses the credentials of this connection. Connect it again with valid tokens.',
  ),
  ErpForbidden: row(
    'support',
    409,
    'Right or module missing',
    'The ERP refuses this call: {reason}. Give the app the right, or buy the module there.',
  ),
  ErpUnavailable: row(
    'erp',
    503,
    'The ERP cannot be reached',
    'The ERP cannot be reached now ({reason}). It is tried again by itself.',
    { healable: true },
  ),
  ErpRateLimited: row(
    'erp',
    503,
    'The ERP limits our calls',
    'The ERP limits our calls. It is tried again by itself in {seconds} seconds.',
    { healable: true },
  ),
  ErpOutcomeUnknown: row(
    'us',
    409,
    'Outcome unknown',
    'The ERP did not answer clearly ({reason}). It is looked up before anything is sent again.',
    { healable: true },
  ),
  ErpContractBroken: row(
    'us',
    502,
    'Unreadable answer',
    'The ERP answered with something we cannot read ({reason}). The answer is kept with the attempt.',
  ),
  ErpRefusedUnknown: row(
    'support',
    409,
    'The ERP refused',
    'The ERP refused with a reason we do not know: {reason}. The raw answer is kept with the attempt.',
  ),
  ErpContentDiffers: row(
    'bookkeeper',
    409,
    'The ERP holds something else',
    "The ERP's document does not equal ours: {difference}. A person has to decide which one holds.",
  ),
  ProductBarred: row(
    'bookkeeper',
    409,
    'Product barred in the ERP',
    'Product {product} is barred in the ERP. Open it there, or remove it from the invoice, then retry.',
  ),
  CustomerBarred: row(
    'bookkeeper',
    409,
    'Customer barred in the ERP',
    'Customer {customer} is barred in the ERP. Open it there, then retry.',
  ),
  PeriodClosed: row(
    'bookkeeper',
    409,
    'Period closed in the ERP',
    'The date {date} lies in a closed or barred period of the ERP. Open the period there, then retry.',
  ),
  AccountingYearMissing: row(
    'bookkeeper',
    409,
    'No accounting year',
    'The ERP has no accounting year for {date}. Create it there, then retry.',
  ),
  PaymentTermsMissing: row(
    'bookkeeper',
    409,
    'Payment terms missing in the ERP',
    'The payment terms {terms} do not exist in the ERP and cannot be made: {reason}. Create them there, then retry.',
  ),
  CustomerGroupMissing: row(
    'bookkeeper',
    409,
    'Customer group missing in the ERP',
    "The customer group {group} does not exist in the ERP. Create it there, or set an account for new groups in the connection's settings, then retry.",
  ),
  ProductGroupMissing: row(
    'bookkeeper',
    409,
    'Product group missing in the ERP',
    "The product group {group} does not exist in the ERP. Create it there, or set an account for new groups in the connection's settings, then retry.",
  ),
  SalesAccountMissing: row(
    'bookkeeper',
    409,
    'Sales account missing in the ERP',
    "The product group {group} has no sales account for the VAT zone {zone} in the ERP. Add it there, or set an account for the zone in the connection's settings, then retry.",
  ),
  LayoutMissing: row(
    'bookkeeper',
    409,
    'Layout missing',
    "No layout: neither the invoice nor the connection's settings name a layout that exists in the ERP. Choose one, then retry.",
  ),
  EmployeeMissing: row(
    'bookkeeper',
    409,
    'Employee missing in the ERP',
    'Employee {employee} does not exist in the ERP. Create the employee there, then retry.',
  ),
  ContactOfOtherCustomer: row(
    'bookkeeper',
    409,
    'Contact of another customer',
    'The contact {contact} does not belong to the customer in the ERP. Choose another one, then retry.',
  ),
  AccountMissing: row(
    'bookkeeper',
    409,
    'Account missing or barred',
    "The account {account} does not exist in the ERP or is barred. Correct the connection's settings, then retry.",
  ),
  ErpNumberTaken: row(
    'bookkeeper',
    409,
    'Number taken in the ERP',
    'The number {number} is used already in the ERP, or out of order there. Move our number series, or let the ERP number.',
  ),
  VatZoneMissing: row(
    'bookkeeper',
    409,
    'VAT zone missing in the ERP',
    "The VAT zone {zone} does not exist in the ERP. Correct the connection's settings, then retry.",
  ),
  CurrencyMissing: row(
    'bookkeeper',
    409,
    'Currency missing in the ERP',
    'The currency {currency} does not exist in the ERP. Open it there, then retry.',
  ),
  NumberNotWhole: row(
    'bookkeeper',
    409,
    'Not a whole number',
    'The ERP takes only whole numbers from 1 to 999999999 as {what} number, and this one is "{number}". Give it such a number.',
  ),
  TooLong: row(
    'bookkeeper',
    409,
    'Too long for the ERP',
    '{field} has {length} characters; the ERP takes {limit}. Shorten it, then retry.',
  ),
  EInvoiceImpossible: row(
    'bookkeeper',
    409,
    'Electronic invoice impossible',
    'The invoice cannot be sent electronically: {reason}.',
  ),
  CreditedInvoiceNotTransferred: row(
    'us',
    409,
    'The credited invoice is not in the ERP',
    'Invoice {invoice}, which this credit note credits, is not in the ERP yet. It goes as soon as that one has its outcome.',
    { healable: true },
  ),
  ConnectionPaused: row(
    'support',
    409,
    'Connection paused',
    'The connection is paused. Resume it to let its transfers go.',
  ),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCatalogue;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** The catalogue's message with its placeholders filled; an unknown placeholder stays visible. */
export function errorMessage(code: ErrorCode, params: ErrorParams = {}): string {
  return errorCatalogue[code].message.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(params[name] ?? whole),
  );
}

/** A refusal or failure of the catalogue. `errors` holds messages per field of the request, in the API's spelling. */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  readonly errors: Readonly<Record<string, readonly string[]>>;

  constructor(
    code: ErrorCode,
    params: ErrorParams = {},
    options: { errors?: Record<string, string[]>; cause?: unknown } = {},
  ) {
    super(errorMessage(code, params), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = code;
    this.code = code;
    this.params = params;
    this.errors = options.errors ?? {};
  }

  get row(): ErrorRow {
    return errorCatalogue[this.code];
  }
}
