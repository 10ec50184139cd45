/** The ERP's filter grammar and its way of writing an identifier into a URL. */

/**
 * A value inside a filter: `$` and `)` must be escaped, `(`, `*` and `,` may be. Brackets stay as they are, because the
 * documented escape for them matches nothing.
 */
function filterValue(value: string): string {
  return value.replaceAll(/[$()*,]/g, (special) => `$${special}`);
}

/** Matches texts that end in `ending`. Inside `$like:` an opening bracket starts a character class, so it is doubled in. */
export function filterEndsWith(field: string, ending: string): string {
  return `${field}$like:*${filterValue(ending).replaceAll('[', '[[]')}`;
}

const urlCodes: Readonly<Record<string, string>> = {
  '<': '_0_',
  '>': '_1_',
  '*': '_2_',
  '%': '_3_',
  ':': '_4_',
  '&': '_5_',
  '/': '_6_',
  '\\': '_7_',
  _: '_8_',
  ' ': '_9_',
  '?': '_10_',
  '.': '_11_',
  '#': '_12_',
  '+': '_13_',
};

/** An identifier (product number, accounting year) as one segment of a path. */
export function pathSegment(identifier: string): string {
  const coded = identifier.replaceAll(/[<>*%:&/\\_ ?.#+]/g, (special) => urlCodes[special] ?? special);
  return encodeURIComponent(coded);
}
