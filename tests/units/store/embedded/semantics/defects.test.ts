/** Where stock in-memory engines answer differently from MongoDB; every answer here is MongoDB's documented one. */
import { describe, expect, test } from '@jest/globals';
import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compilePipeline } from '../../../../../src/store/embedded/semantics/aggregate.ts';
import { compareValues, equalValues } from '../../../../../src/store/embedded/semantics/compare.ts';
import type { CommandError } from '../../../../../src/store/embedded/semantics/error.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import { compileProjection } from '../../../../../src/store/embedded/semantics/projection.ts';
import { compileUpdate } from '../../../../../src/store/embedded/semantics/update.ts';
import { upsertDocument } from '../../../../../src/store/embedded/semantics/upsert.ts';
import type { Doc, Value } from '../../../../../src/store/embedded/semantics/values.ts';
import type { Positions } from '../../../../../src/store/embedded/semantics/walk.ts';

const now = new Date('2026-03-29T12:00:00Z');

function update(doc: Doc, change: Doc | Doc[], filter: Doc = {}, arrayFilters: Doc[] = []): Doc {
  const positions: Positions = new Map();
  expect(compileFilter(filter)(doc, positions)).toBe(true);
  return compileUpdate(change, { now, arrayFilters }).apply(doc, { positions }).doc;
}

function aggregate(docs: Doc[], pipeline: Doc[], others: Record<string, Doc[]> = {}): Doc[] {
  const resolveCollection = (name: string) => ({ find: () => others[name] ?? [], isIndexed: () => false });
  return [...compilePipeline(pipeline, { now, resolveCollection }).run(docs)].filter((doc) => doc !== undefined);
}

/** One expression over one document. */
const evaluate = (expression: Value, doc: Doc = {}): Value =>
  aggregate([doc], [{ $replaceWith: { answer: expression } }])[0]?.answer;

function refusal(run: () => unknown): { code: number; codeName: string } {
  try {
    run();
  } catch (error) {
    const { code, codeName } = error as CommandError; // what else is thrown has no code and fails the comparison
    return { code, codeName };
  }
  throw new Error('nothing was refused');
}

const matching = (filter: Doc, docs: Doc[]): Value[] => {
  const matches = compileFilter(filter);
  return docs.filter((doc) => matches(doc)).map(({ _id }) => _id);
};

describe('1: several positional paths through one array', () => {
  const stored: Doc = { _id: 1, items: [{ n: 1 }, { n: 2 }] };

  test('`$` twice changes two fields of the item the filter found', () => {
    expect(update(stored, { $set: { 'items.$.n': 5, 'items.$.at': now } }, { 'items.n': 2 }).items).toEqual([
      { n: 1 },
      { n: 5, at: now },
    ]);
  });

  test('`$[]` twice changes two fields of every item', () => {
    expect(update(stored, { $set: { 'items.$[].a': 1 }, $inc: { 'items.$[].n': 1 } }).items).toEqual([
      { n: 2, a: 1 },
      { n: 3, a: 1 },
    ]);
  });

  test('`$[item]` twice, as mongoose sends for a subdocument with timestamps', () => {
    const change = { $set: { 'items.$[item].n': 9, 'items.$[item].updatedAt': now }, $setOnInsert: { createdAt: now } };
    expect(update(stored, change, {}, [{ 'item.n': 1 }])).toEqual({
      _id: 1,
      items: [{ n: 9, updatedAt: now }, { n: 2 }],
    });
  });

  test('paths that meet at one place once resolved are still a conflict', () => {
    const change = { $set: { 'items.$.n': 1, 'items.1.n': 2 } };
    expect(refusal(() => update(stored, change, { 'items.n': 2 }))).toEqual({
      code: 40,
      codeName: 'ConflictingUpdateOperators',
    });
  });
});

