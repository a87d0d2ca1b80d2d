import type { DealSweep } from '../core/teams/credit.ts';
import type { JobHandler } from './engine/definition.ts';

const BATCH = 200;
/** Of one run; what is left then waits for the next. */
const ROUNDS = 20;

export function createHandler({ deals }: { readonly deals: DealSweep }): JobHandler<Record<string, never>> {
  return async (_data, { signal }) => {
    // Records first: a deal is looked for in the log.
    for (const sweep of [deals.logRecords, deals.settleDeals])
      for (let round = 0; round < ROUNDS && !signal.aborted; round++) if ((await sweep(BATCH)) < BATCH) break;
  };
}
