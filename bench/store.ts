import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Collection, MongoClient } from 'mongodb';
import { openEmbeddedStore } from '../src/store/embedded/embedded.ts';

const SMALL = 10_000;
const MIDDLE = 100_000;
const LARGE = 1_000_000;
const CLIENTS = 16;
const WRITE_MS = 2_000;
const ROUNDS = 3;

interface Row {
  _id: string;
  code: string;
  rank: number;
  version: number;
  text: string;
}

const row = (prefix: string, at: number): Row => ({
  _id: `${prefix}${at}`,
  code: `code-${at}`,
  rank: at,
  version: 0,
  text: 'about as long as an appointment with its attendees and reminders is when stored '.repeat(3),
});

/** The embedded store as a process of its own, over the driver: what the service itself would feel. */
export async function run(): Promise<object> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
  const entry = new URL('../src/store/embedded/process.js', import.meta.url);
  const store = await openEmbeddedStore({ dataDir, entry, log: console.error });
  const client = await new MongoClient(store.uri, { maxPoolSize: CLIENTS, minPoolSize: CLIENTS }).connect();
  try {
    const database = client.db('bench');
    const small = await load(database.collection<Row>('small'), SMALL);
    const middle = await load(database.collection<Row>('middle'), MIDDLE);
    const large = await load(database.collection<Row>('large'), LARGE);
    return {
      ...(await measureReads(small, large)),
      range50_p50_ms: rounded(percentile(await timeRanges(middle), 50)),
      ...(await measureWrites(database.collection<Row>('written'), small)),
    };
  } finally {
    await client.close();
    await store.close();
    await rm(dataDir, { recursive: true });
  }
}

async function load(collection: Collection<Row>, size: number): Promise<Collection<Row>> {
  await collection.createIndex({ code: 1 }, { unique: true });
  await collection.createIndex({ rank: 1 });
  const step = 10_000;
  for (let at = 0; at < size; at += step)
    await collection.insertMany(
      Array.from({ length: step }, (_, offset) => row('', at + offset)),
      { ordered: false },
    );
  return collection;
}

/** Small and large alternate, so that a machine busy with something else slows both alike. */
async function measureReads(small: Collection<Row>, large: Collection<Row>): Promise<object> {
  const ratios: number[] = [];
  const all: number[] = [];
  await timeReads(small, SMALL, 1_000);
  await timeReads(large, LARGE, 1_000);
  for (let round = 0; round < 5; round += 1) {
    const few = await timeReads(small, SMALL, 2_000);
    const many = await timeReads(large, LARGE, 2_000);
    all.push(...few);
    ratios.push(percentile(many, 50) / percentile(few, 50));
  }
  return {
    read_p50_ms: rounded(percentile(all, 50)),
    read_p99_ms: rounded(percentile(all, 99)),
    read_growth: rounded(percentile(ratios, 50)),
  };
}

async function timeReads(collection: Collection<Row>, size: number, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let read = 0; read < count; read += 1) {
    // A stride prime to the sizes visits documents all over the collection.
    const code = `code-${(read * 7_919) % size}`;
    const started = performance.now();
    const found = await collection.findOne({ code });
    times.push(performance.now() - started);
    if (!found) throw new Error(`${code} was not found`);
  }
  return times;
}

async function timeRanges(collection: Collection<Row>): Promise<number[]> {
  const times: number[] = [];
  for (let read = 0; read < 1_000; read += 1) {
    const from = (read * 7_919) % (MIDDLE - 50);
    const started = performance.now();
    const found = await collection.find({ rank: { $gte: from, $lt: from + 50 } }).toArray();
    times.push(performance.now() - started);
    if (found.length !== 50) throw new Error(`a range of 50 held ${found.length}`);
  }
  return times;
}

async function measureWrites(written: Collection<Row>, small: Collection<Row>): Promise<object> {
  await written.createIndex({ code: 1 }, { unique: true });
  let inserted = 0;
  const insert = async (): Promise<void> => {
    inserted += 1;
    await written.insertOne(row('w', inserted));
  };
  const versions = new Map<string, number>();
  const swap = async (client: number): Promise<void> => {
    const _id = String(client);
    const version = versions.get(_id) ?? 0;
    const after = await small.findOneAndUpdate({ _id, version }, { $inc: { version: 1 } }, { returnDocument: 'after' });
    if (after?.version !== version + 1) throw new Error('a compare-and-set that nobody disturbed did not go through');
    versions.set(_id, after.version);
  };
  const rates = { insert1: [] as number[], insert16: [] as number[], cas1: [] as number[], cas16: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rates.insert1.push(await ratePerSecond(1, insert));
    rates.insert16.push(await ratePerSecond(CLIENTS, insert));
    rates.cas1.push(await ratePerSecond(1, swap));
    rates.cas16.push(await ratePerSecond(CLIENTS, swap));
  }
  return {
    insert_per_s_1: Math.round(percentile(rates.insert1, 50)),
    insert_per_s_16: Math.round(percentile(rates.insert16, 50)),
    cas_per_s_1: Math.round(percentile(rates.cas1, 50)),
    cas_per_s_16: Math.round(percentile(rates.cas16, 50)),
  };
}

async function ratePerSecond(clients: number, act: (client: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      while (performance.now() - started < WRITE_MS) {
        await act(client);
        done += 1;
      }
    }),
  );
  return (done * 1_000) / (performance.now() - started);
}

function percentile(values: readonly number[], percent: number): number {
  const ordered = values.toSorted((left, right) => left - right);
  return ordered[Math.min(ordered.length - 1, Math.floor((ordered.length * percent) / 100))] ?? Number.NaN;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
