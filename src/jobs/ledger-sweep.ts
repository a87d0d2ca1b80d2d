import { z } from 'zod';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Has every organisation's ledger compared with its appointments, and clears marks nobody can run into any more. */
export const ledgerSweep: JobDefinition<Record<string, never>> = {
  name: 'ledger-sweep',
  data: z.strictObject({}),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 10 * MINUTE,
  retry: { firstWait: MINUTE, factor: 2, longestWait: 10 * MINUTE, limit: 1 },
  cadence: '1 hour',
};
