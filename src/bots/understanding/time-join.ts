// A day with its hour, and several times with "or" between them.
import { mondayOf, weekdayOf } from './calendar.ts';
import { hourOf, withPart } from './clock-grammar.ts';
import { AFTERNOON, EVENING } from './concepts.ts';
import { ABSENT, textOf, time } from './grammar.ts';
import {
  type DayNumber,
  type Days,
  type Hours,
  type Item,
  isSign,
  isTime,
  type Kind,
  type SaidTime,
  type TimeItem,
} from './items.ts';
import { partsAtComma } from './turned-down.ts';

const HALF_DAY = 12 * 60;

const disjoint = (a: SaidTime, b: SaidTime): boolean => Object.keys(a).every((field) => !(field in b));

/** Wednesday of next week: a weekday inside a week takes that week's. */
const dayInWeek = (a: SaidTime, b: SaidTime): SaidTime | undefined => {
  const [weekDays, day] = a.days && a.days.to - a.days.from === 7 ? [a.days, b.days] : [b.days, a.days];
  if (!weekDays || !day || weekDays.to - weekDays.from !== 7 || day.to - day.from !== 1) return undefined;
  const from = mondayOf(weekDays.from) + weekdayOf(day.from) - 1;
  return { ...a, ...b, days: { from, to: from + 1, fromNow: false, week: mondayOf(weekDays.from) } };
};

/** A day may keep its part of day and its hour: "tomorrow morning at 9" is 9, and the morning says which. */
const merge = (a: SaidTime, b: SaidTime): SaidTime | undefined => {
  if (a.impossible || b.impossible) return undefined;
  if (a.days && b.days) {
    const { days: _a, ...restA } = a;
    const { days: _b, ...restB } = b;
    return disjoint(restA, restB) ? dayInWeek(a, b) : undefined;
  }
  if (!disjoint(a, b)) return undefined;
  const both = { ...a, ...b };
  if (both.vague && both.days && both.part !== undefined) {
    const { vague: _vague, ...exact } = both;
    return exact;
  }
  if (both.clock && both.part !== undefined) {
    const { part, ...rest } = both;
    return { ...rest, clock: withPart(both.clock, part) };
  }
  if (both.hours && both.part !== undefined) {
    const { part, ...rest } = both;
    return { ...rest, hours: liftHours(both.hours, part) };
  }
  return both;
};

const liftHours = (hours: Hours, part: number): Hours =>
  (part === AFTERNOON || part === EVENING) && hours.to <= HALF_DAY && hours.from > 0
    ? { from: hours.from + HALF_DAY, to: hours.to + HALF_DAY }
    : hours;

const FILLERS: ReadonlySet<string> = new Set<Kind>([
  'at',
  'on',
  'in',
  'the',
  'of',
  'glue',
  'from',
  'to',
  'this',
  'comma',
  'plain',
  'propose',
  'earliest',
  'and',
  'available',
  'for',
]);
/** Words that may stand between a day and its hour only if they are these. */
const FILLER_WORDS =
  /^(day|days|time|times|hours|dia|hora|horas|jour|heure|tag|zeit|possible|moglich|free|libre|frei|for|fur|pour|para|,|y|and|et|und|)$/;

const isFiller = (item: Item): boolean =>
  isSign(item) &&
  FILLERS.has(item.kind) &&
  (!['plain', 'propose', 'earliest', 'and', 'available', 'for'].includes(item.kind) || FILLER_WORDS.test(item.text));

const MOST_FILLERS = 3;

/** A number straight beside a day is an hour: "tomorrow 3", "10 on friday". */
const numberAsClock = (item: Item | undefined): TimeItem | undefined => {
  // "the Monday one" is no hour.
  if (!isSign(item) || item.kind !== 'number' || item.text === 'one') return undefined;
  const clock = hourOf(item);
  return clock ? { ...time({ clock }), text: item.text } : undefined;
};

const NO_HOUR_AFTER: ReadonlySet<string> = new Set<Kind>([
  'unit',
  'oclock',
  'suit',
  'unknown',
  'duration',
  'not',
  'thing',
]);
const isDayOnly = (item: Item | undefined): boolean =>
  isTime(item) && item.times.length === 1 && item.times[0]?.days !== undefined && item.times[0].clock === undefined;

const mergeItems = (a: TimeItem, b: TimeItem, text: string): TimeItem | undefined => {
  const [first, ...more] = a.times;
  const [second, ...others] = b.times;
  if (!first || !second) return undefined;
  if (more.length === 0 && others.length === 0) {
    const merged = merge(first, second);
    return merged && { kind: 'time', text, times: [merged] };
  }
  // "Thursday at 3 or 4", "3 or 4 on Thursday": the one day holds for every hour.
  const [single, list] = more.length === 0 ? [first, b.times] : [second, a.times];
  if (more.length > 0 && others.length > 0) return undefined;
  const merged = list.map((said) => merge(single, said));
  const whole = merged.filter((said): said is SaidTime => said !== undefined);
  return whole.length === list.length ? { kind: 'time', text, times: whole } : undefined;
};

