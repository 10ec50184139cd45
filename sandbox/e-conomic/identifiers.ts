/** How e-conomic writes the characters of an identifier that a URL does not carry. */
const escapes: readonly (readonly [string, string])[] = [
  ['<', '_0_'],
  ['>', '_1_'],
  ['*', '_2_'],
  ['%', '_3_'],
  [':', '_4_'],
  ['&', '_5_'],
  ['/', '_6_'],
  ['\\', '_7_'],
  ['_', '_8_'],
  [' ', '_9_'],
  ['?', '_10_'],
  ['.', '_11_'],
  ['#', '_12_'],
  ['+', '_13_'],
];
const toEscape = new Map(escapes);
const fromEscape = new Map(escapes.map(([character, escape]) => [escape, character]));

/** An identifier as it stands in a URL. */
export const encodeIdentifier = (identifier: string): string =>
  encodeURIComponent(
    identifier.replace(/[^A-Za-z0-9]/g, (character) => toEscape.get(character) ?? character),
  );

/** The identifier that a path segment names. An underscore sequence that is no escape stays as it is. */
export function decodeIdentifier(segment: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(segment);
  } catch {
    plain = segment;
  }
  return plain.replace(/_\d{1,2}_/g, (escape) => fromEscape.get(escape) ?? escape);
}
