import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import { DAY } from '../../src/core/time/types.ts';
import { createJobEngine, type JobEngine } from '../../src/jobs/engine/agenda.ts';
import { bindJob, type JobDefinition, type JobHandler } from '../../src/jobs/engine/definition.ts';
import { AGENDA_COLLECTION } from '../../src/store/models/all.ts';
import type { Store } from '../../src/store/store.ts';
import { gate } from '../support/gate.ts';
import { type Bench, openBench, organisation } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

let database: TestDatabase;
let bench: Bench;
let store: Store;
const engines: JobEngine[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
});
beforeEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  await jobRows().deleteMany({});
});
afterAll(async () => {
  for (const engine of engines) await engine.stop();
  await bench.close();
  await database.close();
});

const jobRows = () => store.connection.collection(AGENDA_COLLECTION);
const clinic = organisation('clinic');

type Data = { organisationId: string; noteId: string };
const note: JobDefinition<Data> = {
  name: 'write-note',
  data: z.strictObject({ organisationId: z.string(), noteId: z.string() }),
  concurrency: 3,
  lockLifetime: 8_000,
  timeLimit: 60_000,
  retry: { firstWait: 20, factor: 1, longestWait: 20, limit: 3 },
};
const about = (noteId: string, organisationId: OrganisationId = clinic) => ({ organisationId, noteId });

interface Parts {
  readonly cadence?: string;
  readonly definition?: Partial<JobDefinition<Data>>;
  readonly at?: Store;
}

function engineWith(handler: JobHandler<Data>, { definition = {}, at = store }: Parts = {}): JobEngine {
  const { db } = at.connection;
  if (!db) throw new Error('the store is not connected');
  const engine = createJobEngine({
    db,
    collection: AGENDA_COLLECTION,
    jobs: [bindJob({ ...note, ...definition }, handler)],
    chance: () => 0.5,
    machineClock: systemClock,
    holder: `engine ${engines.length}`,
    lookEvery: 50,
    onFault: (error) => bench.faults.push({ where: 'job', error }),
  });
  engines.push(engine);
  return engine;
}

