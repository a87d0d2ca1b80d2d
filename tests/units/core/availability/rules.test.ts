import { describe, expect, test } from '@jest/globals';
import { listSlots } from '../../../../src/core/availability/engine.ts';
import type { Host, ServiceRules, SlotQuery } from '../../../../src/core/availability/types.ts';
import { MINUTE } from '../../../../src/core/time/types.ts';
import {
  appointmentId,
  at,
  busy,
  clocks,
  commitment,
  daily,
  date,
  host,
  query,
  readings,
  service,
  serviceId,
  span,
} from './builders.ts';

const DAY = '2026-05-05'; // a Tuesday
const offered = (more: Partial<Host>, asked: Partial<SlotQuery> = {}): string[] =>
  clocks(listSlots(query(DAY, { ...asked, shape: { kind: 'one', host: host('ada', more) } })));
const offeredBy = (rules: Partial<ServiceRules>, more: Partial<Host> = {}): string[] =>
  offered(more, { service: service(rules) });

describe('hours', () => {
  test('are cut by breaks, and the grid runs on through a break', () => {
    const week = [{ weekday: 2 as const, spans: [span('9:00', '13:00')], breaks: [span('10:15', '10:45')] }];
    const schedules = [{ id: 's', name: 'Tuesdays', location: 'any' as const, week }];
    expect(offered({ schedules }, { service: service({ durations: [30], stepMinutes: 30 }) })).toEqual([
      '09:00',
      '09:30',
      '11:00',
      '11:30',
      '12:00',
      '12:30',
    ]);
  });

  test('that meet at midnight carry a visit from one day into the next', () => {
    const schedules = [daily('22:00', '24:00'), daily('0:00', '2:00', { id: 'early' })];
    const slots = listSlots(
      query(DAY, { service: service({ durations: [90] }), shape: { kind: 'one', host: host('ada', { schedules }) } }),
    );
    expect(clocks(slots)).toEqual(['00:00', '22:00', '23:00']);
  });

  test('hold between the first and the last day in force', () => {
    const schedules = [
      daily('9:00', '11:00', { id: 'until', effectiveTo: date('2026-05-04') }),
      daily('14:00', '16:00', { id: 'from', effectiveFrom: date('2026-05-05') }),
    ];
    const range = { from: at('2026-05-04 0:00'), to: at('2026-05-06 0:00') };
    const slots = listSlots(query(DAY, { ...range, shape: { kind: 'one', host: host('ada', { schedules }) } }));
    expect(readings(slots)).toEqual(['2026-05-04 09:00', '2026-05-04 10:00', '2026-05-05 14:00', '2026-05-05 15:00']);
  });

  test('of a location are offered there alone, and hours for any location everywhere', () => {
    const schedules = [daily('9:00', '11:00'), daily('10:00', '12:00', { id: 'v', location: 'video' })];
    const both = service({ locations: ['video', 'in_person'] });
    const slots = listSlots(query(DAY, { service: both, shape: { kind: 'one', host: host('ada', { schedules }) } }));
    expect(slots.map(({ locations }) => locations)).toEqual([
      ['video', 'in_person'],
      ['video', 'in_person'],
      ['video'],
    ]);
    expect(offered({ schedules }, { service: both, location: 'in_person' })).toEqual(['09:00', '10:00']);
  });

  test('for a service replace the general ones on the days they are in force', () => {
    const schedules = [
      daily('9:00', '12:00'),
      daily('14:00', '15:00', { id: 'special', serviceIds: [serviceId('visit')], effectiveFrom: date(DAY) }),
    ];
    expect(offered({ schedules })).toEqual(['14:00']);
    expect(offeredBy({ id: serviceId('other') }, { schedules })).toEqual(['09:00', '10:00', '11:00']);
  });

  test('from an applied template replace the weekly ones of their date, less what is blocked in them', () => {
    const dated = [
      {
        date: date(DAY),
        spans: [{ ...span('8:00', '10:00'), serviceIds: [serviceId('visit')] }, span('13:00', '16:00')],
        blocked: [{ ...span('14:00', '15:00'), reason: 'team meeting' }],
      },
    ];
    expect(offered({ dated })).toEqual(['08:00', '09:00', '13:00', '15:00']);
    expect(offeredBy({ id: serviceId('other') }, { dated })).toEqual(['13:00', '15:00']);
  });
});

describe('overrides', () => {
  test.each(['vacation', 'holiday', 'sick_leave', 'conference', 'blocked'] as const)(
    '%s closes whole days, or hours of them',
    (kind) => {
      const days = { id: 'o', kind, from: date('2026-05-04'), to: date('2026-05-06') };
      expect(offered({ overrides: [days] })).toEqual([]);
      expect(offered({ overrides: [{ ...days, hours: [span('10:00', '16:00')] }] })).toEqual(['09:00', '16:00']);
      expect(offered({ overrides: [{ ...days, from: date('2026-05-06') }] })).toHaveLength(8);
    },
  );

  test('custom hours replace the usual ones, for their location, and time off still cuts them', () => {
    const days = { id: 'c', from: date(DAY), to: date(DAY) };
    const custom = { ...days, kind: 'custom_hours', hours: [span('18:00', '21:00')] } as const;
    expect(offered({ overrides: [custom] })).toEqual(['18:00', '19:00', '20:00']);
    expect(offered({ overrides: [{ ...custom, location: 'in_person' }] })).toEqual([]);
    const off = { ...days, kind: 'blocked', hours: [span('19:00', '20:00')] } as const;
    expect(offered({ overrides: [custom, off] })).toEqual(['18:00', '20:00']);
  });
});

