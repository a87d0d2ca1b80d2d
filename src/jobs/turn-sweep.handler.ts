import type { TurnSweep } from '../core/teams/credit.ts';
import type { JobHandler } from './engine/definition.ts';

const BATCH = 200;
/** Of one run; what is left then waits for the next. */
const ROUNDS = 20;

export function createHandler({ turns }: { readonly turns: TurnSweep }): JobHandler<Record<string, never>> {
  return async (_data, { signal }) => {
    // Records first: a turn is looked for in the log.
    for (const sweep of [turns.logRecords, turns.settleTurns])
      for (let round = 0; round < ROUNDS && !signal.aborted; round++) if ((await sweep(BATCH)) < BATCH) break;
  };
}
