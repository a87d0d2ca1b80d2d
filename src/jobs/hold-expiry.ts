import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Sweeps holds that ran out from pages nobody else writes; what an appointment stands behind becomes firm instead. */
export const holdExpiry: JobDefinition<Record<string, never>> = {
  name: 'hold-expiry',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 2 * MINUTE,
  retry: { firstWait: 1_000, factor: 2, longestWait: MINUTE, limit: 1 },
  cadence: '30 seconds',
};
