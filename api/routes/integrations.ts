import { z } from 'zod';
import { withAgreement } from '../../domain/database.ts';
import { tellConnectionEvent } from '../../domain/connections/connection-events.ts';
import type { Connection } from '../../domain/connections/connection.entity.ts';
import {
  createConnection,
  findConnection,
  listConnections,
  replaceCredentials,
  updateConnectionSettings,
} from '../../domain/connections/connection.service.ts';
import {
  laneCapacity,
  parseCredentials,
  parseSettings,
} from '../../domain/connections/e-conomic-settings.ts';
import { DomainError } from '../../domain/errors.ts';
import { camel, renameKeys, snake } from '../case.ts';
import { endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { onceByKey } from '../idempotency.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import type { economicCredentials } from '../schemas/integrations.ts';
import {
  integrationBody,
  integrationCredentialsBody,
  integrationRow,
  integrationSettingsBody,
  testResult,
} from '../schemas/integrations.ts';
import { integrationAnswer as shown, integrationView } from '../views/integrations.ts';
import { runConnectionTest } from '../connections.ts';
import { tellIssues } from '../issues.ts';
import { secretDigest } from '../secrets.ts';
import { versionOf } from '../versions.ts';
import { gateEndpoints } from './integration-gates.ts';
import { integrationPreflightEndpoints } from './preflight.ts';

const tag = 'integrations';
const path = '/api/integrations/{id}';
const answers = { 200: { description: 'The integration.', schema: single('integration', integrationRow) } };

const list = reading(
  {
    method: 'GET',
    path: '/api/integrations',
    scope: 'read',
    tag,
    summary: 'The connections to ERPs with their gates and backlogs.',
    query: listQuery(['created_at'], {}),
    answers: listAnswers('integrations', integrationRow),
  },
  async (em, { query }) => {
    const page = pageOf(query);
    const connections = await listConnections(em);
    if (page.direction === 'desc') connections.reverse();
    const rows = [];
    for (const connection of connections.slice(page.offset, page.offset + page.limit))
      rows.push(await integrationView(em, connection));
    return listAnswer('integrations', rows, connections.length, page, {
      fields: query.fields,
      schema: integrationRow,
    });
  },
);

const one = reading(
  {
    method: 'GET',
    path,
    scope: 'read',
    tag,
    summary: 'One connection. Its credentials are never shown.',
    params: pathId,
    answers,
    ifMatch: 'optional',
  },
  async (em, { params }) => shown(em, await findConnection(em, params.id), 200),
);

/** The body as it is kept with the command: credentials as digests, so that another token is another body. */
const masked = (body: z.output<typeof integrationBody>) => ({
  ...body,
  credentials: Object.fromEntries(
    Object.entries(body.credentials).map(([name, value]) => [name, secretDigest(value)]),
  ),
});

const connect = endpoint(
  {
    method: 'POST',
    path: '/api/integrations',
    scope: 'admin',
    tag,
    summary: 'Connect an ERP with its tokens, and test them.',
    description:
      'The connection is kept whatever the test says: `test.ok` tells whether the tokens work. `test` is null where it could not be made now; ask for it again with `/test`.',
    body: integrationBody,
    bodyExample: {
      provider: 'e-conomic',
      credentials: { app_secret_token: 'demo', agreement_grant_token: 'demo' },
      settings: { transfer_customer_invoices: 'booked' },
    },
    answers: {
      201: {
        description: 'Connected.',
        schema: z.object({ integration: integrationRow, test: testResult.nullable() }),
      },
    },
    errors: ['AlreadyExists'],
  },
  async ({ body }, context) => {
    const { orm, vault } = context.deps;
    const { agreementNumber } = context.caller;
    const credentials = credentialsOf(body.credentials);
    const settings = chosenSettings({}, body.settings ?? {});
    const made = await withAgreement(orm, agreementNumber, (em) =>
      onceByKey(em, context, masked(body), undefined, async () => {
        const connection = await createConnection(em, vault, {
          provider: body.provider,
          name: body.name ?? body.provider,
          credentials,
          settings,
          capacity: parseSettings(settings).concurrency,
        });
        return shown(em, connection, 201);
      }),
    );
    const { integration } = made.body as { integration: { id: string } };
    const test = await runConnectionTest(context, integration.id);
    const tested = await withAgreement(orm, agreementNumber, async (em) =>
      shown(em, await findConnection(em, integration.id), made.status),
    );
    return {
      ...tested,
      headers: { ...made.headers, ...tested.headers },
      body: { ...(tested.body as object), test: test ?? null },
    };
  },
);

const credentialsOf = (body: z.output<typeof economicCredentials>): Readonly<Record<string, string>> =>
  parseCredentials(renameKeys(body, camel));

/** Fields of the request in the provider's spelling of its settings; null goes back to the default. */
function chosenSettings(
  kept: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const sent = Object.entries(body)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, unknown] => [camel(name), value]);
  const merged = Object.entries({ ...kept, ...Object.fromEntries(sent) }).filter(
    ([, value]) => value !== null,
  );
  const settings = Object.fromEntries(merged);
  try {
    parseSettings(settings);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const errors = Object.entries(error.errors).map(([field, messages]) => [snake(field), [...messages]]);
    throw new DomainError(error.code, error.params, {
      errors: Object.fromEntries(errors) as Record<string, string[]>,
      cause: error,
    });
  }
  return settings;
}

