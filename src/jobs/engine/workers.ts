import type { Db } from 'mongodb';
import type { RetryPolicy } from '../../core/delivery/rules.ts';
import type { Inbox, Outbox } from '../../core/delivery/types.ts';
import type { DueWork, Upkeep } from '../../core/delivery/work.ts';
import { Fault } from '../../core/fault.ts';
import type { Clock, EventConsumer, Queue, Unsubscribe } from '../../core/ports.ts';
import { HOUR, MINUTE } from '../../core/time/types.ts';
import { createHandler as createDueBatchHandler } from '../due-batch.handler.ts';
import { dueBatch } from '../due-batch.ts';
import { createHandler as createDueSweepHandler } from '../due-sweep.handler.ts';
import { dueSweep } from '../due-sweep.ts';
import { createHandler as createStoreUpkeepHandler } from '../store-upkeep.handler.ts';
import { storeUpkeep } from '../store-upkeep.ts';
import { createJobEngine, type JobEngine } from './agenda.ts';
import { consumerLane } from './consumers.ts';
import { bindJob, type RunnableJob } from './definition.ts';
import { createDueRunner, type DueHandler } from './due-times.ts';
import type { Pump } from './pump.ts';
import { createConsumerPump, createMessagePump, createRelayPump, createTurnPump, type PumpDeps } from './pumps.ts';

export interface WorkersDeps extends PumpDeps {
  readonly store: PumpDeps['store'] & {
    readonly inbox: Pick<Inbox, 'onStored'>;
    readonly outbox: Pick<Outbox, 'onEnqueued'>;
    readonly work: { readonly due: DueWork; readonly upkeep: Upkeep };
  };
  /** Where agenda keeps its jobs. */
  readonly agenda: { readonly db: Db; readonly collection: string; readonly lockLifetime?: number };
  readonly machineClock: Clock;
  readonly holder: string;
  readonly consumers: readonly EventConsumer[];
  readonly dueHandlers: ReadonlyMap<string, DueHandler>;
  /** Jobs beside those of the machinery itself; made with the queue, for a sweep puts more into it. */
  readonly jobs?: (queue: Queue) => readonly RunnableJob[];
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

const DUE_TRIES: RetryPolicy = { firstWait: 5_000, factor: 3, longestWait: HOUR, limit: 8 };
const DUE_LIMIT = 2 * MINUTE;

const SETTLE_PAGE = 500;

/** Jobs of the machinery itself and those handed in. The jobs need the queue, and the queue is the engine's that runs them. */
function createEngine(deps: WorkersDeps, runDue: ReturnType<typeof createDueRunner>): JobEngine {
  const { due, upkeep } = deps.store.work;
  const queue: Queue = {
    enqueue: (job, data) => engine.queue.enqueue(job, data),
    failed: (organisationId, page) => engine.queue.failed(organisationId, page),
    tryAgain: (organisationId, id) => engine.queue.tryAgain(organisationId, id),
  };
  const engine: JobEngine = createJobEngine({
    ...deps.agenda,
    chance: deps.chance,
    machineClock: deps.machineClock,
    holder: deps.holder,
    onFault: (error) => deps.onFault(error, 'job'),
    jobs: [
      bindJob(dueSweep, createDueSweepHandler({ due, queue })),
      bindJob(dueBatch, createDueBatchHandler({ runDue })),
      bindJob(storeUpkeep, createStoreUpkeepHandler({ upkeep, onCleared: deps.onCleared ?? (() => {}) })),
      ...(deps.jobs?.(queue) ?? []),
    ],
  });
  return engine;
}

/**
 * Everything that works on its own: the drainers of inbox, outbox, relay and stream, due times, and the jobs.
 * Longer than most, for it is wiring: one list of parts and what starts, stops and wakes them.
 */
export function createWorkers(deps: WorkersDeps): Workers {
  const { store, clock, chance, onFault } = deps;
  const { relay, due } = store.work;
  const turnPump = createTurnPump(deps);
  const relayPump = createRelayPump(deps);
  const messagePump = createMessagePump(deps);
  const consumerPumps = deps.consumers.map((consumer) => ({ consumer, pump: createConsumerPump(consumer, deps) }));
  const pumps: readonly Pump[] = [turnPump, relayPump, messagePump, ...consumerPumps.map(({ pump }) => pump)];
  const runDue = createDueRunner({
    due,
    handlers: deps.dueHandlers,
    clock,
    chance,
    policy: DUE_TRIES,
    timeLimit: DUE_LIMIT,
    onFault: (error) => onFault(error, 'due time'),
  });
  const engine = createEngine(deps, runDue);
  let subscriptions: readonly Unsubscribe[] = [];
  let isWorking = false;

  async function settleDueTimes(): Promise<number> {
    const found = await due.due('unclaimed', SETTLE_PAGE);
    await runDue(found.map(({ id }) => id));
    return found.length;
  }

  return {
    queue: engine.queue,
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
        for (const pump of [turnPump, relayPump, messagePump]) hasWorked = (await pump.settle()) > 0 || hasWorked;
        const handled = await Promise.all(consumerPumps.map(({ pump }) => pump.settle()));
        hasWorked = handled.some((count) => count > 0) || hasWorked;
      } while (hasWorked);
    },
  };
}