describe('2: what MongoDB refuses instead of doing nothing', () => {
  const stored: Doc = { _id: 1, text: 'a', list: [1], number: 5, empty: null };

  test.each<[string, Doc, number, string]>([
    ['$inc on a string', { $inc: { text: 1 } }, 14, 'TypeMismatch'],
    ['$mul on an array', { $mul: { list: 2 } }, 14, 'TypeMismatch'],
    ['$inc on null', { $inc: { empty: 1 } }, 14, 'TypeMismatch'],
    ['$inc by a string', { $inc: { number: '1' } }, 14, 'TypeMismatch'],
    ['$push on a number', { $push: { number: 1 } }, 2, 'BadValue'],
    ['$addToSet on a string', { $addToSet: { text: 1 } }, 2, 'BadValue'],
    ['$pull on a string', { $pull: { text: 1 } }, 2, 'BadValue'],
    ['$pop on a string', { $pop: { text: 1 } }, 14, 'TypeMismatch'],
    ['$set through a number', { $set: { 'number.below': 1 } }, 28, 'PathNotViable'],
    ['$set through null', { $set: { 'empty.below': 1 } }, 28, 'PathNotViable'],
    ['$set of a name in an array', { $set: { 'list.name': 1 } }, 28, 'PathNotViable'],
    ['a change of _id', { $set: { _id: 2 } }, 66, 'ImmutableField'],
    ['a removed _id', { $unset: { _id: '' } }, 66, 'ImmutableField'],
    ['a replacement with another _id', { _id: 2 }, 66, 'ImmutableField'],
    ['an unknown modifier', { $grow: { number: 1 } }, 9, 'FailedToParse'],
  ])('%s', (_what, change, code, codeName) => {
    expect(refusal(() => update(stored, change))).toEqual({ code, codeName });
  });

  test('_id may be set to what it is', () => {
    expect(update(stored, { $set: { _id: 1, text: 'b' } })).toEqual({ ...stored, text: 'b' });
  });

  test('$setOnInsert acts on an insert alone', () => {
    const change = compileUpdate({ $set: { a: 1 }, $setOnInsert: { b: 2 } }, { now });
    expect(change.apply({ _id: 1 }).doc).toEqual({ _id: 1, a: 1 });
    expect(upsertDocument({ _id: 1, c: { $gt: 1 }, d: { $eq: 4 } }, change)).toEqual({ _id: 1, d: 4, a: 1, b: 2 });
  });
});

describe('3: joins and positions', () => {
  const orders: Doc[] = [
    { _id: 1, customer: 'a', least: 15 },
    { _id: 2, customer: 'z', least: 0 },
  ];
  const payments: Doc[] = [
    { _id: 10, customer: 'a', amount: 10 },
    { _id: 11, customer: 'a', amount: 20 },
    { _id: 12, customer: 'b', amount: 30 },
  ];

  test('$lookup with localField and a pipeline joins first, then runs the pipeline', () => {
    const stage = {
      from: 'payments',
      localField: 'customer',
      foreignField: 'customer',
      let: { least: '$least' },
      pipeline: [{ $match: { $expr: { $gte: ['$amount', '$$least'] } } }, { $project: { _id: 0, amount: 1 } }],
      as: 'paid',
    };
    expect(aggregate(orders, [{ $lookup: stage }], { payments }).map(({ paid }) => paid)).toEqual([
      [{ amount: 20 }],
      [],
    ]);
  });

  test('`.$` finds the item when the condition stands under $and', () => {
    const filter = { $and: [{ _id: 1 }, { 'items.n': 2 }] };
    const project = compileProjection({ 'items.$': 1 }, { filter });
    expect(project({ _id: 1, items: [{ n: 1 }, { n: 2, x: 1 }, { n: 2 }] })).toEqual({
      _id: 1,
      items: [{ n: 2, x: 1 }],
    });
  });

  test('a positional update finds it there too', () => {
    const doc: Doc = { _id: 1, items: [{ n: 1 }, { n: 2 }] };
    const filter = { $and: [{ items: { $elemMatch: { n: { $gt: 1 } } } }] };
    expect(update(doc, { $set: { 'items.$.x': 1 } }, filter).items).toEqual([{ n: 1 }, { n: 2, x: 1 }]);
  });
});

