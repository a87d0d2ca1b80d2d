import { describe, expect, test } from '@jest/globals';
import { explainSlots, slotsAt } from '../../../../src/core/availability/engine.ts';
import type { Host, SlotQuery } from '../../../../src/core/availability/types.ts';
import { at, busy, commitment, daily, date, host, query, room, service, zoneNamed } from './builders.ts';

const DAY = '2026-05-05';
const reasons = (more: Partial<Host>, asked: Partial<SlotQuery> = {}) =>
  explainSlots(query(DAY, { ...asked, shape: { kind: 'one', host: host('ada', more) } })).emptyDays;
const said = (more: Partial<Host>, asked: Partial<SlotQuery> = {}) =>
  reasons(more, asked).map(({ reason, detail }) => `${reason}: ${detail}`);

const off = (kind: 'holiday' | 'sick_leave', reason?: string) =>
  [{ id: 'o', kind, from: date(DAY), to: date(DAY), reason }] as const;

describe('an empty day says why', () => {
  test('no hours', () => {
    expect(said({ schedules: [] })).toEqual(['closed: no hours at this time']);
    expect(said({}, { service: service({ durations: [600] }) })).toEqual([
      'closed: the hours leave no room for a visit of this length',
    ]);
  });

  test('a holiday by its name, other time off without its cause', () => {
    expect(said({ overrides: off('holiday', 'Liberation Day') })).toEqual(['closed: holiday: Liberation Day']);
    expect(said({ overrides: off('holiday') })).toEqual(['closed: holiday']);
    expect(said({ overrides: off('sick_leave', 'flu') })).toEqual(['closed: time off']);
  });

  test('past, too short a notice, beyond the window', () => {
    expect(said({}, { now: at(`${DAY} 18:00`) })).toEqual(['past: the last start has passed']);
    expect(said({}, { now: at(`${DAY} 8:00`), service: service({ noticeMinutes: 2880 }) })).toEqual([
      'notice: visits are booked at least 2 days ahead',
    ]);
    expect(said({}, { now: at('2026-05-01 8:00'), service: service({ windowDays: 3 }) })).toEqual([
      'window: visits are booked at most 3 days ahead',
    ]);
  });

  test('full, a limit, no room', () => {
    expect(said({ busy: [busy(`${DAY} 8:00`, `${DAY} 18:00`)] })).toEqual(['full: every start is taken']);
    const commitments = [commitment(`${DAY} 9:00`, `${DAY} 10:00`)];
    expect(said({ commitments, defaults: { maxPerDay: 1 } })).toEqual([
      'limit: no more visits are taken that day or week',
    ]);
    const resources = [{ need: 'one', resources: [room('r1', { schedules: [] })] }] as const;
    expect(said({}, { resources })).toEqual(['resource: no room or chair is free']);
  });

  test('the reason is that of the start that came furthest', () => {
    const taken = [busy(`${DAY} 15:00`, `${DAY} 17:00`)];
    const asked = { now: at(`${DAY} 13:30`), service: service({ noticeMinutes: 60 }) };
    expect(said({ busy: taken }, asked)).toEqual(['full: every start is taken']);
  });

  test('hosts without hours in common', () => {
    const hosts = [
      host('ada', { schedules: [daily('9:00', '12:00')] }),
      host('bo', { schedules: [daily('13:00', '17:00')] }),
    ];
    expect(explainSlots(query(DAY, { shape: { kind: 'collective', hosts } })).emptyDays).toEqual([
      { date: DAY, reason: 'closed', detail: 'no hours in common' },
    ]);
  });
});

test('days are those of the reader, one reason each, and days with slots have none', () => {
  const range = { from: at('2026-05-04 0:00'), to: at('2026-05-08 0:00') };
  const more = { overrides: off('holiday'), busy: [busy('2026-05-07 0:00', '2026-05-08 0:00')] };
  expect(reasons(more, range).map(({ date: day, reason }) => [day, reason])).toEqual([
    ['2026-05-05', 'closed'],
    ['2026-05-07', 'full'],
  ]);
});

test('a day that the zone skipped is not there to be empty', () => {
  const zone = zoneNamed('Pacific/Apia');
  const range = { now: 0, zone, from: at('2011-12-29 0:00', zone), to: at('2012-01-01 0:00', zone) };
  expect(reasons({ zone, schedules: [] }, range).map(({ date: day }) => day)).toEqual(['2011-12-29', '2011-12-31']);
});

test('a start that cannot be booked is refused with the reason', () => {
  const question = query(DAY, {
    now: at(`${DAY} 9:30`),
    shape: { kind: 'one', host: host('ada', { busy: [busy(`${DAY} 12:00`, `${DAY} 13:00`)] }) },
  });
  const refusal = (clock: string) => slotsAt(question, at(`${DAY} ${clock}`));
  expect(refusal('12:00')).toMatchObject({ ok: false, reason: 'full' });
  expect(refusal('9:00')).toMatchObject({ ok: false, reason: 'past' });
  expect(refusal('10:10')).toMatchObject({ ok: false, reason: 'closed', detail: 'visits do not start at this minute' });
  expect(refusal('20:00')).toMatchObject({ ok: false, reason: 'closed', detail: 'no hours at this time' });
});
