import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listSlots } from '../../../../src/core/availability/engine.ts';
import type { LocationType, Slot } from '../../../../src/core/availability/types.ts';
import { DAY, HOUR, MINUTE } from '../../../../src/core/time/types.ts';
import { questionFor } from './arbitraries.ts';
import { couldServe, obviousStarts } from './obvious-model.ts';

const RUNS = { numRuns: 2_000 };

const startsIn = (slots: readonly Slot[], location: LocationType): number[] =>
  slots.filter(({ locations }) => locations.includes(location)).map(({ start }) => start);

test('round robin: at each start stand exactly the hosts who offer it alone', () => {
  fc.assert(
    fc.property(questionFor(1440, ['ada', 'bo', 'cy']), ({ asked, hosts }) => {
      const slots = listSlots({ ...asked, shape: { kind: 'round_robin', hosts } });
      const alone = hosts.map((host) => ({
        id: host.id,
        slots: listSlots({ ...asked, shape: { kind: 'one', host } }),
      }));
      for (const location of asked.service.locations) {
        const who = new Map<number, string[]>();
        for (const { id, slots: own } of alone)
          for (const start of startsIn(own, location)) who.set(start, [...(who.get(start) ?? []), id]);
        const offered = slots.filter(({ locations }) => locations.includes(location));
        expect(offered.map(({ start, hosts: ids }) => [start, ids])).toEqual([...who].sort(([a], [b]) => a - b));
      }
    }),
    RUNS,
  );
});

test('collective: the starts are those at which every host could serve', () => {
  let found = 0;
  fc.assert(
    fc.property(questionFor(1440, ['ada', 'bo']), ({ asked, hosts }) => {
      const slots = listSlots({ ...asked, shape: { kind: 'collective', hosts } });
      for (const location of asked.service.locations)
        expect(startsIn(slots, location)).toEqual(obviousStarts(asked, hosts, location));
      found += slots.length;
    }),
    RUNS,
  );
  expect(found).toBeGreaterThan(100);
});

test('panel: each bench has as many hosts as it needs, and those named are those who could serve', () => {
  let found = 0;
  fc.assert(
    fc.property(questionFor(1440, ['ada', 'bo', 'cy']), ({ asked, hosts: [chair, ...others] }) => {
      if (chair === undefined) throw new Error('three hosts were asked for');
      const benches = [
        { need: 1, hosts: [chair] },
        { need: 1, hosts: others },
      ];
      const location = asked.service.locations[0] ?? 'video';
      for (const slot of listSlots({ ...asked, location, shape: { kind: 'panel', benches } })) {
        const able = [chair, ...others].filter((host) => couldServe(asked, host, location, slot.start));
        expect(slot.hosts).toEqual(able.map(({ id }) => id));
        expect(slot.hosts).toContain(chair.id);
        expect(slot.hosts.length).toBeGreaterThan(1);
        found++;
      }
    }),
    RUNS,
  );
  expect(found).toBeGreaterThan(100);
});

test('sequence: the starts are those with some chain behind them, and each chain keeps its gaps', () => {
  let found = 0;
  const gaps = fc.tuple(fc.constantFrom(0, 10, 60), fc.constantFrom(0, 45, 300), fc.boolean());
  fc.assert(
    fc.property(
      questionFor(1440, ['ada', 'bo', 'cy']),
      gaps,
      gaps,
      ({ asked, hosts: [ada, bo, cy] }, second, third) => {
        if (ada === undefined || bo === undefined || cy === undefined) throw new Error('three hosts were asked for');
        const service = { ...asked.service, locations: ['video' as const], noticeMinutes: 0, windowDays: 3_660 };
        const question = { ...asked, service, durationMinutes: undefined };
        const length = (service.durations[0] ?? 0) * MINUTE;
        const steps = [
          { hosts: [bo], gap: second },
          { hosts: [cy], gap: third },
        ].map(({ hosts, gap: [gapMinMinutes, more, optional] }) => ({
          service,
          hosts,
          gapMinMinutes,
          gapMaxMinutes: gapMinMinutes + more,
          optional,
        }));
        const late = { ...question, now: asked.from - 10 * DAY, to: asked.to + 24 * HOUR };
        const own = steps.map(({ hosts }) => listSlots({ ...late, shape: { kind: 'round_robin', hosts } }));
        const hasChain = (step: number, end: number): boolean => {
          const next = steps[step];
          if (next === undefined) return true;
          const reaches = (own[step] ?? []).some(
            ({ start, end: then }) =>
              start >= end + next.gapMinMinutes * MINUTE &&
              start <= end + next.gapMaxMinutes * MINUTE &&
              hasChain(step + 1, then),
          );
          return reaches || (next.optional && hasChain(step + 1, end));
        };
        const first = listSlots({ ...question, shape: { kind: 'one', host: ada } });
        const slots = listSlots({ ...question, shape: { kind: 'sequence', hosts: [ada], followedBy: steps } });
        expect(slots.map(({ start }) => start)).toEqual(
          first.filter(({ start }) => hasChain(0, start + length)).map(({ start }) => start),
        );
        for (const { end, visits = [] } of slots) {
          expect(visits.at(-1)?.end).toBe(end);
          visits.slice(1).forEach((visit, index) => {
            expect(visit.start).toBeGreaterThanOrEqual(visits[index]?.end ?? Number.NaN);
          });
          found += visits.length > 1 ? 1 : 0;
        }
      },
    ),
    RUNS,
  );
  expect(found).toBeGreaterThan(100);
});
