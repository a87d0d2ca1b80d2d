import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Router } from 'express';
import type { SendsBy } from './bots/turns/reaching.ts';
import { systemChance } from './chance.ts';
import { createTurnableClock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { ConversationRoom } from './conversations.ts';
import type { Transport } from './core/delivery/types.ts';
import { Fault } from './core/fault.ts';
import type { Clock, Ids, Log, Mail } from './core/ports.ts';
import { createIds } from './ids.ts';
import { loadKeyRing } from './keys.ts';
import { locateStore } from './place.ts';
import type { Sandbox } from './sandbox.ts';
import type { SandboxParts } from './sandbox-door.ts';
import type { Scheduling } from './scheduling.ts';
import type { VisitSharing } from './self-service.ts';
import type { SmsParts } from './sms.ts';
import { hasDied, ownName } from './store/processes.ts';
import type { Store } from './store/store.ts';

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
  /** In place of the configured way out. */
  readonly mail?: Mail;
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

type Closing = ReturnType<typeof createClosing>;

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

interface Channels {
  readonly transports: ReadonlyMap<string, Transport>;
  readonly webhooks: readonly (readonly [path: string, router: Router])[];
}

/** The ways in and out, by what is configured. A channel without an account is played by the sandbox; in production it has neither. */
async function openChannels(
  parts: Omit<SmsParts, 'account' | 'people'> & {
    readonly config: Config;
    readonly sandbox: Sandbox | undefined;
    readonly conversations: ConversationRoom;
  },
): Promise<Channels> {
  const { config, sandbox, conversations } = parts;
  const { people, announcer } = conversations;
  const played = sandbox?.transports(people) ?? [];
  if (config.twilio === undefined) return { transports: new Map(played), webhooks: [] };
  const { createSmsReceiver, createSmsSender } = await import('./sms.ts');
  const sms = { ...parts, people, account: config.twilio, onUndelivered: announcer.tellUndelivered };
  return {
    transports: new Map([...played, ['sms', await createSmsSender(sms)]]),
    webhooks: [['/channels/sms', createSmsReceiver(sms)]],
  };
}

/** In production it is not even loaded. */
async function openSandbox(parts: SandboxParts, closing: Closing): Promise<Sandbox> {
  const { openSandbox: open } = await import('./sandbox.ts');
  const sandbox = await open(parts);
  closing.add(sandbox.close);
  return sandbox;
}

async function openPost(config: Config, sandbox: Sandbox | undefined, closing: Closing): Promise<Mail> {
  const { openMail } = await import('./mail.ts');
  const mail = await openMail(config, closing.add);
  return sandbox === undefined || config.smtp !== undefined ? mail : sandbox.mailbox(mail);
}

async function openSharing(parts: {
  readonly config: Config;
  readonly store: Store;
  readonly scheduling: Scheduling;
  readonly contacts: ConversationRoom['people'];
  readonly clock: Clock;
  readonly ids: Ids;
}): Promise<VisitSharing> {
  const { createVisitSharing } = await import('./self-service.ts');
  const { config, ...further } = parts;
  const { contacts } = further.store;
  return createVisitSharing({ ...further, contacts, keys: loadKeyRing(config), publicUrl: config.publicUrl });
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

async function serve(app: RequestListener, { port, host }: Config, closing: Closing): Promise<string> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000 }, app);
  const url = await listen(server, port, host);
  closing.add(async () => {
    const closed = once(server, 'close');
    server.close();
    server.closeIdleConnections();
    await closed;
  });
  return url;
}

/**
 * Begins to read the code of the rooms that every start needs. The store opens in a thread of its own and then waits for
 * the disk, and this fills that time.
 */
