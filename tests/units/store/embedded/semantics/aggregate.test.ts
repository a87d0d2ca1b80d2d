import { describe, expect, test } from '@jest/globals';
import { Decimal128, Double, Long } from 'bson';
import { compilePipeline } from '../../../../../src/store/embedded/semantics/aggregate.ts';
import { compileFilter } from '../../../../../src/store/embedded/semantics/filter.ts';
import type { JoinedCollection } from '../../../../../src/store/embedded/semantics/stage-types.ts';
import type { Doc, Value } from '../../../../../src/store/embedded/semantics/values.ts';

const now = new Date('2026-03-29T12:00:00Z');

interface Given {
  readonly others?: Record<string, Doc[]>;
  readonly variables?: Doc;
  readonly indexed?: string[];
  /** Filled with what other collections are asked for. */
  readonly asked?: Doc[];
}

function compile(pipeline: Value, { others = {}, variables = {}, indexed = [], asked = [] }: Given = {}) {
  const resolveCollection = (name: string): JoinedCollection => ({
    find: (filter) => {
      asked.push(filter);
      return (others[name] ?? []).filter((doc) => compileFilter(filter)(doc));
    },
    isIndexed: (path) => indexed.includes(path),
  });
  return compilePipeline(pipeline, { now, resolveCollection, variables, random: () => 0.5 });
}

const run = (docs: Doc[], pipeline: Value, given: Given = {}): Doc[] =>
  [...compile(pipeline, given).run(docs)].filter((doc) => doc !== undefined);

const sales: Doc[] = [
  { _id: 1, who: 'a', n: 1, tags: ['x', 'y'] },
  { _id: 2, who: 'b', n: 2.5, tags: [] },
  { _id: 3, who: 'a', n: Long.fromInt(4), tags: ['x'] },
  { _id: 4, who: 'c', n: null },
];

describe('one document after the other', () => {
  test.each<[Doc[], unknown[]]>([
    [[{ $match: { who: 'a' } }], [1, 3]],
    [[{ $match: { $expr: { $eq: ['$who', '$$wanted'] } } }], [2]],
    [[{ $sort: { who: -1, _id: -1 } }], [4, 2, 3, 1]],
    [
      [{ $skip: 1 }, { $limit: 2 }],
      [2, 3],
    ],
    [[{ $unwind: '$tags' }], [1, 1, 3]],
    [[{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }], [1, 1, 2, 3, 4]],
    [[{ $sample: { size: 2 } }], [3, 1]],
  ])('%j', (pipeline, ids) => {
    expect(run(sales, pipeline, { variables: { wanted: 'b' } }).map(({ _id }) => _id)).toEqual(ids);
  });

  test.each<[Doc[], Doc]>([
    [[{ $project: { who: 1, _id: 0 } }], { who: 'a' }],
    [[{ $project: { who: 0, tags: 0 } }], { _id: 1, n: 1 }],
    [[{ $project: { _id: 0, twice: { $multiply: ['$n', 2] }, 'deep.who': '$who' } }], { twice: 2, deep: { who: 'a' } }],
    [[{ $addFields: { 'deep.n': '$n', who: '$$REMOVE' } }], { _id: 1, n: 1, tags: ['x', 'y'], deep: { n: 1 } }],
    [[{ $set: { n: 9 } }, { $unset: ['tags', 'who'] }], { _id: 1, n: 9 }],
    [[{ $replaceRoot: { newRoot: { id: '$_id' } } }], { id: 1 }],
    [[{ $unwind: { path: '$tags', includeArrayIndex: 'at' } }], { _id: 1, who: 'a', n: 1, tags: 'x', at: 0 }],
    [[{ $project: { _id: 0, flag: { $literal: 1 } } }], { flag: 1 }],
  ])('%j', (pipeline, first) => {
    expect(run(sales, pipeline)[0]).toEqual(first);
  });

  test('$project names values inside arrays item by item', () => {
    const docs: Doc[] = [{ _id: 1, k: 7, items: [{ a: 1, b: 1 }, { a: 2 }] }];
    expect(run(docs, [{ $project: { _id: 0, 'items.b': 1 } }])).toEqual([{ items: [{ b: 1 }, {}] }]);
    expect(run(docs, [{ $addFields: { 'items.k': '$k' } }])[0]?.items).toEqual([
      { a: 1, b: 1, k: 7 },
      { a: 2, k: 7 },
    ]);
  });

  test('$redact goes down level by level', () => {
    const docs: Doc[] = [{ _id: 1, open: true, a: { open: false }, list: [{ open: true, x: 1 }, { open: false }] }];
    const stage = { $redact: { $cond: ['$open', '$$DESCEND', '$$PRUNE'] } };
    expect(run(docs, [stage])).toEqual([{ _id: 1, open: true, list: [{ open: true, x: 1 }] }]);
  });

  test('documents that went in are as they were', () => {
    const before = JSON.stringify(sales);
    run(sales, [{ $unwind: '$tags' }, { $set: { 'tags.x': 1, n: 0 } }, { $unset: 'who' }]);
    expect(JSON.stringify(sales)).toBe(before);
  });
});

