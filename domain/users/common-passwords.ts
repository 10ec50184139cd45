/**
 * What is tried first, of those that are long enough to be taken: words of public lists of leaked passwords, alone, repeated,
 * or with digits and marks around them. Small on purpose: the throttle of the log-in stands behind it.
 */
const words = [
  'password',
  'passw0rd',
  'adgangskode',
  'kodeord',
  'passord',
  'salasana',
  'losenord',
  'lösenord',
  'qwerty',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1q2w3e4r5t',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'qazwsxedc',
  'abcdef',
  'abcdefgh',
  'abcdefghijkl',
  'letmein',
  'welcome',
  'velkommen',
  'tervetuloa',
  'iloveyou',
  'sunshine',
  'football',
  'fodbold',
  'princess',
  'monkey',
  'dragon',
  'administrator',
  'admin',
  'changeme',
  'bilag',
  'correcthorsebatterystaple',
  'sommer',
  'vinter',
];

const isWord = new Set(words);

/** Digits as they follow each other on a keyboard, forwards and backwards, again and again. */
const digitRows = ['1234567890', '0123456789', '0987654321', '9876543210'].map((row) => row.repeat(3));

/** `text` in small letters. */
export function isCommonPassword(text: string): boolean {
  if (digitRows.some((row) => row.includes(text))) return true;
  const core = text.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [text, core].some((part) => isWord.has(part) || isRepeated(part));
}

/** Whether it is one of the words or a row of digits, twice or more. */
function isRepeated(text: string): boolean {
  const [, unit] = /^(.{4,}?)\1+$/u.exec(text) ?? [];
  return unit !== undefined && (isWord.has(unit) || digitRows.some((row) => row.includes(unit)));
}
