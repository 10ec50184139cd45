import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver of webhooks was sent. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver answers. */
export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A real HTTP server that receives webhooks. */
export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** Answers the next requests so; the last one goes on. */
  answers(...next: readonly (ReceiverAnswer | Promise<ReceiverAnswer>)[]): void;
  close(): Promise<void>;
}

/** Listens on loopback; answers 200 until it is told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let next: (ReceiverAnswer | Promise<ReceiverAnswer>)[] = [{ status: 200, body: 'thanks' }];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      });
      const answer = next.length > 1 ? next.shift() : next[0];
      void Promise.resolve(answer).then((said) => {
        response.writeHead(said?.status ?? 200, said?.headers).end(said?.body);
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers: (...answers) => {
      next = [...answers];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
