// Clock times and lengths of time, in the ways four languages say them: half past two, halb drei, las tres y media, 14h30.
import { AFTERNOON, EVENING } from './concepts.ts';
import { ABSENT, type Frame, rule, time } from './grammar.ts';
import { type Clock, type Item, type Sign, sign, type TimeItem } from './items.ts';

const NOON = 12 * 60;
const HALF_DAY = 12 * 60;
const FULL_DAY = 24 * 60;

/** Bare hours 1 to 6 are afternoon, 7 to 11 morning, 12 is noon. */
const bareMinutes = (minutes: number): number => (minutes >= 60 && minutes < 7 * 60 ? minutes + HALF_DAY : minutes);

const clockFrom = (minutes: number, sure: boolean): Clock | undefined => {
  if (minutes < 0 || minutes > FULL_DAY) return undefined;
  const certain = sure || minutes >= 13 * 60 || minutes < 60;
  return { minutes: certain ? minutes : bareMinutes(minutes), sure: certain };
};

/** `3`, `930`, `1400` after a word that wants a clock time. */
export const hourOf = (number: Sign): Clock | undefined => {
  if (number.kind !== 'number' || /^0\d{2}$/.test(number.text)) return undefined;
  if (number.value <= 24) return clockFrom(number.value * 60, false);
  if (number.text.length < 3 || number.value % 100 > 59) return undefined;
  return clockFrom(Math.floor(number.value / 100) * 60 + (number.value % 100), number.text.startsWith('0'));
};

const clockItem = (clock: Clock | undefined): TimeItem | undefined => (clock ? time({ clock }) : undefined);

const hourPlus = (hour: Sign, minutes: number): TimeItem | undefined =>
  hour.value >= 1 && hour.value <= 24 ? clockItem(clockFrom(hour.value * 60 + minutes, false)) : undefined;

/** Puts a clock time into the part of the day said beside it: "7 in the evening". */
export const withPart = (clock: Clock, part: number): Clock => {
  const base = clock.minutes % HALF_DAY;
  if (part !== AFTERNOON && part !== EVENING)
    return clock.minutes >= 13 * 60 && clock.sure
      ? clock
      : { minutes: clock.minutes >= NOON && clock.minutes < 13 * 60 ? clock.minutes : base, sure: true };
  return { minutes: clock.minutes >= NOON ? clock.minutes : base + HALF_DAY, sure: true };
};

const halved = (hour: Sign, meridiem: Sign): TimeItem | undefined => {
  const clock = hourOf(hour);
  if (!clock) return undefined;
  return clockItem(withPart(clock, meridiem.kind === 'pm' ? AFTERNOON : 0));
};

/** In "ten to three" the first number counts minutes; in "10 to 12" it is an hour. */
const countsMinutes = (number: Sign): boolean =>
  [5, 20, 25].includes(number.value) || (number.value === 10 && number.text === 'ten');

const aroundHour = (minutes: Sign, relation: Sign, hour: Sign): TimeItem | undefined => {
  if (!countsMinutes(minutes) || hour.value > 12) return undefined;
  return hourPlus(hour, relation.kind === 'after' ? minutes.value : -minutes.value);
};

/** "two thirty": only minutes people say so. */
const SPOKEN_MINUTES: ReadonlySet<number> = new Set([10, 15, 20, 25, 30, 35, 40, 45, 50, 55]);

const spoken = (hour: Sign, minutes: Sign): TimeItem | undefined =>
  hour.value >= 1 && hour.value <= 24 && SPOKEN_MINUTES.has(minutes.value) ? hourPlus(hour, minutes.value) : undefined;

/** "a la una": the only hour that is written like an article. */
const oneInSpanish = (frame: Frame, minutes: number, article: Sign): TimeItem | undefined =>
  frame.language === 'es' && article.text === 'una' ? clockItem(clockFrom(60 + minutes, false)) : undefined;

const MINUTES_OF: Readonly<Record<string, number>> = { half: 30, quarter: 15 };
const fractionOf = (item: Sign): number => MINUTES_OF[item.kind] ?? item.value;

