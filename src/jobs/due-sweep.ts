import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Finds what is due by our clock and hands it out; missed times come first, for they are the oldest. */
export const dueSweep: JobDefinition<Record<string, never>> = {
  name: 'due-sweep',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: MINUTE,
  retry: { firstWait: 1_000, factor: 2, longestWait: MINUTE, limit: 1 },
  cadence: '1 second',
};
