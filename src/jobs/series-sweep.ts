import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Finds series that a crash left half-way, and open ones that are not made far enough ahead. */
export const seriesSweep: JobDefinition<Record<string, never>> = {
  name: 'series-sweep',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 5 * MINUTE,
  retry: { firstWait: 10_000, factor: 2, longestWait: MINUTE, limit: 1 },
  cadence: '5 minutes',
};
