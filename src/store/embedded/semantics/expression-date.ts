import { Long, ObjectId, type Timestamp } from 'bson';
import {
  addUnits,
  countUnits,
  DAY,
  dayNumber,
  dayOfYear,
  HOUR,
  isoDayOfWeek,
  isoWeek,
  isoYearStart,
  MINUTE,
  partsOf,
  SECOND,
  truncateTo,
  type Unit,
  units,
  weekOfYear,
} from './calendar.ts';
import { parseDate, parseDateAs } from './date-parse.ts';
import { defaultFormat, formatDate } from './date-text.ts';
import { CommandError } from './error.ts';
import { named, type OperatorCompiler, type Operators, unary } from './expression-types.ts';
import { fromBigInt, isIntegral, isNumber, toJsNumber } from './number.ts';
import { type Doc, isDoc, isNullish, isTimestamp, typeOf, type Value } from './values.ts';
import { fromWall, toWall, utc, type Zone, zoneOf } from './zone.ts';

/** Dates, and what carries one: an ObjectId or Timestamp its seconds. */
export function dateOf(value: Value): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (isTimestamp(value)) return new Date(value.getHighBitsUnsigned() * SECOND);
  throw new CommandError(16006, `can't convert from BSON type ${typeOf(value)} to Date`);
}

function zoneFrom(value: Value): Zone {
  if (typeof value !== 'string')
    throw new CommandError(40517, `timezone must evaluate to a string, found ${typeOf(value)}`);
  return zoneOf(value);
}

/** `undefined` says that the answer is null: the zone was given and is null. */
const optionalZone = (value: Value): Zone | undefined =>
  value === undefined ? utc : value === null ? undefined : zoneFrom(value);

/** Takes a date, or a document with `date` and `timezone`. */
const datePart = (read: (wall: number) => Value): OperatorCompiler => {
  const part = (date: Value, zoneName: Value): Value => {
    if (isNullish(date)) return null;
    const zone = optionalZone(zoneName);
    return zone === undefined ? null : read(toWall(dateOf(date).getTime(), zone));
  };
  const plain = unary((value) => part(value, undefined));
  return (argument, compiler, name) => {
    const isSpecification = isDoc(argument) && !Object.keys(argument)[0]?.startsWith('$');
    if (!isSpecification) return plain(argument, compiler, name);
    const { compile } = compiler;
    const inner = namedDate(argument, name);
    const date = compile(inner.date);
    const zone = inner.timezone === undefined ? undefined : compile(inner.timezone);
    return (root) => part(date(root), zone ? (zone(root) ?? null) : undefined);
  };
};

function namedDate(argument: Doc, name: string): Doc {
  const stray = Object.keys(argument).find((field) => field !== 'date' && field !== 'timezone');
  if (stray !== undefined) throw new CommandError(40535, `unrecognized option to ${name}: "${stray}"`);
  if (argument.date === undefined)
    throw new CommandError(40539, `missing 'date' argument to ${name}, provided: ${Object.keys(argument)}`);
  return argument;
}

function unitOf(value: Value): Unit {
  if (typeof value !== 'string') throw new CommandError(5439013, `unit must be a string, found ${typeOf(value)}`);
  const unit = units.find((name) => name === value);
  if (!unit) throw new CommandError(9, `unknown time unit value: ${value}`);
  return unit;
}

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** An ISO weekday; weeks start on Sunday unless told otherwise. */
function weekStartOf(value: Value): number {
  if (value === undefined) return 7;
  const wanted = typeof value === 'string' ? value.toLowerCase() : '';
  const at = WEEKDAYS.findIndex((name) => name === wanted || (wanted.length === 3 && name.startsWith(wanted)));
  if (at < 0) throw new CommandError(9, `unknown day of week value: ${String(value)}`);
  return at + 1;
}

function wholeNumber(value: Value, code: number, what: string): number {
  if (!isNumber(value) || !isIntegral(value))
    throw new CommandError(code, `${what} must evaluate to an integer, found ${typeOf(value)}`);
  return toJsNumber(value);
}

