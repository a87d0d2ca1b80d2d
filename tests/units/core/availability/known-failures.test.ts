/** Five ways in which schedulers are known to show wrong times, each as a day on which it happened. */
import { describe, expect, test } from '@jest/globals';
import { listSlots, slotsAt } from '../../../../src/core/availability/engine.ts';
import { HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { at, busy, clocks, daily, date, host, query, readings, service, zoneNamed } from './builders.ts';

const everyHour = { kind: 'one', host: host('ada', { schedules: [daily('0:00', '24:00')] }) } as const;

describe('on the day the clocks go forward', () => {
  const question = query('2026-03-08', { shape: everyHour });

  test('15:00 stays 15:00', () => {
    const slots = listSlots(query('2026-03-08', { shape: { kind: 'one', host: host('ada') } }));
    expect(clocks(slots)).toEqual(['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00']);
    expect(slots.find(({ start }) => start === Date.UTC(2026, 2, 8, 19))).toBeDefined();
  });

  test('there is no slot in the missing hour, and the others keep their place', () => {
    const shown = clocks(listSlots(question));
    expect(shown).toHaveLength(23);
    expect(shown).not.toContain('02:00');
    expect(shown.slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
  });

  test('hours that lie within the missing hour hold nothing', () => {
    const night = host('ada', { schedules: [daily('2:00', '3:00')] });
    expect(listSlots(query('2026-03-08', { shape: { kind: 'one', host: night } }))).toEqual([]);
    expect(listSlots(query('2026-03-09', { shape: { kind: 'one', host: night } }))).toHaveLength(1);
  });

  test('every start that is shown can be booked', () => {
    const slots = listSlots(question);
    for (const slot of slots) expect(slotsAt(question, slot.start)).toEqual({ ok: true, value: [slot] });
    for (const { start } of slots) expect(slotsAt(question, start + 30 * MINUTE).ok).toBe(false);
  });
});

test('on the night the clocks go back the doubled hour is offered once per real instant, and labelled', () => {
  const slots = listSlots(query('2026-11-01', { shape: everyHour }));
  expect(slots).toHaveLength(25);
  expect(slots.slice(0, 4).map(({ start, doubled }) => [new Date(start).toISOString().slice(11, 16), doubled])).toEqual(
    [
      ['04:00', undefined],
      ['05:00', 'first'],
      ['06:00', 'second'],
      ['07:00', undefined],
    ],
  );
});

test('two spans of hours that both reach into the doubled hour take turns in it', () => {
  const schedules = [daily('0:30', '1:20'), daily('1:40', '3:00', { id: 'late' })];
  const short = service({ durations: [10], stepMinutes: 20 });
  const ada = host('ada', { schedules });
  const slots = listSlots(query('2026-11-01', { service: short, shape: { kind: 'one', host: ada } }));
  expect(slots.map(({ start, doubled = 'once' }) => `${clocks([{ start }])} ${doubled}`)).toEqual([
    '00:30 once',
    '00:50 once',
    '01:10 first',
    '01:40 first',
    '01:10 second',
    '01:40 second',
    '02:00 once',
    '02:20 once',
    '02:40 once',
  ]);
});

test('a night of Lord Howe doubles half an hour only', () => {
  const zone = zoneNamed('Australia/Lord_Howe');
  const ada = host('ada', { zone, schedules: [daily('0:00', '4:00')] });
  const half = service({ durations: [30], stepMinutes: 30 });
  const slots = listSlots(query('2026-04-05', { zone, service: half, shape: { kind: 'one', host: ada } }));
  expect(clocks(slots, zone)).toEqual([
    '00:00',
    '00:30',
    '01:00',
    '01:30',
    '01:30',
    '02:00',
    '02:30',
    '03:00',
    '03:30',
  ]);
  expect(slots.map(({ doubled }) => doubled).filter(Boolean)).toEqual(['first', 'second']);
});

test('an all-day event blocks the whole local day of its owner, whoever reads the calendar', () => {
  const kathmandu = zoneNamed('Asia/Kathmandu');
  const ada = host('ada', {
    zone: kathmandu,
    schedules: [daily('0:00', '24:00')],
    busyDays: [{ from: date('2026-05-05'), until: date('2026-05-06') }],
  });
  const readByNewYork = { from: at('2026-05-04 0:00'), to: at('2026-05-07 0:00') };
  const slots = listSlots(query('2026-05-04', { ...readByNewYork, shape: { kind: 'one', host: ada } }));
  const days = new Set(readings(slots, kathmandu).map((reading) => reading.slice(0, 10)));
  expect([...days]).toEqual(['2026-05-04', '2026-05-06', '2026-05-07']);
  expect(readings(slots, kathmandu)).toContain('2026-05-04 23:00');
  expect(readings(slots, kathmandu)).toContain('2026-05-06 00:00');
});

test('an all-day event covers 23 hours on the day the clocks go forward and 25 on the day they go back', () => {
  const hoursLeft = (day: string, until: string): number => {
    const off = [{ from: date(day), until: date(until) }];
    const ada = host('ada', { schedules: [daily('0:00', '24:00')], busyDays: off });
    const range = { from: at(`${day} 0:00`) - 24 * HOUR, to: at(`${day} 0:00`) + 48 * HOUR };
    return listSlots(query(day, { ...range, shape: { kind: 'one', host: ada } })).length;
  };
  expect(hoursLeft('2026-03-08', '2026-03-09')).toBe(72 - 23);
  expect(hoursLeft('2026-11-01', '2026-11-02')).toBe(72 - 25);
});

test('busy time that ends seconds after a start takes that start, and busy time that ends on the second does not', () => {
  const start = at('2026-05-05 10:00');
  const offered = (from: number, to: number): string[] => {
    const ada = host('ada', { busy: [{ start: from, end: to }] });
    return clocks(listSlots(query('2026-05-05', { shape: { kind: 'one', host: ada } })));
  };
  expect(offered(start - HOUR, start + 1_000)).not.toContain('10:00');
  expect(offered(start - HOUR, start)).toContain('10:00');
  expect(offered(start + HOUR - 1, start + 2 * HOUR)).not.toContain('10:00');
  expect(offered(start + HOUR, start + 2 * HOUR)).toContain('10:00');
  expect(offered(start + 1_000, start + 2_000)).not.toContain('10:00');
});

test('a range that starts in the middle of a day keeps the grid of the hours', () => {
  const odd = { from: at('2026-05-05 10:07'), to: at('2026-05-05 13:30') };
  const ada = host('ada', { busy: [busy('2026-05-05 12:10', '2026-05-05 12:20')] });
  const slots = listSlots(query('2026-05-05', { ...odd, shape: { kind: 'one', host: ada } }));
  expect(clocks(slots)).toEqual(['11:00', '13:00']);
});

test('a notice that lands on the day of the change is elapsed time and moves no slot', () => {
  const now = at('2026-03-07 14:30');
  const noticed = service({ noticeMinutes: 24 * 60 });
  const slots = listSlots(query('2026-03-08', { now, service: noticed, shape: { kind: 'one', host: host('ada') } }));
  // A day later the clock shows 15:30, an hour more than the day before; the next start is 16:00, on its usual place.
  expect(clocks(slots)).toEqual(['16:00']);
  expect(slots[0]?.start).toBe(at('2026-03-08 16:00'));
});
