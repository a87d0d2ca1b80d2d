// Times put together: hours around a clock time, a day with its hour, and several times with "or" between them.
import { CLOCK_RULES, DURATION_RULES, FRENCH_LENGTHS, HOUR_RULES, hourOf, withPart } from './clock-grammar.ts';
import { AFTERNOON, EVENING, MORNING } from './concepts.ts';
import { DAY_RULES, MONTH_RULES, SHIFT_RULES } from './day-grammar.ts';
import { ABSENT, type Frame, rewrite, rule, textOf, time } from './grammar.ts';
import { mondayOf, weekdayOf } from './calendar.ts';
import { type Clock, isSign, isTime, type Item, type Kind, type SaidTime, sign, type Sign, type TimeItem } from './items.ts';

const FULL_DAY = 24 * 60;

/** The clock time a place of a pattern stands for, written as a time or as a bare number. */
const clockAt = (matched: readonly Sign[], times: readonly SaidTime[], place: number): Clock | undefined =>
  times[place]?.clock ?? hourOf(matched[place] ?? ABSENT);

/** "2 to 4pm": the half of the day said once holds for both; an end that comes before its start is in the other half. */
const between = (start: Clock | undefined, end: Clock | undefined): TimeItem | undefined => {
  if (!start || !end) return undefined;
  const until = end.minutes <= start.minutes && !end.sure ? end.minutes + FULL_DAY / 2 : end.minutes;
  const lifted = start.minutes + FULL_DAY / 2;
  const from = !start.sure && end.sure && until > FULL_DAY / 2 && lifted < until ? lifted : start.minutes;
  return from < until && until <= FULL_DAY ? time({ hours: { from, to: until } }) : undefined;
};

const after = (clock: Clock | undefined): TimeItem | undefined => clock && time({ hours: { from: clock.minutes, to: FULL_DAY } });
const before = (clock: Clock | undefined): TimeItem | undefined => clock && time({ hours: { from: 0, to: clock.minutes } });

const HOURS_RULES = [
  rule('between at? clock/number and/to/dash/at at? clock/number', (matched, _frame, times) => between(clockAt(matched, times, 2), clockAt(matched, times, 5))),
  rule('from/of at? clock/number to/until/dash/at at? clock/number', (matched, _frame, times) => between(clockAt(matched, times, 2), clockAt(matched, times, 5))),
  rule('clock dash/to/until at? clock/number', (matched, _frame, times) => between(clockAt(matched, times, 0), clockAt(matched, times, 3))),
  rule('number dash/to/until at? clock', (matched, _frame, times) => between(clockAt(matched, times, 0), clockAt(matched, times, 3)), 'option'),
  rule('number dash/to/until number', (matched, _frame, times) => between(clockAt(matched, times, 0), clockAt(matched, times, 2)), 'option late in'),
  rule('after/from at? the? clock/number', (matched, _frame, times) => after(clockAt(matched, times, 3))),
  rule('before/until at? the? clock', (matched, _frame, times) => before(clockAt(matched, times, 3))),
  rule('before/until at? the? number', (matched, _frame, times) => before(clockAt(matched, times, 3))),
  rule('clock or/and later', (matched, _frame, times) => after(clockAt(matched, times, 0))),
  rule('clock or/and earlier', (matched, _frame, times) => before(clockAt(matched, times, 0))),
  rule('number or later', (matched, _frame, times) => after(clockAt(matched, times, 0)), 'option'),
  rule('from/after/before/until on? the? days', () => time({ vague: true })),
];

/** "3 or 4pm", "Thursday at 3 or 4": the bare number beside a clock time is one too. */
const CLOCK_LISTS = [
  rule('number or at? clock', ([hour = ABSENT], _frame, times) => {
    const second = times[3]?.clock;
    const first = hourOf(hour);
    if (!first || !second) return undefined;
    const lifted = second.sure && second.minutes >= FULL_DAY / 2 && first.minutes < FULL_DAY / 2 && first.minutes + FULL_DAY / 2 < second.minutes;
    return time({ clock: lifted ? { minutes: first.minutes + FULL_DAY / 2, sure: true } : first }, { clock: second });
  }, 'option'),
  rule('clock or/and at? number', ([, , , hour = ABSENT], _frame, [first = {}]) => {
    const clock = hourOf(hour);
    return clock && first.clock ? time({ clock: first.clock }, { clock }) : undefined;
  }),
  rule('clock or at? clock', (_matched, _frame, [first = {}, , , second = {}]) => time(first, second)),
];

const PART_RULES = [
  rule('part', ([part = ABSENT]) => time({ part: part.value })),
  rule('habit', ([part = ABSENT]) => time({ part: part.value, vague: true })),
  rule('habitday', () => time({ vague: true })),
];

const SHORT_DAY_LEADS: ReadonlySet<string> = new Set<Kind>(['on', 'next', 'this', 'or', 'before', 'from', 'after', 'and', 'until']);
const SHORT_DAY_FOLLOWERS: ReadonlySet<string> = new Set<Kind>(['number', 'clockText', 'at', 'part', 'habit', 'after', 'before', 'suit', 'or', 'end', 'question', 'from', 'comma']);

/** Mo, Di, Do... are weekdays only where a weekday can stand: after "am", beside a clock time, or alone. */
const settleShortDays = (items: readonly Item[]): readonly Item[] =>
  items.map((item, at) => {
    if (item.kind !== 'shortday') return item;
    const lead = items[at - 1];
    const follower = items[at + 1];
    const stands =
      (lead !== undefined && SHORT_DAY_LEADS.has(lead.kind)) ||
      (follower === undefined ? items.length === 1 || lead?.kind !== 'unknown' : SHORT_DAY_FOLLOWERS.has(follower.kind));
    return stands ? { ...item, kind: 'weekday' as const } : { ...item, kind: 'plain' as const };
  });

