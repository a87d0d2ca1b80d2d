import { describe, expect, test } from '@jest/globals';
import { explainSlots, listSlots } from '../../../../src/core/availability/engine.ts';
import type { Host, Schedule, ServiceRules, SlotQuery } from '../../../../src/core/availability/types.ts';
import { Fault, type FieldError } from '../../../../src/core/fault.ts';
import { DAY, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { workOf } from '../../../support/work.ts';
import { at, commitment, daily, date, host, query, room, service, serviceId, span } from './builders.ts';

/** What the engine says is wrong, and it must say so within two seconds. */
function problemsOf(asked: Partial<SlotQuery>): readonly FieldError[] {
  let fields: readonly FieldError[] = [];
  const work = workOf(() => {
    fields = refusalOf({ ...query('2026-05-05', { shape: { kind: 'one', host: host('ada') } }), ...asked });
  }, 2_000);
  expect(work).toBeLessThan(2_000);
  return fields;
}

function refusalOf(question: SlotQuery): readonly FieldError[] {
  try {
    listSlots(question);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.code).toBe('invalid_input');
    return error.fields;
  }
}

const ofHost = (more: Partial<Host>) => problemsOf({ shape: { kind: 'one', host: host('ada', more) } });
const ofService = (more: Partial<ServiceRules>) => problemsOf({ service: service(more) });
const pointers = (problems: readonly FieldError[]): string[] => problems.map(({ pointer }) => pointer);
// What arrives from outside was never checked; the type says otherwise.
const unknownZone = (name: string): Zone => name as Zone;

test('a question without fault has none', () => {
  expect(problemsOf({})).toEqual([]);
});

describe('zones', () => {
  test('an unknown zone is named with the field and with the one that may have been meant', () => {
    expect(ofHost({ zone: unknownZone('America/New_Yrok') })).toEqual([
      { pointer: '/shape/host/zone', message: expect.stringContaining('did you mean America/New_York?') },
    ]);
    expect(pointers(problemsOf({ zone: unknownZone('Mars/Olympus') }))).toEqual(['/zone']);
    expect(pointers(ofService({ zone: unknownZone('+05:00') }))).toEqual(['/service/zone']);
  });
});

describe('ranges', () => {
  const from = at('2026-05-05 0:00');
  test.each([
    ['an end before the start', { from, to: from - 1 }],
    ['an end at the start', { from, to: from }],
    ['ten years', { from, to: from + 3_653 * DAY }],
    ['a year by the minute', { from, to: from + 366 * DAY, service: service({ stepMinutes: 1 }) }],
  ])('%s is refused at /to', (_, asked) => {
    expect(pointers(problemsOf(asked))).toEqual(['/to']);
  });

  test('instants that are none are refused by name', () => {
    expect(pointers(problemsOf({ from: Number.NaN }))).toContain('/from');
    expect(pointers(problemsOf({ now: -1 }))).toEqual(['/now']);
    expect(pointers(problemsOf({ to: Date.UTC(2200, 0, 1) }))).toContain('/to');
  });
});

describe('rules', () => {
  test.each([
    ['maxPerDay', 0],
    ['maxPerWeek', 0],
    ['maxPerDayPerHost', 0],
    ['maxPerWeekPerHost', -1],
    ['bufferBeforeMinutes', -5],
    ['bufferAfterMinutes', -5],
    ['noticeMinutes', -1],
    ['windowDays', 1.5],
    ['stepMinutes', 0],
    ['seats', 0],
  ])('%s of %d is refused', (name, value) => {
    expect(ofService({ [name]: value })).toEqual([
      { pointer: `/service/${name}`, message: expect.stringContaining(`is ${value}; it must be a whole number from`) },
    ]);
  });

  test('defaults of a host are held to the same', () => {
    expect(pointers(ofHost({ defaults: { maxPerDay: 0, bufferAfterMinutes: -1 } })).sort()).toEqual([
      '/shape/host/defaults/bufferAfterMinutes',
      '/shape/host/defaults/maxPerDay',
    ]);
  });

  test('what is chosen must be on offer', () => {
    expect(problemsOf({ durationMinutes: 25 })).toEqual([
      { pointer: '/durationMinutes', message: 'is 25; the service offers 60 minutes' },
    ]);
    expect(pointers(problemsOf({ location: 'phone' }))).toEqual(['/location']);
    expect(pointers(problemsOf({ guests: 1 }))).toEqual(['/guests']);
    expect(pointers(problemsOf({ shape: { kind: 'group', host: host('ada') } }))).toEqual(['/service/seats']);
    expect(pointers(ofService({ durations: [] }))).toEqual(['/service/durations']);
    expect(pointers(ofService({ locations: [] }))).toEqual(['/service/locations']);
  });
});

