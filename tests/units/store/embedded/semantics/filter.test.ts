import { describe, expect, test } from '@jest/globals';
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey } from 'bson';
import { CommandError } from '../../../../../src/store/embedded/semantics/error.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import type { Doc, Value } from '../../../../../src/store/embedded/semantics/values.ts';
import type { Positions } from '../../../../../src/store/embedded/semantics/walk.ts';

const regex = (pattern: string, options = ''): BSONRegExp => new BSONRegExp(pattern, options);

/** [filter, documents that match, documents that do not] */
type Row = [Doc, Doc[], Doc[]];

const tables: Record<string, Row[]> = {
  equality: [
    [
      { a: 1 },
      [{ a: 1 }, { a: new Double(1) }, { a: Long.ONE }, { a: [0, 1] }],
      [{}, { a: '1' }, { a: [[1]] }, { a: true }],
    ],
    [{ a: 'x' }, [{ a: 'x' }, { a: ['y', 'x'] }], [{ a: 'xx' }, {}, { a: { x: 'x' } }]],
    [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: [1, 2, 3] }, { a: 1 }]],
    [{ a: { b: 1 } }, [{ a: { b: 1 } }, { a: [{ b: 1 }] }], [{ a: { b: 1, c: 2 } }, { a: {} }]],
    [{ a: {} }, [{ a: {} }], [{ a: { b: 1 } }, {}]],
    [{ a: null }, [{ a: null }, {}, { a: [null] }], [{ a: [] }, { a: 0 }, { a: false }]],
    [{ a: Number.NaN }, [{ a: Number.NaN }, { a: Decimal128.fromString('NaN') }], [{ a: 0 }]],
    [{ a: { $eq: regex('x') } }, [{ a: regex('x') }], [{ a: 'x' }, { a: regex('x', 'i') }]],
    [{ a: { $ref: 'c', $id: 1 } }, [{ a: { $ref: 'c', $id: 1 } }], [{ a: 1 }]],
    [{}, [{}, { a: 1 }], []],
  ],
  paths: [
    [{ 'a.b': 1 }, [{ a: { b: 1 } }, { a: [{ b: 2 }, { b: 1 }] }, { a: { b: [1] } }], [{ a: 1 }, { a: [[{ b: 1 }]] }]],
    [{ 'a.1': 5 }, [{ a: [0, 5] }, { a: { 1: 5 } }, { a: [{ 1: 5 }] }], [{ a: [5, 0] }, { a: [0, [5]] }]],
    [{ 'a.0.b': 1 }, [{ a: [{ b: 1 }, {}] }], [{ a: [{}, { b: 1 }] }]],
    [{ constructor: { $exists: true } }, [{ constructor: 1 }], [{}]],
    [{ 'a.toString': { $exists: true } }, [{ a: { toString: 1 } }], [{ a: {} }]],
  ],
  comparisons: [
    [
      { a: { $gt: 1 } },
      [{ a: 1.5 }, { a: [0, 2] }, { a: Long.fromInt(2) }],
      [{ a: 1 }, { a: '2' }, {}, { a: Number.NaN }],
    ],
    [{ a: { $gte: 1, $lt: 3 } }, [{ a: 1 }, { a: 2 }, { a: [0, 5] }], [{ a: 3 }, { a: 0 }]],
    [{ a: { $lt: 'b' } }, [{ a: 'a' }, { a: '' }], [{ a: 'b' }, { a: 1 }]],
    [{ a: { $gt: [1] } }, [{ a: [2] }, { a: [1, 0] }], [{ a: [1] }, { a: 2 }]],
    [{ a: { $lte: Number.NaN } }, [{ a: Number.NaN }], [{ a: 1 }]],
    [{ a: { $gte: new MinKey() } }, [{ a: 1 }, { a: 'x' }, { a: null }], [{}]],
    [{ a: { $lt: new MaxKey() } }, [{ a: 1 }, { a: [] }], [{ a: new MaxKey() }]],
    [{ a: { $ne: 1 } }, [{ a: 2 }, {}, { a: [2, 3] }], [{ a: 1 }, { a: [2, 1] }]],
    [{ a: { $gt: { b: 1 } } }, [{ a: { b: 2 } }, { a: { b: 1, c: 0 } }], [{ a: { b: 1 } }, { a: 5 }]],
  ],
  'lists of values': [
    [
      { a: { $in: [1, 'x', regex('^y')] } },
      [{ a: 1 }, { a: 'x' }, { a: 'yes' }, { a: ['no', 'y'] }],
      [{ a: 2 }, {}, { a: 'ny' }],
    ],
    [{ a: { $in: [] } }, [], [{}, { a: null }]],
    [
      { a: { $in: [1, 2, 3, 4, 5, 6, 7, 8, 9, null] } },
      [{ a: new Double(9) }, {}, { a: [0, 3] }],
      [{ a: 10 }, { a: '9' }],
    ],
    [{ a: { $nin: [1, null] } }, [{ a: 2 }], [{ a: 1 }, {}, { a: [3, 1] }]],
    [{ a: { $all: [1, regex('^x')] } }, [{ a: [1, 'xy'] }], [{ a: [1] }, { a: 'xy' }]],
    [{ a: { $all: [[1, 2]] } }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [1] }]],
    [
      { a: { $all: [{ $elemMatch: { x: 1 } }, { $elemMatch: { x: 2 } }] } },
      [{ a: [{ x: 1 }, { x: 2 }] }],
      [{ a: [{ x: 1 }] }],
    ],
  ],
  'items of arrays': [
    [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [0, 2] }], [{ a: [0, 5] }, { a: 2 }, {}]],
    [
      { a: { $elemMatch: { x: 1, y: 2 } } },
      [{ a: [{ x: 1, y: 2 }] }],
      [{ a: [{ x: 1 }, { y: 2 }] }, { a: { x: 1, y: 2 } }],
    ],
    [{ a: { $elemMatch: { $or: [{ x: 1 }, { x: 2 }] } } }, [{ a: [{ x: 2 }] }], [{ a: [{ x: 3 }] }]],
    [{ 'a.b': { $elemMatch: { $eq: 1 } } }, [{ a: [{ b: [1] }] }, { a: { b: [1] } }], [{ a: { b: 1 } }]],
    [{ a: { $elemMatch: { $nin: [1] } } }, [{ a: [1, 2] }], [{ a: [1] }, { a: [] }]],
    [{ a: { $size: 2 } }, [{ a: [1, 2] }, { a: [[], []] }], [{ a: [1] }, { a: [[1, 2]] }, { a: 'ab' }]],
    [{ a: { $size: new Double(0) } }, [{ a: [] }], [{}, { a: [1] }]],
  ],
  'presence and type': [
    [{ a: { $exists: true } }, [{ a: 1 }, { a: null }, { a: [] }], [{}]],
    [{ a: { $exists: false } }, [{}], [{ a: null }]],
    [{ 'a.b': { $exists: false } }, [{ a: [] }, { a: [1] }, {}], [{ a: [{}, { b: 1 }] }]],
    [{ a: { $type: 'double' } }, [{ a: new Double(1) }, { a: 1.5 }], [{ a: 1 }, { a: Long.ONE }]],
    [{ a: { $type: ['bool', 10] } }, [{ a: true }, { a: null }], [{}, { a: 0 }]],
    [{ a: { $type: 'array' } }, [{ a: [] }, { a: [[1]] }], [{ a: {} }]],
  ],
  'text and numbers': [
    [{ a: regex('^x', 'i') }, [{ a: 'Xy' }, { a: ['n', 'x'] }, { a: regex('^x', 'i') }], [{ a: 1 }, {}, { a: 'ax' }]],
    [{ a: { $regex: 'a.c', $options: 's' } }, [{ a: 'a\nc' }], [{ a: 'ac' }]],
    [{ a: { $regex: 'a b # note', $options: 'x' } }, [{ a: 'ab' }], [{ a: 'a b' }]],
    [{ a: { $regex: '(?i)^AB' } }, [{ a: 'abc' }], [{ a: 'cab' }]],
    [{ a: { $not: regex('^x') } }, [{ a: 'y' }, {}, { a: 1 }], [{ a: 'x' }]],
    [{ a: { $not: { $gt: 1 } } }, [{ a: 1 }, {}, { a: 'x' }], [{ a: 2 }, { a: [0, 2] }]],
    [
      { a: { $mod: [4, 1] } },
      [{ a: 5 }, { a: 5.9 }, { a: Long.fromInt(9) }, { a: [5] }],
      [{ a: 6 }, { a: '5' }, { a: -3 }],
    ],
    [{ a: { $mod: [4, -3] } }, [{ a: -3 }, { a: -7 }], [{ a: 1 }]],
    [{ a: { $bitsAllSet: [0, 2] } }, [{ a: 5 }, { a: 7 }, { a: -1 }], [{ a: 4 }, { a: 'x' }, { a: 5.5 }]],
    [{ a: { $bitsAnyClear: 6 } }, [{ a: 2 }], [{ a: 6 }, { a: 14 }]],
    [
      { a: { $bitsAllClear: new Binary(new Uint8Array([3])) } },
      [{ a: 4 }, { a: new Binary(new Uint8Array([4])) }],
      [{ a: 1 }],
    ],
    [{ a: { $bitsAnySet: [70] } }, [{ a: -1 }], [{ a: 5 }]],
  ],
  'logic and expressions': [
    [{ $or: [{ a: 1 }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], [{}]],
    [{ $nor: [{ a: 1 }, { b: 1 }] }, [{}, { a: 2 }], [{ a: 1 }]],
    [{ $and: [{ a: { $gt: 0 } }, { a: { $lt: 2 } }] }, [{ a: 1 }], [{ a: 2 }]],
    [
      { $expr: { $gt: ['$a', '$b'] } },
      [
        { a: 2, b: 1 },
        { a: 'x', b: 1 },
      ],
      [{ a: 1, b: 1 }, {}],
    ],
    [{ $expr: { $eq: [{ $size: '$a' }, 2] }, b: 1 }, [{ a: [1, 2], b: 1 }], [{ a: [1], b: 1 }]],
  ],
};

