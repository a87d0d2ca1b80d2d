import { dayOfYear, isoDayOfWeek, isoWeek, MINUTE, partsOf, weekOfYear } from './calendar.ts';
import { CommandError } from './error.ts';
import { toWall, utc, type Zone } from './zone.ts';

export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const ISO = '%Y-%m-%dT%H:%M:%S.%L';

export const dateToIso = (date: Date): string => formatDate(date, `${ISO}Z`, utc);

export const defaultFormat = (zone: Zone): string => (zone.isUtc ? `${ISO}Z` : ISO);

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

type Piece = (wall: number, offset: number) => string;

/** `offset` in minutes as +hhmm. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}${pad(size % 60, 2)}`;
}

const pieces: Readonly<Record<string, Piece>> = {
  '%': () => '%',
  Y: (wall) => pad(partsOf(wall).year, 4),
  m: (wall) => pad(partsOf(wall).month, 2),
  d: (wall) => pad(partsOf(wall).day, 2),
  H: (wall) => pad(partsOf(wall).hour, 2),
  M: (wall) => pad(partsOf(wall).minute, 2),
  S: (wall) => pad(partsOf(wall).second, 2),
  L: (wall) => pad(partsOf(wall).millisecond, 3),
  b: (wall) => (MONTHS[partsOf(wall).month - 1] ?? '').slice(0, 3),
  B: (wall) => MONTHS[partsOf(wall).month - 1] ?? '',
  j: (wall) => pad(dayOfYear(wall), 3),
  w: (wall) => String((isoDayOfWeek(wall) % 7) + 1),
  u: (wall) => String(isoDayOfWeek(wall)),
  U: (wall) => pad(weekOfYear(wall), 2),
  V: (wall) => pad(isoWeek(wall).week, 2),
  G: (wall) => pad(isoWeek(wall).year, 4),
  z: (_wall, offset) => offsetText(offset),
  Z: (_wall, offset) => `${offset < 0 ? '-' : '+'}${pad(Math.abs(offset), 3)}`,
};

const compiled = new Map<string, readonly (string | Piece)[]>();

function compileFormat(format: string): readonly (string | Piece)[] {
  const known = compiled.get(format);
  if (known) return known;
  const parts: (string | Piece)[] = [];
  for (let at = 0; at < format.length; at += 1) {
    const char = format.charAt(at);
    if (char !== '%') {
      parts.push(char);
      continue;
    }
    at += 1;
    if (at >= format.length) throw new CommandError(18535, "Unmatched '%' at end of format string");
    const piece = Object.hasOwn(pieces, format.charAt(at)) ? pieces[format.charAt(at)] : undefined;
    if (!piece) throw new CommandError(18536, `Invalid format character '%${format.charAt(at)}' in format string`);
    parts.push(piece);
  }
  if (compiled.size > 200) compiled.clear();
  compiled.set(format, parts);
  return parts;
}

export function formatDate(date: Date, format: string, zone: Zone): string {
  const parts = compileFormat(format);
  const instant = date.getTime();
  const wall = toWall(instant, zone);
  const offset = (wall - instant) / MINUTE;
  const { year } = partsOf(wall);
  if (year < 0 || year > 9999)
    throw new CommandError(18537, `$dateToString is only defined on year 0-9999, tried to use year ${year}`);
  let text = '';
  for (const part of parts) text += typeof part === 'string' ? part : part(wall, offset);
  return text;
}