describe('calendars', () => {
  test('schedules that overlap are refused; other locations, services and dates are no overlap', () => {
    const second = (more: Partial<Schedule>) =>
      ofHost({ schedules: [daily('9:00', '12:00'), daily('11:00', '13:00', more)] });
    expect(second({})).toEqual([
      { pointer: '/shape/host/schedules/1', message: expect.stringContaining('as /shape/host/schedules/0') },
    ]);
    expect(second({ location: 'video' })).toEqual([]);
    expect(second({ serviceIds: [serviceId('x')] })).toEqual([]);
    expect(second({ effectiveFrom: date('2027-01-01') })).toHaveLength(1);
    const ended = daily('9:00', '12:00', { effectiveTo: date('2026-12-31') });
    expect(ofHost({ schedules: [ended, daily('11:00', '13:00', { effectiveFrom: date('2027-01-01') })] })).toEqual([]);
  });

  test('spans that overlap within a day, end before they start or leave the day are refused', () => {
    const tuesday = (...spans: { from: number; to: number }[]) =>
      pointers(ofHost({ schedules: [daily('9:00', '10:00', { week: [{ weekday: 2, spans }] })] }));
    expect(tuesday(span('9:00', '12:00'), span('11:00', '13:00'))).toEqual(['/shape/host/schedules/0/week/0/spans/1']);
    expect(tuesday(span('9:00', '12:00'), span('12:00', '13:00'))).toEqual([]);
    expect(tuesday(span('12:00', '9:00'))).toEqual(['/shape/host/schedules/0/week/0/spans/0']);
    expect(tuesday(span('23:00', '25:00'))).toEqual(['/shape/host/schedules/0/week/0/spans/0']);
    const twice = {
      week: [
        { weekday: 2 as const, spans: [span('9:00', '12:00')] },
        { weekday: 2 as const, spans: [span('11:00', '13:00')] },
      ],
    };
    expect(ofHost({ schedules: [daily('9:00', '10:00', twice)] })).toHaveLength(1);
  });

  test('days that do not exist or run backwards are refused', () => {
    const vacation = (from: string, to: string) =>
      pointers(ofHost({ overrides: [{ id: 'o', kind: 'vacation', from: date(from), to: date(to) }] }));
    expect(vacation('2026-02-30', '2026-03-01')).toEqual(['/shape/host/overrides/0/from']);
    expect(vacation('2026-03-02', '2026-03-01')).toEqual(['/shape/host/overrides/0/to']);
    expect(pointers(ofHost({ busyDays: [{ from: date('2026-03-02'), until: date('2026-03-02') }] }))).toEqual([
      '/shape/host/busyDays/0/until',
    ]);
  });

  test('busy time and commitments that end before they start are refused', () => {
    expect(pointers(ofHost({ busy: [{ start: 10, end: 9 }] }))).toEqual(['/shape/host/busy/0']);
    expect(pointers(ofHost({ busy: [{ start: 0.5, end: 9 }] }))).toEqual(['/shape/host/busy/0']);
    const late = commitment('2026-05-05 9:00', '2026-05-05 10:00', { bufferedStart: at('2026-05-05 9:30') });
    expect(pointers(ofHost({ commitments: [late] }))).toEqual(['/shape/host/commitments/0']);
  });

  test('10,000 overrides are refused before they are read', () => {
    const override = { id: 'o', kind: 'vacation', from: date('2026-01-01'), to: date('2026-12-31') } as const;
    expect(ofHost({ overrides: Array.from({ length: 10_000 }, () => override) })).toEqual([
      { pointer: '/shape/host/overrides', message: 'holds 10000 entries; 2000 are the most' },
    ]);
  });

  test('no more than twenty problems are told at once', () => {
    expect(ofHost({ busy: Array.from({ length: 100 }, () => ({ start: 2, end: 1 })) })).toHaveLength(20);
  });
});

