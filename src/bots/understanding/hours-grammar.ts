// Spans of hours around clock times, lists of clock times, and parts of the day.
import { hourOf } from './clock-grammar.ts';
import { ABSENT, rule, time } from './grammar.ts';
import type { Clock, SaidTime, Sign, TimeItem } from './items.ts';

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

const after = (clock: Clock | undefined): TimeItem | undefined =>
  clock && time({ hours: { from: clock.minutes, to: FULL_DAY } });
const before = (clock: Clock | undefined): TimeItem | undefined =>
  clock && time({ hours: { from: 0, to: clock.minutes } });

export const HOURS_RULES = [
  rule('between at? clock/number and/to/dash/at at? clock/number', (matched, _frame, times) =>
    between(clockAt(matched, times, 2), clockAt(matched, times, 5)),
  ),
  rule('from/of at? clock/number to/until/dash/at at? clock/number', (matched, _frame, times) =>
    between(clockAt(matched, times, 2), clockAt(matched, times, 5)),
  ),
  rule('clock dash/to/until at? clock/number', (matched, _frame, times) =>
    between(clockAt(matched, times, 0), clockAt(matched, times, 3)),
  ),
  rule(
    'number dash/to/until at? clock',
    (matched, _frame, times) => between(clockAt(matched, times, 0), clockAt(matched, times, 3)),
    'option',
  ),
  rule(
    'number dash/to/until number',
    (matched, _frame, times) => between(clockAt(matched, times, 0), clockAt(matched, times, 2)),
    'option late in',
  ),
  // Spanish "la de las nueve" names a time where "de las nueve a las diez" opens a span.
  rule('the/on/visit/oneOf from clock/number', (matched, { language }, times) => {
    const clock = language === 'es' ? clockAt(matched, times, 2) : undefined;
    return clock && time({ clock });
  }),
  rule('after/from at? the? clock/number', (matched, _frame, times) => after(clockAt(matched, times, 3))),
  rule('before/until at? the? clock', (matched, _frame, times) => before(clockAt(matched, times, 3))),
  rule('before/until at? the? number', (matched, _frame, times) => before(clockAt(matched, times, 3)), 'late'),
  rule('clock or/and later', (matched, _frame, times) => after(clockAt(matched, times, 0))),
  rule('clock or/and earlier', (matched, _frame, times) => before(clockAt(matched, times, 0))),
  rule('number or later', (matched, _frame, times) => after(clockAt(matched, times, 0)), 'option'),
  rule('from/after/before/until on? the? days', () => time({ vague: true })),
];

/** "3 or 4pm", "Thursday at 3 or 4": the bare number beside a clock time is one too. */
export const CLOCK_LISTS = [
  rule(
    'number or at? clock',
    ([hour = ABSENT], _frame, times) => {
      const second = times[3]?.clock;
      const first = hourOf(hour);
      if (!first || !second) return undefined;
      const lifted =
        second.sure &&
        second.minutes >= FULL_DAY / 2 &&
        first.minutes < FULL_DAY / 2 &&
        first.minutes + FULL_DAY / 2 < second.minutes;
      return time({ clock: lifted ? { minutes: first.minutes + FULL_DAY / 2, sure: true } : first }, { clock: second });
    },
    'option',
  ),
  rule('clock or/and at? number', ([, , , hour = ABSENT], _frame, [first = {}]) => {
    const clock = hourOf(hour);
    return clock && first.clock ? time({ clock: first.clock }, { clock }) : undefined;
  }),
  rule('clock or at? clock', (_matched, _frame, [first = {}, , , second = {}]) => time(first, second)),
];

export const PART_RULES = [
  rule('part', ([part = ABSENT]) => time({ part: part.value })),
  // "Den nachmittags", "the one after lunch" point at one; alone these are habits.
  rule('the/plain habit', ([lead = ABSENT, part = ABSENT], { language }) =>
    (language === 'de' && lead.kind === 'the') || lead.text === 'one' ? time({ part: part.value }) : undefined,
  ),
  rule('habit', ([part = ABSENT]) => time({ part: part.value, vague: true })),
  rule('habitday', () => time({ vague: true })),
];
