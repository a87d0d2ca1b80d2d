import { once } from 'node:events';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { Fault } from './core/fault.ts';
import type { Clock, Ids, Log } from './core/ports.ts';
import { seedDemo } from './demo.ts';
import { createApp } from './http/app.ts';
import { createMetrics } from './http/metrics.ts';
import { createIds } from './ids.ts';
import type { Workers } from './jobs/engine/workers.ts';
import { loadKeyRing } from './keys.ts';
import type { Scheduling } from './scheduling.ts';
import { openStore, type Store } from './store/store.ts';

export interface Service {
  /** Where it listens, on this machine. */
  readonly url: string;
  /** Takes nothing new, finishes what runs, gives every lock back. */
  stop(): Promise<void>;
}

export interface ServiceParts {
  readonly config: Config;
  readonly log: Log;
  /** A test, or the sandbox, holds and turns it. */
  readonly clock?: Clock;
}

/** What was opened, closed in the opposite order, each even if another fails. */
function createClosing(log: Log) {
  const steps: (() => Promise<unknown>)[] = [];
  return {
    add: (step: () => Promise<unknown>) => steps.unshift(step),
    async run() {
      for (const step of steps.splice(0))
        await step().catch((error: unknown) => log.error({ err: error }, 'closing failed'));
    },
  };
}

/** The uri of the store: the one that is configured, or our own server in the data folder. */
export async function locateStore(config: Config, log: Log) {
  if (config.mongodbUri !== undefined) return { uri: config.mongodbUri, close: async () => {} };
  const { joinEmbeddedStore, openEmbeddedStore } = await import('./store/embedded/embedded.ts');
  // A worker beside a web process on one machine works on the store that is open already.
  const running = config.role === 'all' ? undefined : await joinEmbeddedStore(config.dataDir);
  return (
    running ??
    (await openEmbeddedStore({
      dataDir: config.dataDir,
      log: (message, details) => log.warn({ ...details, part: 'embedded store' }, message),
    }))
  );
}

async function openScheduling(store: Store, clock: Clock, ids: Ids, log: Log): Promise<Scheduling> {
  const { createScheduling } = await import('./scheduling.ts');
  return createScheduling({
    store,
    clock,
    ids,
    chance: systemChance,
    onMended(organisationId, report) {
      const { firmed, restored, freed, clashes } = report;
      const isNormal = firmed + restored + freed + clashes.length === 0;
      log[isNormal ? 'debug' : 'warn']({ organisationId, ...report }, 'ledger compared with appointments');
    },
  });
}

interface WorkerParts {
  readonly store: Store;
  readonly scheduling: Scheduling;
  readonly clock: Clock;
  readonly holder: string;
  readonly log: Log;
}

async function createServiceWorkers({ store, scheduling, clock, holder, log }: WorkerParts): Promise<Workers> {
  const [{ createWorkers }, { AGENDA_COLLECTION }] = await Promise.all([
    import('./jobs/engine/workers.ts'),
    import('./store/models/all.ts'),
  ]);
  return createWorkers({
    store,
    agenda: { db: store.connection.getClient().db(store.connection.name), collection: AGENDA_COLLECTION },
    clock,
    machineClock: systemClock,
    chance: systemChance,
    holder,
    transports: new Map(),
    // A turn of a channel that is not connected any more is for people to look at.
    turnHandler: async ({ channel }) => ({ kind: 'needs_human', reason: `no channel named ${channel} is connected` }),
    consumers: scheduling.consumers,
    jobs: scheduling.jobs,
    dueHandlers: new Map(),
    onFault: (error, where) => log.error({ err: error, where }, 'work failed'),
    onCleared: (cleared) => log.info({ cleared }, 'upkeep'),
  });
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (isTaken) throw new Fault('misconfigured', `PORT ${port} is taken by another program: stop it, or set PORT`);
    throw error;
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
}

export async function startService({ config, log, clock = systemClock }: ServiceParts): Promise<Service> {
  const closing = createClosing(log);
  try {
    const holder = `${hostname()}:${process.pid}`;
    const keys = loadKeyRing(config);
    const ids = createIds(clock);
    const place = await locateStore(config, log);
    closing.add(place.close);
    const store = await openStore({ uri: place.uri, clock, machineClock: systemClock, ids, keys, holder });
    closing.add(store.close);
    if (!config.isProduction) await seedDemo(store.organisations);

    const scheduling = await openScheduling(store, clock, ids, log);
    const checks: Record<string, () => Promise<unknown>> = { store: store.ping };
    if (config.role !== 'web') {
      const workers = await createServiceWorkers({ store, scheduling, clock, holder, log });
      await workers.start();
      closing.add(workers.stop);
      checks.jobs = workers.check;
    }

    const { createServer } = await import('node:http');
    const metrics = createMetrics();
    const app = createApp({ ...config, log, metrics, checks, routers: [] });
    const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app);
    const url = await listen(server, config.port, config.host);
    closing.add(async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    });
    return { url, stop: closing.run };
  } catch (error) {
    await closing.run();
    throw error;
  }
}