describe('4: zones and calendars', () => {
  const instant = new Date('2026-07-01T12:30:00Z');

  test.each([
    ['UTC', '2026-07-01 12:30 +0000'],
    ['GMT', '2026-07-01 12:30 +0000'],
    ['Etc/UTC', '2026-07-01 12:30 +0000'],
    ['Etc/GMT+5', '2026-07-01 07:30 -0500'],
    ['America/Argentina/Buenos_Aires', '2026-07-01 09:30 -0300'],
    ['America/Port-au-Prince', '2026-07-01 08:30 -0400'],
    ['Australia/Lord_Howe', '2026-07-01 23:00 +1030'],
    ['Europe/Berlin', '2026-07-01 14:30 +0200'],
    ['+05:30', '2026-07-01 18:00 +0530'],
    ['-0330', '2026-07-01 09:00 -0330'],
    ['+03', '2026-07-01 15:30 +0300'],
  ])('%s is known', (timezone, text) => {
    expect(evaluate({ $dateToString: { date: instant, timezone, format: '%Y-%m-%d %H:%M %z' } })).toBe(text);
  });

  test('a named zone costs about as much as UTC, where asking for each offset anew takes a hundred times as long', () => {
    const docs = Array.from({ length: 20_000 }, (_, at): Doc => ({ at: new Date(now.getTime() + at * 900_000) }));
    const timeFor = (timezone: string): number => {
      const pipeline = [{ $project: { text: { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M', timezone } } } }];
      const start = performance.now();
      expect(aggregate(docs, pipeline)).toHaveLength(docs.length);
      return performance.now() - start;
    };
    timeFor('UTC');
    expect(timeFor('Pacific/Auckland') / timeFor('UTC')).toBeLessThan(20);
  });

  test('an unknown zone is refused', () => {
    expect(refusal(() => evaluate({ $hour: { date: instant, timezone: 'Mars/Olympus' } })).code).toBe(40485);
  });

  test('$dateFromParts and $dateFromString use the offset of that day, not of today', () => {
    const parts = { year: 2026, month: 1, day: 15, hour: 9, timezone: 'America/New_York' };
    expect(evaluate({ $dateFromParts: parts })).toEqual(new Date('2026-01-15T14:00:00Z'));
    expect(evaluate({ $dateFromParts: { ...parts, month: 7 } })).toEqual(new Date('2026-07-15T13:00:00Z'));
    const read = (dateString: string): Value =>
      evaluate({ $dateFromString: { dateString, timezone: 'Europe/Berlin' } });
    expect([read('2026-01-15T09:00:00'), read('2026-07-15T09:00:00')]).toEqual([
      new Date('2026-01-15T08:00:00Z'),
      new Date('2026-07-15T07:00:00Z'),
    ]);
  });

  test('$dateAdd keeps the wall clock over a change of offset, for days and more', () => {
    const add = (unit: string, amount: number): Value =>
      evaluate({ $dateAdd: { startDate: new Date('2026-03-28T09:00:00Z'), unit, amount, timezone: 'Europe/Berlin' } });
    expect(add('day', 1)).toEqual(new Date('2026-03-29T08:00:00Z'));
    expect(add('hour', 24)).toEqual(new Date('2026-03-29T09:00:00Z'));
    expect(add('week', 1)).toEqual(new Date('2026-04-04T08:00:00Z'));
  });

  test('$dateAdd stays within a shorter month', () => {
    const startDate = new Date('2024-01-31T10:00:00Z');
    expect(evaluate({ $dateAdd: { startDate, unit: 'month', amount: 1 } })).toEqual(new Date('2024-02-29T10:00:00Z'));
    expect(evaluate({ $dateSubtract: { startDate, unit: 'quarter', amount: 1 } })).toEqual(
      new Date('2023-10-31T10:00:00Z'),
    );
    expect(evaluate({ $dateAdd: { startDate: new Date('2024-02-29T00:00:00Z'), unit: 'year', amount: 1 } })).toEqual(
      new Date('2025-02-28T00:00:00Z'),
    );
  });

  test.each([
    ['2021-01-03', '2020-W53-7'],
    ['2021-01-04', '2021-W01-1'],
    ['2024-12-30', '2025-W01-1'],
    ['2026-12-31', '2026-W53-4'],
    ['2027-01-01', '2026-W53-5'],
    ['2016-01-04', '2016-W01-1'],
  ])('%s lies in ISO week %s', (day, expected) => {
    const date = new Date(`${day}T00:00:00Z`);
    expect(evaluate({ $dateToString: { date, format: '%G-W%V-%u' } })).toBe(expected);
    const [year = '', week = ''] = expected.split('-W');
    expect(evaluate([{ $isoWeekYear: date }, { $isoWeek: date }])).toEqual([
      Long.fromString(year),
      Number(week.slice(0, 2)),
    ]);
  });
});

describe('5: null, missing and arrays in filters', () => {
  const docs: Doc[] = [
    { _id: 'none' },
    { _id: 'null', a: null },
    { _id: 'number', a: 4 },
    { _id: 'no b', a: {} },
    { _id: 'b null', a: { b: null } },
    { _id: 'b', a: { b: 1 } },
    { _id: 'empty list', a: [] },
    { _id: 'list of numbers', a: [1, 2] },
    { _id: 'list with null', a: [1, null] },
    { _id: 'some b missing', a: [{ b: 3 }, {}] },
    { _id: 'some b null', a: [{ b: 3 }, { b: null }] },
    { _id: 'all b', a: [{ b: 1 }, { b: 2 }] },
  ];
  const unset = ['none', 'null', 'number', 'no b', 'b null', 'some b missing', 'some b null'];

  test.each<[string, Value]>([
    ['null', null],
    ['$eq null', { $eq: null }],
    ['$in [null]', { $in: [null, 7] }],
    ['$lte null', { $lte: null }],
    ['$gte null', { $gte: null }],
  ])("'a.b' against %s holds for missing and null, not for arrays without documents", (_what, condition) => {
    expect(matching({ 'a.b': condition }, docs)).toEqual(unset);
  });

  test("'a.b' not null is exactly the rest", () => {
    const rest = ['b', 'empty list', 'list of numbers', 'list with null', 'all b'];
    expect(matching({ 'a.b': { $ne: null } }, docs)).toEqual(rest);
    expect(matching({ 'a.b': { $nin: [null] } }, docs)).toEqual(rest);
  });

  test('$lte null holds for a missing field, $lt null for nothing', () => {
    expect(matching({ a: { $lte: null } }, docs)).toEqual(['none', 'null', 'list with null']);
    expect(matching({ a: { $lt: null } }, docs)).toEqual([]);
  });

  test('$all holds for a scalar', () => {
    expect(matching({ a: { $all: [4] } }, docs)).toEqual(['number']);
    expect(matching({ a: { $all: [1, 2] } }, docs)).toEqual(['list of numbers']);
    expect(matching({ a: { $all: [] } }, docs)).toEqual([]);
  });
});

describe('6: types and ObjectIds', () => {
  const id = new ObjectId('65a000000000000000000001');

  test('$type knows objectId and looks into arrays', () => {
    const docs: Doc[] = [
      { _id: 1, a: id },
      { _id: 2, a: [1, id] },
      { _id: 3, a: id.toHexString() },
      { _id: 4, a: [1, 2] },
    ];
    expect(matching({ a: { $type: 'objectId' } }, docs)).toEqual([1, 2]);
    expect(matching({ a: { $type: 7 } }, docs)).toEqual([1, 2]);
    expect(matching({ a: { $type: ['string', 'array'] } }, docs)).toEqual([2, 3, 4]);
    expect(matching({ a: { $type: 'number' } }, docs)).toEqual([2, 4]);
  });

  test('the expression $type names every type', () => {
    const values: Value[] = [id, 1, new Double(1), Long.ONE, Decimal128.fromString('1'), 'a', true, now, null, [], {}];
    expect(values.map((value) => evaluate({ $type: { $literal: value } }))).toEqual([
      'objectId',
      'int',
      'double',
      'long',
      'decimal',
      'string',
      'bool',
      'date',
      'null',
      'array',
      'object',
    ]);
    expect(evaluate({ $type: '$nothing' })).toBe('missing');
  });

  test('an ObjectId becomes text and back', () => {
    expect(evaluate({ $toString: '$_id' }, { _id: id })).toBe('65a000000000000000000001');
    expect(evaluate({ $toObjectId: '65a000000000000000000001' })).toEqual(id);
    expect(evaluate({ $convert: { input: 'nonsense', to: 'objectId', onError: 'bad' } })).toBe('bad');
    expect(refusal(() => evaluate({ $toObjectId: 'nonsense' }))).toEqual({ code: 241, codeName: 'ConversionFailure' });
  });
});

describe('7: comparison', () => {
  const decimal = (text: string): Decimal128 => Decimal128.fromString(text);

  test('decimals and large longs compare as numbers', () => {
    expect(compareValues(decimal('9'), decimal('10'))).toBe(-1);
    expect(compareValues(decimal('1.0'), 1)).toBe(0);
    expect(compareValues(decimal('0.1'), 0.1)).toBe(-1);
    expect(compareValues(Long.fromString('9007199254740993'), new Double(9007199254740992))).toBe(1);
    expect(compareValues(Long.fromString('900'), Long.fromString('10000'))).toBe(-1);
    expect(
      matching({ a: { $gt: decimal('9.5') } }, [
        { _id: 1, a: decimal('10') },
        { _id: 2, a: 9 },
      ]),
    ).toEqual([1]);
    expect(evaluate({ $gt: [Long.fromString('9223372036854775807'), Long.fromString('9223372036854775806')] })).toBe(
      true,
    );
  });

  test('binary data compares by its bytes, also where they are no text', () => {
    const [one, two] = [new Binary(Buffer.from([0xff, 0xfe])), new Binary(Buffer.from([0xff, 0xfd]))];
    expect(equalValues(one, two)).toBe(false);
    expect(compareValues(one, two)).toBe(1);
    expect(compareValues(new Binary(Buffer.from([9])), two)).toBe(-1);
  });

  test('the order of fields counts in subdocuments', () => {
    expect(equalValues({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false);
    expect(
      matching({ x: { a: 1, b: 2 } }, [
        { _id: 1, x: { b: 2, a: 1 } },
        { _id: 2, x: { a: 1, b: new Double(2) } },
      ]),
    ).toEqual([2]);
    expect(aggregate([{ x: { a: 1, b: 2 } }, { x: { b: 2, a: 1 } }], [{ $group: { _id: '$x' } }])).toHaveLength(2);
  });

  test('values of different types have the documented order', () => {
    const ordered: Value[] = [
      new MinKey(),
      null,
      5,
      'a',
      {},
      [],
      new Binary(Buffer.from([1])),
      new ObjectId(),
      false,
      now,
      new Timestamp({ t: 1, i: 1 }),
      new BSONRegExp('a'),
      new MaxKey(),
    ];
    const shuffled = aggregate(
      [...ordered].reverse().map((v) => ({ v })),
      [{ $sort: { v: 1 } }],
    ).map(({ v }) => v);
    // The empty array sorts below everything but MinKey, as an array stands for its smallest item.
    expect(shuffled).toEqual([ordered[0], [], ...ordered.slice(1).filter((value) => !Array.isArray(value))]);
    for (const [at, value] of ordered.entries())
      for (const above of ordered.slice(at + 1)) expect(compareValues(value, above)).toBe(-1);
  });
});

describe('8: what is not supported is refused with a code', () => {
  test.each<[string, Doc, number, string]>([
    ['$text', { $text: { $search: 'a' } }, 27, 'IndexNotFound'],
    ['$near', { at: { $near: [1, 2] } }, 291, 'NoQueryExecutionPlans'],
    ['$geoWithin', { at: { $geoWithin: {} } }, 238, 'NotImplemented'],
    ['$where', { $where: 'true' }, 2, 'BadValue'],
    ['$jsonSchema', { $jsonSchema: {} }, 238, 'NotImplemented'],
    ['an unknown operator', { a: { $foo: 1 } }, 2, 'BadValue'],
    ['an unknown top-level operator', { $foo: 1 }, 2, 'BadValue'],
  ])('%s in a filter', (_what, filter, code, codeName) => {
    expect(refusal(() => compileFilter(filter))).toEqual({ code, codeName });
  });

  test('$comment says nothing about documents', () => {
    expect(
      matching({ $comment: 'why', a: { $gt: 1, $comment: 'more' } }, [
        { _id: 1, a: 2 },
        { _id: 2, a: 1 },
      ]),
    ).toEqual([1]);
  });

  test('an unknown stage and an unknown expression', () => {
    expect(refusal(() => aggregate([], [{ $foo: {} }]))).toEqual({ code: 40324, codeName: 'Location40324' });
    expect(refusal(() => evaluate({ $foo: 1 }))).toEqual({ code: 168, codeName: 'InvalidPipelineOperator' });
  });
});
