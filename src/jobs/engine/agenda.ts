import { Agenda, InMemoryNotificationChannel, type Job } from 'agenda';
import { type Db, ObjectId } from 'mongodb';
import { ZodError } from 'zod';
import { waitAfter } from '../../core/delivery/rules.ts';
import { Fault } from '../../core/fault.ts';
import type { Chance, Clock, FailedWork, Queue } from '../../core/ports.ts';
import { ok, refuse } from '../../core/result.ts';
import { createBackend } from './backend.ts';
import type { RunnableJob } from './definition.ts';
import { withinLimit } from './limits.ts';

interface Deps {
  readonly db: Db;
  readonly collection: string;
  readonly jobs: readonly RunnableJob[];
  readonly chance: Chance;
  /** Agenda reads the machine's clock, so its jobs wake sweeps and never hold a time that matters. */
  readonly machineClock: Clock;
  /** Names this process in the jobs it locks. */
  readonly holder: string;
  /** How often agenda looks for jobs that other processes put in; its own it sees at once. */
  readonly lookEvery?: number;
  /** Instead of the jobs' own: a test wants it short, for agenda leaves a timer of half a lock behind each run. */
  readonly lockLifetime?: number;
  readonly onFault: (error: unknown) => void;
}

export interface JobEngine {
  readonly queue: Queue;
  start(): Promise<void>;
  /** Takes nothing new, unlocks what has not begun, waits for what has. */
  stop(): Promise<void>;
}

interface JobDocument {
  _id: ObjectId;
  name: string;
  data?: { organisationId?: string };
  failedAt?: Date | null;
  failCount?: number | null;
  failReason?: string | null;
}

const LOOK_EVERY = 1_000;
const STOP_LIMIT = 30_000;
const PAGE = 50;
const DUPLICATE_KEY = 11000;

const failedJob = (job: JobDocument): FailedWork => ({
  id: job._id.toHexString(),
  kind: job.name,
  failedAt: job.failedAt?.getTime() ?? 0,
  attempts: job.failCount ?? 0,
  reason: (job.failReason ?? '').slice(0, 300),
});

const never = new AbortController().signal;

/**
 * Renews the lock while the handler runs. Locks are short: a job whose process died is soon taken up by another, and agenda leaves
 * a timer of half a lock behind each run, which would hold up the end of the process.
 */
async function whileLocked(attempt: Job<unknown>, lockLifetime: number, act: () => Promise<void>): Promise<void> {
  let touching: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    // A touch that fails shows in the lock running out; the handler is harmless twice.
    touching = attempt.touch().catch(() => {});
  }, lockLifetime / 3);
  try {
    await act();
  } finally {
    clearInterval(timer);
    // Or it would lock the job anew after agenda has unlocked it.
    await touching;
  }
}

/** A list of short functions that share one engine, and so longer than most. */
export function createJobEngine(deps: Deps): JobEngine {
  const { db, jobs, chance, machineClock, holder, onFault } = deps;
  const collection = db.collection<JobDocument>(deps.collection);
  const { backend, whenQuiet } = createBackend(db, deps.collection);
  const agenda = new Agenda({
    name: holder,
    backend,
    notificationChannel: new InMemoryNotificationChannel(),
    processEvery: deps.lookEvery ?? LOOK_EVERY,
    removeOnComplete: true,
  });
  agenda.on('error', onFault);

  const running = new Set<Job>();
  let finished: (() => void) | undefined;
  agenda.on('start', (job: Job) => running.add(job));
  agenda.on('complete', (job: Job) => {
    running.delete(job);
    if (running.size === 0) finished?.();
  });

  for (const job of jobs) {
    const { name, concurrency, timeLimit, retry, cadence } = job;
    const lockLifetime = deps.lockLifetime ?? job.lockLifetime;
    agenda.define(
      name,
      (attempt: Job<unknown>) =>
        whileLocked(attempt, lockLifetime, () =>
          withinLimit(timeLimit, never, (signal) => job.run(attempt.attrs.data, { signal })),
        ),
      {
        concurrency,
        lockLifetime,
        lockLimit: concurrency * 2,
        // A sweep that failed runs again at its next time; data that does not fit will not fit later either.
        ...(cadence === undefined
          ? {
              backoff: ({ attempt, error }) =>
                error instanceof ZodError ? null : (waitAfter(attempt, retry, chance) ?? null),
            }
          : {}),
      },
    );
  }

  /** Two processes that start at once both insert a recurring job; a unique index lets one of them win. */
  async function planRecurring(name: string, cadence: string): Promise<void> {
    const plan = () => agenda.every(cadence, name, {}, { skipImmediate: false });
    await plan().catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY) return plan();
      throw error;
    });
  }

  const lastTry = { type: 'normal', nextRunAt: null, lockedAt: null, failedAt: { $gt: new Date(0) } };

  const queue: Queue = {
    async enqueue(job, data) {
      await agenda.now(job.name, job.data.parse(data));
    },
    async failed(organisationId, page) {
      const limit = page?.limit ?? PAGE;
      const after = page?.after === undefined ? {} : { _id: { $gt: objectId(page.after) } };
      const found = await collection
        .find({ ...lastTry, 'data.organisationId': organisationId, ...after })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .toArray();
      const items = found.slice(0, limit).map(failedJob);
      const last = items.at(-1);
      return found.length > limit && last ? { items, next: last.id } : { items };
    },
    async tryAgain(organisationId, id) {
      const { matchedCount } = await collection.updateOne(
        { ...lastTry, _id: objectId(id), 'data.organisationId': organisationId },
        { $set: { nextRunAt: new Date(machineClock.now()), failedAt: null, failCount: null, failReason: null } },
      );
      return matchedCount > 0 ? ok(undefined) : refuse('not_found');
    },
  };

  const untilFinished = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, STOP_LIMIT);
      finished = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    queue,
    async start() {
      await agenda.start();
      await Promise.all(jobs.map(({ name, cadence }) => cadence !== undefined && planRecurring(name, cadence)));
    },
    async stop() {
      await agenda.stop(false);
      if (running.size > 0) await untilFinished();
      await whenQuiet();
    },
  };
}

function objectId(text: string): ObjectId {
  if (!ObjectId.isValid(text)) throw new Fault('invalid_input', 'The id of a failed job has 24 hexadecimal digits');
  return new ObjectId(text);
}