describe('time that is taken', () => {
  test('free and declined events do not block; tentative ones do', () => {
    const at10 = (status: 'free' | 'declined' | 'tentative') =>
      offered({ busy: [busy(`${DAY} 10:00`, `${DAY} 11:00`, { status })] });
    expect(at10('free')).toContain('10:00');
    expect(at10('declined')).toContain('10:00');
    expect(at10('tentative')).not.toContain('10:00');
  });

  test('buffers of the visit keep their distance from busy time, and may lie outside the hours', () => {
    const taken = { busy: [busy(`${DAY} 12:00`, `${DAY} 13:00`)] };
    const buffers = { bufferBeforeMinutes: 30, bufferAfterMinutes: 15 };
    expect(offeredBy({ ...buffers }, taken)).toEqual(['09:00', '10:00', '14:00', '15:00', '16:00']);
    expect(offeredBy({ bufferBeforeMinutes: 0, bufferAfterMinutes: 0 }, taken)).toContain('13:00');
  });

  test('a commitment keeps the buffers it was given, and those of the new visit come on top', () => {
    const given = commitment(`${DAY} 12:00`, `${DAY} 13:00`, { bufferedEnd: at(`${DAY} 14:00`) });
    expect(offered({ commitments: [given] })).toContain('14:00');
    expect(offered({ commitments: [given] })).not.toContain('13:00');
    expect(offeredBy({ bufferBeforeMinutes: 5 }, { commitments: [given] })).not.toContain('14:00');
  });
});

describe('rules of the service over defaults of the host', () => {
  test('what the service leaves open, the host fills; what neither says is a step of the visit’s own length', () => {
    const defaults = { stepMinutes: 120 };
    expect(offeredBy({ stepMinutes: undefined }, { defaults })).toEqual(['09:00', '11:00', '13:00', '15:00']);
    expect(offeredBy({ stepMinutes: 60 }, { defaults })).toHaveLength(8);
    expect(offeredBy({ stepMinutes: undefined, durations: [160] })).toEqual(['09:00', '11:40', '14:20']);
  });

  test('any of the offered durations can be asked for', () => {
    const rules = service({ durations: [60, 240] });
    expect(offered({}, { service: rules, durationMinutes: 240 })).toEqual([
      '09:00',
      '10:00',
      '11:00',
      '12:00',
      '13:00',
    ]);
  });

  test('notice is kept to the minute', () => {
    const rules = service({ noticeMinutes: 120 });
    expect(offered({}, { service: rules, now: at(`${DAY} 10:00`) })[0]).toBe('12:00');
    expect(offered({}, { service: rules, now: at(`${DAY} 10:00`) + 1 })[0]).toBe('13:00');
  });

  test('the window ends with a local day of the host', () => {
    const rules = service({ windowDays: 1 });
    const range = { from: at('2026-05-04 0:00'), to: at('2026-05-09 0:00') };
    const question = query(DAY, {
      ...range,
      now: at('2026-05-04 23:00'),
      service: rules,
      shape: { kind: 'one', host: host('ada') },
    });
    const days = new Set(readings(listSlots(question)).map((reading) => reading.slice(0, 10)));
    expect([...days]).toEqual(['2026-05-05']);
  });

  test('limits of the host count every service, limits of the service its own, with each host and over all', () => {
    const visit = (service: string, clock: string) =>
      commitment(`${DAY} ${clock}`, `${DAY} ${clock.replace(':00', ':30')}`, { serviceId: serviceId(service) });
    const commitments = [visit('visit', '9:00'), visit('other', '10:00')];
    expect(offered({ commitments, defaults: { maxPerDay: 2 } })).toEqual([]);
    expect(offered({ commitments, defaults: { maxPerDay: 3 } })).toHaveLength(6);
    expect(offered({ commitments, defaults: { maxPerWeek: 2 } })).toEqual([]);
    expect(offeredBy({ maxPerDayPerHost: 1 }, { commitments })).toEqual([]);
    expect(offeredBy({ maxPerDayPerHost: 2 }, { commitments })).toHaveLength(6);
    expect(offeredBy({ maxPerWeekPerHost: 1 }, { commitments })).toEqual([]);
    expect(offeredBy({ maxPerDay: 2, commitments }, {})).toEqual([]);
    expect(offeredBy({ maxPerWeek: 3, commitments }, {})).toHaveLength(8);
  });

  test('a week of a limit runs from Monday to Sunday; a block counts as no visit; an appointment counts once', () => {
    const sunday = commitment('2026-05-10 9:00', '2026-05-10 10:00');
    const monday = commitment('2026-05-11 9:00', '2026-05-11 10:00');
    const block = commitment(`${DAY} 9:00`, `${DAY} 10:00`, { kind: 'block' });
    const once = { appointmentId: appointmentId('apt_1') };
    const twoEntries = [
      commitment(`${DAY} 9:00`, `${DAY} 10:00`, once),
      commitment(`${DAY} 11:00`, `${DAY} 12:00`, once),
    ];
    const perWeek = { defaults: { maxPerWeek: 1 } };
    expect(offered({ commitments: [sunday], ...perWeek })).toEqual([]);
    expect(offered({ commitments: [monday], ...perWeek })).toHaveLength(8);
    expect(offered({ commitments: [block], ...perWeek })).toHaveLength(7);
    expect(offered({ commitments: twoEntries, defaults: { maxPerDay: 2 } })).toHaveLength(6);
    expect(offered({ commitments: twoEntries, defaults: { maxPerDay: 1 } })).toEqual([]);
  });
});

test('starts lie in the range, its end excluded, and a visit may run on beyond it', () => {
  const range = { from: at(`${DAY} 10:00`), to: at(`${DAY} 12:00`) };
  expect(offered({}, range)).toEqual(['10:00', '11:00']);
  expect(offered({}, { from: range.from, to: range.to + MINUTE })).toEqual(['10:00', '11:00', '12:00']);
});
