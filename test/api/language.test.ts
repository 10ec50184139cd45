import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { languageOf } from '../../api/language.ts';
import { createTestAgreement, testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { problemIn, testApi } from './support.ts';
import type { ApiClient, TestApi } from './support.ts';

describe('the language of an answer', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['da', 'da'],
    ['da-DK, en;q=0.8', 'da'],
    ['DA', 'da'],
    ['no', 'nb'],
    ['nn-NO', 'nb'],
    ['nb', 'nb'],
    ['fi-FI,fi;q=0.9,en;q=0.8', 'fi'],
    ['sv', 'en'],
    ['sv, da;q=0.5', 'da'],
    ['de, fr;q=0.9', 'en'],
    ['en;q=0.3, da;q=0.7, fi;q=0.5', 'da'],
    ['da;q=0.5, fi;q=0.5', 'da'],
    ['da ; q=0.2 , fi ; q=0.4', 'fi'],
    ['da;q=0, *', 'en'],
    ['da;q=0', 'en'],
    ['*', 'en'],
    ['da;q=2, fi;q=0.1', 'fi'],
    ['da;q=high', 'en'],
    [',,;,da', 'da'],
    ['constructor, __proto__, fi;q=0.1', 'fi'],
    [`${'a,'.repeat(50_000)}da`, 'da'],
  ])('for %p is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('a problem', () => {
  let database: TestDatabase;
  let api: TestApi;
  let ours: ApiClient;

  beforeAll(async () => {
    database = await testDatabase();
    const agreement = await createTestAgreement(database.orm);
    api = testApi({ orm: database.orm });
    ours = api.as(agreement.apiKey);
  });
  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  test.each([
    ['da-DK', 'da', 'Ikke fundet', 'Kunde 404 findes ikke i denne aftale. Kontrollér nummeret.'],
    ['nn', 'nb', 'Ikke funnet', 'Kunde 404 finnes ikke i denne avtalen. Kontroller nummeret.'],
    ['fi', 'fi', 'Ei löydy', 'Tästä sopimuksesta ei löydy: Asiakas 404. Tarkista numero.'],
    ['sv', 'en', 'Not found', 'Customer 404 does not exist in this agreement. Check the number.'],
  ])('asked for in %s is told in %s, with the same code', async (asked, language, title, detail) => {
    const response = await ours.get('/api/customers/404').set('accept-language', asked);
    expect(problemIn(response)).toMatchObject({ code: 'NotFound', title, detail, message: detail });
    expect(response.headers['content-language']).toBe(language);
    expect(response.headers['vary']).toContain('Accept-Language');
  });

  test('is told in the reader’s language before anybody knows who asks', async () => {
    const response = await request(api.app).get('/api/customers').set('accept-language', 'fi');
    expect(problemIn(response)).toMatchObject({ status: 401, title: 'Ei käyttöoikeutta' });
  });

  test('keeps the states and actions that clients read as codes', async () => {
    const response = await request(api.app).put('/api/customers').set('accept-language', 'da');
    expect(problemIn(response)).toMatchObject({ code: 'MethodNotAllowed', title: 'Metoden er ikke tilladt' });
    expect(response.headers['allow']).toBe('GET, HEAD, POST');
  });

  test('leads to the list of errors in the same language', async () => {
    const page = await request(api.app).get('/docs/errors').set('accept-language', 'da');
    expect(page.headers['content-language']).toBe('da');
    expect(page.text).toContain('<html lang="da">');
    expect(page.text).toContain('Datoen {date} ligger i en lukket eller spærret periode');
  });
});

test('an answer that tells causes says in which language, also where there are none', async () => {
  const database = await testDatabase();
  const api = testApi({ orm: database.orm });
  try {
    const { apiKey } = await createTestAgreement(database.orm);
    const listed = await api.as(apiKey).get('/api/transfers').set('accept-language', 'da');
    expect(listed.headers).toMatchObject({ 'content-language': 'da', vary: 'Accept-Language' });
    const customers = await api.as(apiKey).get('/api/customers').set('accept-language', 'da');
    expect(customers.headers['content-language']).toBeUndefined();
  } finally {
    await api.close();
    await database.drop();
  }
});
