import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Collection, type Document, type Filter, ObjectId, type Sort } from 'mongodb';
import { useTestDatabase } from '../../support/store.ts';

const { db } = useTestDatabase();

/** What explain says about a find, in the words both stores share. */
interface Explained {
  readonly stages: readonly string[];
  readonly indexName: string | undefined;
  readonly keys: number;
  readonly documents: number;
  readonly returned: number;
}

async function explain(
  collection: Collection<Document>,
  filter: Filter<Document>,
  sort: Sort = {},
  limit = 0,
): Promise<Explained> {
  const { queryPlanner, executionStats } = await collection
    .find(filter)
    .sort(sort)
    .limit(limit)
    .explain('executionStats');
  const stages: string[] = [];
  let indexName: string | undefined;
  const visit = (stage: Document): void => {
    stages.push(stage.stage);
    indexName ??= stage.indexName;
    for (const input of stage.inputStages ?? []) visit(input);
    for (const inner of [stage.inputStage, stage.queryPlan]) if (inner) visit(inner);
  };
  visit(queryPlanner.winningPlan);
  return {
    stages,
    indexName,
    keys: executionStats.totalKeysExamined,
    documents: executionStats.totalDocsExamined,
    returned: executionStats.nReturned,
  };
}

const people = db.collection<Document>('people');
const ROWS = 2_000;

beforeAll(async () => {
  await people.createIndexes([
    { key: { email: 1 }, unique: true },
    { key: { team: 1, age: -1 } },
    { key: { age: 1 } },
    { key: { nick: 1 }, sparse: true },
    { key: { dueAt: 1 }, partialFilterExpression: { state: 'open' } },
    { key: { tags: 1 } },
  ]);
  await people.insertMany(
    Array.from({ length: ROWS }, (_, at) => ({
      email: `p${at}@example.com`,
      team: `team-${at % 20}`,
      age: at % 90,
      state: at % 10 === 0 ? 'open' : 'done',
      dueAt: new Date(at * 1_000),
      tags: [`t${at % 50}`, `u${at % 7}`],
      ...(at % 100 === 0 && { nick: `n${at}` }),
    })),
  );
});

describe('an index is used', () => {
  test('for equality: one key, one document', async () => {
    const found = await explain(people, { email: 'p77@example.com' });
    expect(found).toMatchObject({ indexName: 'email_1', documents: 1, returned: 1 });
    expect(found.stages).not.toContain('COLLSCAN');
  });

  test('for the _id', async () => {
    const one = await people.findOne({ email: 'p5@example.com' });
    const found = await explain(people, { _id: one?._id ?? new ObjectId() });
    expect(found).toMatchObject({ documents: 1, returned: 1 });
    expect(found.stages).not.toContain('COLLSCAN');
  });

  test('for a range, with no more keys than the range holds', async () => {
    const found = await explain(people, { age: { $gte: 10, $lt: 12 } });
    expect(found.indexName).toBe('age_1');
    expect(found.documents).toBe(found.returned);
  });

  test('for a sort, which is then no step of its own', async () => {
    const up = await explain(people, {}, { age: 1 }, 5);
    expect(up.stages).not.toContain('SORT');
    expect(up).toMatchObject({ indexName: 'age_1', documents: 5 });
    const down = await explain(people, { age: { $lte: 40 } }, { age: -1 }, 5);
    expect(down.stages).not.toContain('SORT');
    expect(down.documents).toBe(5);
  });

  test('for equality and sort together by a compound index', async () => {
    const found = await explain(people, { team: 'team-3' }, { age: -1 }, 10);
    expect(found.stages).not.toContain('SORT');
    expect(found).toMatchObject({ indexName: 'team_1_age_-1', documents: 10 });
    const ranged = await explain(people, { team: 'team-3', age: { $gt: 50 } });
    expect(ranged.indexName).toBe('team_1_age_-1');
    expect(ranged.documents).toBe(ranged.returned);
  });

  test('for several values at once', async () => {
    const found = await explain(people, { email: { $in: ['p1@example.com', 'p2@example.com', 'nobody@example.com'] } });
    expect(found).toMatchObject({ indexName: 'email_1', documents: 2, returned: 2 });
  });

  test('for each branch of an $or', async () => {
    const found = await explain(people, { $or: [{ email: 'p1@example.com' }, { nick: 'n200' }] });
    expect(found.stages).not.toContain('COLLSCAN');
    expect(found.returned).toBe(2);
  });

  test('for the items of arrays, each document once', async () => {
    const found = await explain(people, { tags: { $in: ['t3', 'u3'] } });
    expect(found.indexName).toBe('tags_1');
    expect(found.returned).toBe(await people.countDocuments({ $or: [{ tags: 't3' }, { tags: 'u3' }] }));
    expect(found.documents).toBe(found.returned);
  });

  test('for counting and for distinct values, without reading documents', async () => {
    const count = {
      explain: { count: 'people', query: { team: 'team-3', age: { $gte: 10 } } },
      verbosity: 'executionStats',
    };
    const { executionStats, queryPlanner } = await db.command(count);
    expect(JSON.stringify(queryPlanner.winningPlan)).toContain('COUNT_SCAN');
    expect(executionStats.totalDocsExamined).toBe(0);
    const distinct = await db.command({ explain: { distinct: 'people', key: 'team' }, verbosity: 'queryPlanner' });
    expect(JSON.stringify(distinct.queryPlanner.winningPlan)).toContain('DISTINCT_SCAN');
    expect(await people.distinct('team')).toHaveLength(20);
  });

  test('for the beginning of a text', async () => {
    const found = await explain(people, { email: /^p199/ });
    expect(found.indexName).toBe('email_1');
    expect(found.documents).toBe(11);
  });
});

