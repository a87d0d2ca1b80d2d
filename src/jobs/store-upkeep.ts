import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Clears away what nobody needs any more: settled turns and messages past their keeping, idle leases, remnants of jobs. */
export const storeUpkeep: JobDefinition<Record<string, never>> = {
  name: 'store-upkeep',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 10 * MINUTE,
  retry: { firstWait: MINUTE, factor: 2, longestWait: 10 * MINUTE, limit: 1 },
  cadence: '10 minutes',
};
