import { describe, expect, test } from '@jest/globals';
import { compileProjection } from '../../../../../src/store/embedded/semantics/projection.ts';
import { compileSort, sortDocs } from '../../../../../src/store/embedded/semantics/sort.ts';
import type { Doc } from '../../../../../src/store/embedded/semantics/values.ts';

const stored: Doc = {
  _id: 1,
  a: 5,
  b: { c: 1, d: { e: 2, f: 3 } },
  list: [{ x: 1, y: 2 }, 7, { x: 3 }, [{ x: 4, y: 5 }]],
  n: [1, 2, 3, 4],
};

describe('a projection', () => {
  test.each<[Doc, Doc]>([
    [{ a: 1 }, { _id: 1, a: 5 }],
    [{ a: true, _id: 0 }, { a: 5 }],
    [{ 'b.d.e': 1 }, { _id: 1, b: { d: { e: 2 } } }],
    [{ b: { c: 1 } }, { _id: 1, b: { c: 1 } }],
    [{ 'list.x': 1, _id: 0 }, { list: [{ x: 1 }, { x: 3 }, [{ x: 4 }]] }],
    [{ 'a.x': 1, nothing: 1 }, { _id: 1 }],
    [
      { b: 0, list: 0, n: 0 },
      { _id: 1, a: 5 },
    ],
    [
      { 'b.d': 0, list: 0, n: 0 },
      { _id: 1, a: 5, b: { c: 1 } },
    ],
    [
      { 'list.x': 0, b: 0, n: 0, a: 0 },
      { _id: 1, list: [{ y: 2 }, 7, {}, [{ y: 5 }]] },
    ],
    [
      { n: { $slice: 2 }, list: 0, b: 0 },
      { _id: 1, a: 5, n: [1, 2] },
    ],
    [
      { n: { $slice: -1 }, a: 1 },
      { _id: 1, a: 5, n: [4] },
    ],
    [
      { n: { $slice: [1, 2] }, _id: 0, a: 1 },
      { a: 5, n: [2, 3] },
    ],
    [
      { n: { $slice: [-3, 2] }, _id: 0, a: 1 },
      { a: 5, n: [2, 3] },
    ],
    [{ n: { $elemMatch: { $gt: 2 } } }, { _id: 1, n: [3] }],
    [{ list: { $elemMatch: { x: 3 } } }, { _id: 1, list: [{ x: 3 }] }],
    [
      { n: { $elemMatch: { $gt: 9 } }, a: 1 },
      { _id: 1, a: 5 },
    ],
    [{ sum: { $add: ['$a', 1] }, _id: 0 }, { sum: 6 }],
    [{ 'b.sum': { $size: '$n' }, _id: 0 }, { b: { sum: 4 } }],
    [{ text: 'as it is', _id: 0 }, { text: 'as it is' }],
    [{ first: { $slice: ['$n', 1] }, _id: 0 }, { first: [1] }],
    [{ _id: 1 }, { _id: 1 }],
    [{}, stored],
  ])('%j', (projection, expected) => {
    const projected = compileProjection(projection)(stored);
    expect(projected).toEqual(expected);
    expect(Object.keys(projected)).toEqual(Object.keys(expected));
  });

  test('`.$` answers the one item the filter found', () => {
    expect(compileProjection({ 'n.$': 1 }, { filter: { n: { $gt: 2 } } })(stored)).toEqual({ _id: 1, n: [3] });
    expect(compileProjection({ 'list.$': 1, a: 1 }, { filter: { 'list.x': 3 } })(stored)).toEqual({
      _id: 1,
      a: 5,
      list: [{ x: 3 }],
    });
    expect(() => compileProjection({ 'n.$': 1 }, { filter: { a: 5 } })(stored)).toThrow(
      expect.objectContaining({ code: 51246 }),
    );
  });

  test.each<[Doc, number]>([
    [{ a: 1, b: 0 }, 31254],
    [{ a: 0, b: 1 }, 31253],
    [{ b: 1, 'b.c': 1 }, 31249],
    [{ 'b.c': 1, b: 1 }, 31250],
    [{ 'a..b': 1 }, 40353],
    [{ b: {} }, 51270],
    [{ 'n.$': 1, 'list.$': 1 }, 31276],
    [{ n: { $slice: 'x', extra: 1 } }, 15983],
    [{ n: { $slice: [1, -1] } }, 31271],
    [{ n: { $elemMatch: 1 } }, 31274],
    [{ a: { $nope: 1 } }, 168],
    [{ a: { $meta: 'textScore' } }, 238],
  ])('%j is refused', (projection, code) => {
    expect(() => compileProjection(projection)(stored)).toThrow(expect.objectContaining({ code }));
  });
});

describe('a sort', () => {
  const ids = (docs: Doc[], sort: Doc): unknown[] => [...sortDocs(docs, sort)].flatMap((doc) => (doc ? [doc._id] : []));

  test('takes an array by its smallest item upwards and its largest downwards', () => {
    const docs: Doc[] = [
      { _id: 'mid', a: 5 },
      { _id: 'wide', a: [1, 9] },
      { _id: 'empty', a: [] },
      { _id: 'none' },
      { _id: 'null', a: null },
    ];
    expect(ids(docs, { a: 1 })).toEqual(['empty', 'none', 'null', 'wide', 'mid']);
    expect(ids(docs, { a: -1 })).toEqual(['wide', 'mid', 'none', 'null', 'empty']);
  });

  test('goes on to the next field, and leaves equals in their order', () => {
    const docs: Doc[] = [
      { _id: 1, a: 1, b: { c: 1 } },
      { _id: 2, a: 1, b: { c: 2 } },
      { _id: 3, a: 0, b: { c: 1 } },
      { _id: 4, a: 1, b: [{ c: 0 }, { c: 2 }] },
    ];
    expect(ids(docs, { a: 1, 'b.c': -1 })).toEqual([3, 2, 4, 1]);
    expect([...docs].sort(compileSort({ a: 1, 'b.c': -1 })).map(({ _id }) => _id)).toEqual([3, 2, 4, 1]);
  });

  test.each<[Doc, number]>([
    [{ a: 2 }, 15975],
    [{ a: 'x' }, 15974],
    [{ a: { $meta: 'textScore' } }, 31138],
    [{ 'a.': 1 }, 15998],
  ])('%j is refused', (sort, code) => {
    expect(() => compileSort(sort)).toThrow(expect.objectContaining({ code }));
  });
});
