/** What a template and a choice of dates may be. Every fault names the fields that cannot be used. */
import type { WallSpan, Weekday } from '../availability/types.ts';
import { Fault, type FieldError } from '../fault.ts';
import { type DayNumber, dateOfDay, dayOfDate, weekdayOf } from '../time/dates.ts';
import type { LocalDate } from '../time/types.ts';
import { colours, type Pattern, type TemplateDay } from './types.ts';

const DAY_MINUTES = 1_440;
const MOST_SPANS_A_DAY = 96;
const MOST_SERVICES_A_SLOT = 50;
const LONGEST_TEXT = 200;
/** Two years, leap day included: an application is computed within one request. */
const MOST_DATES = 731;

type Say = (pointer: string, message: string) => void;

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function checkTimes(spans: readonly WallSpan[], pointer: string, say: Say): void {
  for (const [index, { from, to }] of spans.entries()) {
    const outOfDay = (minutes: number) => !Number.isInteger(minutes) || minutes < 0 || minutes > DAY_MINUTES;
    const ask = `give whole minutes from 0 (midnight) to ${DAY_MINUTES}`;
    if (outOfDay(from)) say(`${pointer}/${index}/from`, `is ${from}, outside the day; ${ask}`);
    if (outOfDay(to)) say(`${pointer}/${index}/to`, `is ${to}, outside the day; ${ask}`);
    if (from >= to) say(`${pointer}/${index}/to`, `is not after the start; let the span end later than it starts`);
  }
}

/** Names each span that begins before one that started earlier has ended. */
function checkOverlaps(spans: readonly WallSpan[], pointer: string, mend: string, say: Say): void {
  const ascending = spans
    .map((span, index) => ({ ...span, index }))
    .sort((a, b) => a.from - b.from || a.index - b.index);
  let reaching = ascending[0];
  for (const span of ascending.slice(1)) {
    if (reaching === undefined) return;
    if (span.from < reaching.to)
      say(`${pointer}/${span.index}`, `overlaps ${clock(reaching.from)}-${clock(reaching.to)}; ${mend}`);
    if (span.to > reaching.to) reaching = span;
  }
}

const isColour = (text: string): boolean => colours.some((colour) => colour === text);
const COLOURS_KNOWN = `use one of ${colours.join(', ')}`;

function checkSlots({ slots }: TemplateDay, pointer: string, say: Say): void {
  for (const [index, { colour, serviceIds }] of slots.entries()) {
    if (!isColour(colour)) say(`${pointer}/slots/${index}/colour`, `is not a known colour; ${COLOURS_KNOWN}`);
    if (serviceIds.length === 0)
      say(`${pointer}/slots/${index}/serviceIds`, 'is empty; name a service, or make it a working span');
    if (serviceIds.length > MOST_SERVICES_A_SLOT)
      say(
        `${pointer}/slots/${index}/serviceIds`,
        `names ${serviceIds.length} services; the most is ${MOST_SERVICES_A_SLOT}`,
      );
  }
}

function checkBlocked({ blocked, slots }: TemplateDay, pointer: string, say: Say): void {
  for (const [index, block] of blocked.entries()) {
    const { colour, reason } = block;
    if (colour !== undefined && !isColour(colour))
      say(`${pointer}/blocked/${index}/colour`, `is not a known colour; ${COLOURS_KNOWN}`);
    if (reason.trim() === '') say(`${pointer}/blocked/${index}/reason`, 'is empty; say why the time is blocked');
    if (reason.length > LONGEST_TEXT)
      say(`${pointer}/blocked/${index}/reason`, `is longer than ${LONGEST_TEXT} characters; shorten it`);
    const hit = slots.find((slot) => slot.from < block.to && block.from < slot.to);
    if (hit)
      say(`${pointer}/blocked/${index}`, `lies over the slot ${clock(hit.from)}-${clock(hit.to)}; shorten one of them`);
  }
}