function readRooms({ role, isProduction }: Config) {
  const store = import('./store/store.ts');
  // One after another: what runs the tests loses its way among modules that are asked for from two sides at once.
  const readLater = async () => {
    await store;
    await import('./demo.ts');
    await import('./scheduling.ts');
    await import('./conversations.ts');
    await import('./self-service.ts');
    await import('./mail.ts');
    if (!isProduction) await import('./sandbox.ts');
    await import('./http/app.ts');
    await import('./http/metrics.ts');
    if (role !== 'web') await import('./background.ts');
    if (role !== 'worker') await import('./web.ts');
  };
  return { store, later: readLater() };
}

async function open(parts: ServiceParts, closing: Closing): Promise<string> {
  const { config, log } = parts;
  const turnable = config.isProduction ? undefined : createTurnableClock(parts.clock ?? systemClock);
  const clock = turnable ?? parts.clock ?? systemClock;
  const holder = ownName();
  const keys = loadKeyRing(config);
  const ids = createIds(clock);
  const locating = locateStore(config, log);
  const rooms = readRooms(config);
  const place = await locating;
  closing.add(place.close);
  const { openStore } = await rooms.store;
  // The embedded store is shared by processes of this machine alone, so that one that was killed is known to be gone.
  const seen = config.mongodbUri === undefined ? { isGone: hasDied } : {};
  const store = await openStore({ uri: place.uri, clock, machineClock: systemClock, ids, keys, holder, ...seen });
  closing.add(store.close);
  await rooms.later;
  const sandbox = turnable && (await openSandbox({ config, store, clock: turnable, ids, log }, closing));
  if (!config.isProduction) {
    const { seedDemo } = await import('./demo.ts');
    await seedDemo({ store, clock, ids });
  }
  const scheduling = await openScheduling(store, clock, ids, log);
  const { createConversations } = await import('./conversations.ts');
  const onFault = (error: unknown) => log.error({ err: error }, 'a turn could not be handled');
  // What sends asks the people for their consent, and whom to write to is asked of what sends.
  let channels: Channels = { transports: new Map(), webhooks: [] };
  const sendsBy: SendsBy = (channel) => channels.transports.has(channel);
  const conversations = createConversations({ store, scheduling, clock, ids, sendsBy, onFault });
  channels = await openChannels({ config, store, conversations, clock, log, sandbox });
  const contacts = conversations.people;
  const sharing = await openSharing({ config, store, scheduling, contacts, clock, ids });
  const { canMail, senderAddress } = await import('./mail.ts');
  const mail = parts.mail ?? (await openPost(config, sandbox, closing));

  // What a role does not need is not even loaded.
  const checks: Record<string, () => Promise<unknown>> = { store: store.ping };
  if (config.role !== 'web') {
    const { createBackground } = await import('./background.ts');
    const sharers = sharing.consumersWith(parts.mail ?? (canMail(config) ? mail : undefined), senderAddress(config));
    const workers = createBackground({ store, scheduling, conversations, sharers, ...channels, clock, holder, log });
    await workers.start();
    closing.add(workers.stop);
    sandbox?.settleWith(workers.settle);
    checks.jobs = workers.check;
  }
  const routers = [];
  if (config.role !== 'worker') {
    const { createWeb } = await import('./web.ts');
    if (sandbox !== undefined) routers.push(['/', sandbox.router({ scheduling, conversations })] as const);
    routers.push(...createWeb({ config, store, scheduling, conversations, sharing, clock, ids, mail }));
  }

  const { webhooks } = config.role === 'worker' ? { webhooks: [] } : channels;
  const { createApp } = await import('./http/app.ts');
  const { createMetrics } = await import('./http/metrics.ts');
  const app = createApp({ ...config, log, metrics: createMetrics(), checks, webhooks, routers });
  const url = await serve(app, config, closing);
  if (sandbox !== undefined) closing.add(sandbox.letGo);
  return url;
}

export async function startService(parts: ServiceParts): Promise<Service> {
  const closing = createClosing(parts.log);
  try {
    return { url: await open(parts, closing), stop: closing.run };
  } catch (error) {
    await closing.run();
    throw error;
  }
}
