import { withAgreement } from '../domain/database.ts';
import type { Context } from './context.ts';

/** The parameters of a path that are numbers of items or collections: `/api/products/{product}/units`. */
const itemParameters = /\/(?:(?:products|items|lots|collections|ledger)\/\{(\w+)\}|\{(item_id)\})/g;

const parametersOf = new Map<string, readonly string[]>();

function itemParametersOf(path: string): readonly string[] {
  const known = parametersOf.get(path);
  if (known !== undefined) return known;
  const found = [...path.matchAll(itemParameters)].flatMap(([, own, other]) => own ?? other ?? []);
  parametersOf.set(path, found);
  return found;
}

/** The text with its percent escapes read once more; undefined where it has none, or they cannot be read. */
function decodedAgain(text: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(text)) return undefined;
  try {
    const decoded = decodeURIComponent(text);
    // No text of the database holds a null byte.
    return decoded.includes('\0') ? undefined : decoded;
  } catch {
    return undefined;
  }
}

/**
 * The parameters of a request, item numbers read as they were meant: old clients encode them twice (`A/1` as `A%252F1`, domain
 * §10.1). A number that is there as it came, `5%20` say, is that number. Asks the database only where a number holds an escape.
 */
export async function withItemNumbers<P extends Readonly<Record<string, unknown>>>(
  params: P,
  path: string,
  { deps, caller }: Context,
): Promise<P> {
  const meant: Record<string, string> = {};
  for (const name of itemParametersOf(path)) {
    const given = params[name];
    const decoded = typeof given === 'string' ? decodedAgain(given) : undefined;
    if (decoded !== undefined && !(await isNumber(given as string))) meant[name] = decoded;
  }
  return { ...params, ...meant };

  async function isNumber(number: string): Promise<boolean> {
    const rows = await withAgreement(deps.orm, caller.agreementNumber, (em) =>
      em.execute<unknown[]>(
        'select 1 from product where number = ? union all select 1 from collection where number = ? limit 1',
        [number, number],
      ),
    );
    return rows.length > 0;
  }
}
