/**
 * Recurrence by RFC 5545, in the wall time of a zone: a weekly 15:00 stays 15:00 over a change of clocks.
 * rrule does the arithmetic of the calendar on floating times; our zones turn what it finds into instants.
 */
import rrule, { type Options, type RRule } from 'rrule';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { DAY, type Instant, type Zone } from './types.ts';
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

/** What a rule may be made of: nothing finer than a day, since visits recur on days. */
const KNOWN_PARTS = /^(FREQ|INTERVAL|COUNT|UNTIL|WKST|BYDAY|BYMONTH|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYSETPOS)$/;
const FREQUENCIES = /^(DAILY|WEEKLY|MONTHLY|YEARLY)$/;

/**
 * The occurrences that start within [from, to). One that falls into the missing hour does not take place and is not
 * counted (RFC 5545, 3.3.10); one in the doubled hour is at its first reading (3.3.5).
 */
export function occurrencesBetween(recurrence: Recurrence, from: Instant, to: Instant): Occurrences {
  const rule = readRule(recurrence);
  if (!rule.ok) return rule;
  const walked = walk(rule.value, recurrence, to);
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
    .replace(/^RRULE:/i, '')
    .toUpperCase();
  if (text.length > LONGEST_RULE) return refuse('invalid_rule', `is longer than ${LONGEST_RULE} characters`);
  const parts = text.split(';').map((part) => part.split('='));
  const names = parts.map(([name = '']) => name);
  const unknown = names.find((name) => !KNOWN_PARTS.test(name));
  if (unknown !== undefined) return refuse('invalid_rule', `"${unknown}" is not a part of a rule that recurs on days`);
  if (new Set(names).size < names.length) return refuse('invalid_rule', 'names a part twice');
  const value = (name: string): string | undefined => parts.find(([part]) => part === name)?.[1];
  if (!FREQUENCIES.test(value('FREQ') ?? ''))
    return refuse('invalid_rule', 'FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY');
  for (const name of ['INTERVAL', 'COUNT'])
    if (!/^[1-9]\d{0,4}$/.test(value(name) ?? '1'))
      return refuse('invalid_rule', `${name} must be a whole number from 1 to 99999`);
  const untilText = value('UNTIL');
  if (untilText !== undefined && value('COUNT') !== undefined)
    return refuse('invalid_rule', 'COUNT and UNTIL exclude each other; keep one');
  const until = untilText === undefined ? Number.POSITIVE_INFINITY : readUntil(untilText, zone);
  if (until === undefined)
    return refuse('invalid_rule', 'UNTIL must be a date or a date and time, e.g. 20260401 or 20260401T150000Z');
  const kept = parts.filter(([name]) => name !== 'COUNT' && name !== 'UNTIL').map((part) => part.join('='));
  const calendar = buildCalendar(kept.join(';'), start);
  if (calendar === undefined) return refuse('invalid_rule', 'has a BY part or WKST with a value that it cannot take');
  return ok({ calendar, count: Number(value('COUNT') ?? Number.POSITIVE_INFINITY), until });
}

/** With Z an instant, without it a time on the wall; a date alone takes in the whole day. */
function readUntil(text: string, zone: Zone): WallTime | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const read = Date.UTC(year, month - 1, day, hour, minute, second);
  if (found[4] === undefined) return read + DAY - 1;
  return found[7] === 'Z' ? wallTimeAt(zone, read) : read;
}

function buildCalendar(text: string, start: WallTime): RRule | undefined {
  try {
    const options: Partial<Options> = { ...rrule.RRule.parseString(text), dtstart: new Date(start) };
    return new rrule.RRule(options, true);
  } catch {
    return undefined;
  }
}

/** Walks the rule from its start, because COUNT and INTERVAL count from there, to the end of what was asked. */
function walk(rule: Rule, { zone }: Recurrence, to: Instant): Result<Occurrence[], Refusal<RecurrenceProblem, string>> {
  const found: Occurrence[] = [];
  let matched = false;
  boundPeriods(rule.calendar);
  rule.calendar.all((date) => {
    matched = true;
    const wall = date.getTime();
    if (wall > rule.until) return false;
    const occurrence = occurrenceAt(zone, wall);
    if (occurrence === undefined) return true;
    if (occurrence.instant >= to) return false;
    found.push(occurrence);
    return found.length < rule.count;
  });
  if (!matched) return refuse('never_matches', 'no day of the calendar fits this rule');
  return ok(found);
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
