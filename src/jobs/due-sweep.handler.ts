import type { DueWork } from '../core/delivery/work.ts';
import type { Queue } from '../core/ports.ts';
import { MINUTE } from '../core/time/types.ts';
import { dueBatch } from './due-batch.ts';
import type { JobHandler } from './engine/definition.ts';
import { bySubject } from './engine/due-times.ts';

interface Deps {
  readonly due: DueWork;
  readonly queue: Pick<Queue, 'enqueue'>;
}

const PAGE = 500;
const BATCH = 25;
/** Of one sweep, so that a long outage is worked off in pieces and the sweep stays short. */
const PAGES = 20;
/** What was handed out and not taken by then is handed out again; handed out twice, it is still done once. */
const OFFERED_FOR = 5 * MINUTE;

export function createHandler({ due, queue }: Deps): JobHandler<Record<string, never>> {
  return async () => {
    for (let page = 0; page < PAGES; page++) {
      const found = await due.due('unoffered', PAGE);
      for (const ids of bySubject(found, BATCH)) {
        await due.offer(ids, OFFERED_FOR);
        await queue.enqueue(dueBatch, { ids });
      }
      if (found.length < PAGE) return;
    }
  };
}
