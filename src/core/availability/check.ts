/** What a calendar may hold. Each problem names the field, what is wrong and how to mend it. */
import { Fault, type FieldError, invalid } from '../fault.ts';
import { checkDate } from '../time/dates.ts';
import type { Instant, LocalDate } from '../time/types.ts';
import { checkZone } from '../time/zones.ts';
import type { Calendar, Commitment, DatedHours, Override, Schedule, WallSpan } from './types.ts';

/** No real calendar comes near these; they keep a single question from taking the service's time from others. */
export const MOST = {
  schedules: 50,
  overrides: 2_000,
  dated: 2_000,
  busy: 20_000,
  busyDays: 2_000,
  commitments: 20_000,
  spansPerDay: 48,
} as const;

const LISTS = ['schedules', 'overrides', 'dated', 'busy', 'busyDays', 'commitments'] as const;

/** Nobody mends more at once. */
const MOST_PROBLEMS = 20;
const DAY_MINUTES = 1440;
const LAST_INSTANT = Date.UTC(2101, 0, 1);

/** Candidates, and candidates times the calendars they are held against: less than a second's work on one core. */
const MOST_CANDIDATES = 100_000;
const MOST_WORK = 5_000_000;

export function refuseTooMuch(candidates: number, calendars: number): void {
  if (candidates > MOST_CANDIDATES || candidates * calendars > MOST_WORK)
    throw invalid(
      '/to',
      'asks for more starts than are answered at once; ask for fewer days, fewer hosts or a longer step',
    );
}

/** Collects what is wrong, so that a person mends all of it at once. */
export class Problems {
  private readonly fields: FieldError[] = [];

  add(pointer: string, message: string): void {
    if (this.fields.length < MOST_PROBLEMS) this.fields.push({ pointer, message });
  }

  /** True if the value is usable, so that what builds on it can be checked too. */
  expect(holds: boolean, pointer: string, message: string): boolean {
    if (!holds) this.add(pointer, message);
    return holds;
  }

  throwIfAny(what: string): void {
    const [first] = this.fields;
    if (first !== undefined)
      throw new Fault('invalid_input', `${what} cannot be used: ${first.pointer} ${first.message}`, {
        fields: this.fields,
      });
  }
}

export const isInstant = (value: number): value is Instant =>
  Number.isInteger(value) && value >= 0 && value <= LAST_INSTANT;

export function checkWhole(
  problems: Problems,
  pointer: string,
  value: number | undefined,
  least: number,
  most: number,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return;
  problems.add(pointer, `is ${value}; it must be a whole number from ${least} to ${most}`);
}

export function checkZoneName(problems: Problems, pointer: string, name: string): void {
  const result = checkZone(name);
  if (!result.ok) problems.add(pointer, result.detail.message);
}

export function checkCalendar(problems: Problems, pointer: string, calendar: Calendar): void {
  const { schedules, overrides = [], dated = [], busy = [], busyDays = [], commitments = [] } = calendar;
  checkZoneName(problems, `${pointer}/zone`, calendar.zone);
  const lists = { schedules: schedules === 'always' ? [] : schedules, overrides, dated, busy, busyDays, commitments };
  for (const name of LISTS) {
    const { length } = lists[name];
    if (length > MOST[name]) problems.add(`${pointer}/${name}`, `holds ${length} entries; ${MOST[name]} are the most`);
  }
  // What is too long is not read through as well.
  if (LISTS.some((name) => lists[name].length > MOST[name])) return;
  if (schedules !== 'always') checkSchedules(problems, `${pointer}/schedules`, schedules);
  overrides.forEach((override, index) => {
    checkOverride(problems, `${pointer}/overrides/${index}`, override);
  });
  dated.forEach((hours, index) => {
    checkDated(problems, `${pointer}/dated/${index}`, hours);
  });
  // Pointers are written only for what is wrong: these lists are long and read for every question.
  busy.forEach((span, index) => {
    if (!isInstant(span.start) || !isInstant(span.end) || span.end < span.start)
      problems.add(
        `${pointer}/busy/${index}`,
        'must be whole milliseconds from 1970 to 2100, and end no earlier than it starts',
      );
  });
  commitments.forEach((commitment, index) => {
    if (!isCommitment(commitment))
      problems.add(`${pointer}/commitments/${index}`, 'must end after it starts, and its buffers must lie around it');
  });
  busyDays.forEach(({ from, until }, index) => {
    checkDays(problems, `${pointer}/busyDays/${index}`, from, until, 'until');
  });
}

export const isCommitment = ({ start, end, bufferedStart, bufferedEnd }: Commitment): boolean =>
  isInstant(bufferedStart) &&
  isInstant(bufferedEnd) &&
  Number.isInteger(start) &&
  Number.isInteger(end) &&
  bufferedStart <= start &&
  start < end &&
  end <= bufferedEnd;