const dateToString = named(['date'], ['format', 'timezone', 'onNull'], ({ date, format, timezone, onNull }) => {
  if (isNullish(date)) return onNull === undefined ? null : onNull;
  const zone = optionalZone(timezone);
  if (format === null || zone === undefined) return null;
  if (format !== undefined && typeof format !== 'string')
    throw new CommandError(
      18533,
      `$dateToString requires that 'format' be a string, found: ${typeOf(format)} with value`,
    );
  return formatDate(dateOf(date), format ?? defaultFormat(zone), zone);
});

const dateFromString = named(
  ['dateString'],
  ['format', 'timezone', 'onError', 'onNull'],
  ({ dateString, format, timezone, onError, onNull }) => {
    if (isNullish(dateString)) return onNull === undefined ? null : onNull;
    if (format === null || timezone === null) return null;
    try {
      if (typeof dateString !== 'string')
        throw new CommandError(
          241,
          `$dateFromString requires that 'dateString' be a string, found: ${typeOf(dateString)}`,
        );
      const zone = timezone === undefined ? undefined : zoneFrom(timezone);
      return typeof format === 'string' ? parseDateAs(dateString, format, zone) : parseDate(dateString, zone);
    } catch (error) {
      if (onError !== undefined && error instanceof CommandError && error.code === 241) return onError;
      throw error;
    }
  },
);

const shiftBy = (sign: number): OperatorCompiler =>
  named(['startDate', 'unit', 'amount'], ['timezone'], ({ startDate, unit, amount, timezone }, name) => {
    const zone = optionalZone(timezone);
    if (isNullish(startDate) || isNullish(unit) || isNullish(amount) || zone === undefined) return null;
    const count = wholeNumber(amount, 5166405, `${name} expects amount; it`);
    return new Date(addUnits(dateOf(startDate).getTime(), unitOf(unit), sign * count, zone));
  });

const dateDiff = named(
  ['startDate', 'endDate', 'unit'],
  ['timezone', 'startOfWeek'],
  ({ startDate, endDate, unit, timezone, startOfWeek }) => {
    const zone = optionalZone(timezone);
    if (isNullish(startDate) || isNullish(endDate) || isNullish(unit) || zone === undefined || startOfWeek === null)
      return null;
    const [from, until] = [dateOf(startDate).getTime(), dateOf(endDate).getTime()];
    return fromBigInt(BigInt(countUnits(from, until, unitOf(unit), zone, weekStartOf(startOfWeek))), true);
  },
);

const dateTrunc = named(
  ['date', 'unit'],
  ['binSize', 'timezone', 'startOfWeek'],
  ({ date, unit, binSize, timezone, startOfWeek }) => {
    const zone = optionalZone(timezone);
    if (isNullish(date) || isNullish(unit) || binSize === null || zone === undefined || startOfWeek === null)
      return null;
    const size = binSize === undefined ? 1 : wholeNumber(binSize, 5439017, '$dateTrunc: binSize');
    if (size < 1) throw new CommandError(5439018, "$dateTrunc requires 'binSize' to be greater than 0");
    return new Date(truncateTo(dateOf(date).getTime(), unitOf(unit), size, zone, weekStartOf(startOfWeek)));
  },
);

const dateToParts = named(['date'], ['timezone', 'iso8601'], ({ date, timezone, iso8601 }) => {
  const zone = optionalZone(timezone);
  if (isNullish(date) || zone === undefined || iso8601 === null) return null;
  if (iso8601 !== undefined && typeof iso8601 !== 'boolean')
    throw new CommandError(40521, 'iso8601 must evaluate to a bool');
  const wall = toWall(dateOf(date).getTime(), zone);
  const { year, month, day, ...clock } = partsOf(wall);
  if (!iso8601) return { year, month, day, ...clock };
  const week = isoWeek(wall);
  return { isoWeekYear: week.year, isoWeek: week.week, isoDayOfWeek: isoDayOfWeek(wall), ...clock };
});

