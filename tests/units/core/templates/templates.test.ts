import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../../../../src/core/fault.ts';
import { chooseDates } from '../../../../src/core/templates/rules.ts';
import { cloneTemplate, editTemplate } from '../../../../src/core/templates/service.ts';
import type { Colour, Pattern } from '../../../../src/core/templates/types.ts';
import {
  clock,
  daily,
  dayOf,
  hand,
  lay,
  newYork,
  on,
  service,
  slot,
  span,
  template,
  templateNamed,
  visit,
} from './desk.ts';

const faultsOf = (attempt: () => unknown): [string, string][] => {
  try {
    attempt();
    return [];
  } catch (fault) {
    return (fault as Fault).fields.map(({ pointer, message }) => [pointer, message]);
  }
};

const clinic = template(
  daily({
    working: [span('9-17')],
    slots: [slot('new', '10-12', 'consultation')],
    blocked: [{ ...span('12-13'), reason: 'lunch' }],
  }),
);

describe('laying a template over dates', () => {
  test('a slot is set aside for its service, the rest of the day stays open for every one, lunch is blocked', () => {
    expect(lay(clinic, ['2026-06-01']).write).toEqual([
      {
        from: { template: 'clinic', version: 1 },
        application: 'first',
        hours: {
          date: '2026-06-01',
          spans: [span('9-10'), { ...span('10-12'), serviceIds: ['consultation'] }, span('12-17')],
          blocked: [{ ...span('12-13'), reason: 'lunch' }],
        },
      },
    ]);
  });

  test('a week gives each weekday its own day, closes the empty one, and says nothing about the others', () => {
    const week = template({
      kind: 'week',
      days: [
        { weekday: 1, ...dayOf({ working: [span('9-12')] }) },
        { weekday: 3, ...dayOf({}) },
      ],
    });
    const { write, leftAlone } = lay(week, ['2026-06-01', '2026-06-02', '2026-06-03']);
    expect(write.map(({ hours }) => [hours.date, hours.spans])).toEqual([
      ['2026-06-01', [span('9-12')]],
      ['2026-06-03', []],
    ]);
    expect(leftAlone).toEqual([{ date: '2026-06-02', span: span('0-24'), why: { kind: 'not_in_template' } }]);
  });

  test('days gone by stay as they were', () => {
    const { write, leftAlone } = lay(clinic, ['2025-12-31', '2026-01-01']);
    expect(write.map(({ hours }) => hours.date)).toEqual(['2026-01-01']);
    expect(leftAlone.map(({ date, why }) => [date, why.kind])).toEqual([['2025-12-31', 'past']]);
  });

  test('a visit inside hours that fit it is no reason to mention it', () => {
    const commitments = [visit('2026-06-01', '10-11', 'consultation'), visit('2026-06-01', '14-15', 'massage')];
    expect(lay(clinic, ['2026-06-01'], { commitments })).toEqual(lay(clinic, ['2026-06-01']));
  });

  test('a visit during what would be lunch keeps its time, and the answer says so', () => {
    const commitments = [visit('2026-06-01', '12:30-13:30', 'massage')];
    const { write, leftAlone } = lay(clinic, ['2026-06-01'], { commitments });
    expect(leftAlone).toEqual([
      {
        date: '2026-06-01',
        span: span('12:30-13:30'),
        why: { kind: 'appointment', held: false, template: 'blocks', appointmentId: 'apt_massage' },
      },
    ]);
    expect(write[0]?.hours).toMatchObject({
      spans: [
        span('9-10'),
        span('10-12'),
        span('12-12:30'),
        { ...span('12:30-13:30'), serviceIds: ['massage'] },
        span('13:30-17'),
      ],
      blocked: [{ ...span('12-12:30'), reason: 'lunch' }],
    });
  });

  test('a visit in a slot of another service, or after closing, keeps its time open for itself alone', () => {
    const commitments = [
      visit('2026-06-01', '11-11:30', 'massage'),
      { ...visit('2026-06-01', '17-18', 'massage'), kind: 'hold' as const },
    ];
    const { write, leftAlone } = lay(clinic, ['2026-06-01'], { commitments });
    expect(leftAlone.map(({ span: at, why }) => [at, why])).toEqual([
      [span('11-11:30'), expect.objectContaining({ template: 'gives_to_another_service', held: false })],
      [span('17-18'), expect.objectContaining({ template: 'closes', held: true })],
    ]);
    expect(write[0]?.hours.spans.filter(({ serviceIds }) => serviceIds?.includes(service('massage')))).toEqual([
      { ...span('11-11:30'), serviceIds: ['massage'] },
      { ...span('17-18'), serviceIds: ['massage'] },
    ]);
  });

  test('days with visits are not touched at all when that is asked for', () => {
    const commitments = [visit('2026-06-01', '14-15', 'massage')];
    const policy = { appointments: 'leave_day', appliedBefore: 'replace' } as const;
    const plan = lay(clinic, ['2026-06-01', '2026-06-02'], { commitments }, { policy });
    expect(plan.write.map(({ hours }) => hours.date)).toEqual(['2026-06-02']);
    expect(plan.leftAlone).toMatchObject([
      { date: '2026-06-01', span: span('14-15'), why: { template: 'leaves_open' } },
    ]);
  });

  test('time that is only blocked in the calendar is not a visit', () => {
    const commitments = [{ ...visit('2026-06-01', '12-13', 'massage'), kind: 'block' as const }];
    expect(lay(clinic, ['2026-06-01'], { commitments }).leftAlone).toEqual([]);
  });

  test('a vacation and hours made by hand are left alone; time off for an hour stays over the day', () => {
    const overrides = [
      { id: '1', kind: 'vacation' as const, from: on('2026-06-01'), to: on('2026-06-02'), reason: 'Crete' },
      { id: '2', kind: 'custom_hours' as const, from: on('2026-06-03'), to: on('2026-06-03'), hours: [span('7-9')] },
      { id: '3', kind: 'blocked' as const, from: on('2026-06-04'), to: on('2026-06-04'), hours: [span('15-16')] },
    ];
    const { write, leftAlone } = lay(clinic, ['2026-06-01', '2026-06-02', '2026-06-03', '2026-06-04'], { overrides });
    expect(write.map(({ hours }) => hours.date)).toEqual(['2026-06-04']);
    expect(leftAlone).toEqual([
      { date: '2026-06-01', span: span('0-24'), why: { kind: 'override', override: 'vacation', reason: 'Crete' } },
      { date: '2026-06-02', span: span('0-24'), why: { kind: 'override', override: 'vacation', reason: 'Crete' } },
      { date: '2026-06-03', span: span('0-24'), why: { kind: 'override', override: 'custom_hours' } },
      { date: '2026-06-04', span: span('15-16'), why: { kind: 'override', override: 'blocked' } },
    ]);
  });
});

