import { describe, expect, test } from '@jest/globals';
import { BSONRegExp, Decimal128, Double, Long, Timestamp } from 'bson';
import { identicalValues } from '../../../../../src/store/embedded/semantics/compare.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import { compileUpdate } from '../../../../../src/store/embedded/semantics/update.ts';
import { upsertDocument } from '../../../../../src/store/embedded/semantics/upsert.ts';
import type { Doc } from '../../../../../src/store/embedded/semantics/values.ts';
import type { Positions } from '../../../../../src/store/embedded/semantics/walk.ts';

const now = new Date('2026-03-29T12:00:00Z');
const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

/** [document, update, document afterwards; where it is the same, nothing may count as modified] */
type Row = [Doc, Doc, Doc];

const tables: Record<string, Row[]> = {
  '$set and $unset': [
    [{ a: 1 }, { $set: { a: 2, b: { c: 3 } } }, { a: 2, b: { c: 3 } }],
    [{ a: 1 }, { $set: { a: 1 } }, { a: 1 }],
    [{ a: 1 }, { $set: { a: new Double(1) } }, { a: new Double(1) }],
    [{}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
    [{ a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
    [{ a: [{ b: 1 }] }, { $set: { 'a.0.b': 2, 'a.1': 5 } }, { a: [{ b: 2 }, 5] }],
    [{}, { $set: { b: 1, a: 2, 'c.10': 1, 'c.9': 2 } }, { a: 2, b: 1, c: { '9': 2, '10': 1 } }],
    [{ a: { b: 1, c: 2 } }, { $unset: { 'a.b': '' } }, { a: { c: 2 } }],
    [{ a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
    [{ a: 1 }, { $unset: { 'b.c': '', 'a.x': '' } }, { a: 1 }],
    [{ a: 1 }, { $set: {} }, { a: 1 }],
    [{}, { $set: { constructor: 1 } }, { constructor: 1 }],
  ],
  numbers: [
    [{ a: 1 }, { $inc: { a: 2, b: -1 } }, { a: 3, b: -1 }],
    [{ a: 1 }, { $inc: { a: 0 } }, { a: 1 }],
    [{ a: 1 }, { $inc: { a: new Double(1) } }, { a: new Double(2) }],
    [{ a: 1.5 }, { $inc: { a: 1.5 } }, { a: new Double(3) }],
    [{ a: 2147483647 }, { $inc: { a: 1 } }, { a: Long.fromNumber(2147483648) }],
    [{ a: 1 }, { $inc: { a: Long.fromInt(1) } }, { a: Long.fromInt(2) }],
    [{ a: 1 }, { $inc: { a: decimal('0.10') } }, { a: decimal('1.10') }],
    [{ a: 3 }, { $mul: { a: 2, b: new Double(2) } }, { a: 6, b: new Double(0) }],
    [
      { a: 3, b: 5 },
      { $min: { a: 2, c: 1 }, $max: { b: 4 } },
      { a: 2, b: 5, c: 1 },
    ],
    [{ a: 3 }, { $max: { a: 'text' } }, { a: 'text' }],
    [{ a: 3 }, { $min: { a: new Double(3) } }, { a: 3 }],
    [{ a: 13 }, { $bit: { a: { and: 10 } } }, { a: 8 }],
    [{ a: 3 }, { $bit: { a: { or: 4 }, b: { xor: Long.fromInt(1) } } }, { a: 7, b: Long.fromInt(1) }],
  ],
  'dates and names': [
    [{}, { $currentDate: { a: true, 'b.c': { $type: 'date' } } }, { a: now, b: { c: now } }],
    [{}, { $currentDate: { a: { $type: 'timestamp' } } }, { a: new Timestamp({ t: now.getTime() / 1000, i: 1 }) }],
    [{ a: 1, b: 2 }, { $rename: { a: 'c.d' } }, { b: 2, c: { d: 1 } }],
    [{ a: 1, b: 2 }, { $rename: { a: 'b' } }, { b: 1 }],
    [{ b: 2 }, { $rename: { a: 'c' } }, { b: 2 }],
  ],
  'growing arrays': [
    [{ a: [1] }, { $push: { a: 2, b: 1 } }, { a: [1, 2], b: [1] }],
    [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 0 } } }, { a: [9, 1, 2] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [], $slice: 1 } } }, { a: [1] }],
    [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1 } } }, { a: [3, 2, 1] }],
    [
      { a: [{ n: 2 }] },
      { $push: { a: { $each: [{ n: 3 }, { n: 1 }], $sort: { n: 1 }, $slice: 2 } } },
      { a: [{ n: 1 }, { n: 2 }] },
    ],
    [{ a: [1] }, { $addToSet: { a: 1, b: { c: 1 } } }, { a: [1], b: [{ c: 1 }] }],
    [{ a: [1] }, { $addToSet: { a: new Double(1) } }, { a: [1] }],
    [
      { a: [{ x: 1, y: 2 }] },
      { $addToSet: { a: { y: 2, x: 1 } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
  ],
  'shrinking arrays': [
    [{ a: [1, 2, 3] }, { $pull: { a: { $gte: 2 } } }, { a: [1] }],
    [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    [{ a: [{ x: 1, y: 1 }, { x: 2 }, 5] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }, 5] }],
    [{ a: ['ab', 'cd'] }, { $pull: { a: new BSONRegExp('^a') } }, { a: ['cd'] }],
    [{ a: [[1, 2], 1] }, { $pull: { a: [1, 2] } }, { a: [1] }],
    [{ a: [{ r: [{ q: 1 }] }, { r: [] }] }, { $pull: { a: { r: { $elemMatch: { q: 1 } } } } }, { a: [{ r: [] }] }],
    [{ a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
    [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
    [{ a: [] }, { $pop: { a: 1 } }, { a: [] }],
    [{ x: 1 }, { $pull: { a: 1 }, $pullAll: { b: [1] }, $pop: { c: 1 } }, { x: 1 }],
  ],
  replacements: [
    [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
    [
      { _id: 1, a: 1 },
      { a: 1, _id: 1 },
      { _id: 1, a: 1 },
    ],
    [{ _id: 1, a: 1 }, {}, { _id: 1 }],
  ],
};

for (const [title, rows] of Object.entries(tables))
  describe(title, () => {
    test.each(rows)('%j with %j', (before, update, after) => {
      const untouched = JSON.stringify(before);
      const { doc, changed } = compileUpdate(update, { now }).apply(before);
      expect(doc).toEqual(after);
      expect(Object.keys(doc)).toEqual(Object.keys(after));
      expect(changed).toBe(!identicalValues(before, after));
      expect(JSON.stringify(before)).toBe(untouched);
    });
  });

describe('positions', () => {
  const applied = (doc: Doc, update: Doc, filter: Doc = {}, arrayFilters: Doc[] = []): Doc => {
    const positions: Positions = new Map();
    compileFilter(filter)(doc, positions);
    return compileUpdate(update, { now, arrayFilters }).apply(doc, { positions }).doc;
  };

  test.each<[Doc, Doc, Doc, Doc[], Doc]>([
    [{ a: [1, 2, 2] }, { $set: { 'a.$': 9 } }, { a: 2 }, [], { a: [1, 9, 2] }],
    [{ a: [1, 2] }, { $inc: { 'a.$[]': 10 } }, {}, [], { a: [11, 12] }],
    [{ a: [1, 5, 9] }, { $set: { 'a.$[big]': 0 } }, {}, [{ big: { $gte: 5 } }], { a: [1, 0, 0] }],
    [
      { a: [{ b: [1, 2] }, { b: [3] }] },
      { $mul: { 'a.$[].b.$[x]': 2 } },
      {},
      [{ x: { $gt: 1 } }],
      { a: [{ b: [1, 4] }, { b: [6] }] },
    ],
    [
      {
        a: [
          { t: 'x', n: 1 },
          { t: 'y', n: 1 },
        ],
      },
      { $unset: { 'a.$[i].n': '' } },
      {},
      [{ 'i.t': 'y' }],
      { a: [{ t: 'x', n: 1 }, { t: 'y' }] },
    ],
    [
      { a: [{ t: 'x' }] },
      { $set: { 'a.$[i].n': 1 } },
      {},
      [{ $and: [{ 'i.t': 'x' }, { 'i.n': null }] }],
      { a: [{ t: 'x', n: 1 }] },
    ],
    [{ a: [] }, { $set: { 'a.$[]': 1 } }, {}, [], { a: [] }],
    [
      { a: [{ b: [{ c: 1 }, { c: 2 }] }] },
      { $set: { 'a.0.b.$.c': 5 } },
      { 'a.0.b.c': 2 },
      [],
      { a: [{ b: [{ c: 1 }, { c: 5 }] }] },
    ],
    [
      { a: [{ c: 1 }, { c: 2 }] },
      { $push: { 'a.$.tags': 't' } },
      { a: { $elemMatch: { c: 2 } } },
      [],
      { a: [{ c: 1 }, { c: 2, tags: ['t'] }] },
    ],
  ])('%j with %j where %j (%j)', (doc, update, filter, arrayFilters, after) => {
    expect(applied(doc, update, filter, arrayFilters)).toEqual(after);
  });

  test.each<[string, Doc, Doc, Doc[], number]>([
    ['$ without a match', { a: [1] }, { $set: { 'a.$': 1 } }, [], 2],
    ['$[] on a number', { a: 1 }, { $set: { 'a.$[]': 1 } }, [], 2],
    ['$[] on a missing field', {}, { $set: { 'a.$[]': 1 } }, [], 2],
    ['an identifier without a filter', { a: [1] }, { $set: { 'a.$[x]': 1 } }, [], 2],
    ['a filter without an identifier', { a: [1] }, { $set: { a: 1 } }, [{ x: 1 }], 9],
    ['a filter on two identifiers', { a: [1] }, { $set: { 'a.$[x]': 1 } }, [{ x: 1, y: 1 }], 9],
    ['two filters of one identifier', { a: [1] }, { $set: { 'a.$[x]': 1 } }, [{ x: 1 }, { x: 2 }], 9],
    ['an identifier that starts with a capital', { a: [1] }, { $set: { 'a.$[X]': 1 } }, [{ X: 1 }], 2],
  ])('%s is refused', (_what, doc, update, arrayFilters, code) => {
    expect(() => applied(doc, update, {}, arrayFilters)).toThrow(expect.objectContaining({ code }));
  });
});

describe('an update that cannot be meant', () => {
  test.each<[Doc, Doc, number]>([
    [{}, { $set: { a: 1 }, $inc: { a: 1 } }, 40],
    [{}, { $set: { a: 1, 'a.b': 1 } }, 40],
    [{}, { $rename: { a: 'b' }, $set: { b: 1 } }, 40],
    [{}, { $set: { '': 1 } }, 56],
    [{}, { $set: { 'a..b': 1 } }, 56],
    [{}, { $set: { 'a.$x': 1 } }, 52],
    [{}, { $set: 1 }, 9],
    [{}, { $set: { a: 1 }, b: 1 }, 9],
    [{}, { a: 1, $set: { b: 1 } }, 52],
    [{}, { $rename: { a: 'a' } }, 2],
    [{}, { $rename: { a: 1 } }, 2],
    [{ a: [{ b: 1 }] }, { $rename: { 'a.0.b': 'c' } }, 2],
    [{}, { $push: { a: { $each: 1 } } }, 14],
    [{}, { $push: { a: { $each: [], $nope: 1 } } }, 2],
    [{}, { $pop: { a: 2 } }, 9],
    [{}, { $pullAll: { a: 1 } }, 2],
    [{}, { $bit: { a: { and: 1.5 } } }, 2],
    [{ a: 1.5 }, { $bit: { a: { and: 1 } } }, 2],
    [{}, { $currentDate: { a: { $type: 'time' } } }, 2],
    [{ a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
    [{ a: [] }, { $set: { 'a.2000000': 1 } }, 2],
  ])('%j with %j is refused', (doc, update, code) => {
    expect(() => compileUpdate(update, { now }).apply(doc)).toThrow(expect.objectContaining({ code }));
  });
});

describe('an update written as a pipeline', () => {
  test('computes from the document, keeps _id and knows the time and variables', () => {
    const update = compileUpdate(
      [{ $set: { total: { $sum: '$parts' }, at: '$$NOW', by: '$$who' } }, { $unset: ['parts'] }],
      { now, variables: { who: 'me' } },
    );
    expect(update.apply({ _id: 1, parts: [1, 2] }).doc).toEqual({ _id: 1, total: 3, at: now, by: 'me' });
    expect(compileUpdate([{ $replaceWith: { a: '$a' } }], { now }).apply({ _id: 1, a: 2, b: 3 }).doc).toEqual({
      _id: 1,
      a: 2,
    });
    expect(compileUpdate([{ $set: { a: 1 } }], { now }).apply({ _id: 1, a: 1 }).changed).toBe(false);
  });

  test('may not change _id nor hold stages that read', () => {
    expect(() => compileUpdate([{ $set: { _id: 2 } }], { now }).apply({ _id: 1 })).toThrow(
      expect.objectContaining({ code: 66 }),
    );
    expect(() => compileUpdate([{ $match: {} }], { now })).toThrow(expect.objectContaining({ code: 72 }));
  });
});

describe('the document of an upsert', () => {
  test.each<[Doc, Doc | Doc[], Doc]>([
    [{ a: 1, b: { $gt: 5 } }, { $set: { c: 2 } }, { a: 1, c: 2 }],
    [{ $and: [{ a: 1 }, { 'b.c': { $eq: 2 } }] }, { $inc: { n: 1 } }, { a: 1, b: { c: 2 }, n: 1 }],
    [{ $or: [{ a: 1 }] }, { $set: { b: 1 } }, { a: 1, b: 1 }],
    [{ $or: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { b: 1 }],
    [{ a: { $in: [7] }, b: { $all: [8] } }, { $set: { c: 1 } }, { a: 7, b: 8, c: 1 }],
    [{ _id: 5, a: 1 }, { b: 2 }, { _id: 5, b: 2 }],
    [{ a: 1, _id: 5 }, { $set: { b: 2 } }, { _id: 5, a: 1, b: 2 }],
    [{ a: 1 }, { $setOnInsert: { _id: 9, x: 1 } }, { _id: 9, a: 1, x: 1 }],
    [{ a: new BSONRegExp('x') }, { $set: { b: 1 } }, { b: 1 }],
    [{ a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }], { a: 1, b: 2 }],
    [{ a: 1 }, { $inc: { a: 2 } }, { a: 3 }],
  ])('from %j and %j', (filter, update, expected) => {
    const doc = upsertDocument(filter, compileUpdate(update, { now }));
    expect(doc).toEqual(expected);
    expect(Object.keys(doc)[0]).toBe(Object.keys(expected)[0]);
  });

  test('is refused where the filter contradicts itself or the update', () => {
    const set = compileUpdate({ $set: { b: 1 } }, { now });
    expect(() => upsertDocument({ $and: [{ a: 1 }, { a: 2 }] }, set)).toThrow(expect.objectContaining({ code: 54 }));
    const other = compileUpdate({ $set: { _id: 2 } }, { now });
    expect(() => upsertDocument({ _id: 1 }, other)).toThrow(expect.objectContaining({ code: 66 }));
  });
});