const CALENDAR = ['year', 'month', 'day'] as const;
const ISO_CALENDAR = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'] as const;
const CLOCK = ['hour', 'minute', 'second', 'millisecond', 'timezone'] as const;

/** Parts may run over (month 14, day 0) and carry into the next; only the year is held to 1-9999. */
const dateFromParts: OperatorCompiler = (argument, compiler, name) => {
  const isIso = isDoc(argument) && 'isoWeekYear' in argument;
  if (isIso && CALENDAR.some((part) => part in argument))
    throw new CommandError(40489, `${name} does not allow mixing natural dates with ISO dates`);
  if (isDoc(argument) && !isIso && !('year' in argument))
    throw new CommandError(40516, `${name} requires either 'year' or 'isoWeekYear' to be present`);
  const [first, ...others] = isIso ? ISO_CALENDAR : CALENDAR;
  const run = named([first ?? 'year'], [...others, ...CLOCK], (values: Readonly<Record<string, Value>>) => {
    const zone = optionalZone(values.timezone);
    if (
      zone === undefined ||
      Object.keys(values).some((part) => values[part] === null) ||
      values[first ?? 'year'] === undefined
    )
      return null;
    const part = (field: string, otherwise: number): number =>
      values[field] === undefined ? otherwise : wholeNumber(values[field], 40515, `'${field}'`);
    const year = part(first ?? 'year', 1970);
    if (year < 1 || year > 9999)
      throw new CommandError(40523, `'${first}' must evaluate to an integer in the range 1 to 9999, found ${year}`);
    const day = isIso
      ? isoYearStart(year) + (part('isoWeek', 1) - 1) * 7 * DAY + (part('isoDayOfWeek', 1) - 1) * DAY
      : dayNumber(year, part('month', 1), part('day', 1)) * DAY;
    const clock =
      part('hour', 0) * HOUR + part('minute', 0) * MINUTE + part('second', 0) * SECOND + part('millisecond', 0);
    return new Date(fromWall(day + clock, zone));
  });
  return run(argument, compiler, name);
};

const timestampPart = (read: (value: Timestamp) => number): OperatorCompiler =>
  unary((value, name) => {
    if (isNullish(value)) return null;
    if (!isTimestamp(value))
      throw new CommandError(5687301, `${name} requires a timestamp argument, found: ${typeOf(value)}`);
    return Long.fromNumber(read(value));
  });

export const dateOperators: Operators = {
  $year: datePart((wall) => partsOf(wall).year),
  $month: datePart((wall) => partsOf(wall).month),
  $dayOfMonth: datePart((wall) => partsOf(wall).day),
  $dayOfWeek: datePart((wall) => (isoDayOfWeek(wall) % 7) + 1),
  $dayOfYear: datePart(dayOfYear),
  $hour: datePart((wall) => partsOf(wall).hour),
  $minute: datePart((wall) => partsOf(wall).minute),
  $second: datePart((wall) => partsOf(wall).second),
  $millisecond: datePart((wall) => partsOf(wall).millisecond),
  $week: datePart(weekOfYear),
  $isoWeek: datePart((wall) => isoWeek(wall).week),
  $isoWeekYear: datePart((wall) => Long.fromNumber(isoWeek(wall).year)),
  $isoDayOfWeek: datePart(isoDayOfWeek),
  $dateToString: dateToString,
  $dateFromString: dateFromString,
  $dateToParts: dateToParts,
  $dateFromParts: dateFromParts,
  $dateAdd: shiftBy(1),
  $dateSubtract: shiftBy(-1),
  $dateDiff: dateDiff,
  $dateTrunc: dateTrunc,
  $tsSecond: timestampPart((value) => value.getHighBitsUnsigned()),
  $tsIncrement: timestampPart((value) => value.getLowBitsUnsigned()),
};
