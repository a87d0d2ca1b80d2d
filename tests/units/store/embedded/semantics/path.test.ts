import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareValues } from '../../../../../src/store/embedded/semantics/compare.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import { indexKeys, type KeyPattern, valueAt, valuesAt } from '../../../../../src/store/embedded/semantics/path.ts';
import type { Doc, Value } from '../../../../../src/store/embedded/semantics/values.ts';

describe('the keys of an index', () => {
  test.each<[Doc, KeyPattern, Value[][], boolean]>([
    [{ a: 1, b: 2 }, { a: 1, b: -1 }, [[1, 2]], false],
    [{ a: { b: 1 } }, { 'a.b': 1 }, [[1]], false],
    [{ a: 1 }, { a: 1, b: 1 }, [[1, null]], false],
    [{ a: 1 }, { 'a.b': 1 }, [[null]], false],
    [{ a: [1, 2] }, { a: 1 }, [[1], [2]], true],
    [
      { a: [1, 2], b: 3 },
      { b: 1, a: 1 },
      [
        [3, 1],
        [3, 2],
      ],
      true,
    ],
    [
      { a: [{ b: 1, c: 2 }, { b: 3 }] },
      { 'a.b': 1, 'a.c': 1 },
      [
        [1, 2],
        [3, null],
      ],
      true,
    ],
    [{ a: [{ b: [1, 2] }, { b: 3 }] }, { 'a.b': 1 }, [[1], [2], [3]], true],
    [{ a: [] }, { a: 1 }, [[undefined]], true],
    [{ a: [] }, { 'a.b': 1 }, [[null]], true],
    [{ a: [[1, 2], 3] }, { a: 1 }, [[[1, 2]], [3]], true],
    [{ a: [5, 6] }, { 'a.1': 1 }, [[6]], false],
    [{ a: [{ b: 1 }], c: { d: 4 } }, { 'a.b': 1, 'c.d': 1 }, [[1, 4]], true],
  ])('%j by %j', (doc, pattern, keys, multikey) => {
    const found = indexKeys(doc, pattern);
    expect(found.keys).toEqual(keys);
    expect(found.multikey).toBe(multikey);
  });

  test('may not come from two arrays at once', () => {
    expect(() => indexKeys({ a: [1], b: [2] }, { a: 1, b: 1 })).toThrow(expect.objectContaining({ code: 171 }));
    expect(() => indexKeys({ a: [{ b: [1], c: [2] }] }, { 'a.b': 1, 'a.c': 1 })).toThrow(
      expect.objectContaining({ code: 171 }),
    );
  });

  test('refuse a number that is both a position and a field', () => {
    expect(() => indexKeys({ a: [{ 1: 'x' }, 5] }, { 'a.1': 1 })).toThrow(expect.objectContaining({ code: 16746 }));
  });

  test('hold a key for every document that a dotted filter finds', () => {
    const scalar = fc.constantFrom<Value>(null, 1, 2, 'x');
    const inner = fc.oneof(scalar, fc.array(fc.oneof(scalar, fc.constant<Value>([1])), { maxLength: 3 }));
    const below = fc.oneof(inner, fc.record({ b: inner }), fc.constant<Value>({}));
    const stored = fc.oneof(below, fc.array(fc.oneof(below, fc.array(below, { maxLength: 2 })), { maxLength: 3 }));
    fc.assert(
      fc.property(stored, fc.constantFrom<Value>(null, 1, 'x'), fc.constantFrom('a', 'a.b'), (value, bound, path) => {
        const doc: Doc = { a: value };
        if (!compileFilter({ [path]: bound })(doc)) return;
        const { keys } = indexKeys(doc, { [path]: 1 });
        expect(keys.some(([key]) => key !== undefined && compareValues(key, bound) === 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('are absent for a sparse index when no field is there, and only then', () => {
    expect(indexKeys({ x: 1 }, { a: 1, 'b.c': 1 }).isAbsent).toBe(true);
    expect(indexKeys({ a: null }, { a: 1 }).isAbsent).toBe(false);
    expect(indexKeys({ a: [] }, { a: 1 }).isAbsent).toBe(false);
    expect(indexKeys({ b: { c: 1 } }, { a: 1, 'b.c': 1 }).isAbsent).toBe(false);
  });
});

describe('a dotted path', () => {
  const doc: Doc = { a: [{ b: 1 }, { b: [2, 3] }, 7], c: { d: null } };

  test('leads to one place or, through arrays, to many', () => {
    expect(valueAt(doc, 'a.1.b.0')).toBe(2);
    expect(valueAt(doc, 'a.b')).toBeUndefined();
    expect(valuesAt(doc, 'a.b')).toEqual([1, 2, 3]);
    expect(valuesAt(doc, 'a.2')).toEqual([7]);
    expect(valuesAt(doc, 'c.d')).toEqual([null]);
    expect(valuesAt(doc, 'c.x')).toEqual([]);
  });
});

describe('text', () => {
  test('is ordered by its UTF-8 bytes, where JavaScript would order a pair of surrogates first', () => {
    expect(compareValues('\uffff', '😀')).toBe(-1);
    expect(compareValues('a', 'aa')).toBe(-1);
    expect(compareValues('é', 'z')).toBe(1);
  });
});
