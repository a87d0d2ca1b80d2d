import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Document, Double, Long } from 'mongodb';
import { useTestDatabase } from '../../support/store.ts';

const { db } = useTestDatabase();
const rows = db.collection<Document>('rows');

/** Few values of many types, so that filters and documents often meet. */
const scalar = fc.oneof(
  fc.integer({ min: -2, max: 4 }),
  fc.constantFrom<unknown>(0.5, new Double(1), Long.fromNumber(2), Number.NaN, Number.POSITIVE_INFINITY),
  fc.constantFrom('', 'a', 'ab', 'b', 'é', '\u{1f30d}'),
  fc.constantFrom<unknown>(true, false, null, new Date(0), new Date(5)),
);
const nested = fc.record({ c: scalar, d: scalar }, { requiredKeys: [] });
const value = fc.oneof(
  { weight: 5, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  nested,
  fc.array(nested, { maxLength: 2 }),
);
const document = fc.record({ a: value, b: scalar, n: value, u: scalar }, { requiredKeys: [] });

const path = fc.constantFrom('a', 'b', 'n', 'u', 'n.c', 'n.d', '_id');
const range = fc
  .tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), scalar)
  .map(([operator, bound]) => ({ [operator]: bound }));
const condition = fc.oneof(
  { weight: 4, arbitrary: scalar },
  range,
  fc.tuple(range, range).map(([left, right]) => ({ ...left, ...right })),
  fc.array(scalar, { maxLength: 4 }).map((values) => ({ $in: values })),
  fc.boolean().map((there) => ({ $exists: there })),
  scalar.map((other) => ({ $ne: other })),
  range.map((inner) => ({ $not: inner })),
  fc.constantFrom(/^a/, /^ab?/, /b$/),
  range.map((inner) => ({ $elemMatch: inner })),
  fc.tuple(fc.constantFrom('c', 'd'), scalar).map(([name, other]) => ({ $elemMatch: { [name]: other } })),
  fc.array(scalar, { minLength: 1, maxLength: 2 }).map((values) => ({ $all: values })),
);
const clause = fc.tuple(path, condition).map(([name, wanted]): Document => ({ [name]: wanted }));
const filter = fc.oneof(
  clause,
  fc.tuple(clause, clause).map(([left, right]): Document => ({ ...left, ...right })),
  fc.tuple(clause, clause).map(([left, right]): Document => ({ $and: [left, right] })),
  fc.tuple(clause, clause, clause).map(([left, right, both]): Document => ({ ...both, $or: [left, right] })),
);
const sort = fc.constantFrom<Record<string, 1 | -1>>({}, { b: 1 }, { b: -1, u: 1 }, { a: 1 }, { u: -1 }, { _id: -1 });

beforeAll(async () => {
  await rows.createIndexes([
    { key: { a: 1 } },
    { key: { b: 1, u: -1 } },
    { key: { u: 1 }, sparse: true },
    { key: { 'n.c': 1, 'n.d': 1 } },
    { key: { b: -1 }, name: 'partial', partialFilterExpression: { u: { $gte: 1 } } },
  ]);
  const docs = fc.sample(document, { numRuns: 400, seed: 7 });
  await rows.insertMany(docs.map((doc, at): Document => ({ ...doc, _id: (at % 3 === 0 ? `id${at}` : at) as never })));
});

/** A sort leaves documents of equal rank in any order, so what is compared is the set, and the order of the ranks. */
test('whatever index a search uses, it finds what looking at every document finds', async () => {
  await fc.assert(
    fc.asyncProperty(filter, sort, async (wanted, order) => {
      const planned = await rows.find(wanted).sort(order).toArray();
      const looked = await rows.find(wanted).sort(order).hint({ $natural: 1 }).toArray();
      const ids = (docs: Document[]): string[] => docs.map(({ _id }) => String(_id)).sort();
      expect(ids(planned)).toEqual(ids(looked));
      const ranks = (docs: Document[]): unknown[] =>
        docs.map((doc) => Object.keys(order).map((name) => doc[name] ?? null));
      if (!('a' in order)) expect(ranks(planned)).toEqual(ranks(looked));
      expect(await rows.countDocuments(wanted)).toBe(looked.length);
      expect((await db.command({ count: 'rows', query: wanted })).n).toBe(looked.length);
    }),
    { numRuns: 250, seed: 11 },
  );
}, 60_000);
