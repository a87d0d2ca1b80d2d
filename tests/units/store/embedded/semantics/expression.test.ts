// biome-ignore-all lint/suspicious/noThenProperty: $cond and $switch have a field of this name
import { describe, expect, test } from '@jest/globals';
import { BSONRegExp, Decimal128, Double, Long, ObjectId } from 'bson';
import { compileExpression, newContext } from '../../../../../src/store/embedded/semantics/expression.ts';
import type { Doc, Value } from '../../../../../src/store/embedded/semantics/values.ts';

const now = new Date('2026-03-29T12:00:00Z');
const evaluate = (expression: Value, doc: Doc = {}): Value =>
  compileExpression(expression, newContext({ now, random: () => 0.25, variables: { given: 4 } }))(doc);

const decimal = (text: string): Decimal128 => Decimal128.fromString(text);
const whole = (value: number): Double => new Double(value);
const long = (text: string | number): Long => Long.fromString(String(text));
const at = (iso: string): Date => new Date(iso);

const doc: Doc = {
  n: 5,
  d: 2.5,
  s: 'Héllo',
  list: [3, 1, 2],
  docs: [{ x: 1, tags: ['a'] }, { x: 2 }, 9],
  sub: { a: { b: 1 } },
  at: at('2026-07-01T12:34:56.789Z'),
};

