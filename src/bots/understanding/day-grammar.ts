// Days: weekdays, dates, tomorrow, next week, a week from Tuesday. Everything counts from the contact's today.
import { dayNumber, mondayOf, wallDay, weekdayOf } from './calendar.ts';
import { EVENING, MORNING } from './concepts.ts';
import { ABSENT, type Frame, rule, time } from './grammar.ts';
import { type DayNumber, type SaidTime, type Sign, sign, type TimeItem } from './items.ts';

/** An offer holds five times at most. */
export const MOST_OPTIONS = 5;
const WEEK = 7;
const DAY_LENGTH = 24 * 60;
const WEEK_LENGTH = WEEK * DAY_LENGTH;

const oneDay = (day: DayNumber): SaidTime => ({ days: { from: day, to: day + 1, fromNow: false } });

/** A weekday is the next one after today. */
const nextWeekday = (weekday: number, today: DayNumber): DayNumber =>
  today + (((weekday - weekdayOf(today) + 6) % WEEK) + 1);

const week = (monday: DayNumber): SaidTime => ({ days: { from: monday, to: monday + WEEK, fromNow: false } });
const thisWeek = (today: DayNumber): SaidTime => ({ days: { from: today, to: mondayOf(today) + WEEK, fromNow: true } });
const today = (frame: Frame): SaidTime => ({ days: { from: frame.today, to: frame.today + 1, fromNow: true } });

/** A date is the next such date; today's own counts. */
const nextDate = (month: number, day: number, from: DayNumber, year?: number): SaidTime => {
  const first = wallDay(from).year;
  const years =
    year === undefined ? [first, first + 1, first + 2, first + 3, first + 4] : [year < 100 ? 2000 + year : year];
  for (const candidate of years) {
    const number = dayNumber({ year: candidate, month, day });
    if (number !== undefined && (number >= from || year !== undefined)) return oneDay(number);
  }
  return { impossible: true };
};

/** The next month that has such a day. */
export const nextDayOfMonth = (day: number, from: DayNumber): SaidTime => {
  const { year, month } = wallDay(from);
  for (let ahead = 0; ahead < 12; ahead++) {
    const number = dayNumber({
      year: year + Math.floor((month - 1 + ahead) / 12),
      month: ((month - 1 + ahead) % 12) + 1,
      day,
    });
    if (number !== undefined && number >= from) return oneDay(number);
  }
  return { impossible: true };
};

const readDate = ({ parts, text }: Sign, frame: Frame): SaidTime => {
  const [first = 0, second = 0, third] = parts;
  if (first > 31) return nextDate(second, third ?? 0, frame.today, first);
  const monthLeads = frame.locale === 'en' && !text.includes('.');
  const monthFirst = monthLeads ? first <= 12 : second > 12;
  return monthFirst ? nextDate(first, second, frame.today, third) : nextDate(second, first, frame.today, third);
};

/** "Sunday the 9th" when the 9th is a Monday is no day at all. */
const withWeekday = (said: SaidTime, weekday: number): SaidTime =>
  said.days && weekdayOf(said.days.from) === weekday ? said : { impossible: true };

const inNextWeek = (weekday: number, today: DayNumber): SaidTime => {
  const monday = mondayOf(today) + WEEK;
  return { days: { from: monday + weekday - 1, to: monday + weekday, fromNow: false, week: monday } };
};

const weekendFrom = (monday: DayNumber): SaidTime => ({
  days: { from: monday + 5, to: monday + WEEK, fromNow: false },
});

const monthSpan = (month: number, frame: Frame): SaidTime => {
  const start = nextDate(month, 1, frame.today).days?.from ?? frame.today;
  const { year } = wallDay(start);
  const end = dayNumber({ year: month === 12 ? year + 1 : year, month: (month % 12) + 1, day: 1 });
  return { days: { from: start, to: end ?? start, fromNow: false } };
};

const nextMonth = (frame: Frame): SaidTime => monthSpan((wallDay(frame.today).month % 12) + 1, frame);

const ahead = (length: number, frame: Frame): TimeItem | undefined => {
  if (length < DAY_LENGTH) return time({ minutesFromNow: length });
  return length % DAY_LENGTH === 0 ? time(oneDay(frame.today + length / DAY_LENGTH)) : undefined;
};

const spanOf = (unit: Sign, which: 'this' | 'next', frame: Frame): TimeItem | undefined => {
  if (unit.value === WEEK_LENGTH)
    return time(which === 'this' ? thisWeek(frame.today) : week(mondayOf(frame.today) + WEEK));
  if (unit.value > WEEK_LENGTH && which === 'next') return time(nextMonth(frame));
  return undefined;
};

