import { CommandError } from '../semantics/error.ts';
import type { Engine } from './engine.ts';

interface Job {
  readonly run: () => void;
  readonly settle: (error?: unknown) => void;
}

/** How long one transaction may go on taking waiting jobs in, so that readers are not kept waiting. */
const MAX_TURN_MS = 20;
const MAX_WAIT_MS = 2;

/**
 * The single writer. All jobs that wait at one turn of the event loop share one transaction and one flush, and each is
 * answered after that flush. A job looks before it writes: a CommandError it throws means it has written nothing (or
 * wrote inside `engine.transact`, which took it back), so the others go on. Anything else undoes the whole transaction
 * and each job is tried alone, so that one fault does not fail its neighbours.
 */
export class CommitQueue {
  private readonly engine: Engine;
  private readonly onUndone: () => void;
  private waiting: Job[] = [];
  private isScheduled = false;
  private lastCount = 0;
  private lastMs = 0;

  /** `onUndone` is called when a transaction was taken back, so that what is kept in memory can be read again. */
  constructor(engine: Engine, onUndone: () => void) {
    this.engine = engine;
    this.onUndone = onUndone;
  }

  submit<T>(work: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { value: T } | { refusal: CommandError } | undefined;
      const run = (): void => {
        try {
          result = { value: work() };
        } catch (error) {
          if (!(error instanceof CommandError) || error.code === OUT_OF_DISK) throw error;
          result = { refusal: error };
        }
      };
      const settle = (error?: unknown): void => {
        if (error !== undefined || !result) reject(error);
        else if ('refusal' in result) reject(result.refusal);
        else resolve(result.value);
      };
      this.waiting.push({ run, settle });
      this.schedule();
    });
  }

  /** Resolves when everything submitted so far has been answered. */
  async drain(): Promise<void> {
    while (this.waiting.length > 0 || this.isScheduled) await new Promise((resolve) => setImmediate(resolve));
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    // Those answered by the last flush are likely to be back soon: to wait for them a little is cheaper than two flushes.
    const latest = performance.now() + Math.min(this.lastMs / 2, MAX_WAIT_MS);
    const look = (): void => {
      if (this.waiting.length < this.lastCount && performance.now() < latest) setImmediate(look);
      else {
        this.isScheduled = false;
        this.commit();
      }
    };
    setImmediate(look);
  }

  private commit(): void {
    const jobs = this.waiting;
    this.waiting = [];
    let taken = 0;
    const started = performance.now();
    try {
      this.engine.transact(() => {
        const end = performance.now() + MAX_TURN_MS;
        while (taken < jobs.length && (taken === 0 || performance.now() < end)) {
          const job = jobs[taken];
          taken += 1;
          job?.run();
        }
      });
      this.lastMs = performance.now() - started;
      this.lastCount = taken;
      for (const job of jobs.slice(0, taken)) job.settle();
    } catch (error) {
      this.onUndone();
      this.commitOneByOne(jobs.slice(0, taken), error);
    }
    if (taken < jobs.length) {
      this.waiting = [...jobs.slice(taken), ...this.waiting];
      this.schedule();
    }
  }

  private commitOneByOne(jobs: readonly Job[], error: unknown): void {
    const [only] = jobs;
    if (only && jobs.length === 1) {
      only.settle(error);
      return;
    }
    for (const job of jobs) {
      try {
        this.engine.transact(job.run);
        job.settle();
      } catch (own) {
        this.onUndone();
        job.settle(own);
      }
    }
  }
}

const OUT_OF_DISK = 14031;