/** `last` may be the same day, or for a day that is excluded must be a later one. */
function checkDays(problems: Problems, pointer: string, first: LocalDate, last: LocalDate, name: 'to' | 'until'): void {
  const start = checkDate(first);
  const end = checkDate(last);
  if (!start.ok) problems.add(`${pointer}/from`, start.detail);
  if (!end.ok) problems.add(`${pointer}/${name}`, end.detail);
  if (start.ok && end.ok && (name === 'to' ? last < first : last <= first))
    problems.add(
      `${pointer}/${name}`,
      `is ${last}; it must ${name === 'to' ? 'not lie before' : 'lie after'} ${first}`,
    );
}

function checkOverride(problems: Problems, pointer: string, override: Override): void {
  checkDays(problems, pointer, override.from, override.to, 'to');
  if (override.hours !== undefined) checkSpans(problems, `${pointer}/hours`, override.hours, 'may overlap');
}

function checkDated(problems: Problems, pointer: string, { date, spans, blocked }: DatedHours): void {
  const day = checkDate(date);
  if (!day.ok) problems.add(`${pointer}/date`, day.detail);
  checkSpans(problems, `${pointer}/spans`, spans, 'may overlap');
  checkSpans(problems, `${pointer}/blocked`, blocked, 'may overlap');
}

function checkSpans(
  problems: Problems,
  pointer: string,
  spans: readonly WallSpan[],
  overlap: 'may overlap' | 'apart',
): void {
  problems.expect(spans.length <= MOST.spansPerDay, pointer, `holds more than ${MOST.spansPerDay} spans`);
  spans.forEach(({ from, to }, index) => {
    const isSpan = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= DAY_MINUTES;
    if (!isSpan)
      problems.add(
        `${pointer}/${index}`,
        `runs from minute ${from} to ${to}; it must end after it starts, within 0 to 1440`,
      );
    const met = overlap === 'apart' && isSpan ? spans.findIndex((other) => other.from < to && from < other.to) : index;
    if (met < index) problems.add(`${pointer}/${index}`, `overlaps with ${pointer}/${met}; join the two or move one`);
  });
}

function checkSchedules(problems: Problems, pointer: string, schedules: readonly Schedule[]): void {
  schedules.forEach((schedule, index) => {
    const at = `${pointer}/${index}`;
    const { effectiveFrom: from, effectiveTo: to } = schedule;
    for (const [name, date] of [
      ['effectiveFrom', from],
      ['effectiveTo', to],
    ] as const) {
      const day = date === undefined ? undefined : checkDate(date);
      if (day?.ok === false) problems.add(`${at}/${name}`, day.detail);
    }
    if (from !== undefined && to !== undefined && to < from)
      problems.add(`${at}/effectiveTo`, `is ${to}; it must not lie before ${from}`);
    schedule.week.forEach((day, entry) => {
      checkSpans(problems, `${at}/week/${entry}/spans`, spansOfWeekday(schedule, day.weekday, entry), 'apart');
      checkSpans(problems, `${at}/week/${entry}/breaks`, day.breaks ?? [], 'may overlap');
      checkWhole(problems, `${at}/week/${entry}/weekday`, day.weekday, 1, 7);
    });
    const met = schedules.slice(0, index).findIndex((other) => doOverlap(other, schedule));
    if (met >= 0)
      problems.add(
        at,
        `has hours at the same time as ${pointer}/${met}; change its hours, dates, location or services`,
      );
  });
}

/** The spans of one entry, with those of earlier entries for the same weekday behind them. */
function spansOfWeekday(schedule: Schedule, weekday: number, entry: number): readonly WallSpan[] {
  const earlier = schedule.week.slice(0, entry).filter((day) => day.weekday === weekday);
  const own = schedule.week[entry]?.spans ?? [];
  return earlier.length === 0 ? own : [...own, ...earlier.flatMap(({ spans }) => spans)];
}

/** Hours of different locations may overlap (the visit decides), and those of a service replace the general ones. */
function doOverlap(a: Schedule, b: Schedule): boolean {
  const sameScope =
    a.location === b.location &&
    (a.serviceIds === undefined || b.serviceIds === undefined
      ? a.serviceIds === b.serviceIds
      : a.serviceIds.some((id) => b.serviceIds?.includes(id)));
  const sameDates =
    (a.effectiveFrom ?? '') <= (b.effectiveTo ?? '9999') && (b.effectiveFrom ?? '') <= (a.effectiveTo ?? '9999');
  if (!sameScope || !sameDates) return false;
  return a.week.some((day) =>
    b.week.some(
      (other) =>
        other.weekday === day.weekday &&
        day.spans.some((span) => other.spans.some(({ from, to }) => from < span.to && span.from < to)),
    ),
  );
}
