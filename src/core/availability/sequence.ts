/** Visits one after another: which starts of the first have a chain of the others behind them, and which chain. */

import type { ServiceId } from '../ids.ts';
import type { Instant } from '../time/types.ts';
import { indexFrom } from './grid.ts';
import type { Judged } from './judge.ts';
import type { SlotVisit } from './types.ts';
import { codeOf, STANDS } from './verdicts.ts';

export interface Link {
  readonly judged: Judged;
  readonly serviceId: ServiceId;
  /** Between the end of the visit before and the start of this one, in milliseconds. */
  readonly gapMin: number;
  readonly gapMax: number;
  readonly optional: boolean;
}

interface Place {
  readonly link: number;
  readonly index: number;
}

/**
 * Drops the starts of the first link that have no chain behind them. Each visit follows the one before as early as it
 * can; an optional one is left out only where no chain has it at that place.
 */
export function chain(links: readonly Link[]): (index: number) => SlotVisit[] {
  /** Per link, for each start the first start from there on that has a chain behind it. */
  const nextWithChain: Int32Array[] = [];

  /** The visit that follows one ending at `end`; 'done' if none has to, undefined if one has to and cannot. */
  const follow = (link: number, end: Instant): Place | 'done' | undefined => {
    for (let later = link + 1; later < links.length; later++) {
      const next = links[later];
      if (next === undefined) break;
      const { grid } = next.judged;
      const index = nextWithChain[later]?.[indexFrom(grid, end + next.gapMin)] ?? grid.starts.length;
      if ((grid.starts[index] ?? Number.POSITIVE_INFINITY) <= end + next.gapMax) return { link: later, index };
      if (!next.optional) return undefined;
    }
    return 'done';
  };

  const broken = codeOf('sequence');
  for (let link = links.length - 1; link >= 0; link--) {
    const judged = links[link]?.judged;
    if (judged === undefined) continue;
    const { grid, verdicts } = judged;
    const next = new Int32Array(grid.starts.length + 1);
    next[grid.starts.length] = grid.starts.length;
    for (let index = grid.starts.length - 1; index >= 0; index--) {
      const end = (grid.starts[index] ?? 0) + grid.duration;
      if (verdicts[index] === STANDS && follow(link, end) === undefined) verdicts[index] = broken;
      next[index] = verdicts[index] === STANDS ? index : (next[index + 1] ?? grid.starts.length);
    }
    nextWithChain[link] = next;
  }

  return (first) => {
    const visits: SlotVisit[] = [];
    let place: Place | 'done' | undefined = { link: 0, index: first };
    while (place !== undefined && place !== 'done') {
      const at: Link | undefined = links[place.link];
      if (at === undefined) break;
      const visit = visitAt(at.judged, place.index, at.serviceId);
      visits.push(visit);
      place = follow(place.link, visit.end);
    }
    return visits;
  };
}

export function visitAt(judged: Judged, index: number, serviceId: ServiceId): SlotVisit {
  const start = judged.grid.starts[index] ?? 0;
  return {
    serviceId,
    start,
    end: start + judged.grid.duration,
    hosts: judged.hostsAt(index),
    resources: judged.resourcesAt(index),
  };
}
