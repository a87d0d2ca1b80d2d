import { DAY, dayNumber, HOUR, isoYearStart, MINUTE, partsOf, SECOND } from './calendar.ts';
import { MONTHS, offsetText } from './date-text.ts';
import { CommandError } from './error.ts';
import { fromWall, utc, type Zone, zoneOf } from './zone.ts';

/** The text is left out, as it may be what a person wrote. */
const unreadable = (why: string): CommandError => new CommandError(241, `Error parsing date string; ${why}`);

const DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})/;
const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})/;
const TIME = /^[T ]\s*(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?/i;

/**
 * Reads ISO 8601 dates and times, the zone at the end being `Z`, an offset or a zone's name. mongod's parser also knows
 * dates in English words; those are refused here.
 */
export function parseDate(text: string, zone: Zone | undefined): Date {
  const trimmed = text.trim();
  const date = DATE.exec(trimmed) ?? COMPACT_DATE.exec(trimmed);
  if (!date) throw unreadable('it does not start with a date such as 2026-03-29');
  let rest = trimmed.slice(date[0].length);
  const time = TIME.exec(rest);
  if (time) rest = rest.slice(time[0].length);
  return assemble({
    year: Number(date[1]),
    month: Number(date[2]),
    day: Number(date[3]),
    hour: Number(time?.[1] ?? 0),
    minute: Number(time?.[2] ?? 0),
    second: Number(time?.[3] ?? 0),
    millisecond: Number((time?.[4] ?? '').padEnd(3, '0').slice(0, 3)),
    zone: zoneInText(rest.trim(), zone),
  });
}

function zoneInText(name: string, zone: Zone | undefined): Zone {
  if (name === '') return zone ?? utc;
  if (zone && !zone.isUtc) throw unreadable('a zone in the text and one beside it cannot both be given');
  try {
    return zoneOf(name);
  } catch {
    throw unreadable('what follows the time is no time zone');
  }
}

interface Read {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  zone: Zone;
  isoYear?: number;
  isoWeek?: number;
  isoDay?: number;
  dayOfYear?: number;
}

function assemble(read: Read): Date {
  const { hour, minute, second, millisecond } = read;
  if (hour > 24 || minute > 59 || second > 59 || (hour === 24 && minute + second + millisecond > 0))
    throw unreadable('there is no such time of day');
  const wall = dayStart(read) + hour * HOUR + minute * MINUTE + second * SECOND + millisecond;
  return new Date(fromWall(wall, read.zone));
}

function dayStart({ year, month, day, isoYear, isoWeek: week, isoDay, dayOfYear: ordinal }: Read): number {
  if (isoYear !== undefined || week !== undefined || isoDay !== undefined)
    return isoYearStart(isoYear ?? year) + (((week ?? 1) - 1) * 7 + (isoDay ?? 1) - 1) * DAY;
  if (ordinal !== undefined) return dayNumber(year, 1, ordinal) * DAY;
  const start = dayNumber(year, month, day) * DAY;
  const parts = partsOf(start);
  if (parts.month !== month || parts.day !== day) throw unreadable('there is no such day');
  return start;
}

/** How each specifier is read, and what it says about the date. */
const readers: Readonly<Record<string, { pattern: RegExp; read: (found: string) => Partial<Read> }>> = {
  Y: { pattern: /^\d{4}/, read: (found) => ({ year: Number(found) }) },
  m: { pattern: /^\d{1,2}/, read: (found) => ({ month: Number(found) }) },
  d: { pattern: /^\d{1,2}/, read: (found) => ({ day: Number(found) }) },
  H: { pattern: /^\d{1,2}/, read: (found) => ({ hour: Number(found) }) },
  M: { pattern: /^\d{1,2}/, read: (found) => ({ minute: Number(found) }) },
  S: { pattern: /^\d{1,2}/, read: (found) => ({ second: Number(found) }) },
  L: { pattern: /^\d{3}/, read: (found) => ({ millisecond: Number(found) }) },
  j: { pattern: /^\d{1,3}/, read: (found) => ({ dayOfYear: Number(found) }) },
  G: { pattern: /^\d{4}/, read: (found) => ({ isoYear: Number(found) }) },
  V: { pattern: /^\d{1,2}/, read: (found) => ({ isoWeek: Number(found) }) },
  u: { pattern: /^[1-7]/, read: (found) => ({ isoDay: Number(found) }) },
  z: { pattern: /^(?:Z|[+-]\d{2}:?(?:\d{2})?)/, read: (found) => ({ zone: zoneOf(found) }) },
  Z: {
    pattern: /^[+-]\d{3,4}/,
    read: (found) => ({ zone: zoneOf(offsetText(Number(found))) }),
  },
  b: { pattern: /^[A-Za-z]{3}/, read: monthNamed },
  B: { pattern: /^[A-Za-z]{3,9}/, read: monthNamed },
  '%': { pattern: /^%/, read: () => ({}) },
};

function monthNamed(text: string): Partial<Read> {
  const wanted = text.toLowerCase();
  const at = MONTHS.findIndex((name) => name.toLowerCase() === wanted || name.slice(0, 3).toLowerCase() === wanted);
  return { month: at + 1 };
}

export function parseDateAs(text: string, format: string, zone: Zone | undefined): Date {
  const read: Read = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0, zone: zone ?? utc };
  let rest = text;
  for (let at = 0; at < format.length; at += 1) {
    const char = format.charAt(at);
    if (char !== '%') {
      if (!rest.startsWith(char)) throw unreadable(`it does not follow the format ${format}`);
      rest = rest.slice(char.length);
      continue;
    }
    at += 1;
    const reader = Object.hasOwn(readers, format.charAt(at)) ? readers[format.charAt(at)] : undefined;
    if (!reader) throw new CommandError(18536, `Invalid format character '%${format.charAt(at)}' in format string`);
    const found = reader.pattern.exec(rest)?.[0];
    if (found === undefined) throw unreadable(`it does not follow the format ${format}`);
    Object.assign(read, reader.read(found));
    rest = rest.slice(found.length);
  }
  if (rest !== '') throw unreadable('there is text left over');
  return assemble(read);
}