/** Looks until it is so; the test's own time limit bounds it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}

describe('a job is asked for', () => {
  test('it runs at once with the ids it was given, and leaves nothing behind', async () => {
    const ran = gate();
    const seen: Data[] = [];
    const engine = engineWith(async (data) => {
      seen.push(data);
      ran.open();
    });
    await engine.start();
    await engine.queue.enqueue(note, about('n1'));
    await ran.opened;
    await until(async () => (await jobRows().countDocuments({})) === 0);
    expect(seen).toEqual([about('n1')]);
  });

  test('data that does not fit is refused where it is asked for, not where it would run', async () => {
    const engine = engineWith(async () => {});
    const wrong = { ...about('n1'), text: 'a document instead of an id' };
    await expect(engine.queue.enqueue(note, wrong)).rejects.toThrow('text');
  });

  test('one that fails is tried again, then stands in its organisation’s failed list, and can be tried again from there', async () => {
    let tries = 0;
    let isBroken = true;
    const engine = engineWith(async () => {
      tries += 1;
      if (isBroken) throw new Error('no model answers');
    });
    await engine.start();
    await engine.queue.enqueue(note, about('n2'));
    await until(async () => (await engine.queue.failed(clinic)).items.length === 1);
    expect(tries).toBe(3);
    const { items } = await engine.queue.failed(clinic);
    expect(items).toMatchObject([{ kind: 'write-note', attempts: 3, reason: 'no model answers' }]);
    const other = organisation('other');
    expect((await engine.queue.failed(other)).items).toEqual([]);
    const id = items[0]?.id ?? '';
    await expect(engine.queue.tryAgain(other, id)).resolves.toEqual({ ok: false, reason: 'not_found' });
    isBroken = false;
    await engine.queue.tryAgain(clinic, id);
    await until(async () => (await jobRows().countDocuments({})) === 0);
    expect(tries).toBe(4);
    await expect(engine.queue.tryAgain(clinic, 'nonsense')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('two processes share a queue, and no job runs twice', async () => {
    const counts = new Map<string, number>();
    const handler: JobHandler<Data> = async ({ noteId }) => {
      counts.set(noteId, (counts.get(noteId) ?? 0) + 1);
    };
    const both = [engineWith(handler), engineWith(handler, { at: await bench.join() })];
    const asking = both[0] as JobEngine; // made in the line above
    for (let index = 0; index < 60; index++) await asking.queue.enqueue(note, about(`m${index}`));
    await Promise.all(both.map((engine) => engine.start()));
    await until(async () => (await jobRows().countDocuments({})) === 0);
    expect([...counts.values()]).toEqual(Array.from({ length: 60 }, () => 1));
  });

  test('one that takes longer than its lock is not taken for dead while its process lives', async () => {
    let runs = 0;
    const finish = gate();
    const handler: JobHandler<Data> = async () => {
      runs += 1;
      await finish.opened;
    };
    const engine = engineWith(handler);
    const other = engineWith(handler, { at: await bench.join() });
    await Promise.all([engine.start(), other.start()]);
    await engine.queue.enqueue(note, about('slow'));
    const locks = new Set<number>();
    await until(async () => {
      const row = await jobRows().findOne({});
      if (row?.lockedAt instanceof Date) locks.add(row.lockedAt.getTime());
      return locks.size >= 5;
    });
    expect(runs).toBe(1);
    finish.open();
    await until(async () => (await jobRows().countDocuments({})) === 0);
  });

  test('one whose process died is taken up by another once the lock has run out', async () => {
    const ran = gate();
    const engine = engineWith(async () => ran.open());
    await engine.queue.enqueue(note, about('orphan'));
    await jobRows().updateOne({}, { $set: { lockedAt: new Date(systemClock.now() - 1_000), lastModifiedBy: 'dead' } });
    await engine.start();
    await ran.opened;
  });
});

describe('a process stops', () => {
  test('what has begun is finished first, what has not stays for others', async () => {
    const begun = gate();
    const finish = gate();
    const done: string[] = [];
    const engine = engineWith(
      async ({ noteId }) => {
        begun.open();
        await finish.opened;
        done.push(noteId);
      },
      { definition: { concurrency: 1 } },
    );
    await engine.start();
    for (const noteId of ['first', 'second', 'third']) await engine.queue.enqueue(note, about(noteId));
    await begun.opened;
    const stopped = engine.stop();
    finish.open();
    await stopped;
    expect(done).toHaveLength(1);
    await until(async () => (await jobRows().countDocuments({})) === 2);
    const rest: string[] = [];
    const next = engineWith(async ({ noteId }) => void rest.push(noteId));
    await next.start();
    await until(async () => (await jobRows().countDocuments({})) === 0);
    expect([...done, ...rest].toSorted()).toEqual(['first', 'second', 'third']);
  });
});

describe('what recurs', () => {
  test('is planned once however many processes start at the same time', async () => {
    const definition = { cadence: '1 hour', data: z.object({}) as never };
    const others = await Promise.all([bench.join(), bench.join(), bench.join()]);
    const four = [store, ...others].map((at) => engineWith(async () => {}, { definition, at }));
    await Promise.all(four.map((engine) => engine.start()));
    expect(await jobRows().countDocuments({ name: 'write-note' })).toBe(1);
  });

  test('store upkeep runs by itself and clears away what is past its keeping, and nothing else', async () => {
    const turn = { organisationId: clinic, channel: 'sms', conversationKey: 'maria', payload: 'hi' };
    const cleared = gate();
    const counts: Record<string, number>[] = [];
    await store.inbox.store({ ...turn, providerId: 'old' });
    await bench.workers(store).settle();
    bench.clock.advance(15 * DAY);
    await store.inbox.store({ ...turn, providerId: 'new' });
    const workers = bench.workers(store, {
      onCleared: (count) => {
        counts.push({ ...count });
        cleared.open();
      },
    });
    await workers.start();
    await cleared.opened;
    await workers.stop();
    expect(counts).toMatchObject([{ turns: 1 }]);
    const left = await store.connection.collection('inbox').find({}).toArray();
    expect(left.map(({ providerId }) => providerId)).toEqual(['new']);
  });
});