describe('shapes', () => {
  test.each([
    ['no host', { kind: 'collective', hosts: [] }, '/shape/hosts'],
    ['a host twice', { kind: 'collective', hosts: [host('ada'), host('ada')] }, '/shape/hosts'],
    [
      'a bench that needs more than it has',
      { kind: 'panel', benches: [{ need: 2, hosts: [host('ada')] }] },
      '/shape/benches/0/need',
    ],
    [
      'days that do not begin with the first',
      { kind: 'multi_day', hosts: [host('ada')], dayOffsets: [1, 2] },
      '/shape/dayOffsets',
    ],
    [
      'a gap that ends before it begins',
      {
        kind: 'sequence',
        hosts: [host('ada')],
        followedBy: [{ service: service(), hosts: [host('bo')], gapMinMinutes: 30, gapMaxMinutes: 10 }],
      },
      '/shape/followedBy/0/gapMaxMinutes',
    ],
  ] as const)('%s is refused', (_, shape, pointer) => {
    expect(pointers(problemsOf({ shape }))).toEqual([pointer]);
  });

  test('a need without a room is refused', () => {
    expect(pointers(problemsOf({ resources: [{ need: 'one', resources: [] }] }))).toEqual(['/resources/0/resources']);
    const lost = room('r1', { zone: unknownZone('Nowhere') });
    expect(pointers(problemsOf({ resources: [{ need: 'all', resources: [lost] }] }))).toEqual([
      '/resources/0/resources/0/zone',
    ]);
  });
});

describe('the most that may be asked is answered within two seconds', () => {
  const from = at('2026-01-01 0:00');
  const vacations = Array.from({ length: 2_000 }, (_, index) => ({
    id: `o${index}`,
    kind: 'blocked' as const,
    from: date('2026-01-01'),
    to: date('2026-12-31'),
    hours: [{ from: index % 1400, to: (index % 1400) + 1 }],
  }));
  const timed = (asked: Partial<SlotQuery>): number => {
    const question = query('2026-01-01', { from, shape: { kind: 'one', host: host('ada') }, ...asked });
    return workOf(() => explainSlots(question), 2_000);
  };

  test('a year in steps of six minutes with 2,000 overrides on every day', () => {
    const to = from + 365 * DAY;
    const shape = { kind: 'one', host: host('ada', { overrides: vacations }) } as const;
    expect(timed({ to, shape, service: service({ durations: [1], stepMinutes: 6 }) })).toBeLessThan(2_000);
  });

  test('five thousand starts for a thousand hosts', () => {
    const hosts = Array.from({ length: 1_000 }, (_, index) =>
      host(`host${index}`, { schedules: [daily('0:00', '24:00')], busy: [{ start: from, end: from + DAY }] }),
    );
    const rules = service({ durations: [30], stepMinutes: 8 });
    expect(timed({ to: from + 27 * DAY, service: rules, shape: { kind: 'round_robin', hosts } })).toBeLessThan(2_000);
  });

  test('a thousand hosts who share no grid are refused as soon', () => {
    const hosts = Array.from({ length: 1_000 }, (_, index) =>
      host(`host${index}`, { schedules: [daily(`0:0${index % 8}`, '24:00')] }),
    );
    const rules = service({ durations: [30], stepMinutes: 8 });
    const asked = { from, to: from + 27 * DAY, service: rules, shape: { kind: 'round_robin', hosts } } as const;
    expect(pointers(problemsOf(asked))).toEqual(['/to']);
  });

  test('20,000 busy spans in every one of fifty calendars', () => {
    const busyTime = Array.from({ length: 20_000 }, (_, index) => ({
      start: from + index * 20 * MINUTE,
      end: from + (index * 20 + 7) * MINUTE,
    }));
    const hosts = Array.from({ length: 50 }, (_, index) => host(`host${index}`, { busy: busyTime }));
    expect(timed({ to: from + 60 * DAY, shape: { kind: 'collective', hosts } })).toBeLessThan(2_000);
  });
});
