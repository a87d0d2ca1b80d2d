import { describe, expect, test } from '@jest/globals';
import {
  Binary,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MongoBulkWriteError,
  MongoServerError,
  ObjectId,
  Timestamp,
} from 'mongodb';
import { useTestDatabase } from '../../support/store.ts';

const { db, client, kind } = useTestDatabase();

/** A collection of the test's own, with these documents in it. */
async function collectionOf(name: string, docs: Document[] = []) {
  const collection = db.collection<Document>(name);
  if (docs.length > 0) await collection.insertMany(docs);
  return collection;
}

/** A document, or a filter, with an `_id` of any type. */
const byId = (id: unknown, rest: Document = {}): Document => ({ _id: id, ...rest });

const refusal = async (act: Promise<unknown>): Promise<MongoServerError> => {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof MongoServerError) return error;
  throw new Error(`expected the server to refuse, got ${String(error)}`);
};

describe('inserting', () => {
  test('a document without an _id gets one and comes back as it was', async () => {
    const people = await collectionOf('insert_one');
    const { insertedId, acknowledged } = await people.insertOne({
      name: 'Ada',
      tags: ['a', 'b'],
      at: { city: 'Paris' },
    });
    expect(acknowledged).toBe(true);
    expect(insertedId).toBeInstanceOf(ObjectId);
    expect(await people.findOne(byId(insertedId))).toEqual({
      _id: insertedId,
      name: 'Ada',
      tags: ['a', 'b'],
      at: { city: 'Paris' },
    });
  });

  test('every BSON type keeps its type and value', async () => {
    const values = await collectionOf('types');
    const doc: Document = {
      _id: 1,
      double: new Double(1),
      int: new Int32(7),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      date: new Date('2026-03-08T07:00:00.123Z'),
      old: new Date(-1),
      id: new ObjectId(),
      binary: new Binary(Buffer.from([0, 255, 128]), 0),
      stamp: new Timestamp({ t: 5, i: 2 }),
      nothing: null,
      yes: true,
      text: 'ünï\u0000cødé 🌍',
      regex: /^a.*b$/i,
      list: [1, [2, { three: 3 }], []],
      empty: {},
    };
    await values.insertOne(doc);
    const found = await values.findOne(byId(1), {
      promoteValues: false,
      promoteLongs: false,
      bsonRegExp: false,
    });
    expect(found?.double).toEqual(new Double(1));
    expect(found?.int).toEqual(new Int32(7));
    expect(String(found?.long)).toBe('9007199254740993');
    expect(String(found?.decimal)).toBe('1.10');
    const promoted = await values.findOne(byId(1));
    for (const name of ['date', 'old', 'id', 'stamp', 'nothing', 'yes', 'text', 'regex', 'list', 'empty'] as const)
      expect(promoted?.[name]).toEqual(doc[name]);
    expect(String(promoted?.binary)).toBe(String(doc.binary));
  });

  test('an ordered list stops at the first duplicate, an unordered one goes on', async () => {
    const ordered = await collectionOf('ordered');
    const docs = [{ _id: 1 }, { _id: 1 }, { _id: 2 }] as Document[];
    const stopped = await ordered.insertMany(docs).catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(MongoBulkWriteError);
    expect((stopped as MongoBulkWriteError).code).toBe(11000);
    expect(await ordered.countDocuments()).toBe(1);
    const unordered = await collectionOf('unordered');
    const passed = await unordered.insertMany(docs, { ordered: false }).catch((error: unknown) => error);
    expect((passed as MongoBulkWriteError).insertedCount).toBe(2);
    expect(await unordered.countDocuments()).toBe(2);
  });

  test('a duplicate says which index, which fields and which values', async () => {
    const people = await collectionOf('duplicates');
    await people.createIndex({ email: 1, team: 1 }, { unique: true });
    await people.insertOne({ email: 'a@example.com', team: 'x' });
    const error = await refusal(people.insertOne({ email: 'a@example.com', team: 'x' }));
    expect(error.code).toBe(11000);
    expect(error.keyPattern).toEqual({ email: 1, team: 1 });
    expect(error.keyValue).toEqual({ email: 'a@example.com', team: 'x' });
    expect(error.message).toContain(
      `E11000 duplicate key error collection: ${db.databaseName}.duplicates index: email_1_team_1 dup key:`,
    );
  });

  test('an _id may be a document but no list and no regex', async () => {
    const things = await collectionOf('ids');
    await things.insertOne(byId({ year: 2026, week: 9 }));
    expect(await things.countDocuments(byId({ year: 2026, week: 9 }))).toBe(1);
    expect(await things.countDocuments(byId({ week: 9, year: 2026 }))).toBe(0);
    expect((await refusal(things.insertOne(byId([1])))).code).toBe(53);
    expect((await refusal(things.insertOne(byId(/a/)))).code).toBe(53);
  });
});

