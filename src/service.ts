import { once } from 'node:events';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { createAccess } from './access.ts';
import { systemChance } from './chance.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createAuditConsumer, createRetention } from './core/audit/service.ts';
import { createCalendars } from './core/calendars/service.ts';
import { Fault } from './core/fault.ts';
import type { Clock, Ids, Log, Mail } from './core/ports.ts';
import { createTemplateLibrary } from './core/templates/library.ts';
import { seedDemo } from './demo.ts';
import { createApi } from './http/api.ts';
import { createApp } from './http/app.ts';
import { createMetrics } from './http/metrics.ts';
import { createIds } from './ids.ts';
import { createHandler as createRetentionHandler } from './jobs/audit-retention.handler.ts';
import { auditRetention } from './jobs/audit-retention.ts';
import type { Workers } from './jobs/engine/workers.ts';
import { loadKeyRing } from './keys.ts';
import { createScheduling } from './scheduling.ts';
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

/** Without a mail server a developer reads mail on the console; in production nobody is told that it went out. */
async function openMail({ smtp, isProduction }: Config): Promise<Mail & { close(): Promise<void> }> {
  if (smtp !== undefined) {
    const { createSmtpMail } = await import('./integrations/mail/smtp.ts');
    return createSmtpMail(smtp.url, smtp.from);
  }
  const { createConsoleMail } = await import('./integrations/mail/console.ts');
  const print = createConsoleMail((text) => process.stdout.write(text));
  const refuse: Mail = {
    send: async () => {
      throw new Fault('misconfigured', 'No mail can be sent: set SMTP_URL and MAIL_FROM');
    },
  };
  return { ...(isProduction ? refuse : print), close: async () => {} };
}

async function createServiceWorkers(store: Store, clock: Clock, holder: string, log: Log): Promise<Workers> {
  const [{ createWorkers }, { AGENDA_COLLECTION }, { bindJob }] = await Promise.all([
    import('./jobs/engine/workers.ts'),
    import('./store/models/all.ts'),
    import('./jobs/engine/definition.ts'),
  ]);
  const forgetOld = createRetention({ log: store.audit, organisations: store.organisations, clock });
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
    consumers: [createAuditConsumer(store.audit)],
    jobs: () => [bindJob(auditRetention, createRetentionHandler({ forgetOld }))],
    dueHandlers: new Map(),
    onFault: (error, where) => log.error({ err: error, where }, 'work failed'),
    onCleared: (cleared) => log.info({ cleared }, 'upkeep'),
  });
}

interface WebParts {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly mail: Mail;
}

function createWeb({ config, store, clock, ids, mail }: WebParts) {
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const scheduling = createScheduling({ store, clock, ids, chance: systemChance });
  const api = createApi({
    ...createAccess({ store, calendars, clock, ids, mail, publicUrl: config.publicUrl }),
    answers: store.answers,
    audit: store.audit,
    calendars,
    templates: createTemplateLibrary({
      shelf: store.templates,
      calendars: store.calendars,
      taken: scheduling.ledger,
      clock,
      ids,
    }),
    services: store.services,
    slots: scheduling.slots,
    appointments: store.appointments,
    appointmentService: scheduling.appointments,
    series: store.series,
    seriesService: scheduling.series,
    programmes: store.programmes,
    ids,
    clock,
    publicUrl: config.publicUrl,
    isProduction: config.isProduction,
  });
  return [['/', api]] as const;
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

    const checks: Record<string, () => Promise<unknown>> = { store: store.ping };
    if (config.role !== 'web') {
      const workers = await createServiceWorkers(store, clock, holder, log);
      await workers.start();
      closing.add(workers.stop);
      checks.jobs = workers.check;
    }

    const { createServer } = await import('node:http');
    const metrics = createMetrics();
    const mail = await openMail(config);
    closing.add(mail.close);
    const routers = config.role === 'worker' ? [] : createWeb({ config, store, clock, ids, mail });
    const app = createApp({ ...config, log, metrics, checks, routers });
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