describe('applying again', () => {
  const first = lay(clinic, ['2026-06-01', '2026-06-02']);
  const applied = first.write;

  test('the same version writes nothing a second time', () => {
    expect(lay(clinic, ['2026-06-01', '2026-06-02'], { applied })).toEqual({
      write: [],
      unchanged: ['2026-06-01', '2026-06-02'],
      leftAlone: [],
    });
  });

  test('a new version is written over the old one, and the days remember it', () => {
    const edited = editTemplate(clinic, { pattern: daily({ working: [span('8-12')] }) }, hand);
    const plan = lay(edited, ['2026-06-02'], { applied });
    expect(plan.write).toMatchObject([{ from: { template: 'clinic', version: 2 }, hours: { spans: [span('8-12')] } }]);
  });

  test('days another template was applied to are kept when that is asked for', () => {
    const other = { ...clinic, id: templateNamed('other') };
    const policy = { appointments: 'around', appliedBefore: 'keep' } as const;
    const plan = lay(other, ['2026-06-02', '2026-06-03'], { applied }, { policy });
    expect(plan.write.map(({ hours }) => hours.date)).toEqual(['2026-06-03']);
    expect(plan.leftAlone).toMatchObject([
      { why: { kind: 'applied_before', from: { template: 'clinic', version: 1 } } },
    ]);
  });
});

