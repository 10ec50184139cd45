import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printedLogo, setCompanyLogo } from '../../../domain/agreements/company-logo.service.ts';
import { withAgreement } from '../../../domain/database.ts';
import { deleteLogo, setLogo } from '../../../domain/layouts/layout-logo.service.ts';
import { findLayout } from '../../../domain/layouts/layout.service.ts';
import { createTestAgreement, testDatabase } from '../../support/database.ts';
import type { TestDatabase } from '../../support/database.ts';
import { png } from '../../support/pictures.ts';

let database: TestDatabase;
let agreement: number;
beforeAll(async () => {
  database = await testDatabase();
  agreement = (await createTestAgreement(database.orm)).number;
});
afterAll(async () => {
  await database.drop();
});

test('the logo of the company is printed where the layout has none of its own', async () => {
  const printedWidth = () =>
    withAgreement(database.orm, agreement, async (em) => {
      const logo = await printedLogo(em, await findLayout(em, 1));
      return logo === undefined ? undefined : Buffer.from(logo.content).readUInt32BE(16);
    });
  expect(await printedWidth()).toBeUndefined();
  await withAgreement(database.orm, agreement, (em) => setCompanyLogo(em, png(60, 20), 'test'));
  expect(await printedWidth()).toBe(60);
  await withAgreement(database.orm, agreement, (em) => setLogo(em, 1, png(30, 20), 'test'));
  expect(await printedWidth()).toBe(30);
  await withAgreement(database.orm, agreement, (em) => deleteLogo(em, 1));
  expect(await printedWidth()).toBe(60);
});
