import { describe, expect, test } from '@jest/globals';
import { ConfigError, configSections, readConfig } from '../../domain/config.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const url = 'postgres://app:secret@db:5432/bilag';

const faultsOf = (read: () => unknown): ConfigError => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error;
  }
  throw new Error('nothing was refused');
};

describe('the configuration', () => {
  test('asks only for what the named sections need', () => {
    expect(readConfig(['owner'], { DATABASE_OWNER_URL: url })).toEqual({ owner: { url } });
    expect(faultsOf(() => readConfig(['database'], {})).variables).toEqual(['DATABASE_URL']);
  });

  test('has a default for all but the databases and the keys', () => {
    expect(faultsOf(() => readConfig(undefined, {})).variables).toEqual([
      'DATABASE_URL',
      'DATABASE_OWNER_URL',
      'CREDENTIALS_KEYS',
    ]);
  });

  test('takes an empty variable as absent', () => {
    expect(readConfig(['log'], { LOG_LEVEL: ' ' }).log.level).toBe('info');
  });

  test('knows no mail server where none is named, and refuses private addresses to webhooks', () => {
    const { delivery } = readConfig(['delivery'], { SMTP_URL: '' });
    expect(delivery).toMatchObject({ smtpUrl: undefined, mailDir: '.data/mail', privateAddresses: 'refuse' });
    const smtpUrl = 'smtps://me:secret@mail.example.com:465';
    expect(readConfig(['delivery'], { SMTP_URL: smtpUrl }).delivery.smtpUrl).toBe(smtpUrl);
    const wrong = {
      SMTP_URL: 'mail.example.com',
      MAIL_FROM: 'Bilag\nBcc: x@y.z',
      WEBHOOK_PRIVATE_ADDRESSES: 'yes',
    };
    expect(faultsOf(() => readConfig(['delivery'], wrong)).variables).toEqual(Object.keys(wrong));
  });

  test('is frozen', () => {
    const config = readConfig(['log'], {});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.log)).toBe(true);
  });

  test('names every wrong variable with its fix, and never a value', () => {
    const error = faultsOf(() =>
      readConfig(['database', 'api', 'credentials'], {
        DATABASE_URL: 'mysql://app:secret@db',
        API_PORT: '70000',
        CREDENTIALS_KEYS: 'a:c2hvcnQ=',
      }),
    );
    expect(error.variables).toEqual(['DATABASE_URL', 'API_PORT', 'CREDENTIALS_KEYS']);
    expect(error.message).toContain('API_PORT is not valid. Set it to a port number from 0 to 65535.');
    expect(error.message).not.toContain('secret');
    expect(error.message).not.toContain('c2hvcnQ=');
  });

  test('reads the keys in order: the first one encrypts', () => {
    const { keys } = readConfig(['credentials'], { CREDENTIALS_KEYS: `new:${key}, old:${key}` }).credentials;
    expect(keys.map((k) => k.id)).toEqual(['new', 'old']);
    expect(keys.every((k) => k.key.equals(Buffer.alloc(32, 7)))).toBe(true);
  });

  test.each([
    ['two keys of one id', `a:${key},a:${key}`],
    ['a key that is too short', `a:${Buffer.alloc(31).toString('base64')}`],
    ['a key without id', key],
  ])('refuses %s', (_what, keys) => {
    expect(() => readConfig(['credentials'], { CREDENTIALS_KEYS: keys })).toThrow(ConfigError);
  });

  test('says in one sentence what each variable is, and names none twice', () => {
    const sections: readonly Readonly<Record<string, { readonly name: string; readonly what: string }>>[] =
      Object.values(configSections);
    const variables = sections.flatMap((section) => Object.values(section));
    for (const { what } of variables) expect(what).toMatch(/^[A-Z].*\.$/);
    const names = variables.map((variable) => variable.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('drops slashes at the end of an address', () => {
    expect(readConfig(['economic'], { ECONOMIC_REST_URL: 'http://127.0.0.1:9/' }).economic.restUrl).toBe(
      'http://127.0.0.1:9',
    );
  });
});
