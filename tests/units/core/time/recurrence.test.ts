import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MOST_OCCURRENCES, occurrencesBetween } from '../../../../src/core/time/recurrence.ts';
import { DAY } from '../../../../src/core/time/types.ts';
import { wallTimeAt } from '../../../../src/core/time/wall.ts';
import { zoneAt } from '../../../../src/core/time/zones.ts';
import { workOf } from '../../../support/work.ts';

const newYork = zoneAt('/zone', 'America/New_York');
const at = (text: string): number => Date.parse(`${text}Z`);
const EVER = [0, Date.UTC(2101, 0, 1)] as const;

function wallsOf(rule: string, start: string, more: { without?: string[]; also?: string[]; zone?: string } = {}) {
  const result = occurrencesBetween(
    {
      rule,
      start: at(start),
      zone: zoneAt('/zone', more.zone ?? 'America/New_York'),
      without: more.without?.map(at),
      also: more.also?.map(at),
    },
    ...EVER,
  );
  return result.ok ? result.value.map(({ wall }) => new Date(wall).toISOString().slice(0, 16)) : result;
}

describe('a recurring visit', () => {
  test('every week at 15:00 stays at 15:00 when the clocks change', () => {
    const result = occurrencesBetween(
      { rule: 'FREQ=WEEKLY;COUNT=3', start: at('2026-03-01T15:00'), zone: newYork },
      ...EVER,
    );
    expect(result.ok && result.value.map(({ instant }) => new Date(instant).toISOString())).toEqual([
      '2026-03-01T20:00:00.000Z',
      '2026-03-08T19:00:00.000Z',
      '2026-03-15T19:00:00.000Z',
    ]);
  });

  test('falls on the last Friday, on the second Tuesday, on the last day of the month', () => {
    expect(wallsOf('FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', '2026-01-01T09:00')).toEqual([
      '2026-01-30T09:00',
      '2026-02-27T09:00',
      '2026-03-27T09:00',
    ]);
    expect(wallsOf('FREQ=MONTHLY;BYDAY=2TU;COUNT=2', '2026-01-01T09:00')).toEqual([
      '2026-01-13T09:00',
      '2026-02-10T09:00',
    ]);
    expect(wallsOf('FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3', '2028-01-01T09:00')).toEqual([
      '2028-01-31T09:00',
      '2028-02-29T09:00',
      '2028-03-31T09:00',
    ]);
  });

  test('leaves out excepted dates, which COUNT has counted, and adds dates, which it has not', () => {
    expect(
      wallsOf('FREQ=DAILY;COUNT=3', '2026-01-05T09:00', { without: ['2026-01-06T09:00'], also: ['2026-01-20T11:30'] }),
    ).toEqual(['2026-01-05T09:00', '2026-01-07T09:00', '2026-01-20T11:30']);
  });

  test('ends with UNTIL, whether that is an instant, a time on the wall, or a day', () => {
    const rule = (until: string) => wallsOf(`FREQ=DAILY;UNTIL=${until}`, '2026-01-05T09:00');
    expect(rule('20260106T140000Z')).toEqual(['2026-01-05T09:00', '2026-01-06T09:00']);
    expect(rule('20260106T135959Z')).toEqual(['2026-01-05T09:00']);
    expect(rule('20260106T090000')).toEqual(['2026-01-05T09:00', '2026-01-06T09:00']);
    expect(rule('20260106')).toEqual(['2026-01-05T09:00', '2026-01-06T09:00']);
  });

  test('every second week counts weeks from the day that the week starts on', () => {
    // The two results are the example RFC 5545 gives for WKST.
    const rule = (start: string) =>
      wallsOf(`FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=${start}`, '1997-08-05T09:00');
    expect(rule('MO')).toEqual(['1997-08-05T09:00', '1997-08-10T09:00', '1997-08-19T09:00', '1997-08-24T09:00']);
    expect(rule('SU')).toEqual(['1997-08-05T09:00', '1997-08-17T09:00', '1997-08-19T09:00', '1997-08-31T09:00']);
  });

  test('does not take place in the missing hour and is not counted there', () => {
    expect(wallsOf('FREQ=DAILY;COUNT=3', '2026-03-07T02:30')).toEqual([
      '2026-03-07T02:30',
      '2026-03-09T02:30',
      '2026-03-10T02:30',
    ]);
  });

  test('takes place once on the night of the doubled hour, at its first reading', () => {
    const result = occurrencesBetween(
      { rule: 'FREQ=DAILY;COUNT=2', start: at('2026-11-01T01:30'), zone: newYork },
      ...EVER,
    );
    expect(result.ok && result.value.map(({ instant }) => new Date(instant).toISOString())).toEqual([
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ]);
  });

  test('gives for a part of the series what the whole series has there', () => {
    const recurrence = { rule: 'FREQ=WEEKLY;INTERVAL=2;COUNT=20', start: at('2026-01-05T09:00'), zone: newYork };
    const whole = occurrencesBetween(recurrence, ...EVER);
    const part = occurrencesBetween(recurrence, at('2026-03-01T00:00'), at('2026-06-01T00:00'));
    if (!whole.ok || !part.ok) throw new Error('both are well formed');
    expect(part.value).toEqual(
      whole.value.filter(({ instant }) => instant >= at('2026-03-01T00:00') && instant < at('2026-06-01T00:00')),
    );
    expect(part.value.length).toBeGreaterThan(3);
  });
});