export const CLOCK_RULES = [
  rule('half past/after number', ([, , hour = ABSENT]) => hourPlus(hour, 30)),
  rule('half number', ([, hour = ABSENT], { language }) => (language === 'en' ? hourPlus(hour, 30) : undefined)),
  rule('halb number', ([, hour = ABSENT]) => hourPlus(hour, -30)),
  rule('threequarter number', ([, hour = ABSENT]) => hourPlus(hour, -15)),
  rule('quarter after/before/to/minus number', ([, relation = ABSENT, hour = ABSENT]) =>
    hourPlus(hour, relation.kind === 'after' ? 15 : -15),
  ),
  rule('quarter number', ([, hour = ABSENT], { language }) => (language === 'de' ? hourPlus(hour, -45) : undefined)),
  rule(
    'number unit? after/before/to number',
    ([minutes = ABSENT, , relation = ABSENT, hour = ABSENT]) => aroundHour(minutes, relation, hour),
    'from between of',
  ),
  rule('number oclock and half/quarter', ([hour = ABSENT, , , fraction = ABSENT]) =>
    hourPlus(hour, fractionOf(fraction)),
  ),
  rule('number oclock quarter', ([hour = ABSENT]) => hourPlus(hour, 15)),
  rule('number oclock minus the? on? quarter/number', ([hour = ABSENT, , , , , less = ABSENT]) =>
    hourPlus(hour, -fractionOf(less)),
  ),
  rule('noon minus the? on? quarter', () => clockItem({ minutes: NOON - 15, sure: true })),
  rule('noon and? half/quarter/number', ([, , more = ABSENT], { language }) => {
    const minutes = fractionOf(more);
    return more.kind === 'half' || (language !== 'en' && SPOKEN_MINUTES.has(minutes))
      ? clockItem({ minutes: NOON + minutes, sure: true })
      : undefined;
  }),
  rule('number and half/quarter', ([hour = ABSENT, , fraction = ABSENT], { language }) =>
    language === 'es' ? hourPlus(hour, fractionOf(fraction)) : undefined,
  ),
  rule('number minus quarter/number', ([hour = ABSENT, , less = ABSENT]) => hourPlus(hour, -fractionOf(less))),
  rule('at number and number', ([, hour = ABSENT, , minutes = ABSENT]) =>
    [5, 10, 20, 25].includes(minutes.value) ? hourPlus(hour, minutes.value) : undefined,
  ),
  rule('at article and half/quarter', ([, article = ABSENT, , fraction = ABSENT], frame) =>
    oneInSpanish(frame, fractionOf(fraction), article),
  ),
  rule('at article', ([, article = ABSENT], frame) => oneInSpanish(frame, 0, article)),
  rule('number oclock number', ([hour = ABSENT, , minutes = ABSENT]) =>
    minutes.value < 60 && minutes.text !== 'one' ? hourPlus(hour, minutes.value) : undefined,
  ),
  rule('number oclock am/pm', ([hour = ABSENT, , meridiem = ABSENT]) => halved(hour, meridiem)),
  rule('number oclock', ([hour = ABSENT]) => clockItem(hourOf(hour))),
  rule('number number am/pm', ([hour = ABSENT, minutes = ABSENT, meridiem = ABSENT]) => {
    const clock = SPOKEN_MINUTES.has(minutes.value) ? hourOf(hour) : undefined;
    return (
      clock &&
      clockItem(withPart({ ...clock, minutes: clock.minutes + minutes.value }, meridiem.kind === 'pm' ? AFTERNOON : 0))
    );
  }),
  rule('number am/pm', ([hour = ABSENT, meridiem = ABSENT], { language }) =>
    language === 'de' && meridiem.kind === 'am' ? undefined : halved(hour, meridiem),
  ),
  // "9h et quart", "9h moins le quart"
  rule('clockText and half/quarter/number', ([text = ABSENT, , more = ABSENT], { language }) =>
    language === 'fr' && text.value % 60 === 0
      ? clockItem(clockFrom(text.value + fractionOf(more), text.sure))
      : undefined,
  ),
  rule('clockText minus the? on? quarter/number', ([text = ABSENT, , , , less = ABSENT]) =>
    clockItem(clockFrom(text.value - fractionOf(less), text.sure)),
  ),
  rule('clockText am/pm', ([text = ABSENT, meridiem = ABSENT]) => {
    const clock = clockFrom(text.value, text.sure);
    return clock && clockItem(withPart(clock, meridiem.kind === 'pm' ? AFTERNOON : 0));
  }),
  rule('clockText oclock?', ([text = ABSENT]) => clockItem(clockFrom(text.value, text.sure))),
  rule('number number', ([hour = ABSENT, minutes = ABSENT]) => spoken(hour, minutes)),
  rule('noon', () => clockItem({ minutes: NOON, sure: true })),
  rule('midnight', () => clockItem({ minutes: FULL_DAY, sure: true })),
];

