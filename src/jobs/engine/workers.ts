import type { Db } from 'mongodb';
import type { RetryPolicy } from '../../core/delivery/rules.ts';
import type { Inbox, Outbox, Transport, TurnHandler } from '../../core/delivery/types.ts';
import type {
  CursorWork,
  DueWork,
  Leases,
  MessageWork,
  RelayWork,
  TurnWork,
  Upkeep,
} from '../../core/delivery/work.ts';
import { Fault } from '../../core/fault.ts';
import type { Chance, Clock, EventConsumer, EventStream, Queue, Unsubscribe } from '../../core/ports.ts';
import { HOUR, MINUTE } from '../../core/time/types.ts';
import { createHandler as createDueBatchHandler } from '../due-batch.handler.ts';
import { dueBatch } from '../due-batch.ts';
import { createHandler as createDueSweepHandler } from '../due-sweep.handler.ts';
import { dueSweep } from '../due-sweep.ts';
import { createHandler as createStoreUpkeepHandler } from '../store-upkeep.handler.ts';
import { storeUpkeep } from '../store-upkeep.ts';
import { createJobEngine } from './agenda.ts';
import { consumerLane, createConsumerHandling, createConsumerSource } from './consumers.ts';
import { bindJob, type RunnableJob } from './definition.ts';
import { createDueRunner, type DueHandler } from './due-times.ts';
import { createMessageSending } from './messages.ts';
import { createPump, type Pump } from './pump.ts';
import { createTurnHandling } from './turns.ts';

export interface WorkersDeps {
  readonly store: {
    readonly inbox: Pick<Inbox, 'onStored'>;
    readonly outbox: Pick<Outbox, 'onEnqueued'>;
    readonly stream: EventStream;
    readonly work: {
      readonly leases: Leases;
      readonly turns: TurnWork;
      readonly messages: MessageWork;
      readonly relay: RelayWork;
      readonly cursors: CursorWork;
      readonly due: DueWork;
      readonly upkeep: Upkeep;
    };
  };
  /** Where agenda keeps its jobs. */
  readonly agenda: { readonly db: Db; readonly collection: string; readonly lockLifetime?: number };
  readonly clock: Clock;
  readonly machineClock: Clock;
  readonly chance: Chance;
  readonly holder: string;
  readonly turnHandler: TurnHandler;
  readonly transports: ReadonlyMap<string, Transport>;
  readonly consumers: readonly EventConsumer[];
  readonly dueHandlers: ReadonlyMap<string, DueHandler>;
  /** Jobs beside those of the machinery itself; made with the queue, for a sweep puts more into it. */
  readonly jobs?: (queue: Queue) => readonly RunnableJob[];
  readonly onFault: (error: unknown, where: string) => void;
  readonly onCleared?: (cleared: Readonly<Record<string, number>>) => void;
}

export interface Workers {
  readonly queue: Queue;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Rejects while nothing is being worked on: before the start, and from the moment the stop begins. */
  check(): Promise<void>;
  /** Does everything that is due by our clock, here and now: for tests, and for a clock that was turned. */
  settle(): Promise<void>;
}

/** About three minutes in all: a person waits for the answer. */
const TURN_TRIES: RetryPolicy = { firstWait: 1_000, factor: 3, longestWait: 2 * MINUTE, limit: 6 };
const TURN_LIMIT = 60_000;
/** About three hours: providers have outages. */
const MESSAGE_TRIES: RetryPolicy = { firstWait: 2_000, factor: 3, longestWait: HOUR, limit: 10 };
const SEND_LIMIT = 20_000;
const CONSUMER_TRIES: RetryPolicy = { firstWait: 1_000, factor: 3, longestWait: MINUTE, limit: 6 };
const CONSUMER_LIMIT = 30_000;
const DUE_TRIES: RetryPolicy = { firstWait: 5_000, factor: 3, longestWait: HOUR, limit: 8 };
const DUE_LIMIT = 2 * MINUTE;

const SETTLE_PAGE = 500;
const SWEEP_EVERY = 1_000;
const CONSUMER_SWEEP_EVERY = 5_000;

