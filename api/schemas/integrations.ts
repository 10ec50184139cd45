import { z } from 'zod';
import { erpProviders } from '../../domain/connections/connection.entity.ts';
import { settingsSchema } from '../../domain/connections/e-conomic-settings.ts';
import { gateStates } from '../../domain/lane/lane.decisions.ts';
import { snake } from '../case.ts';
import { moment, requiredText, text } from './common.ts';

/** A setting without its default: what was not chosen is not stored, so that a better default reaches it. */
const chosen = (schema: z.ZodType): z.ZodType =>
  (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault
    ? (schema.unwrap() as z.ZodType)
    : schema
  )
    .nullable()
    .optional();

/** The provider's own settings in the API's spelling. */
export const economicSettings = z
  .strictObject(
    Object.fromEntries(
      Object.entries(settingsSchema.shape).map(([name, schema]) => [
        snake(name),
        chosen(schema as z.ZodType),
      ]),
    ),
  )
  .meta({ id: 'EconomicSettings', description: 'What is left out stays; null goes back to the default.' });

/** It travels in a header, so it holds printable ASCII alone. */
const token = () =>
  requiredText(200).regex(/^[\x21-\x7e]+$/, 'must hold only letters, digits and signs without blanks');

export const economicCredentials = z
  .strictObject({ app_secret_token: token(), agreement_grant_token: token() })
  .meta({ id: 'EconomicCredentials' });

export const integrationBody = z
  .strictObject({
    provider: z.literal('e-conomic', 'must be e-conomic; other ERPs come later'),
    name: requiredText(255).optional().describe('Tells two connections to one provider apart.'),
    credentials: economicCredentials,
    settings: economicSettings.optional(),
  })
  .meta({ id: 'IntegrationCreate' });

export const integrationSettingsBody = z
  .strictObject({ settings: economicSettings })
  .meta({ id: 'IntegrationSettingsChange' });
export const integrationCredentialsBody = z
  .strictObject({ credentials: economicCredentials })
  .meta({ id: 'IntegrationCredentialsChange' });
export const pauseBody = z
  .strictObject({ reason: text(500).optional().describe('Shown wherever the pause is.') })
  .meta({ id: 'IntegrationPause' });

export const integrationRow = z
  .object({
    id: z.uuid(),
    provider: z.enum(erpProviders),
    name: z.string(),
    settings: z.record(z.string(), z.unknown()),
    account: z
      .object({ erp_agreement: z.string(), company_name: z.string(), base_currency: z.string() })
      .nullable()
      .describe('What the ERP said of itself when it was tested last.'),
    is_proven: z
      .boolean()
      .describe(
        'Whether the ERP has answered with these credentials as this account; nothing is sent before.',
      ),
    gate: z.object({
      state: z.enum(gateStates),
      reason: z.string().nullable(),
      by: z.string().nullable(),
      since: moment,
      until: moment.nullable().describe('When it opens by itself (exhausted) or is probed (failing).'),
    }),
    concurrency: z.int().describe('Exchanges under way at once at most.'),
    quota: z
      .object({
        day: z.object({ used: z.int(), limit: z.int().nullable(), left: z.int().nullable() }),
        window: z
          .object({ used: z.int(), limit: z.int(), seconds: z.number(), told_at: moment })
          .nullable()
          .describe('The rate budget as the ERP told it last.'),
        retries_left: z.int().describe('Sends that may be repeated without a person now.'),
        breaker_trips: z.int().describe('How often in a row the ERP was found not answering.'),
      })
      .describe("What is used and left of the ERP's quota."),
    last_tested_at: moment.nullable(),
    transfers: z.record(z.string(), z.int()).describe('How many transfers stand in each state.'),
    unmapped_refusals: z
      .int()
      .describe('Attempts that the ERP refused for a reason that the list of errors does not know yet.'),
    workflow_id: z.string(),
    created_at: moment,
    updated_at: moment,
  })
  .meta({ id: 'Integration' });

export const testResult = z
  .object({
    ok: z.boolean(),
    erp_agreement: z.string().optional(),
    company_name: z.string().optional(),
    base_currency: z.string().optional(),
    code: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'IntegrationTest' });
