import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Brings records a crash left on their page to the log, and gives back visits that no appointment came to name. */
export const dealSweep: JobDefinition<Record<string, never>> = {
  name: 'deal-sweep',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 5 * MINUTE,
  retry: { firstWait: 1_000, factor: 2, longestWait: MINUTE, limit: 1 },
  cadence: '30 seconds',
};
