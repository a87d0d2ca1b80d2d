import { z } from 'zod';
import type { OrganisationId } from '../core/ids.ts';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Compares one organisation's appointments with its ledger and mends what differs. */
export const ledgerMending: JobDefinition<{ organisationId: OrganisationId }> = {
  name: 'ledger-mending',
  // Ids come into being in our own store; here they only travel.
  data: z.strictObject({ organisationId: z.string().transform((id) => id as OrganisationId) }),
  concurrency: 1,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 10 * MINUTE,
  retry: { firstWait: MINUTE, factor: 2, longestWait: 10 * MINUTE, limit: 3 },
};
