// Reading the times of a reply: the passes of the grammar, and what has to be settled before them.

import { CLOCK_RULES, DURATION_RULES, FRENCH_LENGTHS, HOUR_RULES } from './clock-grammar.ts';
import { AFTERNOON } from './concepts.ts';
import { DAY_RULES, MONTH_RULES, MOST_OPTIONS, nextDayOfMonth, SHIFT_RULES, WEEK_RULES } from './day-grammar.ts';
import { ABSENT, type Frame, rewrite, rule, time } from './grammar.ts';
import { CLOCK_LISTS, HOURS_RULES, PART_RULES } from './hours-grammar.ts';
import { type Item, isSign, type Kind, sign } from './items.ts';
import { joinTimes } from './time-join.ts';
import type { Locale } from './types.ts';

const SHORT_DAY_LEADS: ReadonlySet<string> = new Set<Kind>([
  'on',
  'next',
  'this',
  'or',
  'before',
  'from',
  'after',
  'and',
  'until',
]);
const SHORT_DAY_FOLLOWERS: ReadonlySet<string> = new Set<Kind>([
  'number',
  'clockText',
  'at',
  'part',
  'habit',
  'after',
  'before',
  'suit',
  'or',
  'end',
  'question',
  'from',
  'comma',
]);

/** Mo, Di, Do... are weekdays only where a weekday can stand: after "am", beside a clock time, or alone. */
const settleShortDays = (items: readonly Item[]): readonly Item[] =>
  items.map((item, at) => {
    if (item.kind !== 'shortday') return item;
    const lead = items[at - 1];
    const follower = items[at + 1];
    const stands =
      (lead !== undefined && SHORT_DAY_LEADS.has(lead.kind)) ||
      (follower === undefined
        ? items.length === 1 || lead?.kind !== 'unknown'
        : SHORT_DAY_FOLLOWERS.has(follower.kind));
    return stands ? { ...item, kind: 'weekday' as const } : { ...item, kind: 'plain' as const };
  });

const GOODBYES: ReadonlySet<string> = new Set(['weekday', 'shortday', 'relday', 'next', 'on', 'the', 'end', 'smile']);

/** German "bis Freitag" says goodbye until then; "bis 15 Uhr" is a limit. */
const settleGoodbyes = (items: readonly Item[], { language }: Frame): readonly Item[] =>
  items.map((item, at) =>
    language === 'de' && isSign(item) && item.text === 'bis' && GOODBYES.has(items[at + 1]?.kind ?? 'end')
      ? { ...item, kind: 'come' as const }
      : item,
  );

const DAY_BEFORE_PART: ReadonlySet<string> = new Set(['this', 'weekday', 'relday']);

/** Spanish "tarde" is late, and the afternoon beside a day: "esta tarde", "viernes tarde". */
const settleAfternoons = (items: readonly Item[]): readonly Item[] =>
  items.map((item, at) =>
    isSign(item) && item.text === 'tarde' && DAY_BEFORE_PART.has(items[at - 1]?.kind ?? '')
      ? { ...item, kind: 'part' as const, value: AFTERNOON }
      : item,
  );

/** Words before "one" that make it stand for an option: "the one in the afternoon", "the first one at 3". */
const BEFORE_PRONOUN: ReadonlySet<string> = new Set([
  ...['the', 'this', 'ordinal', 'last', 'other', 'earliest', 'latest', 'any', 'ask'],
]);
const MAKES_HOUR: ReadonlySet<string> = new Set(['am', 'pm', 'oclock', 'number', 'half', 'quarter']);

/** "The one in the afternoon" is no one o'clock. */
const isPronoun = (items: readonly Item[], at: number): boolean => {
  const before = items[at - 1];
  // "The 11 one", but not "the twenty one".
  const countsHours = before?.kind === 'number' && items[at - 2]?.kind === 'the' && /^\d/.test(before.text);
  const points =
    countsHours ||
    BEFORE_PRONOUN.has(before?.kind ?? '') ||
    (before?.kind === 'part' && before.text.startsWith('the '));
  return items[at]?.text === 'one' && points && !MAKES_HOUR.has(items[at + 1]?.kind ?? '');
};

