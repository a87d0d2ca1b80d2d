import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { IncomingTurn, TurnHandler } from '../../src/core/delivery/types.ts';
import type { Store } from '../../src/store/store.ts';
import { heldClock } from '../support/clock.ts';
import { gate } from '../support/gate.ts';
import { type Bench, MONDAY, openBench, organisation } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

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
let count = 0;
const text = (conversationKey: string, payload: unknown, providerId = `SM${++count}`): IncomingTurn => ({
  organisationId: clinic,
  channel: 'sms',
  providerId,
  conversationKey,
  payload,
});

describe('a text comes in', () => {
  test('delivered twice by the provider, even at once, it is stored and handled once', async () => {
    const handled: unknown[] = [];
    const workers = bench.workers(store, {
      turnHandler: async ({ payload }) => {
        handled.push(payload);
        return { kind: 'done' };
      },
    });
    const twice = await Promise.all([1, 2].map(() => store.inbox.store(text('maria', 'YES', 'SM-once'))));
    expect(twice.toSorted()).toEqual(['already_stored', 'stored']);
    await workers.settle();
    await expect(store.inbox.store(text('maria', 'YES', 'SM-once'))).resolves.toBe('already_stored');
    await workers.settle();
    expect(handled).toEqual(['YES']);
  });

  test('the same id at another organisation or on another channel is another text', async () => {
    const one = text('maria', 'hello', 'SM-shared');
    await store.inbox.store(one);
    await expect(store.inbox.store({ ...one, organisationId: organisation('other') })).resolves.toBe('stored');
    await expect(store.inbox.store({ ...one, channel: 'chat' })).resolves.toBe('stored');
    await bench.workers(store).settle();
  });

  test('it is handled at once, without waiting for anybody to look', async () => {
    const handled = gate();
    const workers = bench.workers(store, {
      turnHandler: async () => {
        handled.open();
        return { kind: 'done' };
      },
    });
    await workers.start();
    await store.inbox.store(text('eager', 'hi'));
    await handled.opened;
    await workers.stop();
  });
});