/** Everything that works on its own: the drainers of inbox, outbox, relay and stream, due times, and the jobs. */
export function createWorkers(deps: WorkersDeps): Workers {
  const { store, clock, chance, onFault } = deps;
  const { leases, turns, messages, relay, cursors, due, upkeep } = store.work;
  const faultIn = (where: string) => (error: unknown) => onFault(error, where);

  const turnPump = createPump({
    leases,
    source: turns,
    concurrency: 32,
    sweepEvery: SWEEP_EVERY,
    onFault: faultIn('inbox'),
    handle: createTurnHandling({
      turns,
      handler: deps.turnHandler,
      clock,
      chance,
      policy: TURN_TRIES,
      timeLimit: TURN_LIMIT,
      onFault: faultIn('turn'),
    }),
  });

  const messagePump = createPump({
    leases,
    source: messages,
    concurrency: 32,
    sweepEvery: SWEEP_EVERY,
    onFault: faultIn('outbox'),
    handle: createMessageSending({
      messages,
      transports: deps.transports,
      clock,
      chance,
      policy: MESSAGE_TRIES,
      timeLimit: SEND_LIMIT,
    }),
  });

  const relayPump = createPump({
    leases,
    source: relay,
    concurrency: 8,
    sweepEvery: SWEEP_EVERY,
    onFault: faultIn('relay'),
    async handle({ organisationId }) {
      const handled = await relay.relay(organisationId);
      return { handled, more: handled > 0 };
    },
  });

  const consumerPumps = deps.consumers.map((consumer) => ({
    consumer,
    pump: createPump({
      leases,
      source: createConsumerSource(consumer, cursors),
      concurrency: 4,
      sweepEvery: CONSUMER_SWEEP_EVERY,
      onFault: faultIn(consumer.name),
      handle: createConsumerHandling({
        consumer,
        cursors,
        stream: store.stream,
        clock,
        chance,
        policy: CONSUMER_TRIES,
        timeLimit: CONSUMER_LIMIT,
        onFault: faultIn(consumer.name),
      }),
    }),
  }));

  const runDue = createDueRunner({
    due,
    handlers: deps.dueHandlers,
    clock,
    chance,
    policy: DUE_TRIES,
    timeLimit: DUE_LIMIT,
    onFault: faultIn('due time'),
  });

  // The engine needs the jobs and a sweep among them needs its queue: this one stands in until the engine is there.
  const queue: Queue = {
    enqueue: (job, data) => engine.queue.enqueue(job, data),
    failed: (organisationId, page) => engine.queue.failed(organisationId, page),
    tryAgain: (organisationId, id) => engine.queue.tryAgain(organisationId, id),
  };
  const engine = createJobEngine({
    ...deps.agenda,
    chance,
    machineClock: deps.machineClock,
    holder: deps.holder,
    onFault: faultIn('job'),
    jobs: [
      bindJob(dueSweep, createDueSweepHandler({ due, queue })),
      bindJob(dueBatch, createDueBatchHandler({ runDue })),
      bindJob(storeUpkeep, createStoreUpkeepHandler({ upkeep, onCleared: deps.onCleared ?? (() => {}) })),
      ...(deps.jobs?.(queue) ?? []),
    ],
  });

  const pumps: readonly Pump[] = [turnPump, relayPump, messagePump, ...consumerPumps.map(({ pump }) => pump)];
  let subscriptions: readonly Unsubscribe[] = [];
  let isWorking = false;

  async function settleDueTimes(): Promise<number> {
    const found = await due.due('unclaimed', SETTLE_PAGE);
    await runDue(found.map(({ id }) => id));
    return found.length;
  }

  return {
    queue,
    async start() {
      subscriptions = [
        store.inbox.onStored(turnPump.wake),
        store.outbox.onEnqueued(messagePump.wake),
        relay.onStaged(relayPump.wake),
        relay.onStreamed((organisationId) => {
          for (const { consumer, pump } of consumerPumps) pump.wake(consumerLane(consumer.name, organisationId));
        }),
      ];
      for (const pump of pumps) pump.start();
      await engine.start();
      isWorking = true;
    },
    async check() {
      if (!isWorking) throw new Fault('unavailable', 'The workers are not running');
    },
    async stop() {
      isWorking = false;
      for (const unsubscribe of subscriptions) unsubscribe();
      await Promise.all([engine.stop(), ...pumps.map((pump) => pump.stop())]);
    },
    async settle() {
      // Each may give work to the others, so they go round until a whole round finds nothing.
      let hasWorked: boolean;
      do {
        hasWorked = (await settleDueTimes()) > 0;
        for (const pump of pumps) hasWorked = (await pump.settle()) > 0 || hasWorked;
      } while (hasWorked);
    },
  };
}
