import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MongoClient } from 'mongodb';
import { gathered } from '../../../src/store/gathered.ts';
import { changesTogether, insertsTogether, readsOfLanes, updatesTogether } from '../../../src/store/together.ts';
import { gate } from '../../support/gate.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

let database: TestDatabase;
let client: MongoClient;

beforeAll(async () => {
  database = await freshDatabase();
  client = await MongoClient.connect(database.uri);
});
afterAll(async () => {
  await client.close();
  await database.close();
});

describe('what many want done at once goes in one command', () => {
  test('whoever asks while one is under way goes with the next, and each has an answer of its own', async () => {
    const done: (readonly number[])[] = [];
    const doors = [gate(), gate()];
    const double = gathered(async (items: readonly number[]) => {
      done.push(items);
      await doors[done.length - 1]?.opened;
      return items.map((item) => item * 2);
    });
    const first = [double(1), double(2)];
    await new Promise((resolve) => setImmediate(resolve));
    const next = [double(3), double(4)];
    for (const door of doors) door.open();
    expect(await Promise.all([...first, ...next])).toEqual([2, 4, 6, 8]);
    expect(done).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('what fails fails for those who went together, and not for the next', async () => {
    let isDown = true;
    const act = gathered(async (items: readonly number[]) => {
      if (isDown) throw new Error('the store is away');
      return items;
    });
    const both = await Promise.allSettled([act(1), act(2)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isDown = false;
    expect(await act(3)).toBe(3);
  });
});

describe('in the store', () => {
  test('of inserts that go together only the one that was there before is refused', async () => {
    const insert = insertsTogether<{ _id: string; word: string }>(client.db().collection('letters'));
    expect(await Promise.all(['a', 'b'].map((_id) => insert({ _id, word: 'first' })))).toEqual([true, true]);
    expect(await Promise.all(['c', 'b', 'c', 'd'].map((_id) => insert({ _id, word: 'second' })))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    const kept = await client
      .db()
      .collection<{ _id: string; word: string }>('letters')
      .find()
      .sort({ _id: 1 })
      .toArray();
    expect(kept.map(({ _id, word }) => `${_id} ${word}`)).toEqual(['a first', 'b first', 'c second', 'd second']);
  });

  test('updates that go together each find their own document', async () => {
    const update = updatesTogether(client.db().collection('numbers'));
    await Promise.all([1, 2].map((n) => update({ filter: { _id: `n${n}` }, update: { $set: { n } }, upsert: true })));
    const kept = await client.db().collection('numbers').find().sort({ n: 1 }).toArray();
    expect(kept.map(({ n }) => n)).toEqual([1, 2]);
  });

  test('of conditional changes that go together each is told whether its own condition held, and none makes a document', async () => {
    const pages = client.db().collection<{ _id: string; version: number; word?: string }>('pages');
    await pages.createIndex({ word: 1 }, { unique: true, partialFilterExpression: { word: { $exists: true } } });
    await pages.insertMany(['a', 'b', 'c'].map((_id) => ({ _id, version: 1 })));
    const change = changesTogether(client.db().collection('pages'));
    const write = (_id: string, version: number, word: string) =>
      change({ filter: { _id, version }, update: { $set: { word }, $inc: { version: 1 } } });
    const outcomes = await Promise.allSettled([
      write('a', 1, 'first'),
      write('b', 7, 'too late'),
      write('nobody', 1, 'out of nothing'),
      write('a', 1, 'the second of two'),
      write('c', 1, 'first'),
      write('b', 1, 'in time'),
    ]);
    expect(outcomes.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.code))).toEqual([
      ...[true, false, false, false, 11000, true],
    ]);
    const kept = await pages.find().sort({ _id: 1 }).toArray();
    expect(kept).toEqual([
      { _id: 'a', version: 2, word: 'first' },
      { _id: 'b', version: 2, word: 'in time' },
      { _id: 'c', version: 1 },
    ]);
  });

  test('lanes that are looked into together each show what waits in them, however long one of them is', async () => {
    interface Item {
      _id: string;
      lane: string;
      state: string;
      place: number;
    }
    const items = client.db().collection<Item>('items');
    const long = Array.from({ length: 30 }, (_, place) => ({
      _id: `long${place}`,
      lane: 'long',
      state: 'waiting',
      place,
    }));
    const short = { _id: 'short', lane: 'short', state: 'waiting', place: 0 };
    await items.insertMany([...long, short, { _id: 'gone', lane: 'short', state: 'done', place: 1 }]);
    const look = readsOfLanes<Item>(items, 'place');
    const [inLong, inShort, inNone] = await Promise.all(
      ['long', 'short', 'none'].map((lane) => look({ lane, limit: 20 })),
    );
    expect(inLong?.map(({ place }) => place)).toEqual(Array.from({ length: 20 }, (_, place) => place));
    expect(inShort?.map(({ _id }) => _id)).toEqual(['short']);
    expect(inNone).toEqual([]);
  });
});