describe('an index that leaves documents out', () => {
  test('sparse: is used where the field must be there, and not where missing ones match', async () => {
    expect(await explain(people, { nick: 'n300' })).toMatchObject({ indexName: 'nick_1', documents: 1 });
    const missing = await explain(people, { nick: null });
    expect(missing.stages).toContain('COLLSCAN');
    expect(missing.returned).toBe(ROWS - 20);
    expect(await people.find().sort({ nick: 1 }).toArray()).toHaveLength(ROWS);
  });

  test('partial: is used only where the filter says what it holds', async () => {
    const due = { dueAt: { $lt: new Date(200_000) } };
    const open = await explain(people, { state: 'open', ...due }, { dueAt: 1 });
    expect(open).toMatchObject({ indexName: 'dueAt_1', documents: 20, returned: 20 });
    expect(open.stages).not.toContain('SORT');
    const any = await explain(people, due);
    expect(any.stages).toContain('COLLSCAN');
    expect(any.returned).toBe(200);
    expect((await explain(people, { state: { $in: ['open', 'done'] }, ...due })).returned).toBe(200);
  });
});

describe('unique', () => {
  test('holds for missing values as for others, unless the index is sparse or partial', async () => {
    const strict = db.collection<Document>('strict');
    await strict.createIndex({ code: 1 }, { unique: true });
    await strict.insertOne({ n: 1 });
    await expect(strict.insertOne({ n: 2 })).rejects.toMatchObject({ code: 11000, keyValue: { code: null } });
    const sparse = db.collection<Document>('sparse');
    await sparse.createIndex({ code: 1 }, { unique: true, sparse: true });
    await sparse.insertMany([{ n: 1 }, { n: 2 }, { code: 'a' }]);
    await expect(sparse.insertOne({ code: 'a' })).rejects.toMatchObject({ code: 11000 });
    const partial = db.collection<Document>('partial');
    await partial.createIndex({ slot: 1 }, { unique: true, partialFilterExpression: { live: true } });
    await partial.insertMany([
      { slot: 1, live: false },
      { slot: 1, live: false },
      { slot: 1, live: true },
    ]);
    await expect(partial.insertOne({ slot: 1, live: true })).rejects.toMatchObject({ code: 11000 });
    await expect(partial.updateOne({ slot: 1, live: false }, { $set: { live: true } })).rejects.toMatchObject({
      code: 11000,
    });
    await partial.updateOne({ live: true }, { $set: { live: false } });
    await partial.insertOne({ slot: 1, live: true });
  });

  test('holds between the items of arrays of different documents, not within one', async () => {
    const phones = db.collection<Document>('phones');
    await phones.createIndex({ numbers: 1 }, { unique: true });
    await phones.insertOne({ numbers: ['1', '1', '2'] });
    await expect(phones.insertOne({ numbers: ['3', '2'] })).rejects.toMatchObject({
      code: 11000,
      keyValue: { numbers: '2' },
    });
    expect((await explain(phones, { numbers: '3' })).returned).toBe(0);
  });

  test('holds for values longer than a key can be', async () => {
    const long = db.collection<Document>('long');
    await long.createIndex({ text: 1 }, { unique: true });
    const start = 'x'.repeat(3_000);
    await long.insertMany([{ text: `${start}a` }, { text: `${start}b` }, { text: 'short' }]);
    await expect(long.insertOne({ text: `${start}b` })).rejects.toMatchObject({ code: 11000 });
    expect(await long.countDocuments({ text: `${start}a` })).toBe(1);
    expect((await long.find().sort({ text: -1 }).toArray()).map(({ text }) => text.at(-1))).toEqual(['b', 'a', 't']);
    expect(await long.countDocuments({ text: { $gt: start } })).toBe(2);
  });

  test('an index that documents already break is not made', async () => {
    const broken = db.collection<Document>('broken');
    await broken.insertMany([{ a: 1 }, { a: 2 }, { a: 1 }]);
    await expect(broken.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 });
    expect((await broken.listIndexes().toArray()).map(({ name }) => name)).toEqual(['_id_']);
    await broken.insertOne({ a: 1 });
  });
});

