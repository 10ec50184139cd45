/** Who has to do something before the same thing can succeed. */
export type ErrorOwner = 'api-caller' | 'support' | 'bookkeeper' | 'us' | 'erp';

/** What a reader is told of an error, in one language. */
export interface ErrorWords {
  /** A short title, the same for each occurrence (RFC 9457 `title`). */
  readonly title: string;
  /** What is wrong and the fix, with placeholders. */
  readonly message: string;
}

/** A row of the catalogue; its own words are the English ones. */
export interface ErrorRow extends ErrorWords {
  readonly owner: ErrorOwner;
  /** True where the same request can succeed later without anybody changing anything. */
  readonly healable: boolean;
  /** HTTP status of the problem document, where the error reaches the API. */
  readonly status: number;
  /**
   * The params that name the cause itself rather than the document it stopped: documents with the same code and the same
   * values of these fail for one cause, and heal together.
   */
  readonly names: readonly string[];
}

/** A row of the catalogue; `healable` is false and `names` empty where nothing else is said. */
export const row = (
  owner: ErrorOwner,
  status: number,
  title: string,
  message: string,
  options: { healable?: boolean; names?: readonly string[] } = {},
): ErrorRow => ({
  owner,
  status,
  title,
  message,
  healable: options.healable ?? false,
  names: options.names ?? [],
});

/** A translation of a row. */
export const words = (title: string, message: string): ErrorWords => ({ title, message });
