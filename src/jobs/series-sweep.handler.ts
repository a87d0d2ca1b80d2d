import type { Clock, Queue } from '../core/ports.ts';
import { HORIZON } from '../core/series/rules.ts';
import type { SeriesStore } from '../core/series/types.ts';
import { DAY, MINUTE } from '../core/time/types.ts';
import type { JobHandler } from './engine/definition.ts';
import { seriesUpkeep } from './series-upkeep.ts';

interface Deps {
  readonly series: Pick<SeriesStore, 'unfinished' | 'open'>;
  readonly queue: Pick<Queue, 'enqueue'>;
  readonly clock: Clock;
}

/** Of one run; what is left then is found by the next. */
const MOST = 500;
/** Whoever makes a series needs seconds; after this its process is taken for dead. */
const PRESUMED_DEAD = 10 * MINUTE;
/** Open series are extended a week at a time, so that most runs find nothing to do. */
const STEP = 7 * DAY;

export function createHandler({ series, queue, clock }: Deps): JobHandler<Record<string, never>> {
  return async () => {
    const now = clock.now();
    const found = [
      ...(await series.unfinished(now - PRESUMED_DEAD, MOST)),
      ...(await series.open(now + HORIZON - STEP, MOST)),
    ];
    for (const { organisationId, id } of found) await queue.enqueue(seriesUpkeep, { organisationId, seriesId: id });
  };
}