describe('keeping indexes', () => {
  test('an index made afterwards holds what was there before, and follows each change', async () => {
    const late = db.collection<Document>('late');
    await late.insertMany(Array.from({ length: 3_000 }, (_, n) => ({ n, group: n % 3 })));
    const building = late.createIndex({ n: 1 });
    const meanwhile = late.updateMany({ n: { $lt: 100 } }, { $inc: { n: 10_000 } });
    await Promise.all([building, meanwhile]);
    await late.deleteMany({ group: 1 });
    expect((await explain(late, { n: { $gte: 10_000 } })).returned).toBe(
      await late.countDocuments({ n: { $gte: 10_000 }, group: { $ne: 1 } }),
    );
    expect(await db.command({ validate: 'late' })).toMatchObject({ valid: true, nrecords: 2_000 });
  });

  test('one that exists is made once; another of its name or key is refused', async () => {
    const named = db.collection<Document>('named');
    expect(await named.createIndex({ a: 1 }, { name: 'first' })).toBe('first');
    expect(await named.createIndex({ a: 1 }, { name: 'first' })).toBe('first');
    await expect(named.createIndex({ b: 1 }, { name: 'first' })).rejects.toMatchObject({ code: 86 });
    await expect(named.createIndex({ a: 1 }, { name: 'second' })).rejects.toMatchObject({ code: 85 });
    await named.dropIndex('first');
    await expect(named.dropIndex('first')).rejects.toMatchObject({ code: 27 });
    await expect(named.dropIndex('_id_')).rejects.toMatchObject({ code: 72 });
  });

  test('two lists in one index are refused', async () => {
    const lists = db.collection<Document>('lists');
    await lists.createIndex({ a: 1, b: 1 });
    await expect(lists.insertOne({ a: [1, 2], b: [3, 4] })).rejects.toMatchObject({ code: 171 });
    expect(await lists.countDocuments()).toBe(0);
  });
});

describe('a time to live', () => {
  test('takes documents away when their time is over, and no others', async () => {
    const sessions = db.collection<Document>('sessions');
    await sessions.createIndex({ endsAt: 1 }, { expireAfterSeconds: 1 });
    await sessions.insertMany([
      { name: 'past', endsAt: new Date(Date.now() - 60_000) },
      { name: 'listed', endsAt: [new Date(Date.now() + 60_000), new Date(Date.now() - 60_000)] },
      { name: 'future', endsAt: new Date(Date.now() + 60_000) },
      { name: 'text', endsAt: 'yesterday' },
      { name: 'none' },
    ]);
    while ((await sessions.countDocuments()) > 3) await new Promise((resolve) => setImmediate(resolve));
    expect((await sessions.find().sort({ name: 1 }).toArray()).map(({ name }) => name)).toEqual([
      'future',
      'none',
      'text',
    ]);
  }, 90_000);
});

test('indexes asked for together are made together: one that is refused keeps the others from being made', async () => {
  const rooms = db.collection('rooms');
  const names = async () => (await rooms.listIndexes().toArray()).map(({ name }) => name);
  await rooms.createIndexes([{ key: { floor: 1 } }, { key: { floor: 1, wing: -1 } }]);
  expect(await names()).toEqual(['_id_', 'floor_1', 'floor_1_wing_-1']);
  await expect(
    rooms.createIndexes([{ key: { beds: 1 } }, { key: { wing: 1 }, name: 'floor_1' }]),
  ).rejects.toMatchObject({
    code: 86,
  });
  expect(await names()).toEqual(['_id_', 'floor_1', 'floor_1_wing_-1']);
});

test.each([
  { state: { $ne: 'open' } },
  { state: { $nin: ['open'] } },
  { state: /^open/ },
  { state: { $exists: false } },
  { state: { $not: { $gt: 1 } } },
  { $nor: [{ state: 'open' }] },
])('a partial index over %j is refused: no query could tell that it lies within', async (filter) => {
  const rooms = db.collection('refused_partial');
  const made = rooms.createIndex({ dueAt: 1 }, { partialFilterExpression: filter });
  await expect(made).rejects.toMatchObject({ code: 67 });
});

test('a collection has at most 64 indexes', async () => {
  const wide = db.collection('wide');
  const keys = Array.from({ length: 63 }, (_, at) => ({ key: { [`field${at}`]: 1 } }));
  await wide.createIndexes(keys);
  await expect(wide.createIndex({ more: 1 })).rejects.toMatchObject({ code: 67 });
  expect(await wide.listIndexes().toArray()).toHaveLength(64);
});
