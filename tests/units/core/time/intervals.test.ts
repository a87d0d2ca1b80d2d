import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { covers, intersect, pad, subtract, union } from '../../../../src/core/time/intervals.ts';
import type { Span } from '../../../../src/core/time/types.ts';

const RUNS = { numRuns: 2_000 };
const END = 40;

const anySpans: fc.Arbitrary<Span[]> = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: END }), fc.integer({ min: 0, max: 9 }))
    .map(([start, length]) => ({ start, end: start + length })),
  { maxLength: 8 },
);

/** The points that the spans hold, one by one. */
const points = (spans: readonly Span[]): Set<number> => {
  const held = new Set<number>();
  for (const { start, end } of spans) for (let point = start; point < end; point++) held.add(point);
  return held;
};

const isNormal = (spans: readonly Span[]): boolean =>
  spans.every(({ start, end }, index) => start < end && (spans[index - 1]?.end ?? Number.NEGATIVE_INFINITY) < start);

describe('spans, held against the points they hold', () => {
  test('union holds what any of them holds, ascending and without touch', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const joined = union(spans);
        expect(points(joined)).toEqual(points(spans));
        expect(isNormal(joined)).toBe(true);
      }),
      RUNS,
    );
  });

  test('intersect holds what both hold; subtract what the first holds and the second does not', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (left, right) => {
        const [a, b] = [union(left), union(right)];
        expect([...points(intersect(a, b))].sort()).toEqual(
          [...points(a)].filter((point) => points(b).has(point)).sort(),
        );
        expect([...points(subtract(a, b))].sort()).toEqual(
          [...points(a)].filter((point) => !points(b).has(point)).sort(),
        );
        expect(isNormal(intersect(a, b)) && isNormal(subtract(a, b))).toBe(true);
      }),
      RUNS,
    );
  });

  test('covers says whether every point of a span is held', () => {
    fc.assert(
      fc.property(
        anySpans,
        fc.integer({ min: 0, max: END }),
        fc.integer({ min: 1, max: 6 }),
        (spans, start, length) => {
          const held = points(spans);
          const all = Array.from({ length }, (_, index) => start + index).every((point) => held.has(point));
          expect(covers(union(spans), start, start + length)).toBe(all);
        },
      ),
      RUNS,
    );
  });

  test('pad adds room on both sides and joins what then meets', () => {
    expect(
      pad(
        [
          { start: 10, end: 20 },
          { start: 25, end: 30 },
          { start: 50, end: 60 },
        ],
        2,
        3,
      ),
    ).toEqual([
      { start: 8, end: 33 },
      { start: 48, end: 63 },
    ]);
  });
});
