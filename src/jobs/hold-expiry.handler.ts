import type { PageDesk } from '../core/ledger/desk.ts';
import type { LedgerPages } from '../core/ledger/types.ts';
import type { Clock } from '../core/ports.ts';
import type { JobHandler } from './engine/definition.ts';

interface Deps {
  readonly pages: Pick<LedgerPages, 'runOut'>;
  readonly desk: PageDesk;
  readonly clock: Clock;
}

const PAGES = 200;
/** Of one run; what is left then waits for the next. */
const ROUNDS = 20;

export function createHandler({ pages, desk, clock }: Deps): JobHandler<Record<string, never>> {
  return async (_data, { signal }) => {
    for (let round = 0; round < ROUNDS && !signal.aborted; round++) {
      const due = await pages.runOut(clock.now(), PAGES);
      // The desk sweeps every page it writes, so a change that asks for nothing is enough.
      for (const { organisationId, ...key } of due)
        await desk.change(organisationId, key, (entries) => ({ entries, answer: undefined }));
      if (due.length < PAGES) return;
    }
  };
}
