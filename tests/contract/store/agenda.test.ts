import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MongoBackend } from '@agendajs/mongo-backend';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Agenda, type AgendaOptions } from 'agenda';
import { useTestDatabase } from '../../support/store.ts';

const { client, db, name: databaseName, serverUri } = useTestDatabase();

const started: Agenda[] = [];
const lastQueue = { number: 0 };

function freshName(): string {
  lastQueue.number += 1;
  return `queue_${lastQueue.number}`;
}

/** A queue of the test's own, unless it shares one by name. */
async function agendaOn(collection = freshName(), options: Partial<AgendaOptions> = {}): Promise<Agenda> {
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: client.db(databaseName), collection }),
    processEvery: 15,
    // Agenda keeps a timer of half this time after each run; the test of two processes has the default lock.
    defaultLockLifetime: 2_000,
    ...options,
  });
  await agenda.ready;
  started.push(agenda);
  return agenda;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((agenda) => agenda.stop()));
});

/** A job handler that notes its runs, and a promise for the moment there were so many. */
function recorder<T>(wanted: number) {
  const runs: T[] = [];
  let reached: () => void = () => {};
  const enough = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const handler = async (job: { attrs: { data: T } }): Promise<void> => {
    runs.push(job.attrs.data);
    if (runs.length >= wanted) reached();
  };
  return { runs, enough, handler };
}

describe('scheduling', () => {
  test('now runs a job with its data, and notes when it finished', async () => {
    const agenda = await agendaOn();
    const { runs, enough, handler } = recorder<{ to: string }>(1);
    agenda.define<{ to: string }>('greet', handler);
    await agenda.start();
    // `success` is told before the job is written, `complete` after.
    const written = once(agenda, 'complete:greet');
    await agenda.now('greet', { to: 'Ada' });
    await enough;
    await written;
    expect(runs).toEqual([{ to: 'Ada' }]);
    const { jobs } = await agenda.queryJobs({ name: 'greet' });
    expect(jobs[0]?.lastFinishedAt).toBeInstanceOf(Date);
    expect(jobs[0]?.lockedAt).toBeUndefined();
  });

  test('schedule runs at its time, not before', async () => {
    const agenda = await agendaOn();
    const { enough, handler } = recorder<object>(1);
    agenda.define<object>('later', handler);
    await agenda.start();
    const due = new Date(Date.now() + 150);
    await agenda.schedule(due, 'later', {});
    await enough;
    expect(Date.now()).toBeGreaterThanOrEqual(due.getTime());
  });

  test('every runs again and again, and is one job however often it is asked for', async () => {
    const agenda = await agendaOn();
    const { enough, handler } = recorder<object>(3);
    agenda.define<object>('tick', handler);
    await agenda.every('1 second', 'tick', {});
    await agenda.every(50, 'tick', {});
    await agenda.start();
    await enough;
    const { jobs, total } = await agenda.queryJobs({ name: 'tick' });
    expect(total).toBe(1);
    expect(jobs[0]?.repeatInterval).toBe(50);
  });

  test('a unique job is stored once and takes the newer data', async () => {
    const agenda = await agendaOn();
    agenda.define('unique', async () => {});
    const at = new Date(Date.now() + 60_000);
    for (const text of ['first', 'second'])
      await agenda.create('unique', { key: 'k', text }).unique({ 'data.key': 'k' }).schedule(at).save();
    const { jobs, total } = await agenda.queryJobs({ name: 'unique' });
    expect(total).toBe(1);
    expect(jobs[0]?.data).toEqual({ key: 'k', text: 'second' });
  });

  test('cancel takes jobs away, by name and by data', async () => {
    const agenda = await agendaOn();
    agenda.define('mail', async () => {});
    const at = new Date(Date.now() + 60_000);
    for (const to of ['a', 'b', 'c']) await agenda.schedule(at, 'mail', { to });
    expect(await agenda.cancel({ name: 'mail', data: { to: 'b' } })).toBe(1);
    expect((await agenda.queryJobs({ name: 'mail' })).total).toBe(2);
    expect(await agenda.cancel({ name: 'mail' })).toBe(2);
  });

  test('a disabled job waits until it is enabled', async () => {
    const agenda = await agendaOn();
    const { runs, enough, handler } = recorder<{ n: number }>(2);
    agenda.define<{ n: number }>('held', handler);
    await agenda.schedule(new Date(), 'held', { n: 1 });
    expect(await agenda.disable({ name: 'held' })).toBe(1);
    await agenda.start();
    agenda.define<{ n: number }>('other', handler);
    await agenda.now('other', { n: 2 });
    await once(agenda, 'success:other');
    expect(runs).toEqual([{ n: 2 }]);
    await agenda.enable({ name: 'held' });
    await enough;
    expect(runs).toEqual([{ n: 2 }, { n: 1 }]);
  });
});

