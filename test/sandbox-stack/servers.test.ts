import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { defineSearchAttributeKey } from '@temporalio/common';
import { withSql } from '../../sandbox/stack/sql.ts';
import { testPostgres } from '../support/servers.ts';
import { bundleOf, realTimeEnvironment, timeSkippingEnvironment, withWorker } from '../support/temporal.ts';

describe('the servers of a test run', () => {
  test('PostgreSQL answers its owner, who is no superuser', async () => {
    const rows = await withSql(testPostgres().ownerUrl, (sql) =>
      sql('select current_user as name, rolsuper from pg_roles where rolname = current_user'),
    );
    expect(rows).toEqual([{ name: 'bilag_owner', rolsuper: false }]);
  });

  describe('Temporal', () => {
    let real: TestWorkflowEnvironment;
    let skipping: TestWorkflowEnvironment;
    beforeAll(async () => {
      real = await realTimeEnvironment();
      skipping = await timeSkippingEnvironment();
    });
    afterAll(async () => {
      await real.teardown();
      await skipping.teardown();
    });

    const sleeper = `${import.meta.dirname}/sleeper.workflow.ts`;

    test('the dev server takes our search attributes', async () => {
      const workflowBundle = await bundleOf(sleeper);
      await withWorker(real, { activities: {}, workflowBundle }, async ({ taskQueue }) => {
        const result: unknown = await real.client.workflow.execute('sleeperWorkflow', {
          workflowId: taskQueue,
          taskQueue,
          args: [1],
          typedSearchAttributes: [
            { key: defineSearchAttributeKey('AgreementNumber', 'INT'), value: 1000 },
            { key: defineSearchAttributeKey('DocumentType', 'KEYWORD'), value: 'customer-invoice' },
            { key: defineSearchAttributeKey('DocumentNumber', 'INT'), value: 1001 },
            { key: defineSearchAttributeKey('ErpProvider', 'KEYWORD'), value: 'e-conomic' },
            { key: defineSearchAttributeKey('TransferState', 'KEYWORD'), value: 'waiting' },
            { key: defineSearchAttributeKey('ErrorCause', 'KEYWORD'), value: 'none' },
          ],
        });
        expect(result).toBe('slept');
      });
    });

    test('the time-skipping server passes thirty days in a moment', async () => {
      const workflowBundle = await bundleOf(sleeper);
      await withWorker(skipping, { activities: {}, workflowBundle }, async ({ taskQueue }) => {
        const days30Ms = 30 * 24 * 60 * 60 * 1000;
        const result: unknown = await skipping.client.workflow.execute('sleeperWorkflow', {
          workflowId: taskQueue,
          taskQueue,
          args: [days30Ms],
        });
        expect(result).toBe('slept');
      });
    });
  });
});
