import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { openEmbeddedStore } from '../src/store/embedded/embedded.ts';
import { median } from './figures.ts';

const ROUNDS = 5;
const DOCUMENTS = 100_000;
const SETTLE_MS = 3_000;
const GIVE_UP_MS = 60_000;
const main = new URL('../src/main.js', import.meta.url).pathname;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

async function stop(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** Milliseconds from the process's start to the first 200 of /readyz. */
async function startOnce(dataDir: string): Promise<{ ms: number; child: ChildProcess }> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      NODE_ENV: 'development',
      LOG_LEVEL: 'silent',
      PORT: String(port),
      DATA_DIR: dataDir,
      MONGODB_URI: '',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (performance.now() - startedAt < GIVE_UP_MS) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return { ms: performance.now() - startedAt, child };
    if (child.exitCode !== null) throw new Error(`the service stopped with code ${child.exitCode} before it was ready`);
    await wait(5);
  }
  await stop(child);
  throw new Error('the service was not ready within a minute');
}

const residentMegabytes = (pid: number): number => {
  const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return line === null ? Number.NaN : Number(line[1]) / 1024;
};

async function fill(dataDir: string): Promise<void> {
  const store = await openEmbeddedStore({ dataDir, log: () => {} });
  const client = await MongoClient.connect(store.uri);
  const documents = client.db('parley').collection('filler');
  await documents.createIndex({ organisationId: 1, at: 1 });
  for (let from = 0; from < DOCUMENTS; from += 5_000)
    await documents.insertMany(
      Array.from({ length: 5_000 }, (_, i) => ({
        organisationId: `org_${(from + i) % 50}`,
        at: new Date(1_700_000_000_000 + (from + i) * 60_000),
        status: 'confirmed',
        title: `Visit ${from + i}`,
        history: [{ at: new Date(1_700_000_000_000), what: 'created' }],
      })),
    );
  await client.close();
  await store.close();
}

export async function run() {
  const folders: string[] = [];
  const folder = () => {
    folders.push(mkdtempSync(join(tmpdir(), 'parley-start-')));
    return folders[folders.length - 1];
  };
  try {
    const fresh: number[] = [];
    const resident: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { ms, child } = await startOnce(folder());
      fresh.push(ms);
      if (round === 0 && child.pid !== undefined) {
        await wait(SETTLE_MS);
        resident.push(residentMegabytes(child.pid));
      }
      await stop(child);
    }
    const full = folder();
    await fill(full);
    const loaded: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { ms, child } = await startOnce(full);
      loaded.push(ms);
      if (round === 0 && child.pid !== undefined) {
        await wait(SETTLE_MS);
        resident.push(residentMegabytes(child.pid));
      }
      await stop(child);
    }
    const [fresh_ms, loaded_ms, rss_mb] = [median(fresh), median(loaded), Math.max(...resident)].map(Math.round);
    return { fresh_ms, loaded_ms, rss_mb };
  } finally {
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  }
}
