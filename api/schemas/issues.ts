import { z } from 'zod';
import { issueEnds, issueStates } from '../../domain/issues/issue.entity.ts';
import { transferStates } from '../../domain/transfers/transfer.lifecycle.ts';
import { moment } from './common.ts';

const counts = z
  .record(z.string(), z.int())
  .describe(
    'How many transfers of it stand in each state; settled ones are those that stood under it to the end.',
  );

export const issueRow = z
  .object({
    id: z.uuid(),
    state: z.enum(issueStates),
    cause: z.string().describe('A code of the list of errors.'),
    message: z.string().describe('The cause in plain words, with what to do.'),
    owner: z.string().nullable().describe('Who has to act.'),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    integration_id: z.uuid(),
    provider: z.string(),
    opened_at: moment,
    closed_at: moment.nullable(),
    closed_by: z.string().nullable(),
    closed_why: z.enum(issueEnds).nullable(),
    last_checked_at: moment.nullable().describe('When its cause was last held against the ERP.'),
    cause_gone_at: moment
      .nullable()
      .describe('Since when the cause is known to be gone; what the ERP refused still waits for a person.'),
    next_check_at: moment.nullable(),
    documents: z.int().describe('How many documents stand under it now.'),
    transfers: counts,
  })
  .meta({ id: 'Issue' });

const previewRow = z.object({
  transfer_id: z.uuid(),
  document_number: z.int(),
  state: z.enum(transferStates),
  would: z.enum(['go', 'be-blocked']),
  blocks: z.array(z.object({ code: z.string(), message: z.string(), owner: z.string().nullable() })),
});

export const retryPreview = z
  .object({
    documents: z.int().describe('How many a retry would put in line.'),
    checked: z.int().describe('Of those, how many were looked at here.'),
    would_go: z.int(),
    would_be_blocked: z.int(),
    snapshot_at: moment.describe("When the ERP's registers were read."),
    transfers: z.array(previewRow),
  })
  .meta({ id: 'RetryPreview' });
