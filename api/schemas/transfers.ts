import { z } from 'zod';
import { transferStates, transferVerbs } from '../../domain/transfers/transfer.lifecycle.ts';
import { writeOutcomes, writeStates } from '../../domain/transfers/erp-write.entity.ts';
import { entryKinds } from '../timeline/entry.ts';
import { optionalText, requiredText, moment } from './common.ts';

export const transferListRow = z
  .object({
    id: z.uuid(),
    state: z.enum(transferStates),
    is_final: z.boolean(),
    cause: z
      .string()
      .nullable()
      .describe('A code of the list of errors, where it stands still or was skipped.'),
    message: z.string().nullable().describe('The cause in plain words, with what to do.'),
    owner: z.string().nullable().describe('Who has to act.'),
    document: z.object({ type: z.string(), number: z.int(), id: z.uuid(), workflow_id: z.string() }),
    integration_id: z.uuid(),
    provider: z.string(),
    round: z.int().describe('Tries that a person asked for, from 1.'),
    key: z.string().describe("Our reference in the ERP's document."),
    erp: z.record(z.string(), z.string()).nullable().describe("The ERP's identifiers of the document."),
    decided_by: z.string().nullable(),
    decided_why: z.string().nullable().describe('Why a person settled it.'),
    issue_id: z.uuid().nullable().describe('The issue under which it stands, or stood until it was settled.'),
    allowed: z.array(z.enum(transferVerbs)).describe('What a person may do with it now.'),
    settled_at: moment.nullable(),
    created_at: moment,
    updated_at: moment,
    workflow_id: z.string(),
  })
  .meta({ id: 'TransferSummary' });

const exchangeRow = z
  .object({
    id: z.uuid(),
    purpose: z.string(),
    at: moment,
    method: z.string(),
    url: z.string(),
    request_headers: z.record(z.string(), z.string()).describe('Secrets are masked.'),
    request_body: z.string().nullable(),
    status: z.int().nullable().describe('Null where no answer came.'),
    response_headers: z.record(z.string(), z.string()),
    response_body: z.string().nullable(),
    duration_ms: z.int(),
  })
  .meta({ id: 'Exchange' });

const attemptRow = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    subject: z.string(),
    number: z.int().describe('Counts the attempts of this write, from 1.'),
    round: z.int(),
    state: z.enum(writeStates),
    outcome: z.enum(writeOutcomes).nullable(),
    cause: z.string().nullable(),
    message: z.string().nullable(),
    unknown_reason: z.string().nullable(),
    reference: z.string(),
    content_hash: z.string(),
    erp: z.record(z.string(), z.string()).nullable(),
    intended_at: moment,
    claimed_at: moment.nullable(),
    settled_at: moment.nullable(),
    exchanges: z.array(exchangeRow),
  })
  .meta({ id: 'Attempt' });

export const transferRow = transferListRow.extend({ attempts: z.array(attemptRow) }).meta({ id: 'Transfer' });

export const timelineRow = z
  .object({
    at: moment,
    text: z.string().describe('What happened, in business words.'),
    kind: z.enum(entryKinds),
    actor: z.string().describe('Who did it; `system` where nobody had to.'),
    action: z.string(),
    integration_id: z.uuid().nullable(),
    transfer_id: z.uuid().nullable(),
    attempt_id: z.uuid().nullable().describe('The attempt it tells of, among those of the transfer.'),
    http_status: z.int().nullable().describe("The ERP's, where an answer came."),
    cause: z.string().nullable(),
    before: z.unknown(),
    after: z.unknown(),
  })
  .meta({ id: 'TimelineEntry' });

const reasonMax = 500;

export const retryBody = z.strictObject({
  reason: optionalText(reasonMax).describe("Why, for the document's history."),
});

export const retryManyBody = z.strictObject({
  ids: z
    .array(z.uuid('must be the id of a transfer').toLowerCase())
    .min(1, 'must name a transfer')
    .max(5_000),
  reason: optionalText(reasonMax),
});

export const skipBody = z.strictObject({ reason: requiredText(reasonMax) });

export const markDoneBody = z.strictObject({
  erp_number: z
    .string()
    .regex(/^[1-9]\d{0,9}$/, "must be the ERP's number of a booked invoice")
    .describe("The ERP's number of the booked invoice."),
  reason: optionalText(reasonMax),
  accept_difference: z
    .boolean()
    .optional()
    .describe('The person has seen in what the two differ, and says that it is the document all the same.'),
});

/** What stands in the ERP all the same. */
const standing = z
  .string()
  .nullable()
  .describe('What of ours stands in the ERP beside that, as far as we know: "draft 17". It is left there.');

export const settledAnswer = z.object({ transfer: transferListRow, standing });

export const retriedAnswer = z
  .object({
    retried: z.int().describe('How many are in line again.'),
    left: z.array(z.object({ id: z.uuid(), state: z.enum(transferStates).nullable(), reason: z.string() })),
  })
  .meta({ id: 'RetriedTransfers' });

export const lookUpRow = z
  .object({
    found: z.enum(['same', 'other', 'absent']),
    erp: z.record(z.string(), z.string()).nullable(),
    difference: z.string().nullable().describe('In what it differs from ours.'),
    note: z.string().nullable(),
  })
  .meta({ id: 'ErpLookUp' });
