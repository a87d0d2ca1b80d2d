import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Connection, createConnection } from 'mongoose';
import { systemClock } from '../../../src/clock.ts';
import { createLeases } from '../../../src/store/leases.ts';
import { migrate } from '../../../src/store/migrate.ts';
import type { Migration } from '../../../src/store/migrations.ts';
import type { CollectionDeclaration } from '../../../src/store/models/all.ts';
import { heldClock } from '../../support/clock.ts';
import { MONDAY, openBench } from '../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

let database: TestDatabase;
let connection: Connection;

beforeAll(async () => {
  database = await freshDatabase();
  connection = await createConnection(database.uri).asPromise();
});
afterAll(async () => {
  await connection.close();
  await database.close();
});

const things: CollectionDeclaration = {
  collection: 'things',
  indexes: [
    { name: 'colour', keys: { colour: 1, size: -1 } },
    { name: 'tag', keys: { tag: 1 }, unique: true, where: { tag: { $gt: '' } } },
  ],
};

const run = (parts: Partial<Parameters<typeof migrate>[0]> = {}, holder = 'a', machineClock = systemClock) =>
  migrate({
    connection,
    leases: createLeases({ connection, machineClock, holder, duration: 30_000 }),
    clock: heldClock(MONDAY),
    collections: [things],
    migrations: [],
    droppedIndexes: [],
    ...parts,
  });

const indexNames = async () => (await connection.collection('things').indexes()).map(({ name }) => name).toSorted();

const counting = (number: number, ran: number[]): Migration => ({
  number,
  name: `step ${number}`,
  run: async () => void ran.push(number),
});

describe('migrations at start', () => {
  test('make the declared collections and indexes, and making them again changes nothing', async () => {
    await run();
    await run();
    expect(await indexNames()).toEqual(['_id_', 'colour', 'tag']);
    const rows = connection.collection<{ tag: string }>('things');
    await rows.insertOne({ tag: 'one' });
    await expect(rows.insertOne({ tag: 'one' })).rejects.toMatchObject({ code: 11000 });
  });

  test('run in order of their numbers, each once, however many processes start at the same time', async () => {
    const ran: number[] = [];
    const migrations = [counting(2, ran), counting(1, ran)];
    await Promise.all(['a', 'b', 'c', 'd'].map((holder) => run({ migrations }, holder)));
    expect(ran).toEqual([1, 2]);
  });

  test('one that failed is tried again at the next start, and those before it are not', async () => {
    const ran: number[] = [];
    const known = [counting(1, ran), counting(2, ran)];
    const breaking = { number: 3, name: 'breaks', run: () => Promise.reject(new Error('half-way')) };
    await expect(run({ migrations: [...known, breaking] })).rejects.toThrow('half-way');
    await expect(run({ migrations: [...known, counting(3, ran)] })).resolves.toEqual({ applied: ['step 3'] });
    expect(ran).toEqual([3]);
  });

  test('a process that died while it migrated is followed by the next once its lease has run out', async () => {
    const machineClock = heldClock(Date.now());
    const dead = createLeases({ connection, machineClock, holder: 'dead', duration: 30_000 });
    await dead.claim({ id: 'system/migrations', organisationId: 'system' as never });
    machineClock.advance(30_001);
    await expect(
      run({ migrations: [1, 2, 3].map((number) => counting(number, [])) }, 'next', machineClock),
    ).resolves.toEqual({
      applied: [],
    });
  });

  test('an index nobody declares any more stays until it is named as dropped', async () => {
    await run({ collections: [{ collection: 'things', indexes: [] }], migrations: known3 });
    expect(await indexNames()).toContain('colour');
    await run({
      collections: [{ collection: 'things', indexes: [] }],
      migrations: known3,
      droppedIndexes: [
        { collection: 'things', name: 'colour' },
        { collection: 'things', name: 'was never there' },
      ],
    });
    expect(await indexNames()).toEqual(['_id_', 'tag']);
  });

  test('a store of a newer version is refused and left as it is', async () => {
    await expect(run({ migrations: [counting(1, [])] })).rejects.toThrow('newer version (migration 3, step 3)');
  });

  test('the whole store is made from nothing, and several processes may start on it at once', async () => {
    const fresh = await freshDatabase();
    const bench = openBench(fresh.uri);
    await Promise.all([bench.join(), bench.join(), bench.join()]);
    await bench.close();
    await fresh.close();
  });
});

const known3: Migration[] = [1, 2, 3].map((number) => counting(number, []));