/** [expression, answer] over the document above; `undefined` is a missing value. */
const tables: Record<string, [Value, Value][]> = {
  'paths and variables': [
    ['$n', 5],
    ['$sub.a.b', 1],
    ['$docs.x', [1, 2]],
    ['$docs.tags', [['a']]],
    ['$docs.0', []],
    ['$list.x', []],
    ['$nothing', undefined],
    ['$$ROOT.n', 5],
    ['$$NOW', now],
    ['$$given', 4],
    ['$$REMOVE', undefined],
    [
      { a: '$n', b: { c: '$nothing' } },
      { a: 5, b: {} },
    ],
    [
      ['$n', '$nothing'],
      [5, null],
    ],
    [{ $literal: '$n' }, '$n'],
    [{ $let: { vars: { a: 1, b: '$n' }, in: { $add: ['$$a', '$$b'] } } }, 6],
    ['$constructor', undefined],
  ],
  'arithmetic keeps types': [
    [{ $add: [1, 2] }, 3],
    [{ $add: [1, whole(2)] }, whole(3)],
    [{ $add: [2147483647, 1] }, long(2147483648)],
    [{ $add: [long('9223372036854775807'), 1] }, 2 ** 63],
    [{ $add: [decimal('0.1'), decimal('0.2')] }, decimal('0.3')],
    [{ $add: ['$at', 1000] }, at('2026-07-01T12:34:57.789Z')],
    [{ $add: [1, null] }, null],
    [{ $subtract: ['$at', at('2026-07-01T12:34:56.000Z')] }, long(789)],
    [{ $subtract: [1, 2.5] }, -1.5],
    [{ $multiply: [3, long(2)] }, long(6)],
    [{ $divide: [6, 3] }, whole(2)],
    [{ $divide: [decimal('1'), 3] }, decimal('0.3333333333333333333333333333333333')],
    [{ $mod: [-7, 3] }, -1],
    [{ $mod: [7.5, 2] }, 1.5],
    [{ $abs: long(-3) }, long(3)],
    [{ $floor: -2.5 }, whole(-3)],
    [{ $ceil: decimal('2.1') }, decimal('3')],
    [{ $round: [2.5] }, whole(2)],
    [{ $round: [3.5, 0] }, whole(4)],
    [{ $round: [2.675, 2] }, 2.67],
    [{ $round: [decimal('2.675'), 2] }, decimal('2.68')],
    [{ $round: [1250, -2] }, 1200],
    [{ $trunc: [-2.79, 1] }, -2.7],
    [{ $pow: [2, 10] }, 1024],
    [{ $pow: [2, -1] }, 0.5],
    [{ $sqrt: 16 }, whole(4)],
    [{ $log: [8, 2] }, whole(3)],
    [{ $rand: {} }, 0.25],
    [{ $bitXor: [5, 1] }, 4],
  ],
  'comparison and choice': [
    [{ $eq: ['$n', whole(5)] }, true],
    [{ $lt: ['$nothing', null] }, true],
    [{ $gt: ['text', 99] }, true],
    [
      {
        $cmp: [
          [1, 2],
          [1, 3],
        ],
      },
      -1,
    ],
    [{ $and: ['$n', '$nothing'] }, false],
    [{ $or: [0, 'x'] }, true],
    [{ $not: [null] }, true],
    [{ $cond: { if: { $gt: ['$n', 3] }, then: 'big', else: 'small' } }, 'big'],
    [{ $cond: [decimal('0'), 1, 2] }, 2],
    [{ $ifNull: ['$nothing', null, 'x'] }, 'x'],
    [
      {
        $switch: {
          branches: [
            { case: false, then: 1 },
            { case: '$n', then: 2 },
          ],
        },
      },
      2,
    ],
    [{ $switch: { branches: [{ case: false, then: 1 }], default: 3 } }, 3],
  ],
  lists: [
    [{ $map: { input: '$list', as: 'v', in: { $multiply: ['$$v', 2] } } }, [6, 2, 4]],
    [{ $map: { input: '$docs', in: '$$this.x' } }, [1, 2, null]],
    [
      { $map: { input: '$list', as: 'a', in: { $map: { input: '$list', as: 'b', in: { $add: ['$$a', '$$b'] } } } } },
      [
        [6, 4, 5],
        [4, 2, 3],
        [5, 3, 4],
      ],
    ],
    [{ $filter: { input: '$list', cond: { $gte: ['$$this', 2] } } }, [3, 2]],
    [{ $filter: { input: '$list', cond: true, limit: 1 } }, [3]],
    [{ $reduce: { input: '$list', initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    [{ $arrayElemAt: ['$list', -1] }, 2],
    [{ $arrayElemAt: ['$list', 9] }, undefined],
    [{ $first: '$list' }, 3],
    [{ $slice: ['$list', 1, 5] }, [1, 2]],
    [{ $slice: ['$list', -2] }, [1, 2]],
    [{ $size: '$list' }, 3],
    [{ $in: [whole(2), '$list'] }, true],
    [{ $indexOfArray: ['$list', 2] }, 2],
    [{ $range: [0, 10, 4] }, [0, 4, 8]],
    [{ $reverseArray: '$list' }, [2, 1, 3]],
    [{ $concatArrays: ['$list', [9]] }, [3, 1, 2, 9]],
    [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
    [
      { $zip: { inputs: ['$list', ['a']], useLongestLength: true, defaults: [0, 'z'] } },
      [
        [3, 'a'],
        [1, 'z'],
        [2, 'z'],
      ],
    ],
    [{ $maxN: { input: '$list', n: 2 } }, [3, 2]],
    [{ $sum: '$list' }, 6],
    [{ $avg: ['$n', '$d'] }, 3.75],
    [{ $max: ['$n', '$nothing', 'a'] }, 'a'],
    [{ $stdDevPop: [1, 3] }, whole(1)],
    [
      {
        $setUnion: [
          [2, 1],
          [whole(1), 3],
        ],
      },
      [1, 2, 3],
    ],
    [{ $setIntersection: ['$list', [2, 3, 4]] }, [2, 3]],
    [{ $setDifference: ['$list', [1]] }, [3, 2]],
    [{ $setIsSubset: [[1], '$list'] }, true],
    [{ $setEquals: ['$list', [1, 2, 3, 3]] }, true],
    [{ $anyElementTrue: [[0, null, 1]] }, true],
  ],
  documents: [
    [{ $mergeObjects: ['$sub', { z: 1 }, null] }, { a: { b: 1 }, z: 1 }],
    [{ $objectToArray: '$sub' }, [{ k: 'a', v: { b: 1 } }]],
    [
      {
        $arrayToObject: [
          [
            ['a', 1],
            ['b', 2],
          ],
        ],
      },
      { a: 1, b: 2 },
    ],
    [{ $arrayToObject: { $objectToArray: '$sub' } }, { a: { b: 1 } }],
    [{ $getField: 'n' }, 5],
    [{ $getField: { field: { $literal: '$odd.name' }, input: { $literal: { '$odd.name': 2 } } } }, 2],
    [{ $setField: { field: 'z', input: '$sub', value: 1 } }, { a: { b: 1 }, z: 1 }],
    [{ $unsetField: { field: 'a', input: '$sub' } }, {}],
  ],
  text: [
    [{ $concat: ['a', '$s'] }, 'aHéllo'],
    [{ $concat: ['a', '$nothing'] }, null],
    [{ $toUpper: '$s' }, 'HéLLO'],
    [{ $toLower: null }, ''],
    [{ $strLenCP: '$s' }, 5],
    [{ $strLenBytes: '$s' }, 6],
    [{ $substrCP: ['$s', 1, 2] }, 'él'],
    [{ $substrBytes: ['$s', 0, 1] }, 'H'],
    [{ $indexOfCP: ['$s', 'l'] }, 2],
    [{ $indexOfBytes: ['$s', 'l'] }, 3],
    [{ $indexOfCP: ['$s', 'x'] }, -1],
    [{ $split: ['a-b-c', '-'] }, ['a', 'b', 'c']],
    [{ $trim: { input: '  x\n' } }, 'x'],
    [{ $ltrim: { input: 'xxaxx', chars: 'x' } }, 'axx'],
    [{ $replaceAll: { input: 'a.b.c', find: '.', replacement: { $literal: '$&' } } }, 'a$&b$&c'],
    [{ $replaceOne: { input: 'aa', find: 'a', replacement: 'b' } }, 'ba'],
    [{ $strcasecmp: ['abc', 'ABD'] }, -1],
    [{ $regexMatch: { input: '$s', regex: new BSONRegExp('^h', 'i') } }, true],
    [{ $regexFind: { input: '$s', regex: '(l+)(x)?' } }, { match: 'll', idx: 2, captures: ['ll', null] }],
    [
      { $regexFindAll: { input: 'a1b2', regex: '[0-9]' } },
      [
        { match: '1', idx: 1, captures: [] },
        { match: '2', idx: 3, captures: [] },
      ],
    ],
  ],
  conversion: [
    [{ $toInt: '42' }, 42],
    [{ $toInt: 3.9 }, 3],
    [{ $toLong: 5 }, long(5)],
    [{ $toDouble: '1.5' }, 1.5],
    [{ $toDouble: 1 }, whole(1)],
    [{ $toDecimal: 0.1 }, decimal('0.100000000000000')],
    [{ $toDecimal: whole(5) }, decimal('5.00000000000000')],
    [{ $avg: [decimal('1'), decimal('2')] }, decimal('1.5')],
    [{ $toString: whole(5) }, '5'],
    [{ $toString: '$at' }, '2026-07-01T12:34:56.789Z'],
    [{ $toBool: '' }, true],
    [{ $toDate: '2026-07-01' }, at('2026-07-01T00:00:00Z')],
    [{ $toDate: long(1000) }, new Date(1000)],
    [{ $toDate: new ObjectId('65a000000000000000000001') }, new Date(0x65a00000 * 1000)],
    [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
    [{ $convert: { input: null, to: 'int', onNull: 0 } }, 0],
    [{ $isNumber: '$n' }, true],
  ],
  dates: [
    [{ $year: '$at' }, 2026],
    [{ $dayOfWeek: '$at' }, 4],
    [{ $dayOfYear: '$at' }, 182],
    [{ $week: '$at' }, 26],
    [{ $hour: { date: '$at', timezone: 'America/New_York' } }, 8],
    [{ $hour: { date: '$at', timezone: null } }, null],
    [{ $dateToString: { date: '$at' } }, '2026-07-01T12:34:56.789Z'],
    [{ $dateToString: { date: '$at', format: '%d.%m.%Y %H:%M:%S %j %u %b' } }, '01.07.2026 12:34:56 182 3 Jul'],
    [{ $dateToString: { date: '$nothing', onNull: 'never' } }, 'never'],
    [{ $dateFromString: { dateString: '2026-07-01T12:00:00+02:00' } }, at('2026-07-01T10:00:00Z')],
    [{ $dateFromString: { dateString: '01/07/2026', format: '%d/%m/%Y' } }, at('2026-07-01T00:00:00Z')],
    [{ $dateFromString: { dateString: 'soon', onError: 'unclear' } }, 'unclear'],
    [
      { $dateToParts: { date: '$at', timezone: '+01:00' } },
      { year: 2026, month: 7, day: 1, hour: 13, minute: 34, second: 56, millisecond: 789 },
    ],
    [
      { $dateToParts: { date: '$at', iso8601: true } },
      { isoWeekYear: 2026, isoWeek: 27, isoDayOfWeek: 3, hour: 12, minute: 34, second: 56, millisecond: 789 },
    ],
    [{ $dateFromParts: { year: 2026, month: 14, day: 0 } }, at('2027-01-31T00:00:00Z')],
    [{ $dateFromParts: { isoWeekYear: 2026, isoWeek: 27, isoDayOfWeek: 3 } }, at('2026-07-01T00:00:00Z')],
    [
      {
        $dateDiff: {
          startDate: at('2026-03-28T23:00:00Z'),
          endDate: at('2026-03-29T22:00:00Z'),
          unit: 'day',
          timezone: 'Europe/Berlin',
        },
      },
      long(1),
    ],
    [
      {
        $dateDiff: {
          startDate: at('2026-03-28T23:00:00Z'),
          endDate: at('2026-03-29T22:00:00Z'),
          unit: 'hour',
          timezone: 'Europe/Berlin',
        },
      },
      long(23),
    ],
    [
      { $dateDiff: { startDate: at('2025-12-31T23:59:59Z'), endDate: at('2026-01-01T00:00:00Z'), unit: 'year' } },
      long(1),
    ],
    [
      {
        $dateDiff: {
          startDate: at('2026-07-04T00:00:00Z'),
          endDate: at('2026-07-06T00:00:00Z'),
          unit: 'week',
          startOfWeek: 'monday',
        },
      },
      long(1),
    ],
    [{ $dateTrunc: { date: '$at', unit: 'day', timezone: 'America/New_York' } }, at('2026-07-01T04:00:00Z')],
    [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'mon' } }, at('2026-06-29T00:00:00Z')],
    [{ $dateTrunc: { date: '$at', unit: 'quarter' } }, at('2026-07-01T00:00:00Z')],
    [{ $dateTrunc: { date: '$at', unit: 'minute', binSize: 15 } }, at('2026-07-01T12:30:00Z')],
  ],
};

for (const [title, rows] of Object.entries(tables))
  describe(title, () => {
    test.each(rows)('%j', (expression, answer) => {
      expect(evaluate(expression, doc)).toEqual(answer);
    });
  });

describe('the skipped and the doubled hour', () => {
  const berlin = (year: number, month: number, day: number, hour: number, minute: number): Value =>
    evaluate({ $dateFromParts: { year, month, day, hour, minute, timezone: 'Europe/Berlin' } });

  test('a time that does not exist moves forward, one that exists twice is its first pass', () => {
    expect(berlin(2026, 3, 29, 2, 30)).toEqual(at('2026-03-29T01:30:00Z'));
    expect(berlin(2026, 10, 25, 2, 30)).toEqual(at('2026-10-25T00:30:00Z'));
    expect(berlin(2026, 10, 25, 3, 0)).toEqual(at('2026-10-25T02:00:00Z'));
  });

  test('offsets change at the very millisecond', () => {
    const hourOf = (date: Date): Value => evaluate({ $hour: { date, timezone: 'Europe/Berlin' } });
    expect(hourOf(at('2026-03-29T00:59:59.999Z'))).toBe(1);
    expect(hourOf(at('2026-03-29T01:00:00.000Z'))).toBe(3);
  });
});

describe('an expression that cannot be meant', () => {
  test.each<[Value, number]>([
    [{ $add: ['a', 1] }, 14],
    [{ $subtract: [1, '$at'] }, 14],
    [{ $divide: [1, 0] }, 2],
    [{ $mod: [1, 0] }, 16610],
    [{ $abs: 'x' }, 28765],
    [{ $sqrt: -1 }, 28714],
    [{ $ln: 0 }, 28766],
    [{ $pow: [0, -1] }, 28764],
    [{ $size: '$n' }, 17124],
    [{ $concat: ['a', 1] }, 16702],
    [{ $arrayElemAt: ['$n', 0] }, 28689],
    [{ $in: [1, 2] }, 40081],
    [{ $map: { input: '$n', in: 1 } }, 16883],
    [{ $map: { input: '$list', as: 'Big', in: 1 } }, 9],
    [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066],
    [{ $cond: [1, 2] }, 16020],
    [{ $eq: [1] }, 16020],
    [{ $toInt: 'x' }, 241],
    [{ $toInt: long('9999999999') }, 241],
    [{ $year: 'x' }, 16006],
    [{ $dateToString: { date: '$at', format: '%Q' } }, 18536],
    [{ $dateAdd: { startDate: '$at', unit: 'era', amount: 1 } }, 9],
    [{ $dateFromString: { dateString: '2026-02-30' } }, 241],
    [{ $toUpper: '$list' }, 16007],
    [{ $mergeObjects: [1] }, 40400],
    ['$$unknown', 17276],
    ['$a..b', 15998],
    [{ $add: 1, $subtract: 2 }, 15983],
    [{ 'a.b': 1 }, 16412],
    [{ $nope: 1 }, 168],
  ])('%j', (expression, code) => {
    expect(() => evaluate(expression, doc)).toThrow(expect.objectContaining({ code }));
  });
});
