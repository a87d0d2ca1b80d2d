import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPump } from '../../../../src/jobs/engine/pump.ts';
import type { Store } from '../../../../src/store/store.ts';
import { gate } from '../../../support/gate.ts';
import { type Bench, openBench, organisation } from '../../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const clinic = organisation('clinic');
const lane = (id: string) => ({ id: `test/${id}`, organisationId: clinic });

test('beyond a few at once, lanes that come begin together when those that were begun last are done', async () => {
  const begun: string[] = [];
  const [firstDoor, lastDoor] = [gate(), gate()];
  const seen = new Map<number, () => void>();
  const untilBegun = (count: number) =>
    new Promise<void>((resolve) => (begun.length >= count ? resolve() : seen.set(count, resolve)));
  const pump = createPump({
    leases: store.work.leases,
    source: { async *dueLanes() {} },
    handle: async ({ id }) => {
      begun.push(id);
      seen.get(begun.length)?.();
      await (begun.length <= 3 ? firstDoor : lastDoor).opened;
      return { handled: 1, more: false };
    },
    ...{ concurrency: 32, sweepEvery: 60_000, inStep: 60_000 },
    onFault: (error) => {
      throw error;
    },
  });
  for (const id of ['a', 'b', 'c']) pump.wake(lane(id));
  await untilBegun(3);
  for (const id of ['d', 'e']) pump.wake(lane(id));
  // A round trip of a lane that nobody makes wait is long past by then.
  await store.ping();
  await store.ping();
  expect(begun).toHaveLength(3);
  firstDoor.open();
  await untilBegun(5);
  expect(begun.slice(3).toSorted()).toEqual(['test/d', 'test/e']);
  lastDoor.open();
  await pump.stop();
});
