import { z } from 'zod';
import { roles } from '../../domain/users/rights.ts';
import { userStatuses } from '../../domain/users/user.entity.ts';
import type { User } from '../../domain/users/user.entity.ts';
import { findUser, listUsers, removeUser, updateUser } from '../../domain/users/user.service.ts';
import type { UserChanger } from '../../domain/users/user.service.ts';
import { inviteAgain, inviteUser } from '../../domain/users/user-password.service.ts';
import type { Caller } from '../context.ts';
import { changing, reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';
import { listAnswer, listAnswers, listQuery, pageOf, queryText, single, singleAnswer } from '../lists.ts';
import { pathId } from '../schemas/common.ts';
import { userBody, userChange, userRow } from '../schemas/users.ts';
import { versionOf } from '../versions.ts';
import { userView } from '../views/users.ts';
import { domainQuery } from './register.ts';

const tag = 'users';
const path = '/api/users';

const changer = (caller: Caller): UserChanger => ({
  actor: caller.actor,
  userId: caller.kind === 'person' ? caller.userId : undefined,
});

const answerWith = (status: number, user: User) => singleAnswer(status, 'user', userView(user), user.version);

const answers = { 200: { description: 'The user.', schema: single('user', userRow) } };
const filters = {
  email: queryText(255).optional(),
  status: z.enum(userStatuses, `must be one of ${userStatuses.join(', ')}`).optional(),
  role: z.enum(roles, `must be one of ${roles.join(', ')}`).optional(),
};

const list = reading(
  {
    method: 'GET',
    path,
    scope: 'admin',
    tag,
    summary: 'The people who can log in, invited and barred ones too.',
    query: listQuery(['name', 'email', 'created_at', 'last_login_at'], filters),
    answers: listAnswers('users', userRow),
  },
  async (em, { query }) => {
    const { rows, total } = await listUsers(em, domainQuery(query, Object.keys(filters)));
    return listAnswer('users', rows.map(userView), total, pageOf(query), {
      fields: query.fields,
      schema: userRow,
    });
  },
);

const create = changing(
  {
    method: 'POST',
    path,
    scope: 'admin',
    tag,
    summary: 'Invite a person.',
    description: 'He gets a mail with a link to set his password, for seven days and once.',
    body: userBody,
    bodyExample: { email: 'mette@example.dk', name: 'Mette Holm', language: 'da', roles: ['sales'] },
    answers: { 201: { description: 'Invited.', schema: single('user', userRow) } },
    errors: ['AlreadyExists'],
  },
  async (em, { body }, { caller, deps }) =>
    answerWith(201, await inviteUser(em, deps.vault, body, caller.actor)),
);

const again = changing(
  {
    method: 'POST',
    path: `${path}/{id}/invite`,
    scope: 'admin',
    tag,
    summary: 'Invite a person again.',
    description: 'He gets another mail; the link of the one before ends.',
    params: pathId,
    answers,
    errors: ['InvalidTransition'],
  },
  async (em, { params }, { caller, deps }) =>
    answerWith(200, await inviteAgain(em, deps.vault, params.id, caller.actor)),
);

const one = reading(
  {
    method: 'GET',
    path: `${path}/{id}`,
    scope: 'admin',
    tag,
    summary: 'One user.',
    params: pathId,
    ifMatch: 'optional',
    answers,
  },
  async (em, { params }) => answerWith(200, await findUser(em, params.id)),
);

const update = changing(
  {
    method: 'PUT',
    path: `${path}/{id}`,
    scope: 'admin',
    tag,
    summary: 'Change name, language or roles of a user, or bar him.',
    description:
      'What is left out stays as it is. New roles hold at once (in other processes of the API a second later at most). The last active administrator stays one, and nobody bars himself.',
    params: pathId,
    body: userChange,
    ifMatch: 'optional',
    answers,
    errors: ['LastAdmin', 'NotOnOneself'],
  },
  async (em, { params, body }, { caller, ifMatch, sessions }) => {
    const { is_barred: isBarred, ...rest } = body;
    const version = versionOf(ifMatch);
    const user = await updateUser(em, params.id, { ...rest, isBarred }, version, changer(caller));
    sessions.forget();
    return answerWith(200, user);
  },
);

const remove = changing(
  {
    method: 'DELETE',
    path: `${path}/{id}`,
    scope: 'admin',
    tag,
    summary: 'Remove a user. What he did keeps his address.',
    params: pathId,
    ifMatch: 'optional',
    answers: { 204: { description: 'Removed.' } },
    errors: ['LastAdmin', 'NotOnOneself'],
  },
  async (em, { params }, { caller, ifMatch, sessions }) => {
    await removeUser(em, params.id, versionOf(ifMatch), changer(caller));
    sessions.forget();
    return { status: 204 };
  },
);

export const userEndpoints: readonly Endpoint[] = [list, create, one, update, remove, again];
