import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Control } from './control.ts';
import { parseFaultRule } from './faults.ts';
import { type Binding, listen, readBody, type RunningServer } from './host.ts';
import { ControlError, type Json } from './stand-in.ts';

type Input = Readonly<Record<string, Json>>;

interface Call {
  readonly control: Control;
  readonly parameters: readonly string[];
  readonly agreement: number | undefined;
  readonly input: Input;
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly lines?: readonly string[];
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly run: (call: Call) => Answer;
}

function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') throw new ControlError(400, `'${name}' is missing.`);
  return value;
}

function optional<T extends string | number | boolean>(
  input: Input,
  name: string,
  sample: T,
): Record<string, T> {
  const value = input[name];
  if (value === undefined) return {};
  if (typeof value !== typeof sample) throw new ControlError(400, `'${name}' is not a ${typeof sample}.`);
  return { [name]: value as T };
}

function oneOf<T extends string>(input: Input, name: string, allowed: readonly T[]): T {
  const value = text(input, name);
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) throw new ControlError(400, `'${name}' is one of ${allowed.join(', ')}.`);
  return found;
}

const forAgreement = (call: Call) => (call.agreement === undefined ? {} : { agreement: call.agreement });
const parameter = (call: Call, index: number) => decodeURIComponent(call.parameters[index] ?? '');
const ok = (json: unknown): Answer => ({ status: 200, json });

const routes: readonly Route[] = [
  { method: 'GET', path: '/control/state', run: ({ control }) => ok(control.state()) },
  {
    method: 'GET',
    path: '/control/ledger',
    run: ({ control, agreement }) => ok(control.ledger(agreement)),
  },
  {
    method: 'GET',
    path: '/control/journal',
    run: ({ control }) => ({ status: 200, lines: control.journal() }),
  },
  {
    method: 'DELETE',
    path: '/control/journal',
    run: ({ control }) => {
      control.clearJournal();
      return { status: 204 };
    },
  },
  { method: 'GET', path: '/control/faults', run: ({ control }) => ok(control.faults()) },
  {
    method: 'POST',
    path: '/control/faults',
    run: ({ control, input }) => ({ status: 201, json: { id: control.setFault(parseFaultRule(input)) } }),
  },
  {
    method: 'DELETE',
    path: '/control/faults',
    run: ({ control }) => ok({ cleared: control.clearFaults() }),
  },
  {
    method: 'DELETE',
    path: '/control/faults/{id}',
    run: (call) => {
      const id = parameter(call, 0);
      if (!/^\d+$/.test(id)) throw new ControlError(400, `'${id}' is no fault's id.`);
      return ok({ cleared: call.control.clearFaults(Number(id)) });
    },
  },
  { method: 'GET', path: '/control/switches', run: ({ control }) => ok(control.switches()) },
  {
    method: 'PATCH',
    path: '/control/switches',
    run: ({ control, input }) => {
      control.setSwitches(input);
      return ok(control.switches());
    },
  },
  {
    method: 'POST',
    path: '/control/clock',
    run: ({ control, input }) => {
      const change = {
        ...optional(input, 'set', ''),
        ...optional(input, 'stop', true),
        ...optional(input, 'advanceMs', 0),
        ...optional(input, 'reset', true),
      };
      return ok({ now: control.setClock(change) });
    },
  },
  {
    method: 'POST',
    path: '/control/periods',
    run: (call) => {
      const state = oneOf(call.input, 'state', ['open', 'barred', 'closed'] as const);
      call.control.setPeriod({ ...forAgreement(call), date: text(call.input, 'date'), state });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/control/barred',
    run: (call) => {
      call.control.setBarred({
        ...forAgreement(call),
        kind: text(call.input, 'kind'),
        id: text(call.input, 'id'),
        barred: call.input['barred'] !== false,
      });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/control/tokens',
    run: (call) => {
      const action = oneOf(call.input, 'action', ['add', 'revoke', 'restore'] as const);
      call.control.setToken({ ...forAgreement(call), token: text(call.input, 'token'), action });
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/control/agreements',
    run: ({ control, input }) => ({ status: 201, json: control.addAgreement(input) }),
  },
  {
    method: 'PATCH',
    path: '/control/records/{kind}/{id}',
    run: (call) =>
      ok(call.control.editRecord(parameter(call, 0), parameter(call, 1), call.input, call.agreement)),
  },
  {
    method: 'DELETE',
    path: '/control/records/{kind}/{id}',
    run: (call) => {
      call.control.removeRecord(parameter(call, 0), parameter(call, 1), call.agreement);
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/control/records/{kind}/{id}/book',
    run: (call) => ({
      status: 201,
      json: call.control.bookRecord(parameter(call, 0), parameter(call, 1), call.agreement),
    }),
  },
  {
    method: 'POST',
    path: '/control/records/{kind}/{id}/copy',
    run: (call) => ({
      status: 201,
      json: call.control.copyRecord(parameter(call, 0), parameter(call, 1), call.agreement),
    }),
  },
  {
    method: 'POST',
    path: '/control/reset',
    run: ({ control }) => {
      control.reset();
      return { status: 204 };
    },
  },
];

const matching = routes.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
}));

/** Every call that the door answers: `GET /control/state`. */
export const doorPaths = (): readonly string[] => routes.map((route) => `${route.method} ${route.path}`);

function parseInput(body: string): Input {
  if (body.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new ControlError(400, 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ControlError(400, 'The body is not a JSON object.');
  }
  return value as Input;
}

function answer(control: Control, request: IncomingMessage, body: string): Answer {
  const url = new URL(request.url ?? '/', 'http://door');
  const onPath = matching.filter(({ pattern }) => pattern.test(url.pathname));
  if (onPath.length === 0) throw new ControlError(404, `There is no ${url.pathname} at this door.`);
  const match = onPath.find(({ route }) => route.method === request.method);
  if (match === undefined) {
    const methods = onPath.map(({ route }) => route.method).join(', ');
    throw new ControlError(405, `${url.pathname} takes ${methods}.`);
  }
  const agreement = url.searchParams.get('agreement');
  if (agreement !== null && !/^\d+$/.test(agreement)) {
    throw new ControlError(400, `'agreement' is not a number.`);
  }
  return match.route.run({
    control,
    parameters: match.pattern.exec(url.pathname)?.slice(1) ?? [],
    agreement: agreement === null ? undefined : Number(agreement),
    input: parseInput(body),
  });
}

function send(response: ServerResponse, result: Answer): void {
  if (result.lines !== undefined) {
    response.writeHead(result.status, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
    for (const line of result.lines) response.write(`${line}\n`);
    response.end();
    return;
  }
  if (result.json === undefined) {
    response.writeHead(result.status).end();
    return;
  }
  response.writeHead(result.status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(`${JSON.stringify(result.json, null, 1)}\n`);
}

/** Opens the control door; `docs/reference/sandbox-control.md` describes it. */
export function startDoor(options: { binding: Binding; control: Control }): Promise<RunningServer> {
  return listen(options.binding, async (request, response) => {
    const body = await readBody(request);
    try {
      send(response, answer(options.control, request, body));
    } catch (error) {
      const status = error instanceof ControlError ? error.status : 500;
      const message = error instanceof Error ? error.message : 'Something went wrong.';
      send(response, { status, json: { status, message } });
    }
  });
}
