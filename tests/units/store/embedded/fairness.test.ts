import { expect, test } from '@jest/globals';
import { useOwnStores } from '../../../support/embedded.ts';

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
