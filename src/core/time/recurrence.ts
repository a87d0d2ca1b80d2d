/**
 * Recurrence by RFC 5545, in the wall time of a zone: a weekly 15:00 stays 15:00 over a change of clocks.
 * rrule does the arithmetic of the calendar on floating times; our zones turn what it finds into instants.
 */
import rrule, { type RRule } from 'rrule';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { DAY, HOUR, type Instant, MINUTE, type Zone } from './types.ts';
import { readWall, type WallTime, wallTimeAt } from './wall.ts';

export interface Recurrence {
  /** The value of an RRULE property, e.g. `FREQ=MONTHLY;BYDAY=-1FR;COUNT=6`. */
  readonly rule: string;
  /** DTSTART on the wall: it gives the time of day, and counts as an occurrence only if the rule matches it. */
  readonly start: WallTime;
  readonly zone: Zone;
  /** EXDATE: these are left out, though COUNT has counted them. */
  readonly without?: readonly WallTime[] | undefined;
  /** RDATE: these are added, and COUNT does not count them. */
  readonly also?: readonly WallTime[] | undefined;
}

export interface Occurrence {
  readonly wall: WallTime;
  readonly instant: Instant;
}

export type RecurrenceProblem = 'invalid_rule' | 'never_matches' | 'too_many';
export type Occurrences = Result<readonly Occurrence[], Refusal<RecurrenceProblem, string>>;

/** More visits than any one range of a calendar shows; a longer series is read in several ranges. */
export const MOST_OCCURRENCES = 2_000;
/** Days, weeks, months or years looked at for one answer: a daily rule over 136 years, in about a tenth of a second. */
const MOST_PERIODS = 50_000;
const LONGEST_RULE = 500;
/** Our offsets of zones end here. */
const LAST_WALL = Date.UTC(2101, 0, 1);

const FREQUENCIES = /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/;
const WEEKDAY = '(MO|TU|WE|TH|FR|SA|SU)';
const listOf = (item: string): RegExp => new RegExp(`^${item}(,${item})*$`);

/**
 * What a rule may be made of and which values each part takes (RFC 5545, 3.3.10); rrule itself lets most of them pass.
 * Nothing is finer than a day, since visits recur on days.
 */
const PARTS: ReadonlyMap<string, { readonly takes: RegExp; readonly with?: RegExp }> = new Map([
  ['FREQ', { takes: FREQUENCIES }],
  ['INTERVAL', { takes: /^[1-9]\d{0,3}$/ }],
  ['COUNT', { takes: /^[1-9]\d{0,4}$/ }],
  ['UNTIL', { takes: /^\d{8}(T\d{6}Z?)?$/ }],
  ['WKST', { takes: new RegExp(`^${WEEKDAY}$`) }],
  ['BYDAY', { takes: listOf(`([+-]?[1-9]\\d?)?${WEEKDAY}`) }],
  ['BYMONTH', { takes: listOf('(0?[1-9]|1[0-2])') }],
  ['BYMONTHDAY', { takes: listOf('[+-]?(0?[1-9]|[12]\\d|3[01])'), with: /^(DAILY|MONTHLY|YEARLY)$/ }],
  ['BYYEARDAY', { takes: listOf('[+-]?([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])'), with: /^YEARLY$/ }],
  ['BYWEEKNO', { takes: listOf('[+-]?(0?[1-9]|[1-4]\\d|5[0-3])'), with: /^YEARLY$/ }],
  ['BYSETPOS', { takes: listOf('[+-]?([1-9]\\d?|[12]\\d\\d|3[0-5]\\d|36[0-6])') }],
]);

/**
 * The occurrences that start within [from, to). One that falls into the missing hour does not take place and is not
 * counted (RFC 5545, 3.3.10); one in the doubled hour is at its first reading (3.3.5).
 */
export function occurrencesBetween(recurrence: Recurrence, from: Instant, to: Instant): Occurrences {
  const rule = readRule(recurrence);
  if (!rule.ok) return rule;
  const walked = walk(rule.value, recurrence.zone, from, to);
  if (!walked.ok) return walked;
  const left = new Set(recurrence.without);
  const added = (recurrence.also ?? []).flatMap((wall) => occurrenceAt(recurrence.zone, wall) ?? []);
  const byInstant = new Map([...walked.value, ...added].map((occurrence) => [occurrence.instant, occurrence]));
  const within = [...byInstant.values()]
    .filter(({ instant, wall }) => instant >= from && instant < to && !left.has(wall))
    .sort((a, b) => a.instant - b.instant);
  if (within.length > MOST_OCCURRENCES) return tooMany();
  return ok(within);
}

