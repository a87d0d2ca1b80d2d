import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Lease } from '../../../src/core/delivery/work.ts';
import { createLeases } from '../../../src/store/leases.ts';
import type { Store } from '../../../src/store/store.ts';
import { heldClock } from '../../support/clock.ts';
import { type Bench, MONDAY, openBench, organisation } from '../../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;
const machineClock = heldClock(MONDAY);

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri, { machineClock });
  store = await bench.join();
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const clinic = organisation('clinic');
const lane = (name: string) => ({ id: `test/${name}`, organisationId: clinic });
const worker = (holder: string) =>
  createLeases({ connection: store.connection, machineClock, holder, duration: 30_000 });

const held = (lease: Lease | undefined): Lease => {
  if (!lease) throw new Error('the lane was not given');
  return lease;
};

describe('a hold on a lane', () => {
  test('of many workers that ask at once one gets it', async () => {
    const asked = Array.from({ length: 20 }, (_, index) => worker(`w${index}`).claim(lane('crowd')));
    expect((await Promise.all(asked)).filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  test('given back, it is free, and the next fence is higher', async () => {
    const first = held(await worker('a').claim(lane('back')));
    await expect(worker('a').release(first)).resolves.toBe('released');
    const second = held(await worker('b').claim(lane('back')));
    expect(second.fence).toBeGreaterThan(first.fence);
    expect(second.tookOver).toBe(false);
  });

  test('whoever asks in vain is remembered: the holder has to look once more before it lets go', async () => {
    const a = worker('a');
    const lease = held(await a.claim(lane('wanted')));
    await expect(worker('b').claim(lane('wanted'))).resolves.toBeUndefined();
    await expect(a.release(lease)).resolves.toBe('wanted');
    await expect(a.release(lease)).resolves.toBe('released');
  });

  test('of a worker that is known to be gone it is free at once, and whoever takes it is told so; the living keep theirs', async () => {
    await worker('killed').claim(lane('left behind'));
    await worker('living').claim(lane('in work'));
    await expect(worker('b').claim(lane('left behind'))).resolves.toBeUndefined();
    await expect(worker('b').endHoldsOf((holder) => holder === 'killed')).resolves.toBe(1);
    expect(held(await worker('b').claim(lane('left behind')))).toMatchObject({ tookOver: true });
    await expect(worker('b').claim(lane('in work'))).resolves.toBeUndefined();
  });

  test('renewed in time it lasts; not renewed it goes to another, who is told so', async () => {
    const a = worker('a');
    const lease = held(await a.claim(lane('late')));
    machineClock.advance(20_000);
    await expect(a.renew(lease)).resolves.toBe(true);
    machineClock.advance(20_000);
    await expect(worker('b').claim(lane('late'))).resolves.toBeUndefined();
    machineClock.advance(10_001);
    const taken = held(await worker('b').claim(lane('late')));
    expect(taken).toMatchObject({ tookOver: true });
    expect(taken.fence).toBeGreaterThan(lease.fence);
    await expect(a.renew(lease)).resolves.toBe(false);
    await expect(a.release(lease)).resolves.toBe('lost');
    await expect(worker('b').renew(taken)).resolves.toBe(true);
  });

  test('a lease that was cleared away and made again still counts higher than every hold before', async () => {
    const first = held(await worker('a').claim(lane('cleared')));
    await worker('a').release(first);
    await store.connection.collection<{ _id: string }>('leases').deleteOne({ _id: 'test/cleared' });
    machineClock.advance(30 * 86_400_000);
    expect(held(await worker('a').claim(lane('cleared'))).fence).toBeGreaterThan(first.fence);
  });
});
