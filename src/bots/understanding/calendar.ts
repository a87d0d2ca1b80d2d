// Days and clock times on the contact's wall, turned into instants. The zone decides, so the days the clocks change come out right.
import { DateTime } from 'luxon';
import { DAY, HOUR, type Instant, MINUTE } from '../../core/time/types.ts';
import type { DayNumber } from './items.ts';

export const DAY_MINUTES = 24 * 60;

export interface WallDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Undefined when there is no such date (31 April). */
export const dayNumber = ({ year, month, day }: WallDay): DayNumber | undefined => {
  const millis = Date.UTC(year, month - 1, day);
  const back = wallDay(millis / DAY);
  return back.month === month && back.day === day ? millis / DAY : undefined;
};

export const wallDay = (number: DayNumber): WallDay => {
  const date = new Date(number * DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
};

/** Monday is 1, Sunday 7. Day 0, 1 January 1970, was a Thursday. */
export const weekdayOf = (number: DayNumber): number => ((((number + 3) % 7) + 7) % 7) + 1;

export const mondayOf = (number: DayNumber): DayNumber => number - weekdayOf(number) + 1;

export interface WallTime {
  readonly day: DayNumber;
  /** Since midnight, as the clock shows it. */
  readonly minutes: number;
}

export const wallTime = (instant: Instant, zone: string): WallTime => {
  const local = DateTime.fromMillis(instant, { zone });
  const day = Date.UTC(local.year, local.month - 1, local.day) / DAY;
  return { day, minutes: local.hour * 60 + local.minute };
};

/** A time the clocks leap over is read as the same while later, as calendars do; of a doubled hour the first is taken. */
export const instantAt = (day: DayNumber, minutes: number, zone: string): Instant => {
  const whole = Math.floor(minutes / DAY_MINUTES);
  const rest = minutes - whole * DAY_MINUTES;
  const { year, month, day: date } = wallDay(day + whole);
  const local = DateTime.fromObject(
    { year, month, day: date, hour: Math.floor(rest / 60), minute: rest % 60 },
    { zone },
  );
  const instant = local.toMillis();
  const offsetBefore = local.zone.offset(instant - HOUR);
  const first = instant - (offsetBefore - local.offset) * MINUTE;
  return offsetBefore > local.offset && local.zone.offset(first) === offsetBefore ? first : instant;
};

export const minutesLater = (instant: Instant, minutes: number): Instant => instant + minutes * MINUTE;