const tooMany = () =>
  refuse('too_many', `the rule gives more than ${MOST_OCCURRENCES} occurrences here; ask for a shorter range`);

interface Rule {
  readonly calendar: RRule;
  readonly count: number;
  readonly until: WallTime;
}

function readRule({ rule, start, zone }: Recurrence): Result<Rule, Refusal<'invalid_rule', string>> {
  const text = rule
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '');
  if (text.length > LONGEST_RULE) return refuse('invalid_rule', `is longer than ${LONGEST_RULE} characters`);
  const pairs = text.split(';').map((part) => part.split('='));
  const values = new Map(pairs.map(([name = '', value = '']) => [name, value]));
  const problem = values.size < pairs.length ? 'names a part twice' : problemOf(values);
  if (problem !== undefined) return refuse('invalid_rule', problem);

  const untilText = values.get('UNTIL');
  const until = untilText === undefined ? Number.POSITIVE_INFINITY : readUntil(untilText, zone);
  const count = Number(values.get('COUNT') ?? Number.POSITIVE_INFINITY);
  // COUNT and UNTIL stay with us: rrule would count occurrences that the missing hour swallows.
  const calendarParts = pairs.filter(([name]) => name !== 'COUNT' && name !== 'UNTIL').map((pair) => pair.join('='));
  const options = { ...rrule.RRule.parseString(calendarParts.join(';')), dtstart: new Date(start) };
  return ok({ calendar: new rrule.RRule(options, true), count, until });
}

function problemOf(values: ReadonlyMap<string, string>): string | undefined {
  const frequency = values.get('FREQ') ?? '';
  if (!FREQUENCIES.test(frequency)) return 'FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY';
  for (const [name, value] of values) {
    const part = PARTS.get(name);
    if (part === undefined) return `"${name}" is not a part of a rule that recurs on days`;
    if (!part.takes.test(value)) return `${name} does not take "${value}"`;
    if (part.with !== undefined && !part.with.test(frequency)) return `${name} does not go with FREQ=${frequency}`;
  }
  if (/\d/.test(values.get('BYDAY') ?? '') && !/^(MONTHLY|YEARLY)$/.test(frequency))
    return `a weekday with a position does not go with FREQ=${frequency}`;
  if (values.has('COUNT') && values.has('UNTIL')) return 'COUNT and UNTIL exclude each other; keep one';
  return undefined;
}

/** With Z an instant, without it a time on the wall; a date alone takes in the whole day. */
function readUntil(text: string, zone: Zone): WallTime {
  const part = (from: number, to: number): number => Number(text.slice(from, to));
  const day = Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8));
  if (!text.includes('T')) return day + DAY - 1;
  const wall = day + part(9, 11) * HOUR + part(11, 13) * MINUTE + part(13, 15) * 1000;
  return text.endsWith('Z') ? wallTimeAt(zone, wall) : wall;
}

/** Walks the rule from its start, because COUNT and INTERVAL count from there, to the end of what was asked. */
function walk(rule: Rule, zone: Zone, from: Instant, to: Instant): Occurrences {
  const found: Occurrence[] = [];
  let matched = false;
  let counted = 0;
  boundPeriods(rule.calendar);
  rule.calendar.all((date) => {
    matched = true;
    const wall = date.getTime();
    if (wall > rule.until || wall > LAST_WALL) return false;
    const occurrence = occurrenceAt(zone, wall);
    if (occurrence === undefined) return true;
    if (occurrence.instant >= to) return false;
    if (occurrence.instant >= from) found.push(occurrence);
    counted++;
    return counted < rule.count && found.length <= MOST_OCCURRENCES;
  });
  if (!matched) return refuse('never_matches', 'no day of the calendar fits this rule');
  return found.length > MOST_OCCURRENCES ? tooMany() : ok(found);
}

function occurrenceAt(zone: Zone, wall: WallTime): Occurrence | undefined {
  const reading = readWall(zone, wall);
  if (reading.kind === 'gap') return undefined;
  return { wall, instant: reading.kind === 'one' ? reading.instant : reading.first };
}

/**
 * rrule looks for a next match until the year 9999 and offers no way to stop it between two: a daily rule for
 * February 30 keeps it busy for seven seconds. It reads `interval` once or twice in every period, and ends when it
 * reads 0; so the count of readings is a bound on its work. A test holds this to the clock.
 */
function boundPeriods(calendar: RRule): void {
  const { interval } = calendar.options;
  let readings = 0;
  Object.defineProperty(calendar.options, 'interval', {
    configurable: true,
    enumerable: true,
    get: () => (readings++ < 2 * MOST_PERIODS ? interval : 0),
  });
}