describe('days on which the clocks change', () => {
  const early = template(daily({ working: [span('9-17')], blocked: [{ ...span('15-16'), reason: 'rounds' }] }));

  test.each(['2026-03-08', '2026-11-01'])('a 15:00 visit on %s is found at 15:00', (date) => {
    const { leftAlone } = lay(early, [date], { commitments: [visit(date, '15-15:30', 'massage')] });
    expect(leftAlone.map(({ span: at }) => at)).toEqual([span('15-15:30')]);
  });

  test('a visit across the doubled hour keeps every minute of the wall clock it touches', () => {
    const night = template(daily({ blocked: [{ ...span('0-6'), reason: 'closed' }] }));
    const before = visit('2026-11-01', '1:30-1:45', 'watch');
    const across = { ...before, end: before.start + 60 * 60_000 };
    const { leftAlone, write } = lay(night, ['2026-11-01'], { commitments: [across] });
    expect(leftAlone).toHaveLength(1);
    const kept = leftAlone[0]?.span;
    expect(kept?.from).toBeLessThanOrEqual(clock('1'));
    expect(kept?.to).toBeGreaterThanOrEqual(clock('2'));
    expect(write[0]?.hours.blocked.every(({ from, to }) => to <= clock('1') || from >= clock('2'))).toBe(true);
  });

  test('two visits that read 1:30 in either half of the doubled hour both keep their time', () => {
    const day = template(daily({ slots: [slot('night', '1-2', 'watch')] }));
    const first = visit('2026-11-01', '1:30-1:40', 'watch');
    const other = visit('2026-11-01', '1:30-1:40', 'round');
    const second = { ...other, start: other.start + 60 * 60_000, end: other.end + 60 * 60_000 };
    const { write, leftAlone } = lay(day, ['2026-11-01'], { commitments: [first, second] });
    expect(leftAlone.map(({ why }) => why)).toMatchObject([{ appointmentId: 'apt_round' }]);
    const at = span('1:30-1:40');
    expect(write[0]?.hours.spans).toEqual([
      { ...span('1-1:30'), serviceIds: ['watch'] },
      { ...at, serviceIds: ['watch'] },
      { ...at, serviceIds: ['round'] },
      { ...span('1:40-2'), serviceIds: ['watch'] },
    ]);
  });

  test('a visit over midnight is left alone on both days', () => {
    const night = template(daily({ blocked: [{ ...span('0-24'), reason: 'closed' }] }));
    const late = visit('2026-06-01', '23-24', 'watch');
    const over = { ...late, end: late.end + 30 * 60_000 };
    const { leftAlone } = lay(night, ['2026-06-01', '2026-06-02'], { commitments: [over], zone: newYork });
    expect(leftAlone.map(({ date, span: at }) => [date, at])).toEqual([
      ['2026-06-01', span('23-24')],
      ['2026-06-02', span('0-0:30')],
    ]);
  });
});

describe('a template and its versions', () => {
  test('an edit makes the next version and leaves the old one as it was', () => {
    const edited = editTemplate(clinic, { name: 'Clinic, summer' }, { ...hand, at: 2_000 });
    expect(edited).toMatchObject({ version: 2, name: 'Clinic, summer', pattern: clinic.pattern, changedAt: 2_000 });
    expect(clinic).toMatchObject({ version: 1, name: 'Clinic day' });
  });

  test('a copy begins at version 1 and remembers where it came from', () => {
    const edited = editTemplate(clinic, { name: 'Clinic, summer' }, hand);
    const copy = cloneTemplate(edited, templateNamed('copy'), 'Mine', hand);
    expect(copy).toMatchObject({
      id: 'copy',
      version: 1,
      name: 'Mine',
      copiedFrom: { template: 'clinic', version: 2 },
    });
    expect(copy.pattern).toEqual(edited.pattern);
  });
});