const test = endpoint(
  {
    method: 'POST',
    path: `${path}/test`,
    scope: 'admin',
    tag,
    summary: 'Ask the ERP who we are there.',
    description: 'Opens a gate that was closed for refused credentials, where they work now.',
    params: pathId,
    answers: {
      200: { description: 'What the ERP said.', schema: single('test', testResult) },
      202: { description: 'Still under way; look at the integration.', schema: single('test', z.null()) },
    },
    errors: ['EngineUnavailable'],
  },
  async ({ params }, context) => {
    const result = await runConnectionTest(context, params.id, { required: true });
    return result === undefined
      ? { status: 202, body: { test: null }, headers: { location: `/api/integrations/${params.id}` } }
      : { status: 200, body: { test: result } };
  },
);

const changeSettings = endpoint(
  {
    method: 'PUT',
    path,
    scope: 'admin',
    tag,
    summary: 'Change the settings of a connection.',
    description:
      'They hold for whatever is sent from now on. A setting that is left out stays; null is its default.',
    params: pathId,
    body: integrationSettingsBody,
    bodyExample: { settings: { transfer_customer_invoices: 'draft' } },
    answers,
    ifMatch: 'optional',
  },
  async ({ params, body }, context) => {
    const { agreementNumber, actor } = context.caller;
    const answer = await withAgreement(context.deps.orm, agreementNumber, async (em) => {
      const connection = await findConnection(em, params.id);
      requireSame(connection, versionOf(context.ifMatch).version);
      const settings = chosenSettings(connection.settings, body.settings);
      const capacity = Math.min(laneCapacity, parseSettings(settings).concurrency);
      const changed = await updateConnectionSettings(em, params.id, settings, capacity);
      await tellConnectionEvent(em, params.id, actor, 'settings-changed', {
        fields: Object.keys(body.settings),
      });
      return shown(em, changed, 200);
    });
    await tellIssues(context, params.id);
    return answer;
  },
);

function requireSame(connection: Connection, version: number | undefined): void {
  if (version !== undefined && version !== connection.version)
    throw new DomainError('EditConflict', { what: `The integration ${connection.id}` });
}

const changeCredentials = endpoint(
  {
    method: 'PUT',
    path: `${path}/credentials`,
    scope: 'admin',
    tag,
    summary: 'Give a connection new tokens, and test them.',
    description:
      'Nothing is sent with them before the ERP has answered that they are of the same account: the gate is `severed` until then, and opens by itself. Where `test` is null it could not be made now: ask for it with `/test`.',
    params: pathId,
    body: integrationCredentialsBody,
    bodyExample: { credentials: { app_secret_token: 'demo', agreement_grant_token: 'demo' } },
    answers: {
      200: {
        description: 'Kept.',
        schema: z.object({ integration: integrationRow, test: testResult.nullable() }),
      },
    },
  },
  async ({ params, body }, context) => {
    const { orm, vault } = context.deps;
    const { agreementNumber, actor } = context.caller;
    const credentials = credentialsOf(body.credentials);
    await withAgreement(orm, agreementNumber, async (em) => {
      await replaceCredentials(em, vault, params.id, credentials, actor);
      await tellConnectionEvent(em, params.id, actor, 'credentials-replaced');
    });
    const result = await runConnectionTest(context, params.id);
    await tellIssues(context, params.id);
    return withAgreement(orm, agreementNumber, async (em) => {
      const answer = await shown(em, await findConnection(em, params.id), 200);
      return { ...answer, body: { ...(answer.body as object), test: result ?? null } };
    });
  },
);

export const integrationEndpoints: readonly Endpoint[] = [
  list,
  connect,
  one,
  changeSettings,
  changeCredentials,
  test,
  ...gateEndpoints,
  ...integrationPreflightEndpoints,
];