describe('a rule that cannot be used', () => {
  test.each([
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=DAILY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=3',
  ])('%s never matches, and that is said within a second', (rule) => {
    const ask = () => expect(wallsOf(rule, '2026-01-05T09:00')).toMatchObject({ ok: false, reason: 'never_matches' });
    expect(workOf(ask, 1_000)).toBeLessThan(1_000);
  });

  test('a rule with one far match does not run on after it', () => {
    const rule = 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=500';
    const ask = () => expect(wallsOf(rule, '2095-01-05T09:00')).toEqual(['2096-02-29T09:00']);
    expect(workOf(ask, 1_000)).toBeLessThan(1_000);
  });

  test('an open daily rule is refused for a range with more than it may list', () => {
    const before = process.cpuUsage(); // work, not waiting: other tests share the machine
    expect(wallsOf('FREQ=DAILY', '1970-01-01T09:00')).toMatchObject({ ok: false, reason: 'too_many' });
    expect(wallsOf(`FREQ=DAILY;COUNT=${MOST_OCCURRENCES + 1}`, '2026-01-01T09:00')).toMatchObject({
      reason: 'too_many',
    });
    expect(wallsOf(`FREQ=DAILY;COUNT=${MOST_OCCURRENCES}`, '2026-01-01T09:00')).toHaveLength(MOST_OCCURRENCES);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });

  test.each([
    ['FREQ=SECONDLY', 'FREQ must be'],
    ['COUNT=3', 'FREQ must be'],
    ['', 'FREQ must be'],
    ['FREQ=DAILY;BYHOUR=9', '"BYHOUR" is not a part'],
    ['FREQ=DAILY;BYMONTH=13', 'BYMONTH does not take "13"'],
    ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY does not take "XX"'],
    ['FREQ=WEEKLY;BYDAY=2TU', 'a weekday with a position does not go with FREQ=WEEKLY'],
    ['FREQ=WEEKLY;BYMONTHDAY=3', 'BYMONTHDAY does not go with FREQ=WEEKLY'],
    ['FREQ=DAILY;INTERVAL=0', 'INTERVAL does not take "0"'],
    ['FREQ=DAILY;COUNT=0', 'COUNT does not take "0"'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'COUNT and UNTIL exclude each other'],
    ['FREQ=DAILY;COUNT=2;COUNT=3', 'names a part twice'],
    [`FREQ=YEARLY;BYYEARDAY=${'1,'.repeat(400)}1`, 'is longer than 500 characters'],
  ])('%s is refused, and the refusal says why', (rule, words) => {
    expect(wallsOf(rule, '2026-01-05T09:00')).toEqual({
      ok: false,
      reason: 'invalid_rule',
      detail: expect.stringContaining(words),
    });
  });
});

test('a weekly series keeps its wall time in every zone and year', () => {
  const zones = [
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'Africa/Casablanca',
    'Antarctica/Troll',
    'America/Santiago',
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...zones, 'Europe/London', 'America/New_York'),
      fc.integer({ min: Date.UTC(2024, 0, 1) / DAY, max: Date.UTC(2030, 0, 1) / DAY }),
      fc.integer({ min: 0, max: 1439 }),
      (name, day, minute) => {
        const zone = zoneAt('/zone', name);
        const start = day * DAY + minute * 60_000;
        const result = occurrencesBetween({ rule: 'FREQ=WEEKLY;COUNT=30', start, zone }, ...EVER);
        if (!result.ok) throw new Error(result.detail);
        expect(result.value).toHaveLength(30);
        for (const { instant, wall } of result.value) {
          expect(wallTimeAt(zone, instant)).toBe(wall);
          expect((((wall - start) % DAY) + DAY) % DAY).toBe(0);
        }
        const steps = result.value.slice(1).map(({ wall }, index) => wall - (result.value[index]?.wall ?? 0));
        expect(steps.every((step) => step === 7 * DAY || step === 14 * DAY)).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
});
