import { da } from './error-messages/da.ts';
import { fi } from './error-messages/fi.ts';
import { nb } from './error-messages/nb.ts';
import { paramText } from './error-messages/params.ts';
import { type ErrorRow, type ErrorWords, row } from './error-row.ts';
import { erpErrors, type ErpErrorCode } from './erp/erp-errors.ts';
import type { MessageLanguage } from './languages.ts';
import { purchaseErrors } from './purchasing/purchase-errors.ts';
import { salesErrors } from './sales/sales-errors.ts';
import { stockErrors } from './stock/stock-errors.ts';

export type { ErrorRow } from './error-row.ts';

/**
 * The catalogue of everything Bilag refuses or fails with. One row per code: who must act, whether trying again can
 * heal it, the HTTP status, and a message that says what is wrong and what to do. `docs/reference/errors.md` is
 * generated from it; a drift check keeps the two equal.
 *
 * Placeholders in braces are filled from the error's `params`. The words here are the English ones. A new row needs its
 * Danish, Norwegian and Finnish words in `error-messages/` (rows of `erp/erp-errors.ts`: in `erp/error-messages/`); the
 * types there do not hold until it has them.
 */

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
  UnsupportedMediaType: row('api-caller', 415, 'Unsupported media type', 'Send the body as {types}.'),
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
    'The API key or session token is missing, unknown, revoked or expired. Send a valid one as "Authorization: Bearer <key>", or log in again.',
  ),
  MissingScope: row(
    'api-caller',
    403,
    'Missing scope',
    'This API key lacks the scope "{scope}". Use a key that has it.',
  ),
  MissingRight: row(
    'api-caller',
    403,
    'Missing right',
    'You lack the right "{right}". These roles give it: {roles}. An administrator of the agreement can give you one.',
  ),
  PersonRequired: row(
    'api-caller',
    403,
    'For persons',
    'This is for a person who has logged in, not for an API key. Log in with POST /api/sessions.',
  ),
  LogInRefused: row(
    'api-caller',
    401,
    'Log-in refused',
    'E-mail address and password do not belong together, or the user cannot log in. Where the address is used in several agreements, give the agreement number, too.',
  ),
  LinkNotValid: row(
    'api-caller',
    404,
    'Link not valid',
    'This link is not valid: it was used, a newer one replaced it, or it is too old. Ask for a new one.',
  ),
  LastAdmin: row(
    'api-caller',
    409,
    'Last administrator',
    'This is the last active administrator of the agreement. Make somebody else one first.',
  ),
  NotOnOneself: row(
    'api-caller',
    409,
    'Not on oneself',
    'Nobody can bar or remove himself. Another administrator can.',
  ),
  InvalidTransition: row(
    'api-caller',
    409,
    'Not allowed in this state',
    '{what} is {state}, so "{action}" is not possible. Allowed now: {allowed}.',
  ),
  WriteUnderWay: row(
    'api-caller',
    409,
    'A write is under way',
    '{what} is {state} and a write of it has no outcome yet, so "{action}" is not possible: it could reach the ERP after all. Wait until the outcome is known, then try again.',
    { healable: true },
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
    '{what} has no line with an item, so there is nothing to do. Add at least one.',
  ),
  Barred: row('api-caller', 422, 'Barred', '{reason} Open it, or choose another one.'),
  NotConvertable: row(
    'api-caller',
    409,
    'Cannot become a BOM',
    '{what} cannot become a BOM: {reason}. Make a new BOM instead.',
  ),
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
  // --- what the chain of sales refuses ----------------------------------------------------------------------------
  ...salesErrors,
  // --- what the chain of purchases refuses ------------------------------------------------------------------------
  ...purchaseErrors,
  // --- what the stock refuses -----------------------------------------------------------------------------------------
  ...stockErrors,
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
  MailServerMissing: row(
    'us',
    501,
    'No mail server',
    'This installation has no mail server, so nothing can be mailed, and nothing was done. Leave the wish for mail out, or have SMTP_URL set.',
  ),
  NotModelled: row('us', 501, 'Not available', '{what} is not available yet.'),
  // --- what an ERP said, or would say --------------------------------------------------------------------------------
  ...erpErrors,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorCatalogue;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** The codes whose rows stand in this file. */
export type OwnErrorCode = Exclude<ErrorCode, ErpErrorCode>;

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorCatalogue, code);

const wordsIn: Readonly<Record<MessageLanguage, Readonly<Record<ErrorCode, ErrorWords>>>> = {
  en: errorCatalogue,
  da,
  nb,
  fi,
};

/** A code's title and message as they stand in the catalogue, placeholders and all. */
export const errorWords = (code: ErrorCode, language: MessageLanguage): ErrorWords => wordsIn[language][code];

/** The title of a code: the same for each occurrence within a language. */
export const errorTitle = (code: ErrorCode, language: MessageLanguage = 'en'): string =>
  errorWords(code, language).title;

/**
 * The catalogue's message with its placeholders filled; an unknown placeholder stays visible. Params that are words of
 * ours are translated as far as `error-messages/params.ts` knows them; what an ERP or a person said stays as it was said,
 * but for its full stop where the message sets one behind it.
 */
export function errorMessage(
  code: ErrorCode,
  params: ErrorParams = {},
  language: MessageLanguage = 'en',
): string {
  return errorWords(code, language).message.replaceAll(
    /\{(\w+)\}(\.?)/g,
    (whole, name: string, stop: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      const text = paramText(name, value, language);
      return text.endsWith('.') ? text.slice(0, text.length - stop.length) + stop : text + stop;
    },
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
