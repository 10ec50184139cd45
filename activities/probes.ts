import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Worker } from '@temporalio/worker';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { pingDatabase } from '../domain/database.ts';
import { secondsSinceLook, transferCounts, unmappedRefusals } from '../domain/lane/keeper.service.ts';

export interface Probes {
  readonly url: string;
  close(): Promise<void>;
}

function metricsOf(orm: MikroORM): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'bilag_transfers',
    help: 'Transfers in each state, over all agreements.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { state, transfers } of await transferCounts(orm)) this.set({ state }, Number(transfers));
    },
  });
  new Gauge({
    name: 'bilag_unmapped_refusals',
    help: 'Attempts that an ERP refused for a reason that the catalogue of errors does not know, over all agreements.',
    labelNames: ['provider'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { provider, refusals } of await unmappedRefusals(orm))
        this.set({ provider }, Number(refusals));
    },
  });
  new Gauge({
    name: 'bilag_lane_keeper_look_age_seconds',
    help: "Seconds since the lane keeper's last look; more than 180 means that nobody looks.",
    registers: [registry],
    async collect() {
      const seconds = await secondsSinceLook(orm);
      if (seconds !== undefined) this.set(seconds);
    },
  });
  return registry;
}

/**
 * The worker's own small door for ops: `/healthz` (the process answers), `/readyz` (every worker polls and the database
 * answers; else 503) and `/metrics` (Prometheus). No data of an agreement.
 */
export async function startProbes(
  options: { readonly metricsHost: string; readonly metricsPort: number },
  orm: MikroORM,
  workers: readonly Worker[],
): Promise<Probes> {
  const registry = metricsOf(orm);
  const answer = async (path: string, response: ServerResponse): Promise<void> => {
    if (path === '/healthz') {
      send(response, 200, 'ok');
    } else if (path === '/readyz') {
      const isPolling = workers.every((worker) => worker.getState() === 'RUNNING');
      await pingDatabase(orm);
      send(response, isPolling ? 200 : 503, isPolling ? 'ready' : 'a worker does not run');
    } else if (path === '/metrics') {
      send(response, 200, await registry.metrics(), registry.contentType);
    } else {
      send(response, 404, 'not found');
    }
  };
  const server = createServer((request, response) => {
    answer(new URL(request.url ?? '/', 'http://localhost').pathname, response).catch((error: unknown) => {
      send(response, 503, error instanceof Error ? error.message : 'not ready');
    });
  });
  await listen(server, options.metricsPort, options.metricsHost);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.metricsHost}:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'content-type': type }).end(body);
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