/** A bare number becomes an hour beside these. They come later, when numbers that count something else are gone. */
export const HOUR_RULES = [
  rule('at the? number', ([, , hour = ABSENT]) => clockItem(hourOf(hour)), 'option'),
  rule(
    'number part/habit',
    ([hour = ABSENT, part = ABSENT]) => {
      const clock = hourOf(hour);
      return clock && clockItem(withPart(clock, part.value));
    },
    'option',
  ),
  rule('clock in? the? part/habit', ([, , , part = ABSENT], _frame, [said = {}]) =>
    clockItem(said.clock && withPart(said.clock, part.value)),
  ),
  // "The morning one at 11"
  rule('part plain at number', ([part = ABSENT, , , hour = ABSENT]) => {
    const clock = hourOf(hour);
    return clock && clockItem(withPart(clock, part.value));
  }),
  rule('at the? clock', (_matched, _frame, [, , said = {}]) => clockItem(said.clock)),
];

const duration = (minutes: number): Item => sign('duration', '', { value: minutes });
const HOUR = 60;

/** French says "heure" for the length and for the clock: a length only where the next word shows it. */
const LENGTH_IN_FRENCH = 'later/earlier/late';

export const DURATION_RULES = [
  rule('number dash/to/or/and number unit', ([, , most = ABSENT, unit = ABSENT]) => duration(most.value * unit.value)),
  rule('number and article? half unit', ([count = ABSENT, , , , unit = ABSENT]) =>
    duration((count.value + 0.5) * unit.value),
  ),
  rule('number/article unit and article? half', ([count = ABSENT, unit = ABSENT]) =>
    duration((Math.max(count.value, 1) + 0.5) * unit.value),
  ),
  rule('article? half article? unit', ([, , , unit = ABSENT]) => duration(unit.value / 2)),
  rule('article? half oclock', () => duration(HOUR / 2)),
  rule('article? quarter of? article? unit', ([, , , , unit = ABSENT]) =>
    unit.value === HOUR ? duration(HOUR / 4) : undefined,
  ),
  rule('article? quarter of oclock', () => duration(HOUR / 4)),
  rule('article? threequarter unit', () => duration((HOUR * 3) / 4)),
  rule('number glue? unit', ([count = ABSENT, , unit = ABSENT]) => duration(count.value * unit.value)),
  rule('article plain? unit', ([, , unit = ABSENT]) => (unit.value > 1 ? duration(unit.value) : undefined)),
];

export const FRENCH_LENGTHS = [
  rule(`number/article oclock of? ${LENGTH_IN_FRENCH}`, ([count = ABSENT, , , direction = ABSENT]) =>
    direction.kind === 'late'
      ? duration(Math.max(count.value, 1) * HOUR)
      : time({ shift: (direction.kind === 'later' ? 1 : -1) * Math.max(count.value, 1) * HOUR }),
  ),
  rule('in number/article oclock', ([, count = ABSENT]) => time({ minutesFromNow: Math.max(count.value, 1) * HOUR })),
];
