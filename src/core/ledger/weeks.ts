import { isoWeekOf, weekNumberOf } from '../time/dates.ts';
import { DAY, type Instant, type Span } from '../time/types.ts';
import { dayAt } from '../time/wall.ts';
import type { Claim, IsoWeek, PageKey } from './types.ts';

/** A checked name by construction. */
const weekOfDay = (day: number): IsoWeek => isoWeekOf(day) as IsoWeek;

const utcDayOf = (instant: Instant): number => Math.floor(instant / DAY);

export const weekOf = (instant: Instant): IsoWeek => weekOfDay(utcDayOf(instant));

export function weeksOf({ start, end }: Span): readonly IsoWeek[] {
  const weeks = new Set<IsoWeek>();
  const lastDay = utcDayOf(end - 1);
  for (let day = utcDayOf(start); weekNumberOf(day) <= weekNumberOf(lastDay); day += 7) weeks.add(weekOfDay(day));
  return [...weeks];
}

/**
 * The pages a claim is written on, in the fixed order in which they are taken. Two claims that could be in each other's
 * way always share a page: if they overlap, the page of a moment both hold; if they count towards the same local day or
 * week, the page that carries the name of that local week, although a Sunday evening in New York lies in the next week
 * of UTC. So every page decides alone, and what all pages admit is right.
 */
export function pagesOf(claim: Claim): readonly PageKey[] {
  const weeks = new Set(weeksOf({ start: claim.bufferedStart, end: claim.bufferedEnd }));
  weeks.add(weekOfDay(dayAt(claim.zone, claim.start)));
  weeks.add(weekOfDay(dayAt(claim.zone, claim.end - 1)));
  return [...weeks].sort().map((week) => ({ resource: claim.resource, week }));
}

export const nameKey = ({ resource, week }: PageKey): string => `${resource}/${week}`;