function checkDay(day: TemplateDay, pointer: string, say: Say): void {
  const count = day.working.length + day.slots.length + day.blocked.length;
  if (count > MOST_SPANS_A_DAY) {
    say(pointer, `has ${count} spans; the most for one day is ${MOST_SPANS_A_DAY}`);
    return;
  }
  for (const kind of ['working', 'slots', 'blocked'] as const) checkTimes(day[kind], `${pointer}/${kind}`, say);
  checkOverlaps(day.working, `${pointer}/working`, 'join the two working spans', say);
  checkOverlaps(day.slots, `${pointer}/slots`, 'give one slot both services, or move one of them', say);
  checkOverlaps(day.blocked, `${pointer}/blocked`, 'join the two blocked spans', say);
  checkSlots(day, pointer, say);
  checkBlocked(day, pointer, say);
}

function checkSlotIds(days: readonly { readonly day: TemplateDay; readonly pointer: string }[], say: Say): void {
  const seen = new Set<string>();
  for (const { day, pointer } of days) {
    for (const [index, { id }] of day.slots.entries()) {
      if (id === '') say(`${pointer}/slots/${index}/id`, 'is empty; give every slot an id of its own');
      else if (seen.has(id))
        say(`${pointer}/slots/${index}/id`, 'is used by another slot; give every slot an id of its own');
      seen.add(id);
    }
  }
}

/** Throws `invalid_input` with every field that cannot be used. */
export function checkTemplate(name: string, pattern: Pattern): void {
  const fields: FieldError[] = [];
  const say: Say = (pointer, message) => fields.push({ pointer, message });
  if (name.trim() === '') say('/name', 'is empty; give the template a name');
  if (name.length > LONGEST_TEXT) say('/name', `is longer than ${LONGEST_TEXT} characters; shorten it`);
  const days =
    pattern.kind === 'day'
      ? [{ day: pattern.day, pointer: '/pattern/day' }]
      : pattern.days.map((day, index) => ({ day, pointer: `/pattern/days/${index}` }));
  if (days.length === 0) say('/pattern/days', 'is empty; list at least one weekday');
  const listed = new Set<number>();
  for (const [index, { weekday }] of pattern.kind === 'week' ? pattern.days.entries() : []) {
    if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7)
      say(`/pattern/days/${index}/weekday`, `is ${weekday}; give 1 (Monday) to 7 (Sunday)`);
    else if (listed.has(weekday)) say(`/pattern/days/${index}/weekday`, 'is listed twice; list each weekday once');
    listed.add(weekday);
  }
  for (const { day, pointer } of days) checkDay(day, pointer, say);
  checkSlotIds(days, say);
  if (fields.length > 0) throw new Fault('invalid_input', 'The template cannot be used as it is.', { fields });
}

export interface DateChoice {
  readonly dates?: readonly LocalDate[] | undefined;
  /** Both ends included. */
  readonly ranges?: readonly { readonly from: LocalDate; readonly to: LocalDate }[] | undefined;
  /** Of the ranges only these; a date named by itself was meant. */
  readonly weekdays?: readonly Weekday[] | undefined;
  readonly except?: readonly LocalDate[] | undefined;
}

/** The days meant, ascending, each once. */
export function chooseDates({ dates = [], ranges = [], weekdays, except = [] }: DateChoice): readonly LocalDate[] {
  const fields: FieldError[] = [];
  const days = new Set<DayNumber>(dates.map(dayOfDate));
  for (const [index, range] of ranges.entries()) {
    const from = dayOfDate(range.from);
    const to = dayOfDate(range.to);
    if (to < from)
      fields.push({ pointer: `/ranges/${index}/to`, message: 'is before the start of the range; swap them' });
    else if (to - from >= MOST_DATES)
      fields.push({
        pointer: `/ranges/${index}/to`,
        message: `makes a range of more than ${MOST_DATES} days; shorten it`,
      });
    else
      for (let day = from; day <= to; day += 1)
        if (weekdays === undefined || weekdays.includes(weekdayOf(day))) days.add(day);
  }
  for (const date of except) days.delete(dayOfDate(date));
  if (days.size > MOST_DATES)
    fields.push({ pointer: '/dates', message: `are ${days.size} days together; the most at once is ${MOST_DATES}` });
  if (fields.length > 0) throw new Fault('invalid_input', 'These dates cannot be used.', { fields });
  return [...days].sort((a, b) => a - b).map(dateOfDay);
}