describe('reading', () => {
  const numbers = Array.from({ length: 250 }, (_, at) => ({
    _id: at,
    at,
    even: at % 2 === 0,
    bucket: at % 7,
  }));

  test('a long result comes in batches and in order, and a cursor can be left early', async () => {
    const all = await collectionOf('batches', numbers);
    const cursor = all.find().sort({ at: -1 }).batchSize(40);
    const seen: unknown[] = [];
    for await (const doc of cursor) seen.push(doc.at);
    expect(seen).toEqual(numbers.map(({ at }) => at).reverse());
    const left = all.find({}, { batchSize: 10 });
    expect(await left.next()).toMatchObject({ at: 0 });
    await left.close();
    expect(await all.find().toArray()).toHaveLength(250);
  });

  test('sort, skip and limit make a page; a projection picks fields', async () => {
    const all = await collectionOf('pages', numbers);
    const page = await all
      .find({ even: true })
      .sort({ bucket: 1, at: -1 })
      .skip(3)
      .limit(4)
      .project({ _id: 0, at: 1, bucket: 1 })
      .toArray();
    const expected = numbers
      .filter(({ even }) => even)
      .sort((left, right) => left.bucket - right.bucket || right.at - left.at)
      .slice(3, 7)
      .map(({ at, bucket }) => ({ at, bucket }));
    expect(page).toEqual(expected);
  });

  test('counting and listing distinct values agree with the documents', async () => {
    const all = await collectionOf('counts', numbers);
    expect(await all.countDocuments({ bucket: 3 })).toBe(36);
    expect(await all.countDocuments({ bucket: 3 }, { skip: 30, limit: 10 })).toBe(6);
    expect(await all.estimatedDocumentCount()).toBe(250);
    expect(await all.distinct('bucket')).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await all.distinct('bucket', { at: { $lt: 3 } })).toEqual([0, 1, 2]);
    expect(await db.collection('never made').countDocuments()).toBe(0);
    expect(await db.collection('never made').find().toArray()).toEqual([]);
  });

  test('a killed cursor is not found again', async () => {
    const all = await collectionOf('killed', numbers);
    const first = await db.command({ find: 'killed', batchSize: 5 });
    await db.command({ killCursors: 'killed', cursors: [Long.fromValue(first.cursor.id)] });
    expect((await refusal(db.command({ getMore: Long.fromValue(first.cursor.id), collection: 'killed' }))).code).toBe(
      43,
    );
    expect(await all.countDocuments()).toBe(250);
  });

  test('a command that outlives its time is ended', async () => {
    const many = Array.from({ length: 30_000 }, (_, at) => ({ at, text: `some text to look through ${at}` }));
    const all = await collectionOf('slow', many);
    const error = await refusal(all.find({ text: /never{9}there/ }, { maxTimeMS: 1 }).toArray());
    expect(error.code).toBe(50);
    const grouped = all.aggregate([{ $match: { text: /never{9}there/ } }, { $group: { _id: '$at' } }], {
      maxTimeMS: 1,
    });
    expect((await refusal(grouped.toArray())).code).toBe(50);
  });

  test('an order of a language is refused rather than answered wrongly', async () => {
    if (kind === 'mongod') return; // a real server can sort so
    const all = await collectionOf('collated', [{ name: 'a' }]);
    expect((await refusal(all.find({}, { collation: { locale: 'de' } }).toArray())).code).toBe(238);
    expect(await all.find({}, { collation: { locale: 'simple' } }).toArray()).toHaveLength(1);
  });
});

