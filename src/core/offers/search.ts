import type { Wish } from '../appointments/query.ts';
import type { OwnTime, SlotSource } from '../appointments/slots.ts';
import type { Slot } from '../availability/types.ts';
import { DAY, type Instant, type Zone } from '../time/types.ts';
import { wallTimeAt } from '../time/wall.ts';

/** Both ends included; a point in time has `from` equal to `to`. */
export interface WishedWindow {
  readonly from: Instant;
  readonly to: Instant;
}

export interface Search {
  readonly wish: Wish;
  readonly windows: readonly WishedWindow[];
  /** Nearest to it, where no window is wished for or none has a time. */
  readonly near?: Instant | undefined;
  /** The zone whose days are spread over. */
  readonly zone: Zone;
  /** Not these: they were offered a moment ago, or are when the visit is already. */
  readonly without: readonly Instant[];
  /** The visit that would move does not stand in its own way. */
  readonly own?: OwnTime | undefined;
  readonly now: Instant;
}

export interface FoundTimes {
  readonly slots: readonly Slot[];
  /** They lie in the windows that were wished for. */
  readonly fits: boolean;
}

/** People choose best among three. */
const OFFERED = 3;
/** The afternoons of two weeks. */
const MOST_WINDOWS = 14;
const LONGEST_WINDOW = 31 * DAY;
/** Looked at before three of them are spread over the days. */
const POOL = 40;

/** Free times for a wish: inside its windows, or the nearest there are. */
export async function searchTimes(slots: SlotSource, search: Search): Promise<FoundTimes> {
  const { windows, near, now } = search;
  const inside = await Promise.all(windows.slice(0, MOST_WINDOWS).map((window) => findWithin(slots, search, window)));
  const fitting = inside.flat();
  if (fitting.length > 0) return { slots: ofOneHost(search, fitting, spread), fits: true };
  const around = near ?? windows[0]?.from;
  const pool = await slots.nearest(search.wish, around ?? now, POOL, search.own);
  const open = usable(search, pool);
  const pick = around === undefined ? spread : (found: readonly Slot[]) => inOrder(found.slice(0, OFFERED));
  return { slots: ofOneHost(search, open, pick), fits: windows.length === 0 };
}

async function findWithin(slots: SlotSource, search: Search, { from, to }: WishedWindow): Promise<readonly Slot[]> {
  const start = Math.max(from, search.now);
  const end = Math.min(to, start + LONGEST_WINDOW) + 1;
  if (end <= start) return [];
  const span = { start, end };
  return usable(search, await slots.find(search.wish, await slots.gather(search.wish, span), span, search.own));
}

const usable = ({ without, now }: Search, slots: readonly Slot[]): readonly Slot[] => {
  const starts = new Set<Instant>(without);
  return slots.filter(({ start, hosts }) => {
    if (start <= now || hosts.length === 0 || starts.has(start)) return false;
    starts.add(start);
    return true;
  });
};

/** One offer speaks of one host: the one who is free first. */
function ofOneHost(
  search: Search,
  slots: readonly Slot[],
  pick: (slots: readonly Slot[], zone: Zone) => readonly Slot[],
): readonly Slot[] {
  const host = slots[0]?.hosts[0];
  if (host === undefined) return [];
  const theirs = slots.filter(({ hosts }) => hosts.includes(host));
  return pick(theirs, search.zone).map((slot) => ({ ...slot, hosts: [host] }));
}

/** On different days where there are such: three times of one morning are hardly a choice. */
function spread(slots: readonly Slot[], zone: Zone): readonly Slot[] {
  const ordered = inOrder(slots);
  const days = new Set<number>();
  const firsts = ordered.filter(({ start }) => {
    const day = Math.floor(wallTimeAt(zone, start) / DAY);
    const isFirst = !days.has(day);
    days.add(day);
    return isFirst;
  });
  const rest = ordered.filter((slot) => !firsts.includes(slot));
  return inOrder([...firsts, ...rest].slice(0, OFFERED));
}

const inOrder = (slots: readonly Slot[]): readonly Slot[] => slots.toSorted((a, b) => a.start - b.start);