describe('several texts at once', () => {
  test('two workers share them: each conversation in order and one at a time, different ones side by side', async () => {
    const conversations = Array.from({ length: 8 }, (_, index) => `person ${index}`);
    const turns = Array.from({ length: 10 }, (_, index) => conversations.map((name) => text(name, index))).flat();
    const log = new Map<string, unknown[]>(conversations.map((name) => [name, []]));
    const busy = new Set<string>();
    let mostAtOnce = 0;
    let overlaps = 0;
    const done = gate();
    const turnHandler: TurnHandler = async ({ conversationKey, payload }) => {
      if (busy.has(conversationKey)) overlaps += 1;
      busy.add(conversationKey);
      mostAtOnce = Math.max(mostAtOnce, busy.size);
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(conversationKey);
      log.get(conversationKey)?.push(payload);
      if ([...log.values()].every(({ length }) => length === 10)) done.open();
      return { kind: 'done' };
    };
    const second = await bench.join();
    const both = [bench.workers(store, { turnHandler }), bench.workers(second, { turnHandler })];
    for (const turn of turns) await store.inbox.store(turn);
    await Promise.all(both.map((workers) => workers.start()));
    await done.opened;
    await Promise.all(both.map((workers) => workers.stop()));
    for (const name of conversations) expect(log.get(name)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(overlaps).toBe(0);
    expect(mostAtOnce).toBeGreaterThan(1);
    expect(bench.faults).toEqual([]);
  });

  test('a text that arrives while the one before it is worked on waits for it', async () => {
    const first = gate();
    const begun = gate();
    const handled: unknown[] = [];
    const workers = bench.workers(store, {
      turnHandler: async ({ payload }) => {
        if (payload === 'first') {
          begun.open();
          await first.opened;
        }
        handled.push(payload);
        return { kind: 'done' };
      },
    });
    await store.inbox.store(text('patient', 'first'));
    const settled = workers.settle();
    await begun.opened;
    await store.inbox.store(text('patient', 'second'));
    const other = bench.workers(await bench.join(), {
      turnHandler: async () => ({ kind: 'needs_human', reason: 'jumped the queue' }),
    });
    await other.settle();
    expect(handled).toEqual([]);
    first.open();
    await settled;
    await workers.settle();
    expect(handled).toEqual(['first', 'second']);
  });
});

describe('a text that cannot be handled', () => {
  test('is tried again with growing waits, and what comes after it in the conversation waits', async () => {
    const tries: number[] = [];
    const after: unknown[] = [];
    const workers = bench.workers(store, {
      turnHandler: async ({ payload }) => {
        if (payload === 'next') after.push(payload);
        else {
          tries.push(bench.clock.now() - MONDAY);
          if (tries.length < 4) throw new Error('the calendar is down');
        }
        return { kind: 'done' };
      },
    });
    bench.clock.set(MONDAY);
    await store.inbox.store(text('unlucky', 'hard'));
    await store.inbox.store(text('unlucky', 'next'));
    for (let second = 0; second <= 30; second++) {
      await workers.settle();
      bench.clock.advance(1_000);
    }
    // With chance at a half the waits are three quarters of 1, 3 and 9 seconds, seen by the clock's whole seconds.
    expect(tries).toEqual([0, 1_000, 4_000, 11_000]);
    expect(after).toEqual(['next']);
  });

  test('after the last try a person sees it, can have it tried again, or can settle it; the conversation goes on meanwhile', async () => {
    const handled: unknown[] = [];
    let isBroken = true;
    const workers = bench.workers(store, {
      turnHandler: async ({ payload }) => {
        if (payload !== 'fine' && isBroken) throw new Error('cannot make sense of it');
        handled.push(payload);
        return { kind: 'done' };
      },
    });
    await store.inbox.store(text('stuck', 'odd one'));
    await store.inbox.store(text('stuck', 'odd two'));
    await store.inbox.store(text('stuck', 'fine'));
    for (let minute = 0; minute < 20; minute++) {
      await workers.settle();
      bench.clock.advance(60_000);
    }
    expect(handled).toEqual(['fine']);
    const inNeed = await store.inbox.needsHuman(clinic);
    expect(inNeed.items).toMatchObject([
      { conversationKey: 'stuck', attempts: 6, reason: 'Error: cannot make sense of it' },
      { conversationKey: 'stuck', attempts: 6 },
    ]);
    const [one, two] = inNeed.items;
    await expect(store.inbox.tryAgain(organisation('other'), one?.id ?? '')).resolves.toEqual({
      ok: false,
      reason: 'not_found',
    });
    isBroken = false;
    await store.inbox.tryAgain(clinic, one?.id ?? '');
    await store.inbox.resolve(clinic, two?.id ?? '');
    await workers.settle();
    expect(handled).toEqual(['fine', 'odd one']);
    expect((await store.inbox.needsHuman(clinic)).items).toEqual([]);
    bench.faults.length = 0;
  });

  test('a handler may ask for a person at once', async () => {
    const workers = bench.workers(store, {
      turnHandler: async () => ({ kind: 'needs_human', reason: 'two prompts are open' }),
    });
    await store.inbox.store(text('ambiguous', 'yes'));
    await workers.settle();
    const { items } = await store.inbox.needsHuman(clinic);
    expect(items).toMatchObject([{ conversationKey: 'ambiguous', reason: 'two prompts are open' }]);
    await store.inbox.resolve(clinic, items[0]?.id ?? '');
  });
});

describe('a worker stops in the middle of a text', () => {
  test('another takes it over with a higher fence, and the late end of the first does no harm', async () => {
    const stalled = gate();
    const begun = gate();
    const fences: number[] = [];
    const slow = bench.workers(store, {
      turnHandler: async (_turn, { fence }) => {
        fences.push(fence);
        begun.open();
        await stalled.opened;
        return { kind: 'done' };
      },
    });
    const quick = bench.workers(await bench.join(), {
      turnHandler: async (_turn, { fence }) => {
        fences.push(fence);
        return { kind: 'done' };
      },
    });
    await store.inbox.store(text('stalled', 'hello'));
    const late = slow.settle();
    await begun.opened;
    await quick.settle();
    expect(fences).toHaveLength(1);
    machineClock.advance(30_001);
    await quick.settle();
    bench.clock.advance(1_000);
    await quick.settle();
    expect(fences).toHaveLength(2);
    expect(fences[1]).toBeGreaterThan(fences[0] ?? 0);
    stalled.open();
    await late;
    await Promise.all([slow.settle(), quick.settle()]);
    expect(fences).toHaveLength(2);
    expect((await store.inbox.needsHuman(clinic)).items).toEqual([]);
  });

  test('a text that stops every worker that takes it ends with a person, not in a circle', async () => {
    await store.inbox.store(text('poison', 'boom'));
    const lane = { id: `inbox/${clinic}/sms/poison`, organisationId: clinic };
    const workers = bench.workers(store);
    for (let death = 0; death < 6; death++) {
      // What a killed worker leaves: a hold that is never given back.
      bench.clock.advance(10 * 60_000);
      await store.work.leases.claim(lane);
      machineClock.advance(30_001);
      await workers.settle();
      await store.work.leases.claim(lane);
      machineClock.advance(30_001);
    }
    const { items } = await store.inbox.needsHuman(clinic);
    expect(items).toMatchObject([{ conversationKey: 'poison', reason: 'the worker stopped in the middle of it' }]);
  });
});
