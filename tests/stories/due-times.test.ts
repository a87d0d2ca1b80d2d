import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DuePlan } from '../../src/core/ports.ts';
import { DAY, HOUR, MINUTE } from '../../src/core/time/types.ts';
import type { DueHandler } from '../../src/jobs/engine/due-times.ts';
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
beforeEach(() => {
  bench.clock.set(MONDAY);
  bench.faults.length = 0;
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const clinic = organisation('clinic');
let subjects = 0;
const subject = () => `apt_${++subjects}`;
const plan = (subjectId: string, step: string, dueAt: number): DuePlan => ({
  organisationId: clinic,
  key: `${subjectId}/${step}`,
  kind: 'reminder',
  subjectId,
  dueAt,
});
const handling = (handler: DueHandler, at: Store = store) =>
  bench.workers(at, { dueHandlers: new Map([['reminder', handler]]) });
const noting = (seen: string[]) => handling(async ({ key }) => void seen.push(key));

describe('something is due later', () => {
  test('it happens when our clock reaches it, and once', async () => {
    const visit = subject();
    const seen: string[] = [];
    const workers = noting(seen);
    await store.dueTimes.plan([plan(visit, '24h', MONDAY + DAY)]);
    bench.clock.advance(DAY - 1);
    await workers.settle();
    expect(seen).toEqual([]);
    bench.clock.advance(1);
    await workers.settle();
    await workers.settle();
    expect(seen).toEqual([`${visit}/24h`]);
    await expect(store.dueTimes.ofSubject(clinic, visit)).resolves.toEqual([]);
  });

  test('a visit that moves takes its reminders along', async () => {
    const visit = subject();
    const seen: string[] = [];
    const workers = noting(seen);
    await store.dueTimes.plan([plan(visit, '24h', MONDAY + DAY)]);
    await store.dueTimes.plan([plan(visit, '24h', MONDAY + 3 * DAY)]);
    bench.clock.advance(2 * DAY);
    await workers.settle();
    expect(seen).toEqual([]);
    await expect(store.dueTimes.ofSubject(clinic, visit)).resolves.toMatchObject([{ dueAt: MONDAY + 3 * DAY }]);
    bench.clock.advance(DAY);
    await workers.settle();
    expect(seen).toEqual([`${visit}/24h`]);
  });

  test('a visit that is cancelled takes them away, and other organisations cannot', async () => {
    const visit = subject();
    const seen: string[] = [];
    await store.dueTimes.plan([plan(visit, '24h', MONDAY), plan(visit, '1h', MONDAY)]);
    await expect(store.dueTimes.withdrawSubject(organisation('other'), visit)).resolves.toBe(0);
    await expect(store.dueTimes.withdraw(clinic, `${visit}/1h`)).resolves.toBe(true);
    await expect(store.dueTimes.withdraw(clinic, `${visit}/1h`)).resolves.toBe(false);
    await expect(store.dueTimes.withdrawSubject(clinic, visit, 'reminder')).resolves.toBe(1);
    await noting(seen).settle();
    expect(seen).toEqual([]);
  });

  test('what was missed while nobody ran is caught up in order', async () => {
    const visit = subject();
    const seen: string[] = [];
    const steps = ['24h', '4h', '1h', '15min'];
    const offsets = [DAY, 4 * HOUR, HOUR, 15 * MINUTE];
    await store.dueTimes.plan(
      steps.map((step, index) => plan(visit, step, MONDAY + 2 * DAY - (offsets[index] ?? 0))).toReversed(),
    );
    bench.clock.advance(10 * DAY);
    await noting(seen).settle();
    expect(seen).toEqual(steps.map((step) => `${visit}/${step}`));
  });

  test('two workers at once share what is due, and nothing happens twice', async () => {
    const visits = Array.from({ length: 60 }, subject);
    const seen: string[] = [];
    await store.dueTimes.plan(visits.map((visit) => plan(visit, 'x', MONDAY)));
    const handler: DueHandler = async ({ subjectId }) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(subjectId);
    };
    await Promise.all([handling(handler), handling(handler, await bench.join())].map((workers) => workers.settle()));
    expect(seen.toSorted()).toEqual(visits.toSorted());
  });
});

describe('it moves while it happens', () => {
  test('the new time stands, although the handler of the old one ends well', async () => {
    const visit = subject();
    const begun = gate();
    const finish = gate();
    const seen: number[] = [];
    const workers = handling(async ({ dueAt }) => {
      begun.open();
      await finish.opened;
      seen.push(dueAt);
    });
    await store.dueTimes.plan([plan(visit, '24h', MONDAY)]);
    const working = workers.settle();
    await begun.opened;
    await store.dueTimes.plan([plan(visit, '24h', MONDAY + DAY)]);
    finish.open();
    await working;
    await expect(store.dueTimes.ofSubject(clinic, visit)).resolves.toMatchObject([{ dueAt: MONDAY + DAY }]);
    bench.clock.advance(DAY);
    await workers.settle();
    expect(seen).toEqual([MONDAY, MONDAY + DAY]);
  });
});

describe('it cannot be done', () => {
  test('it is tried again with growing waits, then stands in the failed list, and can be tried again from there', async () => {
    const visit = subject();
    let isBroken = true;
    const tries: number[] = [];
    const workers = handling(async () => {
      tries.push(bench.clock.now() - MONDAY);
      if (isBroken) throw new Error('the mail server is away');
    });
    await store.dueTimes.plan([plan(visit, '24h', MONDAY)]);
    while (bench.clock.now() < MONDAY + DAY) {
      await workers.settle();
      // The first waits are minutes, the later ones hours.
      bench.clock.advance(bench.clock.now() < MONDAY + 10 * MINUTE ? MINUTE : 15 * MINUTE);
    }
    expect(tries).toHaveLength(8);
    expect(tries.slice(0, 5)).toEqual([0, MINUTE, 2 * MINUTE, 3 * MINUTE, 5 * MINUTE]);
    const failed = await store.dueTimes.failed(clinic);
    expect(failed.items).toMatchObject([
      { id: `${visit}/24h`, kind: 'reminder', attempts: 8, reason: 'Error: the mail server is away' },
    ]);
    await expect(store.dueTimes.tryAgain(organisation('other'), `${visit}/24h`)).resolves.toEqual({
      ok: false,
      reason: 'not_found',
    });
    isBroken = false;
    await store.dueTimes.tryAgain(clinic, `${visit}/24h`);
    await workers.settle();
    expect(tries).toHaveLength(9);
    expect((await store.dueTimes.failed(clinic)).items).toEqual([]);
  });

  test('a kind that nothing here handles is not lost', async () => {
    const visit = subject();
    await store.dueTimes.plan([{ ...plan(visit, 'x', MONDAY), kind: 'unheard of' }]);
    await noting([]).settle();
    await expect(store.dueTimes.ofSubject(clinic, visit)).resolves.toHaveLength(1);
    expect(bench.faults).toMatchObject([{ where: 'due time', error: { message: 'nothing here handles unheard of' } }]);
    await store.dueTimes.withdrawSubject(clinic, visit);
  });

  test('a worker that dies with it is followed by another, and one that kills every worker is given up visibly', async () => {
    const visit = subject();
    await store.dueTimes.plan([plan(visit, 'deadly', MONDAY)]);
    const id = `${clinic}/${visit}/deadly`;
    for (let death = 0; death < 8; death++) {
      await expect(store.work.due.claim(id)).resolves.toMatchObject({ attempts: death + 1 });
      await expect(store.work.due.claim(id)).resolves.toBeUndefined();
      machineClock.advance(5 * MINUTE + 1);
    }
    const seen: string[] = [];
    await noting(seen).settle();
    expect(seen).toEqual([]);
    await expect(store.dueTimes.failed(clinic)).resolves.toMatchObject({ items: [{ id: `${visit}/deadly` }] });
  });
});

describe('with the job engine running', () => {
  test('a sweep finds what is due and workers do it, while the clock of the day stands where we set it', async () => {
    const real = openBench(database.uri);
    const at = await real.join();
    const visits = Array.from({ length: 120 }, subject);
    const seen = new Set<string>();
    const all = gate();
    const handler: DueHandler = async ({ subjectId }) => {
      seen.add(subjectId);
      if (seen.size === visits.length) all.open();
    };
    real.clock.set('2031-01-01T00:00:00Z');
    await at.dueTimes.plan(visits.map((visit) => plan(visit, 'x', Date.parse('2030-12-31T23:59:59Z'))));
    const workers = real.workers(at, { dueHandlers: new Map([['reminder', handler]]) });
    await workers.start();
    await all.opened;
    await real.close();
    expect(real.faults).toEqual([]);
  });
});
