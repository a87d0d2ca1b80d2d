import { expect, test } from '@jest/globals';
import { createIds } from '../../src/ids.ts';
import { heldClock } from '../support/clock.ts';

test('an id begins with the letters of its kind', () => {
  expect(createIds(heldClock(1_772_442_000_000)).next('appointment')).toMatch(/^apt_[0-9a-hjkmnp-tv-z]{26}$/);
});

test('ids of later times sort after ids of earlier ones, also between processes', () => {
  const clock = heldClock(1_772_442_000_000);
  const earlier = createIds(clock).next('turn');
  clock.advance(1);
  const later = createIds(clock).next('turn');
  expect([later, earlier].toSorted()).toEqual([earlier, later]);
});

test('ids of one process sort as they were made, within one millisecond and when the clock is turned back', () => {
  const clock = heldClock(1_772_442_000_000);
  const ids = createIds(clock);
  const made = Array.from({ length: 500 }, () => ids.next('turn'));
  clock.advance(-60_000);
  made.push(ids.next('turn'));
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(501);
});

test('two processes at the same instant make different ids', () => {
  const clock = heldClock(1_772_442_000_000);
  const made = Array.from({ length: 1_000 }, () => createIds(clock).next('event'));
  expect(new Set(made).size).toBe(1_000);
});

test('an id that follows from another is the same whenever it is asked for, and sorts beside that one', () => {
  const clock = heldClock(1_772_442_000_000);
  const ids = createIds(clock);
  const root = ids.next('turn');
  clock.advance(5);
  expect(ids.derived('offer', root)).toBe(createIds(clock).derived('offer', root));
  expect(ids.derived('offer', root)).toMatch(/^ofr_[0-9a-hjkmnp-tv-z]{26}$/);
  expect(ids.derived('offer', root) < ids.next('offer')).toBe(true);
  const others = [
    ids.derived('taking', root),
    ids.derived('taking', root, '1'),
    ids.derived('taking', ids.next('turn')),
  ];
  expect(new Set(others).size).toBe(3);
});
