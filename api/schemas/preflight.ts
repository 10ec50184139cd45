import { z } from 'zod';
import { erpProviders } from '../../domain/connections/connection.entity.ts';
import { transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import { moment } from './common.ts';

/** Why the ERP would refuse a document. */
const blockRow = z
  .object({
    code: z.string().describe('A code of the list of errors.'),
    message: z.string().describe('In plain words, with what to do.'),
    owner: z.string().describe('Who has to act.'),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'Block' });

const refresh = z.boolean().optional();

export const documentPreflightBody = z
  .strictObject({
    integration_id: z
      .uuid()
      .optional()
      .describe('One integration alone; left out: every one that has worked once.'),
    refresh: refresh.describe(
      "False: what was read of the ERP's registers within the last minutes will do. Left out: they are read now.",
    ),
  })
  .meta({ id: 'DocumentPreflight' });

export const integrationPreflightBody = z
  .strictObject({
    refresh: refresh.describe(
      "True: the ERP's registers are read now. Left out: what was read within the last minutes will do.",
    ),
  })
  .meta({ id: 'IntegrationPreflight' });

export const preflightRow = z
  .object({
    id: z.uuid(),
    integration_id: z.uuid(),
    provider: z.enum(erpProviders),
    state: z.enum(['running', 'done']),
    total: z.int().nullable().describe('Documents to check; null until they are counted.'),
    checked: z.int(),
    blocked: z.int(),
    snapshot_at: moment
      .nullable()
      .describe("When the ERP's registers were read; null: never, so that only our own rules looked."),
    failure: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why the registers could not be read now.'),
    documents: z
      .array(z.object({ document_id: z.uuid(), number: z.int(), blocks: z.array(blockRow) }))
      .describe('Of one document that one; of all open ones the blocked, as many as an answer holds.'),
  })
  .meta({ id: 'Preflight' });

const dryRequest = z
  .object({
    method: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.string()).describe('Secrets are masked.'),
    body: z.string(),
    is_cut: z.boolean().describe('True where the body is longer than what is shown.'),
  })
  .meta({ id: 'DryRequest' });

export const dryRunRow = z
  .object({
    would: z.enum(['send', 'block', 'look-up', 'wait', 'nothing']),
    state: z.enum(transferStates),
    looks_up_first: z.boolean().describe('Whether the ERP is asked first if the document is there already.'),
    blocks: z.array(blockRow),
    registers: z
      .array(
        z.object({
          kind: z.string(),
          key: z.string(),
          would: z.enum(['stay', 'create', 'update', 'block', 'unread']),
          request: dryRequest.nullable(),
        }),
      )
      .describe(
        'What would be made or changed there first. A number that the ERP has yet to give stands as 0.',
      ),
    request: dryRequest.nullable().describe("The draft's request, or the booking's."),
  })
  .meta({ id: 'DryRun' });