const HOUR_WORDS = /^(time|times|hora|horario|heure|zeit|uhrzeit|stunde|hour|slot|spot)$/;
const DAY_WORDS = /^(day|dia|jour|tag)$/;

const sameAs = (noun: Sign): TimeItem | undefined => {
  if (HOUR_WORDS.test(noun.text)) return time({ sameHour: true });
  return DAY_WORDS.test(noun.text) ? time({ sameDay: true }) : undefined;
};

/** Lengths counted from a day or from the visit. They come before clock times, which also use their numbers. */
export const SHIFT_RULES = [
  rule('duration from/after/on weekday', ([length = ABSENT, , day = ABSENT], frame) =>
    length.value % WEEK_LENGTH === 0
      ? time(oneDay(nextWeekday(day.value, frame.today) + length.value / DAY_LENGTH))
      : undefined,
  ),
  rule('duration from/after on? relday', ([length = ABSENT, , , day = ABSENT], frame) =>
    length.value % DAY_LENGTH === 0 ? time(oneDay(frame.today + day.value + length.value / DAY_LENGTH)) : undefined,
  ),
  rule('weekday in/on duration', ([day = ABSENT, , length = ABSENT], frame) =>
    length.value % WEEK_LENGTH === 0
      ? time(oneDay(nextWeekday(day.value, frame.today) + length.value / DAY_LENGTH))
      : undefined,
  ),
  rule('weekday unit', ([day = ABSENT, unit = ABSENT], frame) =>
    unit.value === WEEK_LENGTH ? time(oneDay(nextWeekday(day.value, frame.today) + WEEK)) : undefined,
  ),
  rule('weekday inEight', ([day = ABSENT], frame) => time(oneDay(nextWeekday(day.value, frame.today) + WEEK))),
  rule('inEight', (_matched, frame) => time(oneDay(frame.today + WEEK))),
  rule('duration later/earlier', ([length = ABSENT, direction = ABSENT]) =>
    time({ shift: direction.kind === 'later' ? length.value : -length.value }),
  ),
  // "eine Stunde nach hinten"; "30 Minuten vorverlegen"
  rule('duration moveLater/moveEarlier', ([length = ABSENT, direction = ABSENT]) =>
    time({ shift: direction.kind === 'moveLater' ? length.value : -length.value }),
  ),
  rule('later/earlier by/before/of duration', ([direction = ABSENT, , length = ABSENT]) =>
    time({ shift: direction.kind === 'later' ? length.value : -length.value }),
  ),
  rule('moveLater/moveEarlier of/by/before/at? duration', ([direction = ABSENT, , length = ABSENT]) =>
    time({ shift: direction.kind === 'moveLater' ? length.value : -length.value }),
  ),
  rule('in/on duration', ([, length = ABSENT], frame) => ahead(length.value, frame), 'late'),
  rule('duration from plain', ([length = ABSENT, , now = ABSENT], frame) =>
    now.text === 'now' ? ahead(length.value, frame) : undefined,
  ),
];

const dated = (month: Sign, day: Sign, frame: Frame): TimeItem | undefined =>
  day.value >= 1 && day.value <= 31 ? time(nextDate(month.value, day.value, frame.today)) : undefined;

