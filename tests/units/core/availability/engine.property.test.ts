import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listSlots, slotsAt } from '../../../../src/core/availability/engine.ts';
import type { LocationType, Slot } from '../../../../src/core/availability/types.ts';
import { MINUTE } from '../../../../src/core/time/types.ts';
import { questionFor } from './arbitraries.ts';
import { obviousStarts } from './obvious-model.ts';

const RUNS = { numRuns: 2_000 };

const startsIn = (slots: readonly Slot[], location: LocationType): number[] =>
  slots.filter(({ locations }) => locations.includes(location)).map(({ start }) => start);

test('one host: the starts are those that a walk along the wall clock finds, at every location', () => {
  let found = 0;
  fc.assert(
    fc.property(questionFor(2 * 1440, ['ada']), ({ asked, hosts: [host] }) => {
      if (host === undefined) throw new Error('one host was asked for');
      const slots = listSlots({ ...asked, shape: { kind: 'one', host } });
      for (const location of asked.service.locations)
        expect(startsIn(slots, location)).toEqual(obviousStarts(asked, [host], location));
      found += slots.length;
    }),
    RUNS,
  );
  // A generator that closes every day would prove nothing.
  expect(found).toBeGreaterThan(RUNS.numRuns);
});

test('what is listed can be booked and nothing else, and a part of the range lists what the whole lists there', () => {
  let bookable = 0;
  const minute = fc.integer({ min: -60, max: 2 * 1440 });
  fc.assert(
    fc.property(questionFor(2 * 1440, ['ada', 'bo']), minute, minute, fc.nat(), ({ asked, hosts }, a, b, pick) => {
      const question = { ...asked, shape: { kind: 'round_robin' as const, hosts } };
      const slots = listSlots(question);
      const starts = new Set(slots.map(({ start }) => start));
      const offered = slots[pick % Math.max(1, slots.length)]?.start;
      for (const start of [
        offered ?? asked.from,
        asked.from + Math.max(0, a) * MINUTE,
        asked.from + Math.max(0, b) * MINUTE,
      ]) {
        if (start >= asked.to) continue;
        const answer = slotsAt(question, start);
        expect(answer.ok).toBe(starts.has(start));
        if (answer.ok) expect(answer.value).toEqual(slots.filter((slot) => slot.start === start));
      }
      const from = asked.from + Math.min(a, b) * MINUTE;
      const to = asked.from + (Math.max(a, b) + 1) * MINUTE;
      const within = (slot: Slot): boolean =>
        slot.start >= Math.max(from, asked.from) && slot.start < Math.min(to, asked.to);
      expect(listSlots({ ...question, from, to }).filter(within)).toEqual(slots.filter(within));
      bookable += starts.size;
    }),
    RUNS,
  );
  expect(bookable).toBeGreaterThan(RUNS.numRuns);
});
