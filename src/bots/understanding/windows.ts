// Times as said become windows of instants, by the house's rules for days and parts of days.

import type { Instant, Zone } from '../../core/time/types.ts';
import { DAY_MINUTES, instantAt, minutesLater, wallTime } from './calendar.ts';
import { AFTERNOON, EVENING, MORNING } from './concepts.ts';
import type { DayNumber, Days, SaidTime } from './items.ts';
import type { Reply, TimeWindow } from './types.ts';

/** What a time leaves unsaid is taken from here: the visit, or the days of the options. */
export interface Anchor {
  readonly days: readonly DayNumber[];
  /** The visit, or the only option, that "an hour later" counts from. */
  readonly start?: Instant;
}

export const HOURS_OF_PART: Readonly<Record<number, { from: number; to: number }>> = {
  [MORNING]: { from: 8 * 60, to: 12 * 60 },
  [AFTERNOON]: { from: 12 * 60, to: 17 * 60 },
  [EVENING]: { from: 17 * 60, to: 21 * 60 },
};

/** What people still call so when it is about a time that stands: half past seven is in the morning. */
const LOOSE_HOURS_OF_PART: typeof HOURS_OF_PART = {
  [MORNING]: { from: 0, to: 12 * 60 },
  [AFTERNOON]: { from: 12 * 60, to: 18 * 60 },
  [EVENING]: { from: 17 * 60, to: 24 * 60 },
};

type Place = Pick<Reply, 'now' | 'zone'>;

const span = (days: Days, hours: { from: number; to: number }, { now, zone }: Place): TimeWindow => {
  const from = instantAt(days.from, hours.from, zone);
  const to = instantAt(days.to - 1, hours.to, zone);
  return { from: days.fromNow && from < now && now < to ? now : from, to };
};

const point = (instant: Instant): TimeWindow => ({ from: instant, to: instant });

const shifted = (shift: number, start: Instant, place: Place): TimeWindow => {
  if (shift % DAY_MINUTES !== 0) return point(minutesLater(start, shift));
  const day = wallTime(start, place.zone).day + shift / DAY_MINUTES;
  return span({ from: day, to: day + 1, fromNow: false }, { from: 0, to: DAY_MINUTES }, place);
};

/** "The same time next week": the visit's own weekday in that week. */
const sameWeekday = (days: Days, start: Instant, zone: Zone): DayNumber => {
  const day = wallTime(start, zone).day;
  return days.to - days.from === 1 ? days.from : days.from + ((((day - days.from) % 7) + 7) % 7);
};

/** The windows of one time; none when it says only a direction or leaves its day open. */
export const windowsOf = (said: SaidTime, anchor: Anchor, place: Place): readonly TimeWindow[] => {
  if (said.impossible) return [];
  if (said.minutesFromNow !== undefined) return [point(minutesLater(place.now, said.minutesFromNow))];
  const { start } = anchor;
  if (said.shift !== undefined) {
    if (start === undefined) return [];
    const day = wallTime(start, place.zone).day + said.shift / DAY_MINUTES;
    const minutes = said.sameHour ? wallTime(start, place.zone).minutes : said.clock?.minutes;
    if (minutes !== undefined && Number.isInteger(day)) return [point(instantAt(day, minutes, place.zone))];
    return [shifted(said.shift, start, place)];
  }
  if (said.vague) return [];
  if (said.sameHour || said.sameDay) {
    if (start === undefined) return said.sameHour || said.days ? [] : onOnlyDay(said, anchor, place);
    const wall = wallTime(start, place.zone);
    const day = said.days ? sameWeekday(said.days, start, place.zone) : wall.day;
    // "The same time next week", said of a visit that is in it already, means the week behind.
    const again = said.days !== undefined && said.days.to - said.days.from === 7 && day === wall.day ? day + 7 : day;
    if (said.sameHour) return [point(instantAt(again, wall.minutes, place.zone))];
    return windowsOf({ ...restOf(said), days: { from: day, to: day + 1, fromNow: false } }, anchor, place);
  }
  if (said.days) return [dayWindow(said.days, said, place)];
  if (!said.clock && !said.hours) return [];
  return anchor.days.map((day) => dayWindow({ from: day, to: day + 1, fromNow: false }, said, place));
};

/** "The same day", where all the times offered lie on one. */
const onOnlyDay = (said: SaidTime, anchor: Anchor, place: Place): readonly TimeWindow[] => {
  const [day, ...more] = anchor.days;
  if (day === undefined || more.length > 0) return [];
  return windowsOf({ ...restOf(said), days: { from: day, to: day + 1, fromNow: false } }, anchor, place);
};

const restOf = ({ sameDay: _sameDay, days: _days, ...rest }: SaidTime): SaidTime => rest;

const dayWindow = (days: Days, said: SaidTime, place: Place): TimeWindow => {
  if (said.clock) return point(instantAt(days.from, said.clock.minutes, place.zone));
  if (days.to - days.from > 1) return span(days, { from: 0, to: DAY_MINUTES }, place);
  const hours = said.hours ?? (said.part === undefined ? undefined : HOURS_OF_PART[said.part]);
  if (hours)
    return { from: instantAt(days.from, hours.from, place.zone), to: instantAt(days.from, hours.to, place.zone) };
  return span(days, { from: 0, to: DAY_MINUTES }, place);
};

const HALF_DAY = 12 * 60;

/** Whether an instant is such a time. A clock time said without its half of the day may be in either. */
export const fits = (instant: Instant, said: SaidTime, anchor: Anchor, place: Place, exact = false): boolean => {
  if (said.impossible || said.vague) return false;
  const wall = wallTime(instant, place.zone);
  if (said.shift !== undefined || said.sameHour || said.sameDay || said.minutesFromNow !== undefined)
    return windowsOf(said, anchor, place).some(({ from, to }) => instant === from || (from < instant && instant < to));
  if (said.days && (wall.day < said.days.from || wall.day >= said.days.to)) return false;
  if (said.days?.fromNow && instant < place.now) return false;
  if (said.clock) {
    const distance = Math.abs(wall.minutes - (said.clock.minutes % DAY_MINUTES));
    return distance === 0 || (!exact && !said.clock.sure && distance === HALF_DAY);
  }
  const parts = exact ? HOURS_OF_PART : LOOSE_HOURS_OF_PART;
  const hours = said.hours ?? (said.part === undefined ? undefined : parts[said.part]);
  return hours === undefined ? said.days !== undefined : wall.minutes >= hours.from && wall.minutes < hours.to;
};