export const DAY_RULES = [
  rule(
    'weekday comma? the? on? ordinal/number end? of? month',
    ([weekday = ABSENT, , , , day = ABSENT, , , month = ABSENT], frame) =>
      time(withWeekday(nextDate(month.value, day.value, frame.today), weekday.value)),
  ),
  rule(
    'weekday comma? the? month the? ordinal/number',
    ([weekday = ABSENT, , , month = ABSENT, , day = ABSENT], frame) =>
      time(withWeekday(nextDate(month.value, day.value, frame.today), weekday.value)),
  ),
  rule('weekday comma? the? on? ordinal', ([weekday = ABSENT, , , , day = ABSENT], frame) =>
    /\d/.test(day.text) ? time(withWeekday(nextDayOfMonth(day.value, frame.today), weekday.value)) : undefined,
  ),
  rule('weekday comma? the? on? dateText', ([weekday = ABSENT, , , , date = ABSENT], frame) =>
    time(withWeekday(readDate(date, frame), weekday.value)),
  ),
  rule('weekday of? the? next unit', ([weekday = ABSENT, , , , unit = ABSENT], frame) =>
    unit.value === WEEK_LENGTH ? time(inNextWeek(weekday.value, frame.today)) : undefined,
  ),
  rule('weekday comma? the/on number end?', ([weekday = ABSENT, , , day = ABSENT], { today: from, language }) => {
    if (language === 'en') return undefined;
    const said = withWeekday(nextDayOfMonth(day.value, from), weekday.value);
    return said.impossible ? undefined : time(said);
  }),
  rule('weekday on? number', ([weekday = ABSENT, , day = ABSENT], frame) => {
    if (frame.language === 'en') return undefined;
    const said = withWeekday(nextDayOfMonth(day.value, frame.today), weekday.value);
    return said.impossible ? undefined : time(said);
  }),
  rule('month the? ordinal/number', ([month = ABSENT, , day = ABSENT], frame) => dated(month, day, frame)),
  rule(
    'on? the? ordinal/number end? of? month',
    ([, , day = ABSENT, , , month = ABSENT], frame) => dated(month, day, frame),
    'option',
  ),
  rule('dateText', ([date = ABSENT], frame) => time(readDate(date, frame))),
  rule('on the ordinal', ([, , day = ABSENT], frame) =>
    frame.language === 'en' && day.value <= 31 ? time(nextDayOfMonth(day.value, frame.today)) : undefined,
  ),
  // Nobody offers that many times: "the 17th" is a day, "the 2nd" may be a place in the list.
  rule('the ordinal', ([, day = ABSENT], frame) =>
    frame.language === 'en' && /\d/.test(day.text) && day.value > MOST_OPTIONS && day.value <= 31
      ? time(nextDayOfMonth(day.value, frame.today))
      : undefined,
  ),
  rule('relday relday', ([day = ABSENT, dawn = ABSENT], frame) =>
    dawn.value === 1 && frame.language !== 'en'
      ? time({ ...oneDay(frame.today + day.value), part: MORNING })
      : undefined,
  ),
  rule('weekday relday', ([day = ABSENT, dawn = ABSENT], frame) =>
    dawn.value === 1 && frame.language === 'de'
      ? time({ ...oneDay(nextWeekday(day.value, frame.today)), part: MORNING })
      : undefined,
  ),
  rule('later? relday later?', ([, day = ABSENT], frame) =>
    time(day.value === 0 ? today(frame) : oneDay(frame.today + day.value)),
  ),
  rule('tonight', (_matched, frame) => time({ ...oneDay(frame.today), part: EVENING })),
  rule('this part', ([, part = ABSENT], frame) => time({ ...oneDay(frame.today), part: part.value })),
  rule('weekAfterNext', (_matched, frame) => time(week(mondayOf(frame.today) + 2 * WEEK))),
  rule('later? this unit', ([, , unit = ABSENT], frame) => spanOf(unit, 'this', frame)),
  // "the next day" is the day behind the visit
  rule('next unit', ([, unit = ABSENT]) => (unit.value === DAY_LENGTH ? time({ shift: DAY_LENGTH }) : undefined)),
  rule('unit next', ([unit = ABSENT]) => (unit.value === DAY_LENGTH ? time({ shift: DAY_LENGTH }) : undefined)),
  rule('unit after', ([unit = ABSENT], frame) => (frame.language === 'en' ? spanOf(unit, 'next', frame) : undefined)),
  rule('next unit', ([, unit = ABSENT], frame) => spanOf(unit, 'next', frame)),
  rule('unit next', ([unit = ABSENT], frame) => spanOf(unit, 'next', frame)),
  rule('next weekend', (_matched, frame) => time(weekendFrom(mondayOf(frame.today) + WEEK))),
  rule('this? weekend next?', ([, , next = ABSENT], frame) =>
    time(weekendFrom(mondayOf(frame.today) + (next.kind === 'next' ? WEEK : 0))),
  ),
  rule('next/this? weekday next?', ([lead = ABSENT, day = ABSENT, tail = ABSENT], frame) => {
    const from = nextWeekday(day.value, frame.today);
    const alone = lead === ABSENT && tail === ABSENT;
    return time({ days: { from, to: from + 1, fromNow: false, ...(alone && { weekday: day.value }) } });
  }),
  rule('same plain/unit/oclock/glue/visit/oneOf', ([, noun = ABSENT]) => sameAs(noun)),
];

/** "The week of the 16th", "la semaine du 23": the whole week that holds the day. */
export const WEEK_RULES = [
  rule('the/on? unit of the? days', ([, unit = ABSENT], _frame, [, , , , said = {}]) =>
    unit.value === WEEK_LENGTH && said.days ? time(week(mondayOf(said.days.from))) : undefined,
  ),
];

/** A month by itself is the whole of it; "may" by itself is no month. */
export const MONTH_RULES = [
  rule('month', ([month = ABSENT], frame) =>
    month.text === 'may' ? sign('hedge', 'may') : time(monthSpan(month.value, frame)),
  ),
];
