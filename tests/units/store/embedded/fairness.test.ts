import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Collection, Document } from 'mongodb';
import { type OpenStore, useOwnStores } from '../../../support/embedded.ts';

const { makeFolder, openStore } = useOwnStores();

test('a long search lets others have their turn', async () => {
  const store = await openStore(await makeFolder());
  const rows = store.client.db('fair').collection<{ _id: number; text: string; n: number }>('rows');
  const SIZE = 60_000;
  for (let at = 0; at < SIZE; at += 10_000)
    await rows.insertMany(
      Array.from({ length: 10_000 }, (_, offset) => ({
        _id: at + offset,
        text: `a text of number ${at + offset}`,
        n: 0,
      })),
    );
  const isDone = { value: false };
  const long = Promise.all([
    rows.countDocuments({ text: /never to be found/ }),
    rows.updateMany({ text: /number/ }, { $inc: { n: 1 } }),
    rows.find({ text: /nor this/ }).toArray(),
  ]).then((results) => {
    isDone.value = true;
    return results;
  });
  let answered = 0;
  while (!isDone.value) {
    await rows.findOne({ _id: 5 });
    await rows.updateOne({ _id: SIZE + 1 }, { $set: { text: 'mine' } }, { upsert: true });
    answered += 1;
  }
  const [, updated] = await long;
  expect(updated.modifiedCount).toBe(SIZE);
  // Served one after the other, two or three would have been answered in between.
  expect(answered).toBeGreaterThan(10);
});

/** How many documents somebody who reads one after the other was given while `work` ran. */
async function readsDuring(work: Promise<unknown>, read: () => Promise<unknown>): Promise<number> {
  let isDone = false;
  const end = work.finally(() => {
    isDone = true;
  });
  let reads = 0;
  while (!isDone) {
    await read();
    reads += 1;
  }
  await end;
  return reads;
}

/** In one go, one or two are served before it begins and as it ends. */
const SERVED_MEANWHILE = 4;

describe('a stage that has to see everything lets others have their turn', () => {
  const SIZE = 20_000;
  let store: OpenStore;
  let rows: Collection<{ _id: number; order: number; who: string; items: number[] }>;
  beforeEach(async () => {
    store = await openStore(await makeFolder());
    rows = store.client.db('fair').collection('visits');
    const row = (_id: number) => ({ _id, order: (_id * 7_919) % SIZE, who: `p${_id}`, items: [_id % 7, _id % 11] });
    await rows.insertMany(Array.from({ length: SIZE }, (_, _id) => row(_id)));
  });

  test.each<[string, Document[], number]>([
    ['$sort', [{ $sort: { order: -1 } }, { $skip: SIZE - 1 }], 1],
    ['$group', [{ $group: { _id: '$who', n: { $sum: '$order' } } }, { $match: { n: -1 } }], 0],
    ['$unwind, $group', [{ $unwind: '$items' }, { $sortByCount: '$items' }], 11],
    ['$facet', [{ $facet: { few: [{ $match: { order: 1 } }], all: [{ $count: 'n' }] } }], 1],
    [
      '$lookup',
      [{ $limit: 1 }, { $lookup: { from: 'visits', localField: 'order', foreignField: 'order', as: 'it' } }],
      1,
    ],
    ['$out', [{ $sort: { order: 1 } }, { $limit: 5 }, { $out: 'few' }], 0],
  ])('%s', async (_name, pipeline, count) => {
    const work = rows.aggregate(pipeline).toArray();
    expect(await readsDuring(work, () => rows.findOne({ _id: 5 }))).toBeGreaterThan(SERVED_MEANWHILE);
    expect(await work).toHaveLength(count);
  });
});

test('a sort of many documents without an index lets others have their turn', async () => {
  const store = await openStore(await makeFolder());
  const rows = store.client.db('fair').collection<{ _id: number; order: number }>('unsorted');
  await rows.insertMany(Array.from({ length: 30_000 }, (_, _id) => ({ _id, order: (_id * 7_919) % 30_000 })));
  const sorting = rows.find().sort({ order: 1 }).toArray();
  expect(await readsDuring(sorting, () => rows.findOne({ _id: 5 }))).toBeGreaterThan(SERVED_MEANWHILE);
  expect((await sorting).every(({ order }, at) => order === at)).toBe(true);
});

test('a change that moves documents within the index it is found by meets each once', async () => {
  const store = await openStore(await makeFolder());
  const rows = store.client.db('fair').collection<{ n: number }>('moved');
  await rows.createIndex({ n: 1 });
  await rows.insertMany(Array.from({ length: 9_000 }, (_, n) => ({ n })));
  expect(await rows.updateMany({ n: { $gte: 0 } }, { $inc: { n: 5 } })).toMatchObject({ modifiedCount: 9_000 });
  const [first] = await rows.find().sort({ n: 1 }).limit(1).toArray();
  const [last] = await rows.find().sort({ n: -1 }).limit(1).toArray();
  expect([first?.n, last?.n]).toEqual([5, 9_004]);
});
