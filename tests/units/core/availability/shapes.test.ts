import { describe, expect, test } from '@jest/globals';
import { listSlots, slotsAt } from '../../../../src/core/availability/engine.ts';
import type { Host, ServiceRules, SlotQuery } from '../../../../src/core/availability/types.ts';
import {
  at,
  busy,
  clocks,
  commitment,
  daily,
  date,
  host,
  query,
  readings,
  room,
  service,
  serviceId,
  span,
  zoneNamed,
} from './builders.ts';

const DAY = '2026-05-05';
const busyAt = (...hours: number[]): Partial<Host> => ({
  busy: hours.map((hour) => busy(`${DAY} ${hour}:00`, `${DAY} ${hour + 1}:00`)),
});
const list = (asked: Partial<SlotQuery> & Pick<SlotQuery, 'shape'>) => listSlots(query(DAY, asked));

describe('several hosts', () => {
  const ada = host('ada', busyAt(9, 10));
  const bo = host('bo', { ...busyAt(10, 11), schedules: [daily('9:00', '13:00')] });
  const cy = host('cy', busyAt(9, 11));

  test('collective: all are free', () => {
    const slots = list({ shape: { kind: 'collective', hosts: [ada, bo] } });
    expect(clocks(slots)).toEqual(['12:00']);
    expect(slots[0]?.hosts).toEqual(['ada', 'bo']);
  });

  test('round robin: any is free, and it is said who', () => {
    const slots = list({ shape: { kind: 'round_robin', hosts: [ada, bo, cy] }, to: at(`${DAY} 13:00`) });
    expect(slots.map(({ start, hosts }) => [clocks([{ start }])[0], hosts])).toEqual([
      ['09:00', ['bo']],
      ['10:00', ['cy']],
      ['11:00', ['ada']],
      ['12:00', ['ada', 'bo', 'cy']],
    ]);
  });

  test('panel: the chair and one of the others', () => {
    const benches = [
      { need: 1, hosts: [ada] },
      { need: 1, hosts: [bo, cy] },
    ];
    const slots = list({ shape: { kind: 'panel', benches }, to: at(`${DAY} 14:00`) });
    expect(slots.map(({ start, hosts }) => [clocks([{ start }])[0], hosts])).toEqual([
      ['12:00', ['ada', 'bo', 'cy']],
      ['13:00', ['ada', 'cy']],
    ]);
  });

  test('hosts of far zones meet where their days overlap, on the grid of either', () => {
    const kathmandu = host('kumar', { zone: zoneNamed('Asia/Kathmandu'), schedules: [daily('17:00', '20:00')] });
    const slots = list({
      shape: { kind: 'collective', hosts: [host('ada', { schedules: [daily('8:00', '12:00')] }), kathmandu] },
    });
    // 17:00 to 20:00 in Kathmandu is 07:15 to 10:15 in New York.
    expect(clocks(slots)).toEqual(['08:00', '08:15', '09:00', '09:15']);
  });
});

describe('a group', () => {
  const rules = service({ seats: 3, maxGuests: 2 });
  const session = (clock: string, seats: number) =>
    commitment(`${DAY} ${clock}:00`, `${DAY} ${Number(clock) + 1}:00`, { serviceId: serviceId('visit'), seats });
  const group = (commitments: Host['commitments'], asked: Partial<SlotQuery> = {}, more: Partial<ServiceRules> = {}) =>
    list({ service: { ...rules, ...more }, ...asked, shape: { kind: 'group', host: host('ada', { commitments }) } });

  test('shows the seats that are left, and a session that is full no more', () => {
    const slots = group([session('9', 2), session('10', 1), session('10', 2)]);
    expect(slots.slice(0, 2).map(({ start, seatsLeft }) => [clocks([{ start }])[0], seatsLeft])).toEqual([
      ['09:00', 1],
      ['11:00', 3],
    ]);
  });

  test('has room for a person with guests only where that many seats are left', () => {
    expect(clocks(group([session('9', 2), session('10', 1)], { guests: 1 })).slice(0, 2)).toEqual(['10:00', '11:00']);
  });

  test('offers a session that stands off the grid, and no other start that would meet it', () => {
    const odd = commitment(`${DAY} 9:20`, `${DAY} 10:20`, { serviceId: serviceId('visit'), seats: 1 });
    expect(clocks(group([odd])).slice(0, 2)).toEqual(['09:20', '11:00']);
  });

  test('that fills a limit can be joined still, though no further one begins', () => {
    expect(clocks(group([session('9', 2)], {}, { maxPerDayPerHost: 1 }))).toEqual(['09:00']);
  });

  test('makes way for other commitments', () => {
    const other = commitment(`${DAY} 9:00`, `${DAY} 10:00`, { serviceId: serviceId('other') });
    expect(clocks(group([session('9', 1), other]))[0]).toBe('10:00');
  });
});

