import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { checkDate, dateOfDay, dayOfDate, isoWeekOf, weekdayOf } from '../../../../src/core/time/dates.ts';
import { offsetAt } from '../../../../src/core/time/offsets.ts';
import { DAY, HOUR, type LocalDate, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import {
  dayAt,
  doubledAt,
  readWall,
  spansOfDay,
  spansOfWall,
  wallTimeAt,
  weekAt,
} from '../../../../src/core/time/wall.ts';
import { zoneAt } from '../../../../src/core/time/zones.ts';

const zoneNamed = (name: string): Zone => zoneAt('/zone', name);
const wall = (text: string): number => Date.parse(`${text}Z`);
const utc = wall;
const hoursOf = (zone: Zone, date: string): number =>
  spansOfDay(zone, wall(`${date}T00:00`) / DAY).reduce((sum, { start, end }) => sum + end - start, 0) / HOUR;

const ODD = [
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'America/Santiago',
];

describe('a reading of the wall clock', () => {
  const newYork = zoneNamed('America/New_York');

  test('names one instant on an ordinary day', () => {
    expect(readWall(newYork, wall('2026-05-05T15:00'))).toEqual({ kind: 'one', instant: utc('2026-05-05T19:00') });
  });

  test('names none in the missing hour, and says when the clocks jumped and how far', () => {
    const gap = { kind: 'gap', jump: utc('2026-03-08T07:00'), missing: HOUR };
    expect(readWall(newYork, wall('2026-03-08T02:00'))).toEqual(gap);
    expect(readWall(newYork, wall('2026-03-08T02:59'))).toEqual(gap);
    expect(readWall(newYork, wall('2026-03-08T03:00'))).toEqual({ kind: 'one', instant: utc('2026-03-08T07:00') });
    expect(readWall(newYork, wall('2026-03-08T01:59'))).toEqual({ kind: 'one', instant: utc('2026-03-08T06:59') });
  });

  test('names two in the doubled hour', () => {
    const two = { kind: 'two', first: utc('2026-11-01T05:30'), second: utc('2026-11-01T06:30') };
    expect(readWall(newYork, wall('2026-11-01T01:30'))).toEqual(two);
    expect(readWall(newYork, wall('2026-11-01T02:00'))).toEqual({ kind: 'one', instant: utc('2026-11-01T07:00') });
    expect(doubledAt(newYork, two.first)).toBe('first');
    expect(doubledAt(newYork, two.second)).toBe('second');
    expect(doubledAt(newYork, two.second + HOUR)).toBeUndefined();
  });
});

describe('zones of their own kind', () => {
  test('Lord Howe moves its clocks by half an hour', () => {
    const zone = zoneNamed('Australia/Lord_Howe');
    expect(readWall(zone, wall('2026-10-04T02:15'))).toEqual({
      kind: 'gap',
      jump: utc('2026-10-03T15:30'),
      missing: 30 * MINUTE,
    });
    expect(hoursOf(zone, '2026-10-04')).toBe(23.5);
    expect(hoursOf(zone, '2026-04-05')).toBe(24.5);
  });

  test('Apia skipped December 30, 2011', () => {
    const zone = zoneNamed('Pacific/Apia');
    expect(hoursOf(zone, '2011-12-30')).toBe(0);
    expect(readWall(zone, wall('2011-12-30T12:00'))).toEqual({
      kind: 'gap',
      jump: utc('2011-12-30T10:00'),
      missing: DAY,
    });
    expect(dayAt(zone, utc('2011-12-30T10:00')) - dayAt(zone, utc('2011-12-30T09:59'))).toBe(2);
  });

  test('Kathmandu is five hours and three quarters ahead', () => {
    expect(offsetAt(zoneNamed('Asia/Kathmandu'), utc('2026-01-01T00:00'))).toBe(5.75 * HOUR);
  });

  test('Casablanca goes back for Ramadan and forward after it', () => {
    const zone = zoneNamed('Africa/Casablanca');
    const offsets = ['2026-02-01', '2026-03-01', '2026-04-01'].map((day) => offsetAt(zone, utc(`${day}T12:00`)) / HOUR);
    expect(offsets).toEqual([1, 0, 1]);
  });

  test('Troll moves its clocks by two hours', () => {
    const zone = zoneNamed('Antarctica/Troll');
    expect(hoursOf(zone, '2026-03-29')).toBe(22);
    expect(hoursOf(zone, '2026-10-25')).toBe(26);
  });

  test('in Santiago a day can begin at 01:00, and another can have 23:00 twice', () => {
    const zone = zoneNamed('America/Santiago');
    const [first] = spansOfDay(zone, wall('2026-09-06T00:00') / DAY);
    expect(new Date(wallTimeAt(zone, first?.start ?? 0)).toISOString()).toBe('2026-09-06T01:00:00.000Z');
    expect(hoursOf(zone, '2026-04-04')).toBe(25);
    expect(readWall(zone, wall('2026-04-04T23:30'))).toMatchObject({ kind: 'two' });
  });

  test('a span on the wall that ends within a doubled hour is in two pieces', () => {
    const spans = spansOfWall(zoneNamed('America/New_York'), wall('2026-11-01T00:00'), wall('2026-11-01T01:30'));
    expect(spans).toEqual([
      { start: utc('2026-11-01T04:00'), end: utc('2026-11-01T05:30') },
      { start: utc('2026-11-01T06:00'), end: utc('2026-11-01T06:30') },
    ]);
  });
});

describe('against luxon, in any zone', () => {
  const anyZone = fc
    .oneof(fc.constantFrom(...ODD), fc.constantFrom(...Intl.supportedValuesOf('timeZone')))
    .map(zoneNamed);
  const anyInstant = fc.integer({ min: 0, max: Date.UTC(2100, 11, 31) / 1000 }).map((seconds) => seconds * 1000);

  test('the wall reads the same at any instant from 1970 to 2100, and the reading leads back', () => {
    fc.assert(
      fc.property(anyZone, anyInstant, (zone, instant) => {
        const local = DateTime.fromMillis(instant, { zone });
        const read = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute, local.second);
        expect(wallTimeAt(zone, instant)).toBe(read);
        const reading = readWall(zone, read);
        expect(Object.values(reading)).toContain(instant);
        expect(weekAt(zone, instant)).toBe(local.toISOWeekDate()?.slice(0, 8));
        expect(weekdayOf(dayAt(zone, instant))).toBe(local.weekday);
      }),
      { numRuns: 3_000 },
    );
  });

  test('the instants of a day are those at which the wall shows its date', () => {
    fc.assert(
      fc.property(
        anyZone,
        fc.integer({ min: 1, max: 47_000 }),
        fc.integer({ min: -16 * 60, max: 40 * 60 }),
        (zone, day, minute) => {
          const instant = day * DAY + minute * MINUTE;
          const isOfDay = spansOfDay(zone, day).some(({ start, end }) => start <= instant && instant < end);
          expect(isOfDay).toBe(DateTime.fromMillis(instant, { zone }).toISODate() === dateOfDay(day));
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

describe('days of the calendar', () => {
  test.each(['2026-02-30', '2026-13-01', '2026-1-1', '26-01-01', '1969-12-31', '2101-01-01', '2026-01-01T00:00', ''])(
    '%p is no day we know',
    (text) => {
      expect(checkDate(text)).toMatchObject({ ok: false, reason: 'not_a_date' });
    },
  );

  test('a day and its number lead to one another, and weeks are those of ISO 8601', () => {
    expect(checkDate('2028-02-29')).toEqual({ ok: true, value: '2028-02-29' });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47_000 }), (day) => {
        const date: LocalDate = dateOfDay(day);
        expect(dayOfDate(date)).toBe(day);
        expect(isoWeekOf(day)).toBe(DateTime.fromISO(date).toISOWeekDate()?.slice(0, 8));
      }),
      { numRuns: 2_000 },
    );
  });
});
