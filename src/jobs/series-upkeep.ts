import { z } from 'zod';
import type { OrganisationId, SeriesId } from '../core/ids.ts';
import { MINUTE } from '../core/time/types.ts';
import { type JobDefinition, LOCK_LIFETIME } from './engine/definition.ts';

/** Finishes what a crash left of one series, and makes it further ahead when it is open. */
export const seriesUpkeep: JobDefinition<{ organisationId: OrganisationId; seriesId: SeriesId }> = {
  name: 'series-upkeep',
  // Ids come into being in our own store; here they only travel.
  data: z.strictObject({
    organisationId: z.string().transform((id) => id as OrganisationId),
    seriesId: z.string().transform((id) => id as SeriesId),
  }),
  concurrency: 2,
  lockLifetime: LOCK_LIFETIME,
  timeLimit: 10 * MINUTE,
  retry: { firstWait: 10_000, factor: 2, longestWait: 10 * MINUTE, limit: 5 },
};