describe('a sequence', () => {
  const step = (name: string, more: Partial<Host>, gap: readonly [number, number], optional = false) => ({
    service: service({ id: serviceId(name) }),
    hosts: [host(name, more)],
    gapMinMinutes: gap[0],
    gapMaxMinutes: gap[1],
    optional,
  });

  test('gives each start the earliest chain, with who is free at every step', () => {
    const followedBy = [step('scan', busyAt(10), [0, 120]), step('talk', {}, [30, 90])];
    const slots = list({ shape: { kind: 'sequence', hosts: [host('ada')], followedBy } });
    expect(slots[0]?.visits?.map(({ start, hosts, serviceId: id }) => [clocks([{ start }])[0], hosts, id])).toEqual([
      ['09:00', ['ada'], 'visit'],
      ['11:00', ['scan'], 'scan'],
      ['13:00', ['talk'], 'talk'],
    ]);
    expect(slots[0]?.end).toBe(at(`${DAY} 14:00`));
  });

  test('leaves out an optional step where it cannot be had, and keeps it where it can', () => {
    const followedBy = [
      step('scan', { schedules: [daily('10:00', '11:00')] }, [0, 0], true),
      step('talk', {}, [0, 60]),
    ];
    const slots = list({ shape: { kind: 'sequence', hosts: [host('ada')], followedBy } });
    expect(slots.slice(0, 2).map(({ visits = [] }) => visits.map(({ serviceId: id }) => id))).toEqual([
      ['visit', 'scan', 'talk'],
      ['visit', 'talk'],
    ]);
  });

  test('that cannot be completed is no slot, and the refusal says so', () => {
    const followedBy = [step('scan', { schedules: [daily('8:00', '9:00')] }, [0, 120])];
    const question = query(DAY, { shape: { kind: 'sequence', hosts: [host('ada')], followedBy } });
    expect(listSlots(question)).toEqual([]);
    expect(slotsAt(question, at(`${DAY} 9:00`))).toMatchObject({ ok: false, reason: 'sequence' });
  });
});

describe('an event over several days', () => {
  const days = { kind: 'multi_day', dayOffsets: [0, 1] } as const;

  test('is at the same time on the wall on each day, over a change of clocks too', () => {
    const slots = listSlots(query('2026-03-07', { shape: { ...days, hosts: [host('ada')] } }));
    expect(readings(slots[0]?.visits ?? [])).toEqual(['2026-03-07 09:00', '2026-03-08 09:00']);
    expect(slots).toHaveLength(8);
  });

  test('is not offered where one of its days is taken, closed, or has no such time', () => {
    const taken = host('ada', { busy: [busy('2026-05-06 9:00', '2026-05-06 11:00')] });
    expect(clocks(list({ shape: { ...days, hosts: [taken] } }))[0]).toBe('11:00');
    const away = { id: 'o', kind: 'vacation', from: date('2026-05-06'), to: date('2026-05-06') } as const;
    expect(list({ shape: { ...days, hosts: [host('ada', { overrides: [away] })] } })).toEqual([]);
    const night = host('ada', { schedules: [daily('1:00', '4:00')] });
    expect(clocks(listSlots(query('2026-03-07', { shape: { ...days, hosts: [night] } })))).toEqual(['01:00', '03:00']);
  });

  test('keeps the times of its first day where another weekday begins at an odd time', () => {
    const week = [
      { weekday: 2 as const, spans: [span('9:00', '12:00')] },
      { weekday: 3 as const, spans: [span('8:30', '11:30')] },
    ];
    const ada = host('ada', { schedules: [daily('9:00', '12:00', { week })] });
    expect(clocks(list({ shape: { ...days, hosts: [ada] } }))).toEqual(['09:00', '10:00']);
  });

  test('asks notice and window of its first day alone', () => {
    const rules = service({ windowDays: 0 });
    const question = query(DAY, { now: at(`${DAY} 8:00`), service: rules, shape: { ...days, hosts: [host('ada')] } });
    expect(listSlots(question)).toHaveLength(8);
  });
});

describe('rooms and chairs', () => {
  const taken = (hour: number) => ({ commitments: [commitment(`${DAY} ${hour}:00`, `${DAY} ${hour + 1}:00`)] });
  const shape = { kind: 'one', host: host('ada', { schedules: [daily('9:00', '12:00')] }) } as const;

  test('one of several is enough, and it is said which are free', () => {
    const resources = [{ need: 'one', resources: [room('r1', taken(9)), room('r2', taken(10))] }] as const;
    const slots = list({ shape, resources });
    expect(slots.map(({ resources: free }) => free)).toEqual([[['r2']], [['r1']], [['r1', 'r2']]]);
  });

  test('all are needed, or no start is left', () => {
    const resources = [{ need: 'all', resources: [room('r1', taken(9)), room('c1', taken(10))] }] as const;
    expect(clocks(list({ shape, resources }))).toEqual(['11:00']);
  });

  test('a room that is needed in person does not stand in the way of a call', () => {
    const resources = [{ need: 'one', resources: [room('r1', taken(9))], locations: ['in_person'] }] as const;
    const rules = service({ locations: ['in_person', 'video'] });
    const slots = list({ shape, resources, service: rules });
    expect(slots.filter(({ start }) => start === at(`${DAY} 9:00`)).map(({ locations }) => locations)).toEqual([
      ['video'],
    ]);
    expect(clocks(list({ shape, resources, service: rules, location: 'in_person' }))).toEqual(['10:00', '11:00']);
  });

  test('a room has hours and days off of its own, and the buffers of the service', () => {
    const timetable = [{ need: 'one', resources: [room('r1', { schedules: [daily('10:00', '11:00')] })] }] as const;
    expect(clocks(list({ shape, resources: timetable }))).toEqual(['10:00']);
    const repair = { id: 'o', kind: 'blocked', from: date(DAY), to: date(DAY) } as const;
    expect(list({ shape, resources: [{ need: 'one', resources: [room('r1', { overrides: [repair] })] }] })).toEqual([]);
    const cleaned = service({ bufferAfterMinutes: 10 });
    expect(
      clocks(list({ shape, service: cleaned, resources: [{ need: 'one', resources: [room('r1', taken(10))] }] })),
    ).toEqual(['11:00']);
  });
});
