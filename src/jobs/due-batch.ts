import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** A handful of due times, handled one after another by whichever process is free. */
export const dueBatch: JobDefinition<{ ids: string[] }> = {
  name: 'due-batch',
  data: z.strictObject({ ids: z.array(z.string()).min(1) }),
  concurrency: 4,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 5 * MINUTE,
  // Each due time has its own tries; this one is for a store that went away in between.
  retry: { firstWait: 1_000, factor: 2, longestWait: MINUTE, limit: 5 },
};