for (const [title, rows] of Object.entries(tables))
  describe(title, () => {
    test.each(rows)('%j', (filter, yes, no) => {
      const matches = compileFilter(filter);
      for (const doc of yes) expect([doc, matches(doc)]).toEqual([doc, true]);
      for (const doc of no) expect([doc, matches(doc)]).toEqual([doc, false]);
    });
  });

describe('a filter that cannot be meant', () => {
  test.each<[Doc, number]>([
    [{ $and: [] }, 2],
    [{ $or: 1 }, 2],
    [{ $or: [1] }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ a: { $in: [{ $gt: 1 }] } }, 2],
    [{ a: { $all: 1 } }, 2],
    [{ a: { $size: -1 } }, 2],
    [{ a: { $size: 1.5 } }, 2],
    [{ a: { $mod: [0, 1] } }, 2],
    [{ a: { $mod: [1] } }, 2],
    [{ a: { $type: 'nonsense' } }, 2],
    [{ a: { $type: [] } }, 9],
    [{ a: { $regex: '(' } }, 51091],
    [{ a: { $regex: 'a', $options: 'q' } }, 51108],
    [{ a: { $options: 'i' } }, 2],
    [{ a: { $not: {} } }, 2],
    [{ a: { $not: 1 } }, 2],
    [{ a: { $ne: regex('x') } }, 2],
    [{ a: { $gt: regex('x') } }, 2],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $bitsAllSet: -1 } }, 9],
    [{ a: { $gt: 1, b: 2 } }, 2],
  ])('%j', (filter, code) => {
    expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code }));
    expect(() => compileFilter(filter)).toThrow(CommandError);
  });
});

describe('the position that matched', () => {
  const positionsIn = (filter: Doc, doc: Doc): Value => {
    const positions: Positions = new Map();
    expect(compileFilter(filter)(doc, positions)).toBe(true);
    return Object.fromEntries(positions);
  };

  test('is told by the path of each array', () => {
    expect(positionsIn({ a: 2 }, { a: [1, 2] })).toEqual({ a: 1 });
    expect(positionsIn({ 'a.b': 2 }, { a: [{ b: 1 }, { b: [0, 2] }] })).toEqual({ a: 1, 'a.b': 1 });
    expect(positionsIn({ 'x.a': { $elemMatch: { b: 2 } } }, { x: { a: [{}, { b: 2 }] } })).toEqual({ 'x.a': 1 });
    expect(positionsIn({ a: 2, c: 9 }, { a: [2], c: [8, 9] })).toEqual({ a: 0, c: 1 });
  });
});