/** "La una de la tarde", "la de la una" */
const isHourAfter = (before: Item | undefined, after: Item | undefined): boolean =>
  (before?.text === 'la' && after?.kind === 'part') || (before?.kind === 'from' && after === undefined);

/** "Ein Uhr", "à une heure", "la una de la tarde": one o'clock where the number is written like an article. */
const isOneOclock = (items: readonly Item[], at: number, language: Locale): boolean => {
  const [before, word, after] = [items[at - 1], items[at]?.text, items[at + 1]];
  if (language === 'de') return word === 'ein' && after?.kind === 'oclock';
  if (language === 'es') return word === 'una' && isHourAfter(before, after);
  const isClock = before?.kind === 'at' || items[at + 2]?.kind === 'part';
  return language === 'fr' && word === 'une' && after?.text === 'heure' && isClock;
};

/** Whether "one" counts hours or points at an option is told by its neighbours. */
const settleOnes = (items: readonly Item[], { language }: Frame): readonly Item[] =>
  items.map((item, at) => {
    if (item.kind === 'number' && language === 'en' && isPronoun(items, at)) return sign('plain', item.text);
    const isHour = item.kind === 'article' && isOneOclock(items, at, language);
    return isHour ? sign('number', item.text, { value: 1 }) : item;
  });

/** "8th", "el 8": a place in a list or a day of the month; kept as an ordinal until the open prompts decide. */
const DAY_NUMBER_RULES = [
  rule('on number end', ([lead = ABSENT, day = ABSENT], { language }) =>
    language !== 'en' && (lead.text === 'am' || lead.text === 'an') && day.value <= 31
      ? sign('ordinal', day.text, { value: day.value })
      : undefined,
  ),
  // "29." alone: no hour and no option is that high.
  rule('number end', ([day = ABSENT], { language }) =>
    language === 'de' && day.value > 24 && day.value <= 31
      ? sign('ordinal', day.text, { value: day.value })
      : undefined,
  ),
  rule('on number', ([lead = ABSENT, day = ABSENT], { language }) =>
    (language === 'es' || language === 'fr') && /^(el|le)$/.test(lead.text) && day.value >= 1 && day.value <= 31
      ? sign('ordinal', day.text, { value: day.value })
      : undefined,
  ),
];

/** Beside a clock time, or beyond any list, such a number is a day: "el 20 a las doce", "the 2nd at 10". */
const DAY_OF_MONTH_RULES = [
  rule(
    'ordinal comma? at? the? clock/hours/daypart',
    ([day = ABSENT], { today }, times) =>
      /\d/.test(day.text) && day.value <= 31 ? time({ ...nextDayOfMonth(day.value, today), ...times[4] }) : undefined,
    'option',
  ),
  rule(
    'ordinal',
    ([day = ABSENT], { today }) =>
      /\d/.test(day.text) && day.value > MOST_OPTIONS && day.value <= 31
        ? time(nextDayOfMonth(day.value, today))
        : undefined,
    'option',
  ),
];

/** The passes, in an order in which each takes the numbers it has the better claim to. */
export const readTimes = (items: readonly Item[], frame: Frame): readonly Item[] => {
  const passes = [
    DURATION_RULES,
    FRENCH_LENGTHS,
    SHIFT_RULES,
    CLOCK_RULES,
    DAY_RULES,
    MONTH_RULES,
    HOURS_RULES,
    HOUR_RULES,
    DAY_NUMBER_RULES,
    DAY_OF_MONTH_RULES,
    WEEK_RULES,
    CLOCK_LISTS,
    PART_RULES,
  ];
  const settled = settleAfternoons(settleShortDays(settleOnes(settleGoodbyes(items, frame), frame)));
  const found = passes.reduce<readonly Item[]>((current, rules) => rewrite(current, rules, frame), settled);
  return joinTimes(found);
};
