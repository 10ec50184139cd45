import { logIn } from '../../domain/users/log-in.service.ts';
import { smallEmail } from '../../domain/users/user.service.ts';
import { endSession, listSessions } from '../../domain/users/session.service.ts';
import type { Caller, PersonCaller } from '../context.ts';
import { DomainError } from '../../domain/errors.ts';
import { changing, endpoint, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { logInBody, newSessionRow, sessionRow } from '../schemas/users.ts';
import { sessionView, userView } from '../views/users.ts';
import { domainQuery } from './register.ts';

const tag = 'sessions';
const path = '/api/sessions';

/** The person who asks; endpoints of scope `person` let nobody else in. */
export function personOf(caller: Caller): PersonCaller {
  if (caller.kind !== 'person') throw new DomainError('PersonRequired');
  return caller;
}

const open = endpoint(
  {
    method: 'POST',
    path,
    scope: 'nobody',
    tag,
    summary: 'Log in.',
    description:
      'The token is in this answer alone. It ends after 30 days, or after 12 hours in which nobody uses it. An unknown address and a wrong password get the same answer. After ten tries in a quarter of an hour at one address from one place the answer is 429.',
    body: logInBody,
    bodyExample: { email: 'mette@example.dk', password: 'elleve grønne cykler' },
    answers: { 201: { description: 'Logged in.', schema: single('session', newSessionRow) } },
    errors: ['LogInRefused'],
  },
  async ({ body }, { deps, client, throttle }) => {
    throttle.take('log-in', smallEmail(body.email), client.ip);
    const { agreement_number: agreementNumber, email, password } = body;
    const { user, session, token } = await logIn(deps.orm, { agreementNumber, email, password }, client);
    return singleAnswer(201, 'session', {
      ...sessionView(session, session.id),
      token,
      agreement_number: user.agreementNumber,
      user: userView(user),
    });
  },
);

const list = reading(
  {
    method: 'GET',
    path,
    scope: 'person',
    tag,
    summary: 'Where one has logged in oneself, the last time first.',
    query: listQuery(['created_at', 'last_used_at'], {}),
    answers: listAnswers('sessions', sessionRow),
  },
  async (em, { query }, { caller }) => {
    const { userId, sessionId } = personOf(caller);
    const { rows, total } = await listSessions(em, userId, domainQuery(query, []));
    const views = rows.map((session) => sessionView(session, sessionId));
    return listAnswer('sessions', views, total, pageOf(query), { fields: query.fields, schema: sessionRow });
  },
);

const end = changing(
  {
    method: 'DELETE',
    path: `${path}/{id}`,
    scope: 'person',
    tag,
    summary: 'Log out: end this session or another one of one’s own.',
    params: pathId,
    answers: { 204: { description: 'Ended.' } },
  },
  async (em, { params }, { caller, sessions }) => {
    await endSession(em, personOf(caller).userId, params.id);
    sessions.forget();
    return { status: 204 };
  },
);

export const sessionEndpoints: readonly Endpoint[] = [open, list, end];
