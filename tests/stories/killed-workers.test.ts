import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Store } from '../../src/store/store.ts';
import { type LoopbackProvider, startLoopbackProvider } from '../support/loopback-provider.ts';
import { type Bench, openBench, organisation } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

// Whole processes run what was built: `npm test` builds first.
const WORKER = fileURLToPath(new URL('../../dist/tests/support/killable-worker.js', import.meta.url));
const CONVERSATIONS = 10;
const TEXTS_EACH = 20;
const KILLS = 4;

let database: TestDatabase;
let bench: Bench;
let store: Store;
let provider: LoopbackProvider;
const alive = new Set<ChildProcess>();

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  store = await bench.join();
  provider = await startLoopbackProvider();
});
afterAll(async () => {
  for (const child of alive) await end(child, 'SIGKILL');
  await provider.close();
  await bench.close();
  await database.close();
});

async function startWorker(): Promise<ChildProcess> {
  const child = fork(WORKER, [database.uri, provider.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  alive.add(child);
  const crashed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`a worker ended with code ${code}`)));
  // Of interest until it works; later its end is the test's doing.
  crashed.catch(() => {});
  await Promise.race([once(child, 'message'), crashed]);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  alive.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

test('workers are killed in the middle of everything; every text is answered once and in order all the same', async () => {
  const clinic = organisation('clinic');
  const texts = Array.from({ length: CONVERSATIONS * TEXTS_EACH }, (_, index) => ({
    organisationId: clinic,
    channel: 'sms',
    providerId: `SM${index}`,
    conversationKey: `person ${index % CONVERSATIONS}`,
    payload: index,
  }));
  const workers = [await startWorker(), await startWorker()];
  let hitInTheMiddle = 0;
  for (let round = 0; round < TEXTS_EACH; round++) {
    bench.clock.set(Date.now());
    await Promise.all(
      texts.slice(round * CONVERSATIONS, (round + 1) * CONVERSATIONS).map((text) => store.inbox.store(text)),
    );
    if (round % (TEXTS_EACH / KILLS) !== 1) continue;
    await provider.whenSent(provider.sent.length + 2);
    const [victim] = workers.splice(0, 1);
    if (victim) await end(victim, 'SIGKILL');
    if (await store.connection.collection('leases').findOne({ until: { $gt: 0 }, holder: `worker ${victim?.pid}` }))
      hitInTheMiddle += 1;
    workers.push(await startWorker());
  }
  await provider.whenSent(texts.length);
  for (const worker of workers) await end(worker, 'SIGTERM');

  expect(hitInTheMiddle).toBeGreaterThan(0);
  expect(provider.sent.map(({ key }) => key).toSorted()).toEqual(
    texts.map(({ providerId }) => `answer to ${providerId}`).toSorted(),
  );
  for (let person = 0; person < CONVERSATIONS; person++) {
    const answers = provider.sent
      .filter(({ recipient }) => recipient === `person ${person}`)
      .map(({ payload }) => payload);
    expect(answers).toEqual(Array.from({ length: TEXTS_EACH }, (_, index) => index * CONVERSATIONS + person));
  }
  expect((await store.inbox.needsHuman(clinic)).items).toEqual([]);
}, 60_000);