const disjoint = (a: SaidTime, b: SaidTime): boolean => Object.keys(a).every((field) => !(field in b));

/** Wednesday of next week: a weekday inside a week takes that week's. */
const dayInWeek = (a: SaidTime, b: SaidTime): SaidTime | undefined => {
  const [weekDays, day] = a.days && a.days.to - a.days.from === 7 ? [a.days, b.days] : [b.days, a.days];
  if (!weekDays || !day || weekDays.to - weekDays.from !== 7 || day.to - day.from !== 1) return undefined;
  const from = mondayOf(weekDays.from) + weekdayOf(day.from) - 1;
  return { ...a, ...b, days: { from, to: from + 1, fromNow: false } };
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

const liftHours = (hours: { from: number; to: number }, part: number): { from: number; to: number } =>
  part !== MORNING && (part === AFTERNOON || part === EVENING) && hours.to <= FULL_DAY / 2 && hours.from > 0
    ? { from: hours.from + FULL_DAY / 2, to: hours.to + FULL_DAY / 2 }
    : hours;

const FILLERS: ReadonlySet<string> = new Set<Kind>(['at', 'on', 'in', 'the', 'of', 'glue', 'from', 'to', 'this', 'comma', 'plain', 'propose', 'earliest', 'and', 'available', 'for']);
/** Words that may stand between a day and its hour only if they are these. */
const FILLER_WORDS = /^(day|days|time|times|hours|dia|hora|horas|jour|heure|tag|zeit|possible|moglich|free|libre|frei|for|fur|pour|para|,|y|and|et|und|)$/;

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

const NO_HOUR_AFTER: ReadonlySet<string> = new Set<Kind>(['unit', 'oclock', 'suit', 'unknown', 'duration', 'not', 'thing']);
const isDayOnly = (item: Item | undefined): boolean => isTime(item) && item.times.length === 1 && item.times[0]?.days !== undefined && item.times[0].clock === undefined;

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
  const leadingHour = afterOption || !isDayOnly(follower?.kind === 'on' ? items[at + 2] : follower) ? undefined : numberAsClock(start);
  let gathered: TimeItem | undefined = isTime(start) ? start : leadingHour;
  if (!gathered) return undefined;
  let length = 1;
  for (;;) {
    let next = at + length;
    while (next - at - length < MOST_FILLERS && items[next] !== undefined && isFiller(items[next] ?? ABSENT)) next++;
    const candidate: Item | undefined = items[next];
    const hour: TimeItem | undefined = isDayOnly(gathered) && !NO_HOUR_AFTER.has(items[next + 1]?.kind ?? 'mark') && items[next - 1]?.kind !== 'option' ? numberAsClock(candidate) : undefined;
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

const isBareDay = (said: SaidTime): boolean => said.days !== undefined && !said.clock && !said.hours && said.part === undefined;

/** "Monday or Tuesday afternoon": what one side leaves out, the other says. */
const distribute = (times: readonly SaidTime[]): readonly SaidTime[] => {
  const last = times.at(-1);
  let days = times.find((said) => said.days)?.days;
  return times.map((said) => {
    if (said.days && said !== last && isBareDay(said) && last?.days) {
      const { days: _days, ...rest } = last;
      return { ...rest, ...said };
    }
    days = said.days ?? days;
    return said.days || !days || said.shift !== undefined || said.vague ? said : { ...said, days };
  });
};

const JOINS: ReadonlySet<string> = new Set<Kind>(['or', 'and', 'comma']);

const joinLists = (items: readonly Item[]): readonly Item[] => {
  const joined: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const first = items[at];
    if (!first) break;
    if (!isTime(first)) {
      joined.push(first);
      at++;
      continue;
    }
    const times = [...first.times];
    let next = at + 1;
    for (;;) {
      let place = next;
      while (JOINS.has(items[place]?.kind ?? 'mark') || (place > next && isFiller(items[place] ?? ABSENT))) place++;
      const other = items[place];
      const commaAlone = place === next + 1 && items[next]?.kind === 'comma';
      if (place === next || !isTime(other) || (commaAlone && !(times.every(isBareDay) && other.times.every((said) => said.days)))) break;
      times.push(...other.times);
      next = place + 1;
    }
    joined.push({ kind: 'time', text: textOf(items.slice(at, next)), times: distribute(times) });
    at = next;
  }
  return joined;
};

/** "8th", "el 8": a place in a list or a day of the month; kept as an ordinal until the open prompts decide. */
const DAY_NUMBER_RULES = [
  rule('on number end', ([lead = ABSENT, day = ABSENT], { language }) =>
    language !== 'en' && (lead.text === 'am' || lead.text === 'an') && day.value <= 31 ? sign('ordinal', day.text, { value: day.value }) : undefined,
  ),
  rule('on number', ([lead = ABSENT, day = ABSENT], { language }) =>
    (language === 'es' || language === 'fr') && /^(el|le)$/.test(lead.text) && day.value >= 1 && day.value <= 31 ? sign('ordinal', day.text, { value: day.value }) : undefined,
  ),
];

/** The passes, in an order in which each takes the numbers it has the better claim to. */
export const readTimes = (items: readonly Item[], frame: Frame): readonly Item[] => {
  const passes = [DURATION_RULES, FRENCH_LENGTHS, SHIFT_RULES, CLOCK_RULES, DAY_RULES, MONTH_RULES, HOURS_RULES, HOUR_RULES, DAY_NUMBER_RULES, CLOCK_LISTS, PART_RULES];
  const settled = settleShortDays(items);
  const found = passes.reduce<readonly Item[]>((current, rules) => rewrite(current, rules, frame), settled);
  return joinLists(gatherAll(found));
};
