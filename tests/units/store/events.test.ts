import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DomainEvent } from '../../../src/core/events.ts';
import type { EventId } from '../../../src/core/ids.ts';
import { createEventStream } from '../../../src/store/events.ts';
import type { Store } from '../../../src/store/store.ts';
import { type Bench, MONDAY, openBench, organisation } from '../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

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
const event = (name: string): DomainEvent => ({
  id: `evt_${name}` as EventId, // a test names its events
  organisationId: clinic,
  type: 'organisation_changed',
  at: MONDAY,
  actor: { kind: 'system', channel: 'system' },
  subject: { kind: 'organisation', id: clinic },
});

test('relays that copy at the same time lose nothing, double nothing and leave no gap', async () => {
  const { connection } = store;
  const relays = Array.from({ length: 6 }, () => createEventStream({ connection, machineClock: bench.machineClock }));
  const shared = [event('shared 1'), event('shared 2')];
  await Promise.all(
    relays.map(({ append }, relay) =>
      append(clinic, [
        ...shared,
        ...Array.from({ length: 20 }, (_, index) => event(`${relay}-${String(index).padStart(2, '0')}`)),
      ]),
    ),
  );
  const stream = await store.stream.read(clinic, 0, 1_000);
  expect(stream.map(({ position }) => position)).toEqual(Array.from({ length: 122 }, (_, index) => index + 1));
  expect(new Set(stream.map(({ id }) => id)).size).toBe(122);
  for (let relay = 0; relay < relays.length; relay++) {
    const own = stream.map(({ id }) => id).filter((id) => id.startsWith(`evt_${relay}-`));
    expect(own).toEqual(own.toSorted());
    expect(own).toHaveLength(20);
  }
});

test('a copy that is made again keeps the places of the first', async () => {
  const before = await store.stream.read(clinic, 0, 1_000);
  const { append } = createEventStream({ connection: store.connection, machineClock: bench.machineClock });
  await append(clinic, [event('shared 2'), event('new'), event('shared 1')]);
  const after = await store.stream.read(clinic, 0, 1_000);
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(before.length).map(({ id }) => id)).toEqual(['evt_new']);
});
