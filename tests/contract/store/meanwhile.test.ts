import { describe, expect, test } from '@jest/globals';
import type { Document } from 'mongodb';
import { useTestDatabase } from '../../support/store.ts';

const { db } = useTestDatabase();

/** More than one turn of the server can look at. */
const MANY = 30_000;

async function filled(name: string, valueAt: (at: number) => unknown) {
  const rows = db.collection<Document>(name);
  await rows.insertMany(Array.from({ length: MANY }, (_, at) => ({ value: valueAt(at) })));
  return rows;
}

const codeOf = (act: Promise<unknown>): Promise<unknown> =>
  act.then(
    () => 'done',
    (error: { code?: unknown }) => error.code ?? error,
  );

describe('an index that somebody else is making', () => {
  test('is there once whoever asks for it is told so', async () => {
    const rows = await filled('made_by_two', (at) => at);
    const names = async () => {
      await rows.createIndex({ value: 1 });
      return (await rows.indexes()).map(({ name }) => name);
    };
    expect(await Promise.all([names(), names(), names()])).toEqual(Array(3).fill(['_id_', 'value_1']));
  });

  test('is refused to all who ask for it if the documents break it', async () => {
    const rows = await filled('refused_to_all', (at) => Math.min(at, MANY - 2));
    const make = () => codeOf(rows.createIndex({ value: 1 }, { unique: true }));
    expect(await Promise.all([make(), make(), make()])).toEqual([11000, 11000, 11000]);
    expect(await rows.indexes()).toHaveLength(1);
  });
});

describe('a cursor', () => {
  test('whose index is dropped fails instead of ending early', async () => {
    const rows = await filled('index_dropped', (at) => at);
    await rows.createIndex({ value: 1 });
    const cursor = rows.find({ value: { $gte: 0 } }, { batchSize: 10 });
    await cursor.next();
    await rows.dropIndex('value_1');
    expect(await codeOf(cursor.toArray())).toBe(175);
  });

  test.each([
    ['dropped', (name: string) => db.dropCollection(name)],
    ['renamed', (name: string) => db.renameCollection(name, `${name}_away`)],
  ])('whose collection is %s fails, in a find and in a pipeline', async (how, take) => {
    const name = `cursor_${how}`;
    const rows = await filled(name, (at) => at);
    const found = rows.find({}, { batchSize: 10 });
    const piped = rows.aggregate([{ $match: { value: { $gte: 0 } } }], { batchSize: 10 });
    await Promise.all([found.next(), piped.next()]);
    await take(name);
    expect([await codeOf(found.toArray()), await codeOf(piped.toArray())]).toEqual([175, 175]);
  });

  test('of a pipeline sees what is written after its first batch, and holds no old pages', async () => {
    const rows = await filled('piped_on', (at) => at);
    const cursor = rows.aggregate([{ $match: { value: { $gte: 0 } } }], { batchSize: 10 });
    await cursor.next();
    await rows.updateMany({}, { $set: { seen: true } });
    const rest = await cursor.toArray();
    expect(rest).toHaveLength(MANY - 1);
    expect(rest.at(-1)).toMatchObject({ seen: true });
  });
});
