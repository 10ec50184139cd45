import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, stackSettings } from '../../sandbox/stack/settings.ts';
import { dynamicConfig, retention, searchAttributes } from '../../sandbox/stack/temporal-server.ts';

const textOf = (path: string): string => readFileSync(join(projectRoot, path), 'utf8');

describe('the settings of the embedded stack', () => {
  test('real servers take the place of embedded ones where their addresses are set', () => {
    const settings = stackSettings({
      DATABASE_URL: 'postgresql://login@db/bilag',
      DATABASE_OWNER_URL: 'postgresql://owner@db/bilag',
      TEMPORAL_ADDRESS: 'temporal:7233',
      ECONOMIC_REST_URL: 'https://rest',
      ECONOMIC_OPENAPI_URL: 'https://openapi',
    });
    expect(settings).toMatchObject({
      database: { appUrl: 'postgresql://login@db/bilag', ownerUrl: 'postgresql://owner@db/bilag' },
      temporal: { address: 'temporal:7233', namespace: 'default' },
      economic: { restUrl: 'https://rest', openapiUrl: 'https://openapi' },
    });
    expect(stackSettings({})).toMatchObject({
      database: undefined,
      temporal: undefined,
      economic: undefined,
    });
  });

  test.each([
    [{ API_PORT: 'http' }, 'API_PORT=http is not a port'],
    [{ TEMPORAL_PORT: '70000' }, 'TEMPORAL_PORT=70000 is not a port'],
    [{ ECONOMIC_REST_URL: 'https://rest' }, 'ECONOMIC_REST_URL is set without ECONOMIC_OPENAPI_URL'],
    [{ ECONOMIC_OPENAPI_URL: 'https://openapi' }, 'ECONOMIC_OPENAPI_URL is set without ECONOMIC_REST_URL'],
    [{ DATABASE_OWNER_URL: 'postgresql://owner@db/bilag' }, 'DATABASE_OWNER_URL is set without DATABASE_URL'],
  ])('%j is refused by name', (env, message) => {
    expect(() => stackSettings(env)).toThrow(message);
  });

  test('every port is in the operating page with its variable', () => {
    const page = textOf('docs/operating/running.md');
    for (const { variable, port } of Object.values(stackSettings({}).ports)) {
      expect(page).toMatch(new RegExp(`\\| ${port} +\\|.*\`${variable}\``));
    }
  });
});

describe('the production set', () => {
  test('its Temporal runs with the engine settings of the embedded one', () => {
    const entries = [
      ...textOf('docker/temporal-dynamic-config.yaml').matchAll(/^([\w.]+):\n {2}- value: (\w+)$/gm),
    ];
    expect(Object.fromEntries(entries.map(([, key, value]) => [key, value]))).toEqual(dynamicConfig);
  });

  test('its namespace has the same search attributes and retention', () => {
    const script = textOf('docker/temporal-namespace.sh');
    const registered = [...script.matchAll(/^register (\w+) (\w+)$/gm)];
    expect(Object.fromEntries(registered.map(([, name, type]) => [name, type]))).toEqual(searchAttributes);
    expect(script).toContain(`\nretention=${retention}\n`);
  });
});