describe('groups', () => {
  const group = (fields: Doc, _id: Value = '$who'): Doc[] => run(sales, [{ $group: { _id, ...fields } }]);

  test('count and sum with the widest type that took part', () => {
    expect(group({ sum: { $sum: '$n' }, count: { $sum: 1 }, docs: { $count: {} } })).toEqual([
      { _id: 'a', sum: Long.fromInt(5), count: 2, docs: 2 },
      { _id: 'b', sum: 2.5, count: 1, docs: 1 },
      { _id: 'c', sum: 0, count: 1, docs: 1 },
    ]);
  });

  test('know averages, extremes, ends and lists', () => {
    const fields = {
      avg: { $avg: '$n' },
      min: { $min: '$n' },
      max: { $max: '$n' },
      first: { $first: '$_id' },
      last: { $last: '$_id' },
      all: { $push: '$n' },
      tags: { $addToSet: '$tags' },
      top: { $topN: { n: 1, sortBy: { _id: -1 }, output: '$_id' } },
      some: { $firstN: { n: 1, input: '$_id' } },
    };
    expect(group(fields)[0]).toEqual({
      _id: 'a',
      avg: 2.5,
      min: 1,
      max: Long.fromInt(4),
      first: 1,
      last: 3,
      all: [1, Long.fromInt(4)],
      tags: [['x', 'y'], ['x']],
      top: [3],
      some: [1],
    });
    expect(group({ avg: { $avg: '$n' } })[2]).toEqual({ _id: 'c', avg: null });
  });

  test('are told apart by value: equal numbers are one, missing is null', () => {
    const docs: Doc[] = [
      { k: 1 },
      { k: new Double(1) },
      { k: Decimal128.fromString('1.0') },
      { k: '1' },
      {},
      { k: null },
    ];
    expect(run(docs, [{ $group: { _id: '$k', n: { $sum: 1 } } }])).toEqual([
      { _id: 1, n: 3 },
      { _id: '1', n: 1 },
      { _id: null, n: 2 },
    ]);
    expect(run(sales, [{ $group: { _id: { w: '$who', has: { $gt: ['$n', 1] } } } }])).toHaveLength(4);
  });

  test('sum doubles without losing small parts', () => {
    const docs = Array.from({ length: 10 }, () => ({ n: 0.1 }));
    expect(run(docs, [{ $group: { _id: null, sum: { $sum: '$n' } } }])).toEqual([{ _id: null, sum: new Double(1) }]);
  });

  test('have short forms', () => {
    expect(run(sales, [{ $sortByCount: '$who' }])[0]).toEqual({ _id: 'a', count: 2 });
    expect(run(sales, [{ $count: 'total' }])).toEqual([{ total: 4 }]);
    expect(run([], [{ $count: 'total' }])).toEqual([]);
    const bucket = { groupBy: '$_id', boundaries: [0, 2, 4], default: 'more', output: { ids: { $push: '$_id' } } };
    expect(run(sales, [{ $bucket: bucket }])).toEqual([
      { _id: 0, ids: [1] },
      { _id: 2, ids: [2, 3] },
      { _id: 'more', ids: [4] },
    ]);
  });

  test('can stand beside each other in $facet', () => {
    const facet = { ends: [{ $limit: 1 }, { $project: { _id: 1 } }], total: [{ $count: 'n' }] };
    expect(run(sales, [{ $facet: facet }])).toEqual([{ ends: [{ _id: 1 }], total: [{ n: 4 }] }]);
  });
});

