import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Lets every organisation forget what is older than its audit log goes back. */
export const auditRetention: JobDefinition<Record<string, never>> = {
  name: 'audit-retention',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 10 * MINUTE,
  retry: { firstWait: MINUTE, factor: 2, longestWait: 10 * MINUTE, limit: 1 },
  cadence: '6 hours',
};
