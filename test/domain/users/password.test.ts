import { describe, expect, test } from '@jest/globals';
import { hashPassword, isOutdated, isPassword, passwordFault } from '../../../domain/users/password.ts';

const user = { email: 'mette.holm.hansen@example.dk', name: 'Mette Holm Hansen' };
const good = 'elleve grønne cykler';

describe('a password hash', () => {
  test('is Argon2id with the parameters of OWASP, and another one each time', async () => {
    const [one, two] = await Promise.all([hashPassword(good), hashPassword(good)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(two);
  });

  test('fits its own password alone, however its letters were typed', async () => {
    const hash = await hashPassword('blåbærgrød på søndag');
    expect(await isPassword('blåbærgrød på søndag'.normalize('NFD'), hash)).toBe(true);
    expect(await isPassword('blåbærgrød på søndag ', hash)).toBe(false);
    expect(await isPassword('Blåbærgrød på søndag', hash)).toBe(false);
    expect(await isPassword('', hash)).toBe(false);
  });

  test('of nobody fits nothing', async () => {
    expect(await isPassword(good, null)).toBe(false);
  });

  test('with other parameters is still checked with its own, and is to be made anew', async () => {
    const old = await hashPassword(good);
    expect(isOutdated(old)).toBe(false);
    expect(isOutdated(old.replace('t=2', 't=3'))).toBe(true);
    expect(await isPassword(good, old.replace('t=2', 't=3'))).toBe(false);
  });

  test('that cannot be read is an error, not a wrong password', async () => {
    await expect(isPassword(good, 'plain')).rejects.toThrow('cannot be read');
  });
});

describe('a new password', () => {
  test.each([
    good,
    'Tolv tegn er nok',
    '😀😁😂🤣😃😄😅😆😉😊😋😎',
    'x7#Kq!2mPz0w',
    'a'.repeat(251) + 'bcdef',
  ])('%j is taken', (password) => {
    expect(passwordFault(password, user)).toBeUndefined();
  });

  test.each([
    ['elleve tegn', 'has 11 characters'],
    ['😀😁😂🤣😃😄', 'has 6 characters'],
    ['abcde'.repeat(52), 'has 260 characters'],
    ['Mette.Holm.Hansen@Example.dk', 'name or e-mail address'],
    ['mette.holm.hansen', 'name or e-mail address'],
    ['mette holm hansen', 'name or e-mail address'],
    ['aaaaaaaaaaaa', 'first that others try'],
    ['ababababababab', 'first that others try'],
    ['123456789012', 'first that others try'],
    ['Password1234!', 'first that others try'],
    ['12passwordpassword', 'first that others try'],
    ['qwertyqwerty', 'first that others try'],
    ['Adgangskode2026', 'first that others try'],
  ])('%j is not', (password, why) => {
    expect(passwordFault(password, user)).toContain(why);
  });
});
