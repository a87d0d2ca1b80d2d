import { CommandError } from './error.ts';
import { fromWall, toWall, type Zone } from './zone.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Weeks count from Monday, the first ISO weekday. */
const MONDAY = Date.UTC(1970, 0, 5);

export interface CalendarParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

/** The parts a wall clock shows (see toWall). */
export function partsOf(wall: number): CalendarParts {
  const date = new Date(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  };
}

/** Days since 1970 of a date whose month and day may run over. Date.UTC would read years below 100 as 19xx. */
export function dayNumber(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / DAY;
}

const startOfYear = (year: number): number => dayNumber(year, 1, 1) * DAY;

/** 1 is January 1st. */
export const dayOfYear = (wall: number): number => Math.floor((wall - startOfYear(partsOf(wall).year)) / DAY) + 1;

/** 1 is Monday, 7 is Sunday. */
export const isoDayOfWeek = (wall: number): number => (((Math.floor((wall - MONDAY) / DAY) % 7) + 7) % 7) + 1;

/** Weeks start on Sunday; the days before the year's first Sunday are week 0. */
export const weekOfYear = (wall: number): number =>
  Math.floor((dayOfYear(wall) - 1 + 7 - (isoDayOfWeek(wall) % 7)) / 7);

/** The week belongs to the year its Thursday lies in. */
export function isoWeek(wall: number): { year: number; week: number } {
  const thursday = wall + (4 - isoDayOfWeek(wall)) * DAY;
  const { year } = partsOf(thursday);
  return { year, week: Math.floor((thursday - startOfYear(year)) / WEEK) + 1 };
}

/** The Monday of an ISO year's first week. */
export function isoYearStart(year: number): number {
  const fourth = dayNumber(year, 1, 4) * DAY;
  return fourth - (isoDayOfWeek(fourth) - 1) * DAY;
}

export const units = ['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
export type Unit = (typeof units)[number];

const monthsIn: Partial<Record<Unit, number>> = { year: 12, quarter: 3, month: 1 };
const daysIn: Partial<Record<Unit, number>> = { week: 7, day: 1 };
const spanOf: Partial<Record<Unit, number>> = { hour: HOUR, minute: MINUTE, second: SECOND, millisecond: 1 };

/**
 * Months and years keep the day of the month, or take the month's last where it has fewer; days and weeks keep the wall
 * clock across a change of the zone's offset; hours and less are time that passes.
 */
export function addUnits(instant: number, unit: Unit, amount: number, zone: Zone): number {
  const span = spanOf[unit];
  if (span !== undefined) return checked(instant + amount * span);
  const wall = toWall(instant, zone);
  const days = daysIn[unit];
  if (days !== undefined) return checked(fromWall(checked(wall + amount * days * DAY), zone));
  return checked(fromWall(checked(addMonths(wall, amount * (monthsIn[unit] ?? 1))), zone));
}

function checked(instant: number): number {
  if (Number.isNaN(new Date(instant).getTime())) throw new CommandError(5166406, 'date overflow in $dateAdd');
  return instant;
}

function addMonths(wall: number, months: number): number {
  const { year, month, day } = partsOf(wall);
  const target = month + months;
  const last = new Date((dayNumber(year, target + 1, 1) - 1) * DAY).getUTCDate();
  return dayNumber(year, target, Math.min(day, last)) * DAY + modulo(wall, DAY);
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;

/** How many boundaries of the unit lie between two instants. `weekStart` is an ISO weekday. */
export function countUnits(from: number, until: number, unit: Unit, zone: Zone, weekStart: number): number {
  const [start, end] = [toWall(from, zone), toWall(until, zone)];
  const months = monthsIn[unit];
  if (months !== undefined) return Math.floor(monthNumber(end) / months) - Math.floor(monthNumber(start) / months);
  if (unit === 'week') return weekNumber(end, weekStart) - weekNumber(start, weekStart);
  if (unit === 'day') return Math.floor(end / DAY) - Math.floor(start / DAY);
  const span = spanOf[unit] ?? 1;
  // An hour the clock skips or repeats passes all the same: the change of offset is taken out again.
  const change = Math.trunc((end - until - (start - from)) / span);
  return Math.floor(end / span) - Math.floor(start / span) - change;
}

const monthNumber = (wall: number): number => {
  const { year, month } = partsOf(wall);
  return year * 12 + month - 1;
};

const weekNumber = (wall: number, weekStart: number): number =>
  Math.floor((wall - (MONDAY + (weekStart - 1) * DAY)) / WEEK);

/** Bins of several units are counted from the year 2000, as MongoDB does. */
const REFERENCE_YEAR = 2000;
const REFERENCE = Date.UTC(REFERENCE_YEAR, 0, 1);

export function truncateTo(instant: number, unit: Unit, size: number, zone: Zone, weekStart: number): number {
  const wall = toWall(instant, zone);
  const floorTo = (value: number, step: number): number => Math.floor(value / step) * step;
  const months = monthsIn[unit];
  if (months !== undefined) {
    const month = floorTo(monthNumber(wall) - REFERENCE_YEAR * 12, months * size);
    return fromWall(dayNumber(REFERENCE_YEAR, 1 + month, 1) * DAY, zone);
  }
  if (unit === 'week') {
    const first = REFERENCE + modulo(weekStart - isoDayOfWeek(REFERENCE), 7) * DAY;
    return fromWall(first + floorTo(wall - first, WEEK * size), zone);
  }
  if (unit === 'day') return fromWall(REFERENCE + floorTo(wall - REFERENCE, DAY * size), zone);
  const reference = fromWall(REFERENCE, zone);
  return reference + floorTo(instant - reference, (spanOf[unit] ?? 1) * size);
}
