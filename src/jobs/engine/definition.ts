import type { z } from 'zod';
import type { RetryPolicy } from '../../core/delivery/rules.ts';
import type { JobKind } from '../../core/ports.ts';

/** Longer than the event loop of a busy process ever stands still. */
export const LOCK_LIFETIME = 10_000;

/** A job as its file NAME.ts states it: what it is called, what it is handed, and how it is run. */
export interface JobDefinition<Data> extends JobKind<Data> {
  readonly name: string;
  /** Ids and nothing else: the handler reads the documents when it runs. */
  readonly data: z.ZodType<Data>;
  /** At once, in one process. */
  readonly concurrency: number;
  /** The engine renews the lock while the handler runs; a process that does not for so long is taken for dead. In milliseconds. */
  readonly lockLifetime: number;
  /** A handler that takes longer is taken for hung: its signal is aborted and the run has failed. In milliseconds. */
  readonly timeLimit: number;
  readonly retry: RetryPolicy;
  /** A sweep runs this often, in one of the processes, e.g. `10 seconds`. */
  readonly cadence?: string;
}

interface JobContext {
  /** Aborted when the handler has taken too long; what may take long looks at it. */
  readonly signal: AbortSignal;
}

export type JobHandler<Data> = (data: Data, context: JobContext) => Promise<void>;

/** A definition and its handler, the type of the data settled between them. */
export interface RunnableJob extends Omit<JobDefinition<unknown>, 'data'> {
  run(data: unknown, context: JobContext): Promise<void>;
}

export const bindJob = <Data>(definition: JobDefinition<Data>, handler: JobHandler<Data>): RunnableJob => ({
  ...definition,
  run: (data, context) => handler(definition.data.parse(data), context),
});
