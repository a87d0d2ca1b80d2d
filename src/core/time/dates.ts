/** The calendar of days, which knows no zone. A day is counted from 1970-01-01, so that neighbours differ by one. */
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { DAY, type LocalDate } from './types.ts';

/** Days since 1970-01-01 on the wall calendar. */
export type DayNumber = number;

const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday, three days after its week's Monday. */
const EPOCH_AFTER_MONDAY = 3;

export type DateResult = Result<LocalDate, Refusal<'not_a_date', string>>;

/** Takes `YYYY-MM-DD` of a day that exists, from 1970 to 2100. */
export function checkDate(text: string): DateResult {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const moment = new Date(Date.UTC(year, month - 1, day));
  const exists = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
  if (!exists) return refuse('not_a_date', 'is not a day of the calendar; write it as YYYY-MM-DD, e.g. 2026-03-08');
  if (year < 1970 || year > 2100) return refuse('not_a_date', 'lies outside the years 1970 to 2100');
  // The cast is what the check is for.
  return ok(text as LocalDate);
}

/** `date` was checked: this runs for every override of every query and does not check again. */
export function dayOfDate(date: LocalDate): DayNumber {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY;
}

export function dateOfDay(day: DayNumber): LocalDate {
  // A date made from a day number is a checked one by construction.
  return new Date(day * DAY).toISOString().slice(0, 10) as LocalDate;
}

/** Monday is 1, Sunday is 7. */
export function weekdayOf(day: DayNumber): 1 | 2 | 3 | 4 | 5 | 6 | 7 {
  const afterMonday = (((day + EPOCH_AFTER_MONDAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS;
  // The remainder of a division by seven is one of seven numbers; the compiler cannot see that.
  return (afterMonday + 1) as 1 | 2 | 3 | 4 | 5 | 6 | 7;
}

/** Weeks from Monday to Sunday, counted from the one that holds 1970-01-01. */
export const weekNumberOf = (day: DayNumber): number => Math.floor((day + EPOCH_AFTER_MONDAY) / WEEK_DAYS);

/** ISO 8601, e.g. `2026-W09`: a week belongs to the year that holds its Thursday. */
export function isoWeekOf(day: DayNumber): string {
  const thursday = new Date(weekNumberOf(day) * WEEK_DAYS * DAY);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / WEEK_DAYS) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
