const wordsLengthMax = 200;

/**
 * The ERP's own code and words in the body of an answer, in short: the innermost of them first, since an outer one only
 * says that something is wrong. Undefined where there are none.
 */
export function erpWords(body: string | null): string | undefined {
  if (body === null) return undefined;
  try {
    return spoken(JSON.parse(body))?.slice(0, wordsLengthMax);
  } catch {
    return undefined;
  }
}

function spoken(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { errors, ...rest } = value as Readonly<Record<string, unknown>>;
  const inner = spoken(errors);
  if (inner !== undefined) return inner;
  const own = [
    textOf(rest['errorCode']) ?? textOf(rest['code']),
    textOf(rest['errorMessage']) ?? textOf(rest['message']) ?? textOf(rest['title']),
  ].filter((text) => text !== undefined);
  if (own.length > 0) return own.join(' ');
  for (const child of Object.values(rest)) {
    const found = spoken(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