describe('updating', () => {
  test('one and many, matched and modified told apart', async () => {
    const tasks = await collectionOf('updates', [{ n: 1 }, { n: 1 }, { n: 2 }]);
    expect(await tasks.updateOne({ n: 1 }, { $set: { n: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
    expect(await tasks.updateMany({ n: 1 }, { $inc: { n: 10 } })).toMatchObject({ matchedCount: 2, modifiedCount: 2 });
    expect(await tasks.replaceOne({ n: 2 }, { fresh: true })).toMatchObject({ matchedCount: 1, modifiedCount: 1 });
    expect(await tasks.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ n: 11 }, { n: 11 }, { fresh: true }]);
  });

  test('an upsert inserts what filter and update say together', async () => {
    const tasks = await collectionOf('upserts');
    const result = await tasks.updateOne(
      { name: 'a', level: { $gt: 3 }, 'at.city': 'Rome' },
      { $set: { done: false }, $setOnInsert: { first: true } },
      { upsert: true },
    );
    expect(result).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await tasks.findOne(byId(result.upsertedId))).toEqual({
      _id: result.upsertedId,
      name: 'a',
      at: { city: 'Rome' },
      done: false,
      first: true,
    });
    const again = await tasks.updateOne(
      { name: 'a' },
      { $set: { done: true }, $setOnInsert: { first: 2 } },
      { upsert: true },
    );
    expect(again).toMatchObject({ matchedCount: 1, upsertedCount: 0 });
    expect(await tasks.findOne({ name: 'a' })).toMatchObject({ done: true, first: true });
  });

  test.each<[Document, number]>([
    [{ a: 1, 'a.b': 2 }, 54],
    [{ $and: [{ a: 1 }, { a: 2 }] }, 54],
    [{ $expr: { $eq: ['$a', 1] } }, 224],
  ])('an upsert whose filter %j does not say what to insert is refused', async (filter, code) => {
    const things = await collectionOf('unclear_upsert');
    expect((await refusal(things.updateOne(filter, { $set: { c: 1 } }, { upsert: true }))).code).toBe(code);
    expect(await things.countDocuments()).toBe(0);
  });

  test('positional operators and array filters reach the items meant', async () => {
    const boards = await collectionOf('arrays', [
      {
        _id: 1,
        cards: [
          { n: 1, ok: false },
          { n: 2, ok: false },
          { n: 3, ok: true },
        ],
        grades: [70, 85, 90],
      },
    ]);
    await boards.updateOne({ ...byId(1), 'cards.n': 2 }, { $set: { 'cards.$.ok': true, 'cards.$.seen': 1 } });
    await boards.updateOne({}, { $inc: { 'cards.$[low].n': 100 } }, { arrayFilters: [{ 'low.n': { $lt: 2 } }] });
    await boards.updateOne(
      {},
      { $set: { 'cards.$[].all': 1, 'grades.$[top]': 100 } },
      { arrayFilters: [{ top: { $gte: 85 } }] },
    );
    expect(await boards.findOne()).toEqual({
      _id: 1,
      cards: [
        { n: 101, ok: false, all: 1 },
        { n: 2, ok: true, seen: 1, all: 1 },
        { n: 3, ok: true, all: 1 },
      ],
      grades: [70, 100, 100],
    });
  });

  test('findOneAnd... answer the document before or after, and null where there is none', async () => {
    const queue = await collectionOf('queue', [{ n: 2 }, { n: 1 }, { n: 3 }]);
    const before = await queue.findOneAndUpdate({}, { $set: { taken: true } }, { sort: { n: 1 } });
    expect(before).toMatchObject({ n: 1 });
    expect(before).not.toHaveProperty('taken');
    const after = await queue.findOneAndReplace(
      { n: 2 },
      { n: 20 },
      { returnDocument: 'after', projection: { _id: 0 } },
    );
    expect(after).toEqual({ n: 20 });
    expect(await queue.findOneAndDelete({}, { sort: { n: -1 } })).toMatchObject({ n: 20 });
    expect(await queue.findOneAndUpdate({ n: 99 }, { $set: { n: 1 } })).toBeNull();
    const made = await queue.findOneAndUpdate(
      { n: 7 },
      { $inc: { hits: 1 } },
      { upsert: true, returnDocument: 'after' },
    );
    expect(made).toMatchObject({ n: 7, hits: 1 });
  });

  test('of many who change one document under a condition exactly one wins each step', async () => {
    const counters = await collectionOf('contended', [{ _id: 'c', value: 0 }]);
    let won = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let value = 0; value < 10; value += 1)
          if (await counters.findOneAndUpdate({ ...byId('c'), value }, { $inc: { value: 1 } })) won += 1;
      }),
    );
    expect(won).toBe((await counters.findOne())?.value);
  });

  test('a pipeline can compute from the document', async () => {
    const rows = await collectionOf('pipelines', [{ a: 2, b: 3 }]);
    await rows.updateOne({}, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]);
    expect(await rows.findOne({}, { projection: { _id: 0 } })).toEqual({ b: 3, sum: 5 });
  });
});

