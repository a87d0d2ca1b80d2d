import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MemberId } from '../../../../src/core/ids.ts';
import type { Claim, EntryId } from '../../../../src/core/ledger/types.ts';
import { nameKey, pagesOf, weekOf, weeksOf } from '../../../../src/core/ledger/weeks.ts';
import { DAY, HOUR, MINUTE, type Zone } from '../../../../src/core/time/types.ts';
import { dayAt, weekAt } from '../../../../src/core/time/wall.ts';

const zones = [
  'UTC',
  'America/New_York',
  'Pacific/Auckland',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Kiritimati',
] as Zone[];

const claims = fc
  .record({
    start: fc
      .integer({ min: Date.UTC(2024, 0, 1) / MINUTE, max: Date.UTC(2030, 0, 1) / MINUTE })
      .map((minute) => minute * MINUTE),
    minutes: fc.integer({ min: 5, max: 3 * 1440 }),
    before: fc.integer({ min: 0, max: 90 }),
    after: fc.integer({ min: 0, max: 90 }),
  })
  .map(({ start, minutes, before, after }) => ({
    start,
    end: start + minutes * MINUTE,
    bufferedStart: start - before * MINUTE,
    bufferedEnd: start + (minutes + after) * MINUTE,
  }));

const claimOf = (span: Omit<Claim, 'id' | 'resource' | 'zone'>, zone: Zone): Claim => ({
  ...span,
  id: 'ent_one' as EntryId,
  resource: 'mem_anna' as MemberId,
  zone,
});

const sharesPage = (a: Claim, b: Claim): boolean => {
  const names = new Set(pagesOf(a).map(nameKey));
  return pagesOf(b).some((key) => names.has(nameKey(key)));
};

describe('two claims that could be in each other’s way share a page', () => {
  test('when their buffered times meet', () => {
    fc.assert(
      fc.property(
        claims,
        fc.integer({ min: -3 * 1440, max: 3 * 1440 }),
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        (one, minutes, zone, other) => {
          const move = minutes * MINUTE;
          const two = {
            start: one.start + move,
            end: one.end + move,
            bufferedStart: one.bufferedStart + move,
            bufferedEnd: one.bufferedEnd + move,
          };
          if (one.bufferedStart >= two.bufferedEnd || two.bufferedStart >= one.bufferedEnd) return;
          expect(sharesPage(claimOf(one, zone), claimOf(two, other))).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('when they count towards the same day or week of their zone', () => {
    fc.assert(
      fc.property(claims, fc.integer({ min: -7 * 24, max: 7 * 24 }), fc.constantFrom(...zones), (one, hours, zone) => {
        const move = hours * HOUR;
        const two = {
          start: one.start + move,
          end: one.end + move,
          bufferedStart: one.bufferedStart + move,
          bufferedEnd: one.bufferedEnd + move,
        };
        if (weekAt(zone, one.start) !== weekAt(zone, two.start) && dayAt(zone, one.start) !== dayAt(zone, two.start))
          return;
        expect(sharesPage(claimOf(one, zone), claimOf(two, zone))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('a visit in office hours stands on one page, in most zones on one in every week', () => {
  const noon = Date.UTC(2026, 2, 4, 17);
  const span = { start: noon, end: noon + HOUR, bufferedStart: noon, bufferedEnd: noon + HOUR };
  for (const zone of zones) expect(pagesOf(claimOf(span, zone))).toHaveLength(1);
});

test('weeks are named as ISO 8601 does, also around New Year', () => {
  expect(
    ['2024-12-29', '2024-12-30', '2026-01-01', '2027-01-03', '2027-01-04'].map((date) => weekOf(Date.parse(date))),
  ).toEqual(['2024-W52', '2025-W01', '2026-W01', '2026-W53', '2027-W01']);
  const monday = Date.parse('2026-03-09');
  expect(weeksOf({ start: monday - 1, end: monday })).toEqual(['2026-W10']);
  expect(weeksOf({ start: monday - 1, end: monday + 1 })).toEqual(['2026-W10', '2026-W11']);
  expect(weeksOf({ start: monday, end: monday + 15 * DAY })).toEqual(['2026-W11', '2026-W12', '2026-W13']);
});