/** The time that begins at `at` with everything that belongs to it. */
const gather = (items: readonly Item[], at: number): { item: TimeItem; length: number } | undefined => {
  const start = items[at];
  const afterOption = items[at - 1]?.kind === 'option';
  const follower = items[at + 1];
  const leadingHour =
    afterOption || !isDayOnly(follower?.kind === 'on' ? items[at + 2] : follower) ? undefined : numberAsClock(start);
  let gathered: TimeItem | undefined = isTime(start) ? start : leadingHour;
  if (!gathered) return undefined;
  let length = 1;
  for (;;) {
    let next = at + length;
    while (next - at - length < MOST_FILLERS && items[next] !== undefined && isFiller(items[next] ?? ABSENT)) next++;
    const candidate: Item | undefined = items[next];
    if (partsAtComma(items, at, at + length, next)) return { item: gathered, length };
    const hour: TimeItem | undefined =
      isDayOnly(gathered) && !NO_HOUR_AFTER.has(items[next + 1]?.kind ?? 'mark') && items[next - 1]?.kind !== 'option'
        ? numberAsClock(candidate)
        : undefined;
    const other: TimeItem | undefined = isTime(candidate) ? candidate : hour;
    const merged: TimeItem | undefined = other && mergeItems(gathered, other, textOf(items.slice(at, next + 1)));
    if (!merged) return { item: gathered, length };
    gathered = merged;
    length = next + 1 - at;
  }
};

const gatherAll = (items: readonly Item[]): readonly Item[] => {
  const gathered: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const found = gather(items, at);
    const item = items[at];
    if (found) gathered.push(found.item);
    else if (item) gathered.push(item);
    at += found?.length ?? 1;
  }
  return gathered;
};

const isBareDay = (said: SaidTime): boolean =>
  said.days !== undefined && !said.clock && !said.hours && said.part === undefined;

/** "Wednesday or Thursday next week": both are in that week. */
const intoWeek = (days: Days, week: DayNumber | undefined): Days => {
  if (week === undefined || days.week !== undefined || days.to - days.from !== 1) return days;
  const from = week + weekdayOf(days.from) - 1;
  return { from, to: from + 1, fromNow: false, week };
};

/** "Monday or Tuesday afternoon": what one side leaves out, the other says. */
const distribute = (times: readonly SaidTime[]): readonly SaidTime[] => {
  const last = times.at(-1);
  let days = times.find((said) => said.days)?.days;
  return times.map((said) => {
    if (said.days && said !== last && isBareDay(said) && last?.days) {
      const { days: _days, ...rest } = last;
      return { ...rest, days: intoWeek(said.days, last.days.week) };
    }
    days = said.days ?? days;
    return said.days || !days || said.shift !== undefined || said.vague ? said : { ...said, days };
  });
};

const JOINS: ReadonlySet<string> = new Set<Kind>(['or', 'and', 'comma']);

interface Next {
  readonly times: readonly SaidTime[];
  /** Where the list goes on. */
  readonly end: number;
  readonly byComma: boolean;
}

/** The next time of a list that has come as far as `from`. */
const nextInList = (items: readonly Item[], from: number, soFar: readonly SaidTime[]): Next | undefined => {
  let place = from;
  while (JOINS.has(items[place]?.kind ?? 'mark') || (place > from && isFiller(items[place] ?? ABSENT))) place++;
  const item = items[place];
  if (place === from || !isTime(item)) return undefined;
  const joins = items.slice(from, place);
  const byComma =
    joins.some((join) => join.kind === 'comma') && !joins.some((join) => join.kind === 'or' || join.kind === 'and');
  const listsDays = soFar.every(isBareDay) && item.times.every((said) => said.days);
  return byComma && !listsDays ? undefined : { times: item.times, end: place + 1, byComma };
};

/** "tomorrow, Thursday" is no list until an "or" closes it: what commas alone have joined is let go again. */
const listFrom = (items: readonly Item[], at: number, first: TimeItem): { item: TimeItem; length: number } => {
  let closed: { times: readonly SaidTime[]; end: number } = { times: first.times, end: at + 1 };
  let open = closed;
  for (;;) {
    const next = nextInList(items, open.end, open.times);
    if (!next) break;
    open = { times: [...open.times, ...next.times], end: next.end };
    if (!next.byComma) closed = open;
  }
  const text = textOf(items.slice(at, closed.end));
  return { item: { kind: 'time', text, times: distribute(closed.times) }, length: closed.end - at };
};

const joinLists = (items: readonly Item[]): readonly Item[] => {
  const joined: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const item = items[at];
    if (!item) break;
    const list = isTime(item) ? listFrom(items, at, item) : undefined;
    joined.push(list?.item ?? item);
    at += list?.length ?? 1;
  }
  return joined;
};

export const joinTimes = (items: readonly Item[]): readonly Item[] => joinLists(gatherAll(items));
