import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxClock } from './clock.ts';
import type { FaultRule, Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { StandIn, StandInAnswer, StandInRequest } from './stand-in.ts';

/** One HTTP host of a stand-in, with faults and journal around it. */
export interface HostOptions {
  readonly name: string;
  readonly binding: Binding;
  readonly standIn: StandIn;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly clock: SandboxClock;
  /** How long each answer is held back, read anew for each call. */
  readonly latencyMs: () => number;
  /** Factor on the delays and the late visibility of faults, read anew for each call; left out: 1. */
  readonly timeScale?: () => number;
}

/** Where to listen. */
export interface Binding {
  /** 0: a free one. */
  readonly port: number;
  /** Such as `127.0.0.1`, or `0.0.0.0` within a container. */
  readonly address: string;
}

export interface RunningServer {
  readonly url: string;
  /** Cuts what is still open and resolves when the port is free. */
  close(): Promise<void>;
}

/** A pending wait keeps no process alive: the open port does, until it is closed. */
const wait = (milliseconds: number) => delay(milliseconds, undefined, { ref: false });

const bodyBytesMax = 20 * 1024 * 1024;

/** Reads the whole body as text; the connection is cut above 20 MB. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytesMax) throw new Error('The body is larger than 20 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Opens a port; a rejected `serve` cuts its connection. */
export async function listen(
  binding: Binding,
  serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<RunningServer> {
  const server: Server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  // Clients keep connections; a stand-in that closed them early would add resets of its own to a test.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(binding.port, binding.address, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://${binding.address === '0.0.0.0' ? '127.0.0.1' : binding.address}:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve();
          else reject(error);
        });
        server.closeAllConnections();
      }),
  };
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

const withRetryAfter = (answer: StandInAnswer, fault: FaultRule): StandInAnswer =>
  fault.retryAfterSeconds === undefined
    ? answer
    : { ...answer, headers: { ...answer.headers, 'Retry-After': String(fault.retryAfterSeconds) } };

/** A defect of the stand-in itself is said aloud, so that nobody takes it for the provider's behaviour. */
function handled(standIn: StandIn, request: StandInRequest): StandInAnswer {
  try {
    return standIn.handle(request);
  } catch (error) {
    console.error(`The ${standIn.provider} stand-in failed on ${request.method} ${request.path}:`, error);
    return standIn.failure(request, 500);
  }
}

/** What leaves after the request was done: the answer itself or what the fault makes of it; `null`: nothing at all. */
function outgoing(
  standIn: StandIn,
  request: StandInRequest,
  answer: StandInAnswer,
  fault: FaultRule | null,
): StandInAnswer | null {
  switch (fault?.kind) {
    case 'commit-then-status':
      return withRetryAfter(standIn.failure(request, fault.status ?? 503), fault);
    case 'commit-then-reset':
    case 'commit-then-timeout':
      return null;
    case 'unreadable-answer':
      return { ...answer, body: '<html><body>Gateway' };
    default:
      return answer;
  }
}

function send(response: ServerResponse, answer: StandInAnswer, half: boolean): void {
  const body = answer.body ?? '';
  const headers: Record<string, string> = { ...answer.headers };
  if (answer.status !== 204) headers['Content-Length'] = String(Buffer.byteLength(body));
  response.writeHead(answer.status, headers);
  if (!half) {
    response.end(body);
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** Opens the host. */
export async function startHost(options: HostOptions): Promise<RunningServer> {
  const { standIn, journal, faults, clock } = options;
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const at = clock.now().toISOString();
    const body = await readBody(incoming);
    const method = (incoming.method ?? 'GET').toUpperCase();
    const path = incoming.url ?? '/';
    const headers = flat(incoming.headers);
    const fault = faults.take({ method, path, body, agreement: standIn.agreementOf(headers) });
    const scaled = (milliseconds: number): number => milliseconds * (options.timeScale?.() ?? 1);
    const hiddenMs = fault?.hiddenMs ?? (fault?.kind === 'late-visibility' ? 60_000 : 0);
    const request: StandInRequest = {
      host: options.name,
      method,
      path,
      headers,
      body,
      hideForMs: scaled(hiddenMs),
      forgetsKey: fault?.forgetsKey === true,
    };
    const record = (answer: StandInAnswer | null) => {
      journal.record({
        at,
        method,
        path,
        requestHeaders: request.headers,
        requestBody: body,
        status: answer?.status ?? null,
        responseHeaders: answer?.headers ?? {},
        responseBody: answer?.body ?? null,
        ...(fault === null ? {} : { fault: fault.kind }),
      });
    };
    if (fault?.kind === 'reset-before') {
      record(null);
      response.destroy();
      return;
    }
    if (fault?.kind === 'delay') await wait(scaled(fault.delayMs ?? 1_000));
    const answer =
      fault?.kind === 'status'
        ? withRetryAfter(standIn.failure(request, fault.status ?? 503), fault)
        : outgoing(standIn, request, handled(standIn, request), fault);
    const holdBackMs =
      options.latencyMs() + (fault?.kind === 'commit-then-delay' ? scaled(fault.delayMs ?? 1_000) : 0);
    if (holdBackMs > 0) await wait(holdBackMs);
    record(answer);
    if (answer !== null) send(response, answer, fault?.kind === 'half-body');
    else if (fault?.kind === 'commit-then-reset') response.destroy();
  };
  return listen(options.binding, serve);
}