describe('running', () => {
  test('jobs due together run by priority', async () => {
    const agenda = await agendaOn(undefined, { maxConcurrency: 1, lockLimit: 1 });
    const { runs, enough, handler } = recorder<{ p: string }>(3);
    agenda.define<{ p: string }>('ranked', handler, { concurrency: 1, lockLimit: 1 });
    const at = new Date(Date.now() - 1_000);
    for (const priority of ['low', 'highest', 'normal'] as const)
      await agenda.create('ranked', { p: priority }).priority(priority).schedule(at).save();
    await agenda.start();
    await enough;
    expect(runs.map(({ p }) => p)).toEqual(['highest', 'normal', 'low']);
  });

  test('no more run at once than the job allows', async () => {
    const agenda = await agendaOn();
    let running = 0;
    let most = 0;
    let done = 0;
    let finish: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      finish = resolve;
    });
    agenda.define(
      'narrow',
      async () => {
        running += 1;
        most = Math.max(most, running);
        await db.command({ ping: 1 });
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        done += 1;
        if (done === 12) finish();
      },
      { concurrency: 2 },
    );
    await agenda.start();
    await Promise.all(Array.from({ length: 12 }, () => agenda.now('narrow')));
    await all;
    expect(most).toBeLessThanOrEqual(2);
  });

  test('a failure is noted with its reason and count', async () => {
    const agenda = await agendaOn();
    agenda.define('breaks', async () => {
      throw new Error('no paper');
    });
    await agenda.start();
    const failed = once(agenda, 'fail:breaks');
    await agenda.now('breaks');
    await failed;
    const saved = async (): Promise<number | undefined> => {
      const { jobs } = await agenda.queryJobs({ name: 'breaks' });
      return jobs[0]?.failCount;
    };
    while ((await saved()) !== 1) await new Promise((resolve) => setImmediate(resolve));
    const { jobs } = await agenda.queryJobs({ name: 'breaks' });
    expect(jobs[0]).toMatchObject({ failReason: 'no paper', failCount: 1 });
  });

  test('a lock somebody died with is free again after its time', async () => {
    const agenda = await agendaOn('abandoned');
    const { runs, enough, handler } = recorder<{ n: number }>(1);
    agenda.define<{ n: number }>('orphan', handler, { lockLifetime: 2_000 });
    await agenda.schedule(new Date(Date.now() - 5_000), 'orphan', { n: 7 });
    // As a worker leaves it that was killed in the middle: locked long ago, never finished.
    await db
      .collection('abandoned')
      .updateOne({ name: 'orphan' }, { $set: { lockedAt: new Date(Date.now() - 120_000) } });
    await agenda.start();
    await enough;
    expect(runs).toEqual([{ n: 7 }]);
  });

  test('two processes on one queue run each job once', async () => {
    const JOBS = 60;
    const agenda = await agendaOn('shared_queue');
    for (let n = 0; n < JOBS; n += 1) await agenda.now('count', { n });
    const worker = new URL('../../../dist/tests/support/agenda-worker.js', import.meta.url);
    const workers = [1, 2].map(() => fork(worker.pathname, [serverUri, databaseName], { execArgv: [] }));
    await Promise.all(workers.map((child) => once(child, 'message')));
    while ((await db.collection('runs').countDocuments()) < JOBS) await new Promise((resolve) => setImmediate(resolve));
    for (const child of workers) child.send('stop');
    await Promise.all(workers.map((child) => once(child, 'exit')));
    const runs = await db.collection('runs').find().toArray();
    expect(runs.map(({ n }) => n).sort((left, right) => left - right)).toEqual(
      Array.from({ length: JOBS }, (_, n) => n),
    );
  });
});
