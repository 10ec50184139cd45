import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import request from 'supertest';
import { errorCatalogue } from '../../domain/errors.ts';
import { openApiDocument } from '../../api/openapi.ts';
import { endpoints } from '../../api/routes/index.ts';
import { openApiPath, openApiText } from '../../api/write-openapi.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { testApi } from './support.ts';
import type { TestApi } from './support.ts';

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: object; example?: object }>> };
  readonly responses: Readonly<Record<string, object>>;
  readonly security?: readonly object[];
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const document = openApiDocument() as unknown as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Logging in, and links in mails: nobody is known yet. */
const isForNobody = ({ security }: Operation): boolean => security?.length === 0;

describe('the OpenAPI document', () => {
  test('is the committed one', async () => {
    expect((await readFile(openApiPath, 'utf8')) === openApiText()).toBe(true);
  });

  test('tells of every endpoint, once', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations).toHaveLength(endpoints.length);
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('refers only to what it holds', () => {
    const text = JSON.stringify(document);
    const refs = new Set(
      [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/([\w.-]+)"/g)].map((match) => match[0]),
    );
    expect(refs.size).toBeGreaterThan(40);
    for (const ref of refs) {
      const [, kind = '', name = ''] = /components\/(\w+)\/([\w.-]+)"/.exec(ref) ?? [];
      expect([ref, document.components[kind]?.[name] !== undefined]).toEqual([ref, true]);
    }
    expect(text.match(/"\$ref":"(?!#\/components)/)).toBeNull();
  });

  test('has an example of every request, and each passes its own schema', () => {
    for (const endpoint of endpoints) {
      if (endpoint.body === undefined) continue;
      const name = `${endpoint.method} ${endpoint.path}`;
      if (endpoint.bodyExample === undefined) expect(name).toMatch(/^PUT/);
      else expect([name, endpoint.body.safeParse(endpoint.bodyExample).error]).toEqual([name, undefined]);
    }
  });

  test('names every part of a path as a parameter, and the keys of commands', () => {
    for (const { path, method, operation } of operations) {
      const inPath = operation.parameters
        .filter((parameter) => parameter.in === 'path')
        .map(({ name }) => name);
      expect([path, inPath]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])]);
      if (method === 'post' && !isForNobody(operation))
        expect(operation.parameters.map(({ name }) => name)).toContain('Idempotency-Key');
    }
  });

  test('tells the refusals of each endpoint, with codes of the catalogue', () => {
    for (const { path, operation } of operations) {
      expect([path, Object.keys(operation.responses)]).toEqual([
        path,
        expect.arrayContaining([...(isForNobody(operation) ? [] : ['401', '403']), ...['429', '500', '503']]),
      ]);
    }
    const codes = Object.keys(document.components['examples'] ?? {});
    expect(codes.filter((code) => !Object.hasOwn(errorCatalogue, code))).toEqual([]);
  });

  test('no two paths of the table hide each other', () => {
    const patterns = new Set(
      endpoints.map((endpoint) => `${endpoint.method} ${endpoint.path.replaceAll(/\{\w+\}/g, '*')}`),
    );
    expect(patterns.size).toBe(endpoints.length);
  });
});

describe('the readable page', () => {
  let database: TestDatabase;
  let api: TestApi;

  beforeAll(async () => {
    database = await testDatabase();
    api = testApi({ orm: database.orm });
  });

  afterAll(async () => {
    await api.close();
    await database.drop();
  });

  test('shows the document with files of our own, without internet', async () => {
    const page = await request(api.app).get('/docs');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).not.toMatch(/https?:\/\//);
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files).toHaveLength(4);
    for (const file of files) expect([file, (await request(api.app).get(file)).status]).toEqual([file, 200]);
    const script = (await request(api.app).get('/docs/page.js')).text;
    expect(script).toContain("'/openapi.json'");
    const served = await request(api.app).get('/openapi.json');
    expect((served.body as Document).paths).toEqual(document.paths);
  });

  test('explains every code of a problem document', async () => {
    const { text } = await request(api.app).get('/docs/errors');
    for (const code of Object.keys(errorCatalogue)) expect(text).toContain(`id="${code}"`);
  });
});