describe('other collections', () => {
  const others = {
    people: [
      { _id: 'a', boss: 'b' },
      { _id: 'b', boss: 'c' },
      { _id: 'c', boss: null },
      { _id: 'd', boss: 'zz' },
    ] as Doc[],
  };
  const lookup = { from: 'people', localField: 'who', foreignField: '_id', as: 'person' };

  test.each([[[]], [['_id']]])('are joined by equality, with these indexes: %j', (indexed) => {
    const given = { others, indexed };
    expect(run(sales, [{ $lookup: lookup }], given).map(({ person }) => person)).toEqual([
      [others.people[0]],
      [others.people[1]],
      [others.people[0]],
      [others.people[2]],
    ]);
    const missing = { ...lookup, localField: 'nothing', foreignField: 'boss' };
    expect(run(sales.slice(0, 1), [{ $lookup: missing }], given)[0]?.person).toEqual([others.people[2]]);
    const list: Doc[] = [{ _id: 1, who: ['c', 'a', 'a'] }];
    expect(run(list, [{ $lookup: lookup }], given)[0]?.person).toEqual([others.people[0], others.people[2]]);
  });

  test('are joined by a pipeline that sees the variables around it', () => {
    const inner = {
      from: 'people',
      let: { boss: '$boss' },
      pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$boss'] } } }],
      as: 'up',
    };
    const outer = {
      from: 'people',
      let: { who: '$who' },
      pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$who'] } } }, { $lookup: inner }],
      as: 'p',
    };
    expect(run(sales.slice(0, 2), [{ $lookup: outer }], { others }).map(({ p }) => p)).toEqual([
      [{ _id: 'a', boss: 'b', up: [{ _id: 'b', boss: 'c' }] }],
      [{ _id: 'b', boss: 'c', up: [{ _id: 'c', boss: null }] }],
    ]);
  });

  test('are followed from document to document', () => {
    const stage = {
      from: 'people',
      startWith: '$who',
      connectFromField: 'boss',
      connectToField: '_id',
      as: 'chain',
      depthField: 'd',
    };
    expect(run(sales.slice(0, 1), [{ $graphLookup: stage }], { others })[0]?.chain).toEqual([
      { _id: 'a', boss: 'b', d: 0 },
      { _id: 'b', boss: 'c', d: 1 },
      { _id: 'c', boss: null, d: 2 },
    ]);
    const near = { ...stage, maxDepth: 0 };
    expect(run(sales.slice(0, 1), [{ $graphLookup: near }], { others })[0]?.chain).toHaveLength(1);
  });

  test('are put behind the documents at hand', () => {
    const union = { coll: 'people', pipeline: [{ $match: { boss: null } }] };
    expect(run(sales.slice(0, 1), [{ $unionWith: union }, { $project: { _id: 1 } }], { others })).toEqual([
      { _id: 1 },
      { _id: 'c' },
    ]);
    const asked: Doc[] = [];
    run([], [{ $unionWith: union }, { $unionWith: 'people' }], { others, asked });
    // An index can serve what the other pipeline begins with.
    expect(asked).toEqual([{ boss: null }, {}]);
    expect(run([], [{ $documents: [{ a: 1 }, { a: { $add: [1, 1] } }] }])).toEqual([{ a: 1 }, { a: 2 }]);
  });
});

describe('what a pipeline says about itself', () => {
  test('the filter it starts with', () => {
    expect(compile([{ $match: { a: 1 } }, { $sort: { a: 1 } }]).filter).toEqual({ a: 1 });
    expect(compile([{ $match: { a: 1 } }, { $match: { b: 1 } }]).filter).toEqual({ $and: [{ a: 1 }, { b: 1 }] });
    expect(compile([{ $sort: { a: 1 } }, { $match: { b: 1 } }]).filter).toEqual({});
  });

  test('where its result is to be written', () => {
    expect(compile([{ $out: 'c' }]).final).toEqual({ kind: 'out', database: undefined, collection: 'c' });
    expect(
      compile([{ $merge: { into: { db: 'd', coll: 'c' }, on: ['a', 'b'], whenMatched: 'replace' } }]).final,
    ).toEqual({
      kind: 'merge',
      database: 'd',
      collection: 'c',
      on: ['a', 'b'],
      whenMatched: 'replace',
      whenNotMatched: 'insert',
      variables: {},
    });
    expect(compile([{ $match: {} }]).final).toBeUndefined();
  });

  test('it reads no more documents than its result needs', () => {
    let read = 0;
    function* endless(): Iterable<Doc> {
      for (;;) yield { _id: ++read };
    }
    expect([...compile([{ $match: { _id: { $gt: 2 } } }, { $limit: 2 }]).run(endless())]).toEqual([
      { _id: 3 },
      { _id: 4 },
    ]);
    expect(read).toBe(4);
  });
});

describe('a pipeline that cannot be run', () => {
  test.each<[Value, number]>([
    [{ $match: {} }, 14],
    [[1], 14],
    [[{}], 40323],
    [[{ $match: {}, $sort: { a: 1 } }], 40323],
    [[{ $nope: {} }], 40324],
    [[{ $setWindowFields: {} }], 40324],
    [[{ $geoNear: {} }], 40324],
    [[{ $out: 'c' }, { $match: {} }], 40601],
    [[{ $match: {} }, { $documents: [] }], 40602],
    [[{ $facet: { a: [{ $facet: { b: [] } }] } }], 40600],
    [[{ $lookup: { from: 'c', as: 'x', pipeline: [{ $out: 'd' }] } }], 51047],
    [[{ $lookup: { from: 'c', as: 'x' } }], 9],
    [[{ $lookup: { from: 'c', as: 'x', localField: 'a' } }], 9],
    [[{ $group: { n: { $sum: 1 } } }], 15955],
    [[{ $group: { _id: null, n: 1 } }], 40234],
    [[{ $group: { _id: null, n: { $median: 1 } } }], 15952],
    [[{ $sort: {} }], 15976],
    [[{ $limit: 0 }], 15958],
    [[{ $limit: -1 }], 2107201],
    [[{ $unwind: 'tags' }], 28818],
    [[{ $project: {} }], 51272],
    [[{ $project: { a: 1, b: 0 } }], 31254],
    [[{ $count: '' }], 40156],
    [[{ $replaceWith: '$who' }], 40228],
    [[{ $match: { a: { $nope: 1 } } }], 2],
    [[{ $match: { $expr: '$$nope' } }], 17276],
    [[{ $merge: { into: 'c', whenMatched: 'nope' } }], 2],
  ])('%j', (pipeline, code) => {
    expect(() => run(sales, pipeline)).toThrow(expect.objectContaining({ code }));
  });
});
