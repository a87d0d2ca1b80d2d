import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Commitment, DatedHours } from '../../../../src/core/availability/types.ts';
import type { ServiceId } from '../../../../src/core/ids.ts';
import type { TemplateDay } from '../../../../src/core/templates/types.ts';
import { measureUsage } from '../../../../src/core/templates/usage.ts';
import { dayOfDate } from '../../../../src/core/time/dates.ts';
import { DAY, HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { wallTimeAt } from '../../../../src/core/time/wall.ts';
import {
  daily,
  dayOf,
  go,
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

const STEP = 30;
const SERVICES = ['x', 'y', 'z'].map(service);
/** Ordinary days and both nights on which the clocks change. */
const dates = fc.constantFrom('2026-03-08', '2026-06-01', '2026-11-01');

/** Spans that do not overlap, made by cutting the day at random half hours. */
const cuts = fc.uniqueArray(fc.nat(DAY / MINUTE / STEP), { maxLength: 10 }).map((points) => {
  const ascending = points.toSorted((a, b) => a - b).map((point) => point * STEP);
  return Array.from({ length: Math.floor(ascending.length / 2) }, (_, index) => ({
    from: ascending[2 * index] ?? 0,
    to: ascending[2 * index + 1] ?? 0,
  }));
});

const days: fc.Arbitrary<TemplateDay> = fc
  .record({ working: cuts, others: cuts, kinds: fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }) })
  .map(({ working, others, kinds }) =>
    dayOf({
      working,
      slots: others.flatMap((at, index) => {
        const named = SERVICES[kinds[index] ?? 3];
        return named ? [{ ...slot(`${index}`, '0-1', named), ...at }] : [];
      }),
      blocked: others.filter((_, index) => kinds[index] === 3).map((at) => ({ ...at, reason: 'closed' })),
    }),
  );

const visits = fc.array(
  fc.record({
    at: fc.nat(DAY / HOUR),
    minutes: fc.integer({ min: 5, max: 180 }),
    name: fc.constantFrom('x', 'y', 'z'),
  }),
  { maxLength: 5 },
);
const commitmentsOn = (date: string, wanted: { at: number; minutes: number; name: string }[]): Commitment[] =>
  wanted.map(({ at, minutes, name }) => {
    const first = visit(date, `${at}-${at}`, name);
    return { ...first, end: first.start + minutes * MINUTE };
  });

const isOpen = (hours: DatedHours, minute: number, wanted: ServiceId): boolean =>
  hours.spans.some(
    ({ from, to, serviceIds }) => from <= minute && minute < to && (serviceIds?.includes(wanted) ?? true),
  ) && !hours.blocked.some(({ from, to }) => from <= minute && minute < to);

/** What the day says of one minute, in the plainest words. */
function templateIsOpen(day: TemplateDay, minute: number, wanted: ServiceId): boolean {
  const holds = ({ from, to }: { from: number; to: number }) => from <= minute && minute < to;
  if (day.blocked.some(holds)) return false;
  const own = day.slots.find(holds);
  return own ? own.serviceIds.includes(wanted) : day.working.some(holds);
}

describe('whatever the template and the visits', () => {
  test('every minute without a left-alone visit is as the template says, and every visit lies in open time', () => {
    fc.assert(
      fc.property(dates, days, visits, (date, day, wanted) => {
        const commitments = commitmentsOn(date, wanted);
        const { write, leftAlone } = lay(template({ kind: 'day', day }), [date], { commitments });
        const hours = write[0]?.hours ?? { date: on(date), spans: [], blocked: [] };
        const differs: number[] = [];
        for (let minute = 0; minute < DAY / MINUTE; minute += 5) {
          if (leftAlone.some(({ span: at }) => at.from <= minute && minute < at.to)) continue;
          const asTemplate = (name: ServiceId) => isOpen(hours, minute, name) === templateIsOpen(day, minute, name);
          if (!SERVICES.every(asTemplate)) differs.push(minute);
        }
        expect(differs).toEqual([]);

        const midnight = dayOfDate(on(date)) * DAY;
        const closed: number[] = [];
        for (const { start, end, serviceId } of commitments) {
          for (let instant = start; instant < end; instant += MINUTE) {
            const minute = Math.floor((wallTimeAt(newYork, instant) - midnight) / MINUTE);
            const isThisDay = minute < DAY / MINUTE;
            if (isThisDay && !(serviceId && isOpen(hours, minute, serviceId))) closed.push(minute);
          }
        }
        expect(closed).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('applied again it writes nothing, and leaves the same things alone', () => {
    fc.assert(
      fc.property(
        days,
        visits,
        fc.uniqueArray(fc.constantFrom('2026-03-08', '2026-06-01', '2026-11-01')),
        (day, wanted, on) => {
          const commitments = on.flatMap((date) => commitmentsOn(date, wanted));
          const what = template({ kind: 'day', day });
          const first = lay(what, on, { commitments });
          const second = lay(what, on, { commitments, applied: first.write }, { application: go('second') });
          expect(second.write).toEqual([]);
          expect(second.unchanged).toEqual(first.write.map(({ hours }) => hours.date));
          expect(second.leftAlone).toEqual(first.leftAlone);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('figures of use', () => {
  const clinic = template(
    daily({
      working: [span('1-5')],
      slots: [slot('early', '5-7', 'x')],
      blocked: [{ ...span('4-5'), reason: 'break' }],
    }),
  );
  const usageOf = (date: string, commitments: Commitment[]) => {
    const { write } = lay(clinic, [date]);
    const application = { id: go('first'), from: { template: clinic.id, version: 1 }, at: 1, by: hand.by };
    return measureUsage({
      template: clinic.id,
      zone: newYork,
      versions: [clinic],
      applications: [
        { ...application, written: write.map(({ hours }) => hours.date) },
        { ...application, id: go('nothing new'), written: [] },
      ],
      applied: [...write, ...lay({ ...clinic, id: templateNamed('other') }, ['2026-06-09']).write],
      commitments,
    });
  };

  test('hours offered and booked, over all, per slot and per service', () => {
    const commitments = [
      visit('2026-06-01', '1-2', 'y'),
      visit('2026-06-01', '5-6', 'x'),
      visit('2026-06-01', '5-6', 'x'),
      { ...visit('2026-06-01', '2-3', 'y'), kind: 'hold' as const },
      visit('2026-06-01', '9-10', 'y'),
    ];
    expect(usageOf('2026-06-01', commitments)).toEqual({
      timesApplied: 1,
      lastDay: '2026-06-01',
      days: 1,
      hoursOffered: 5,
      hoursBooked: 2,
      fillRate: 0.4,
      slots: [{ slot: 'early', colour: 'blue', days: 1, hoursOffered: 2, hoursBooked: 1, fillRate: 0.5 }],
      services: [{ serviceId: 'x', hoursOffered: 2, hoursBooked: 1, fillRate: 0.5 }],
    });
  });

  test.each([
    ['2026-03-08', 4],
    ['2026-11-01', 6],
  ])('on %s, when the clocks change, %d hours were offered', (date, hours) => {
    expect(usageOf(date, []).hoursOffered).toBe(hours);
  });

  test('a template never applied has no fill rate', () => {
    const figures = measureUsage({
      template: clinic.id,
      zone: newYork,
      versions: [clinic],
      applications: [],
      applied: [],
      commitments: [],
    });
    expect(figures).toMatchObject({ timesApplied: 0, lastDay: null, hoursOffered: 0, fillRate: null, slots: [] });
  });
});