describe('a template that cannot be used is told field by field', () => {
  const pointersOf = (pattern: Pattern, name = 'Clinic') =>
    faultsOf(() => editTemplate(clinic, { name, pattern }, hand)).map(([pointer]) => pointer);

  test('overlaps, also with a long span that began before the one in between', () => {
    expect(pointersOf(daily({ working: [span('9-17'), span('10-11'), span('16-18')] }))).toEqual([
      '/pattern/day/working/1',
      '/pattern/day/working/2',
    ]);
    const slots = [slot('a', '11-12', 'x'), slot('b', '10-11:30', 'y')];
    expect(faultsOf(() => editTemplate(clinic, { pattern: daily({ slots }) }, hand))).toEqual([
      ['/pattern/day/slots/0', 'overlaps 10:00-11:30; give one slot both services, or move one of them'],
    ]);
    expect(
      pointersOf(daily({ slots: [slot('a', '10-11', 'x')], blocked: [{ ...span('10:30-12'), reason: 'lunch' }] })),
    ).toEqual(['/pattern/day/blocked/0']);
  });

  test('spans that touch do not overlap', () => {
    expect(pointersOf(daily({ working: [span('9-12'), span('12-17')] }))).toEqual([]);
  });

  test('times out of the day, ends before starts, parts of minutes', () => {
    const working = [
      { from: -1, to: 60 },
      { from: 1_380, to: 1_441 },
      { from: 600, to: 600 },
      { from: 700.5, to: 710 },
    ];
    expect(pointersOf(daily({ working }))).toEqual([
      '/pattern/day/working/0/from',
      '/pattern/day/working/1/to',
      '/pattern/day/working/2/to',
      '/pattern/day/working/3/from',
    ]);
  });

  test('unknown colours, slots without a service, blocks without a reason, ids used twice', () => {
    // An edge may hand over any text as a colour.
    const colour = 'mauve' as Colour;
    const slots = [{ ...slot('a', '9-10', 'x'), colour }, slot('a', '10-11')];
    const blocked = [{ ...span('12-13'), reason: ' ', colour }];
    expect(pointersOf(daily({ slots, blocked }), ' ')).toEqual([
      '/name',
      '/pattern/day/slots/0/colour',
      '/pattern/day/slots/1/serviceIds',
      '/pattern/day/blocked/0/colour',
      '/pattern/day/blocked/0/reason',
      '/pattern/day/slots/1/id',
    ]);
  });

  test('too many spans, no weekday at all, a weekday twice', () => {
    const working = Array.from({ length: 97 }, (_, index) => ({ from: index * 10, to: index * 10 + 5 }));
    expect(pointersOf(daily({ working }))).toEqual(['/pattern/day']);
    expect(pointersOf({ kind: 'week', days: [] })).toEqual(['/pattern/days']);
    const days = [1, 1, 8].map((weekday) => ({ weekday: weekday as 1, ...dayOf({}) }));
    expect(pointersOf({ kind: 'week', days })).toEqual(['/pattern/days/1/weekday', '/pattern/days/2/weekday']);
  });
});

describe('choosing dates', () => {
  test('ranges by weekday, single dates whatever their weekday, without the excluded ones, each once', () => {
    expect(
      chooseDates({
        dates: [on('2026-06-07'), on('2026-06-01')],
        ranges: [{ from: on('2026-06-01'), to: on('2026-06-12') }],
        weekdays: [1, 5],
        except: [on('2026-06-05')],
      }),
    ).toEqual(['2026-06-01', '2026-06-07', '2026-06-08', '2026-06-12']);
  });

  test('a range the wrong way round, one too long, and too many days together are refused with the field', () => {
    const range = (from: string, to: string) => ({ from: on(from), to: on(to) });
    expect(faultsOf(() => chooseDates({ ranges: [range('2026-06-02', '2026-06-01')] }))).toEqual([
      ['/ranges/0/to', 'is before the start of the range; swap them'],
    ]);
    expect(faultsOf(() => chooseDates({ ranges: [range('2026-01-01', '2036-01-01')] }))[0]?.[0]).toBe('/ranges/0/to');
    const years = ['2024', '2026', '2028'].map((year) => range(`${year}-01-01`, `${year}-12-31`));
    expect(faultsOf(() => chooseDates({ ranges: years }))[0]?.[0]).toBe('/dates');
  });
});