describe('bulk writes', () => {
  test('mix inserts, updates, replaces and deletes and count each', async () => {
    const mixed = await collectionOf('bulk', [
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
      { _id: 3, n: 3 },
    ]);
    const result = await mixed.bulkWrite([
      { insertOne: { document: byId(4, { n: 4 }) } },
      { updateOne: { filter: { n: 1 }, update: { $set: { n: 10 } } } },
      { updateMany: { filter: { n: { $lt: 5 } }, update: { $inc: { n: 1 } } } },
      { replaceOne: { filter: byId(3), replacement: { r: true } } },
      { deleteOne: { filter: byId(2) } },
      { updateOne: { filter: byId(9), update: { $set: { n: 9 } }, upsert: true } },
    ]);
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 5,
      modifiedCount: 5,
      deletedCount: 1,
      upsertedCount: 1,
      upsertedIds: { 5: 9 },
    });
    expect(await mixed.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 10 },
      { _id: 3, r: true },
      { _id: 4, n: 5 },
      { _id: 9, n: 9 },
    ]);
  });

  test('unordered ones do all they can and name each failure', async () => {
    const mixed = await collectionOf('bulk_unordered', [{ _id: 1 }]);
    const error = await mixed
      .bulkWrite(
        [
          { insertOne: { document: byId(1) } },
          { insertOne: { document: byId(2) } },
          { updateOne: { filter: byId(2), update: { $inc: { n: 1 } } } },
          { insertOne: { document: byId(2) } },
        ],
        { ordered: false },
      )
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MongoBulkWriteError);
    expect([(error as MongoBulkWriteError).writeErrors].flat().map(({ index }) => index)).toEqual([0, 3]);
    expect(await mixed.countDocuments()).toBe(2);
  });
});

describe('limits and refusals', () => {
  test('a document over 16 MB is refused and those before it stay', async () => {
    const big = await collectionOf('big');
    await big.insertOne({ text: 'x'.repeat(15 * 1024 * 1024) });
    const error = await big
      .updateOne({}, { $set: { more: 'y'.repeat(2 * 1024 * 1024) } })
      .catch((reason: unknown) => reason);
    expect((error as MongoServerError).code).toBe(10334);
    expect(await big.countDocuments({ more: { $exists: false } })).toBe(1);
  });

  test('transactions are refused as a standalone server refuses them', async () => {
    if (kind === 'mongod') return; // may be a replica set
    const command = {
      insert: 'transacted',
      documents: [{ n: 1 }],
      txnNumber: Long.fromNumber(1),
      startTransaction: true,
    };
    expect((await refusal(db.command({ ...command, autocommit: false }))).code).toBe(20);
    expect((await refusal(client.db('admin').command({ commitTransaction: 1 }))).code).toBe(20);
    expect(await db.collection('transacted').countDocuments()).toBe(0);
  });

  test('a session can be used for reads and writes', async () => {
    await client.withSession(async (session) => {
      const rows = db.collection<{ n: number }>('in_session');
      await rows.insertOne({ n: 1 }, { session });
      expect(await rows.findOne({ n: 1 }, { session })).toMatchObject({ n: 1 });
    });
  });

  test.each([
    ['an unknown command', { nosuchcommand: 1 }, 59],
    ['an unknown operator', { find: 'x', filter: { a: { $nope: 1 } } }, 2],
    ['a name no collection can have', { create: 'a$b' }, 73],
    ['an empty batch', { insert: 'x', documents: [] }, 16],
    ['a negative limit', { find: 'x', limit: -1 }, 51024],
    ['an option of the wrong type', { find: 'x', filter: 7 }, 14],
    ['an unknown stage', { aggregate: 'x', pipeline: [{ $nope: 1 }], cursor: {} }, 40324],
  ])('%s is refused with its code', async (_, command, code) => {
    expect((await refusal(db.command(command))).code).toBe(code);
  });
});

describe('collections', () => {
  test('are listed, renamed and dropped', async () => {
    await db.createCollection('first');
    expect((await refusal(db.createCollection('first'))).code).toBe(48);
    await db.collection('first').insertOne({ n: 1 });
    await db.renameCollection('first', 'second');
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    expect(names).toContain('second');
    expect(names).not.toContain('first');
    expect(await db.collection('second').countDocuments()).toBe(1);
    await db.dropCollection('second');
    expect(await db.listCollections({ name: 'second' }).toArray()).toEqual([]);
    expect((await client.db().admin().listDatabases()).databases.map(({ name }) => name)).toContain(db.databaseName);
  });

  test('may not have a name that the server keeps for itself', async () => {
    expect((await refusal(db.collection('system.mine').insertOne({ a: 1 }))).code).toBe(73);
  });

  test('$out replaces and $merge adds', async () => {
    const source = await collectionOf('sales', [
      { item: 'a', n: 1 },
      { item: 'a', n: 2 },
      { item: 'b', n: 5 },
    ]);
    const group = { $group: { _id: '$item', total: { $sum: '$n' } } };
    await source.aggregate([group, { $out: 'totals' }]).toArray();
    const totals = db.collection<{ _id: string; total: number; note?: string }>('totals');
    expect(await totals.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', total: 3 },
      { _id: 'b', total: 5 },
    ]);
    await totals.updateOne(byId('a'), { $set: { note: 'kept' } });
    await source.insertOne({ item: 'c', n: 9 });
    await source.aggregate([group, { $merge: { into: 'totals' } }]).toArray();
    expect(await totals.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', total: 3, note: 'kept' },
      { _id: 'b', total: 5 },
      { _id: 'c', total: 9 },
    ]);
  });
});
