// Days and clock times on the contact's wall, turned into instants. The zone decides, so the days the clocks change come out right.

import { offsetAt } from '../../core/time/offsets.ts';
import { DAY, type Instant, MINUTE, type Zone } from '../../core/time/types.ts';
import { readWall, wallTimeAt } from '../../core/time/wall.ts';
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

export const wallTime = (instant: Instant, zone: Zone): WallTime => {
  const wall = wallTimeAt(zone, instant);
  const day = Math.floor(wall / DAY);
  return { day, minutes: Math.floor((wall - day * DAY) / MINUTE) };
};

/** A time the clocks leap over is read as the same while later, as calendars do; of a doubled hour the first is taken. */
export const instantAt = (day: DayNumber, minutes: number, zone: Zone): Instant => {
  const wall = day * DAY + minutes * MINUTE;
  const reading = readWall(zone, wall);
  if (reading.kind === 'one') return reading.instant;
  return reading.kind === 'two' ? reading.first : wall - offsetAt(zone, reading.jump) + reading.missing;
};

export const minutesLater = (instant: Instant, minutes: number): Instant => instant + minutes * MINUTE;
