import type { Weekday } from '../availability/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { dayOfDate, weekdayOf } from '../time/dates.ts';
import { type Occurrence, occurrencesBetween } from '../time/recurrence.ts';
import { DAY, type Instant, MINUTE } from '../time/types.ts';
import { firstInstantAt, readWall, type WallTime } from '../time/wall.ts';
import type { OccurrenceState, Series, SeriesOccurrence, SeriesPattern, SeriesPlan } from './types.ts';

/** A series is made in one go: more than a visit a day for a year is a mistake or an attack. */
const MOST_OCCURRENCES = 366;
/** How far ahead an open series is made. */
export const HORIZON = 183 * DAY;

export type PatternRefusal =
  | Refusal<'invalid_pattern', string>
  | Refusal<'too_many_occurrences', { readonly most: number }>
  | Refusal<'no_occurrences'>;

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const nameWeekday = (weekday: Weekday): string => WEEKDAYS[weekday - 1] ?? '';

/** The value of an RRULE property, without its end. */
function ruleOf(pattern: SeriesPattern): string {
  switch (pattern.kind) {
    case 'daily':
      return `FREQ=DAILY;INTERVAL=${pattern.every}`;
    case 'weekly':
      return `FREQ=WEEKLY;INTERVAL=${pattern.every};BYDAY=${pattern.weekdays.map(nameWeekday).join(',')}`;
    case 'monthly_by_day':
      return `FREQ=MONTHLY;INTERVAL=${pattern.every};BYMONTHDAY=${pattern.day}`;
    case 'monthly_by_weekday':
      return `FREQ=MONTHLY;INTERVAL=${pattern.every};BYDAY=${pattern.position}${nameWeekday(pattern.weekday)}`;
    case 'custom':
      return pattern.rule;
  }
}

function lastInstantOf({ end, zone }: SeriesPlan, horizon: Instant): Instant {
  if (end.kind === 'date') return firstInstantAt(zone, (dayOfDate(end.date) + 1) * DAY);
  // A counted series may reach far beyond the horizon; the longest is a visit a year.
  return end.kind === 'count' ? Number.MAX_SAFE_INTEGER : horizon;
}

/** Where the pattern puts its occurrences from `from` on; an open one as far as `horizon`. */
export function placesOf(
  plan: SeriesPlan,
  from: Instant,
  horizon: Instant,
): Result<readonly Occurrence[], PatternRefusal> {
  const { pattern, end, zone, start } = plan;
  const count = end.kind === 'count' ? `;COUNT=${end.count}` : '';
  if (end.kind === 'count' && end.count > MOST_OCCURRENCES)
    return refuse('too_many_occurrences', { most: MOST_OCCURRENCES });
  const to = Math.min(lastInstantOf(plan, horizon), firstInstantAt(zone, start) + LONGEST_SERIES);
  const found = occurrencesBetween({ rule: `${ruleOf(pattern)}${count}`, start, zone }, from, to);
  if (!found.ok) {
    return found.reason === 'too_many'
      ? refuse('too_many_occurrences', { most: MOST_OCCURRENCES })
      : refuse('invalid_pattern', found.detail);
  }
  if (found.value.length === 0) return refuse('no_occurrences');
  return found.value.length > MOST_OCCURRENCES ? refuse('too_many_occurrences', { most: MOST_OCCURRENCES }) : found;
}

/** Thirty years: a yearly visit may be planned that far, and a rule that never ends is cut off. */
const LONGEST_SERIES = 30 * 366 * DAY;

/** How the wall time of occurrences changes: to another time of day, by some days, or both. */
export interface WallShift {
  readonly minuteOfDay?: number | undefined;
  readonly days?: number | undefined;
}

export function shiftWall(wall: WallTime, { minuteOfDay, days = 0 }: WallShift): WallTime {
  const day = Math.floor(wall / DAY);
  const time = minuteOfDay === undefined ? wall - day * DAY : minuteOfDay * MINUTE;
  return (day + days) * DAY + time;
}

/** Undefined: the clocks jump over this time on that day. */
export function instantOf(plan: Pick<SeriesPlan, 'zone'>, wall: WallTime): Instant | undefined {
  const reading = readWall(plan.zone, wall);
  if (reading.kind === 'gap') return undefined;
  return reading.kind === 'one' ? reading.instant : reading.first;
}

export type PatternStays = Refusal<'pattern_stays', string>;

/** The pattern after all its days moved; a day of the month or a rule of one's own cannot be moved by days. */
export function shiftPattern(pattern: SeriesPattern, days: number): Result<SeriesPattern, PatternStays> {
  if (days === 0 || pattern.kind === 'daily') return ok(pattern);
  if (pattern.kind !== 'weekly')
    return refuse('pattern_stays', 'only daily and weekly series move by days; end this one and begin another');
  // Day 4 of the count was a Monday (1970-01-05), so adding to it walks through the week.
  const weekdays = pattern.weekdays.map((weekday) => weekdayOf(4 + weekday - 1 + days));
  return ok({ ...pattern, weekdays });
}

/** Before it the moved pattern has the places of which the old one has made an end, and no more. */
export function shiftMadeUntil(series: Series, shift: WallShift): Instant {
  const { madeUntil, end, zone } = series;
  const before = end.kind === 'open' ? placesOf(series, madeUntil - HORIZON, madeUntil) : undefined;
  const last = before?.ok ? before.value.at(-1) : undefined;
  return last === undefined ? madeUntil : firstInstantAt(zone, shiftWall(last.wall, shift)) + 1;
}

const UNDER_WAY: ReadonlySet<OccurrenceState> = new Set(['planned', 'moving', 'cancelling']);

const isUnderWay = (occurrence: SeriesOccurrence): boolean => UNDER_WAY.has(occurrence.state);
export const isUnfinished = (series: Series): boolean =>
  series.status === 'making' || (series.status !== 'undone' && series.occurrences.some(isUnderWay));

export type SeriesScope = 'this' | 'following' | 'all';

/** The occurrences a change is meant for; which of them are still ahead, their appointments say. */
export function reachedBy(series: Series, scope: SeriesScope, index: number): readonly SeriesOccurrence[] {
  return series.occurrences.filter(
    (occurrence) =>
      occurrence.state === 'made' &&
      (scope === 'all' || (scope === 'this' ? occurrence.index === index : occurrence.index >= index)),
  );
}

/** The series with some of its occurrences replaced. */
export function withOccurrences(series: Series, changed: readonly SeriesOccurrence[]): Series {
  const byIndex = new Map(changed.map((occurrence) => [occurrence.index, occurrence]));
  return { ...series, occurrences: series.occurrences.map((one) => byIndex.get(one.index) ?? one) };
}
