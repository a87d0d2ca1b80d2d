import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, MongoClient } from 'mongodb';
import { type EmbeddedStore, openEmbeddedStore } from '../../src/store/embedded/embedded.ts';
import type { FaultReport } from './run.ts';

const ROUNDS = 30;
const CLIENTS = 4;
const RESTART_LIMIT_MS = 1_000;
const SHORTEST_ROUND_MS = 120;
const LONGEST_ROUND_MS = 420;

/** Two fields that every update changes together, and one that is looked up by an index. */
interface Record {
  _id: string;
  code: string;
  left: number;
  right: number;
  tags: string[];
}

/** What the clients were promised: by id, the lowest and highest number of changes the document may show. */
interface Promised {
  readonly changes: Map<string, { acknowledged: number; sent: number }>;
  readonly removed: Set<string>;
  /** Sent, and the connection was gone before an answer came. */
  readonly unsure: Set<string>;
}

/**
 * Kills the store with SIGKILL in the middle of mixed writes, thirty times on one data folder. After each restart every
 * acknowledged write must be there, each update whole, each unique key single, and every index in step with its documents.
 */
export async function run(): Promise<FaultReport> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-faults-'));
  const promised: Promised = { changes: new Map(), removed: new Set(), unsure: new Set() };
  const counts = { rounds: 0, acknowledged: 0, lost: 0, torn: 0, duplicates: 0, invalid: 0, slowest_restart_ms: 0 };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const store = await open(dataDir);
      counts.acknowledged += await writeUntilKilled(store, promised, round);
      const started = performance.now();
      const restarted = await open(dataDir);
      const client = await new MongoClient(restarted.uri).connect();
      await client.db('faults').command({ ping: 1 });
      counts.slowest_restart_ms = Math.max(counts.slowest_restart_ms, Math.round(performance.now() - started));
      await check(client.db('faults'), promised, counts);
      await client.close();
      await restarted.close();
      counts.rounds += 1;
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
  const broken = counts.lost + counts.torn + counts.duplicates + counts.invalid;
  return { held: broken === 0 && counts.acknowledged > 0 && counts.slowest_restart_ms < RESTART_LIMIT_MS, counts };
}

const open = (dataDir: string): Promise<EmbeddedStore> =>
  openEmbeddedStore({
    dataDir,
    entry: new URL('../../src/store/embedded/process.js', import.meta.url),
    log: () => {}, // connections that break off are the point of this test
  });

async function writeUntilKilled(store: EmbeddedStore, promised: Promised, round: number): Promise<number> {
  const client = await new MongoClient(store.uri, { maxPoolSize: CLIENTS, retryWrites: false }).connect();
  const database = client.db('faults');
  await database
    .collection('records')
    .createIndexes([
      { key: { code: 1 }, unique: true },
      { key: { left: 1, right: 1 } },
      { key: { tags: 1 } },
      { key: { right: 1 }, partialFilterExpression: { right: { $gt: 1 } } },
    ]);
  const acknowledged = { count: 0 };
  const isOver = { value: false };
  const writers = Array.from({ length: CLIENTS }, (_, writer) =>
    write(database, promised, `${round}-${writer}`, acknowledged, isOver),
  );
  await new Promise((resolve) =>
    setTimeout(resolve, SHORTEST_ROUND_MS + Math.random() * (LONGEST_ROUND_MS - SHORTEST_ROUND_MS)),
  );
  if (store.pid === undefined) throw new Error('the store has no process of its own to kill');
  process.kill(store.pid, 'SIGKILL');
  isOver.value = true;
  await Promise.all(writers);
  await client.close(true);
  await store.close();
  return acknowledged.count;
}

/** Inserts, changes and removes its own documents until the store is gone. */
async function write(
  database: Db,
  promised: Promised,
  name: string,
  acknowledged: { count: number },
  isOver: { value: boolean },
): Promise<void> {
  const records = database.collection<Record>('records');
  const shared = database.collection<{ _id: string; left: number; right: number }>('shared');
  for (let at = 0; !isOver.value; at += 1) {
    const _id = `${name}-${at}`;
    try {
      promised.changes.set(_id, { acknowledged: -1, sent: 0 });
      await records.insertOne({ _id, code: `code-${_id}`, left: 0, right: 0, tags: [`t${at % 7}`, name] });
      promised.changes.set(_id, { acknowledged: 0, sent: 0 });
      const target = `${name}-${Math.floor(at / 2)}`;
      await change(promised, target, () =>
        records.updateOne({ _id: target }, { $inc: { left: 1, right: 1 }, $push: { tags: `n${at}` } }),
      );
      await change(promised, `shared-${name}`, () =>
        shared.findOneAndUpdate({ _id: `shared-${name}` }, { $inc: { left: 1, right: 1 } }, { upsert: true }),
      );
      acknowledged.count += 3;
      if (at % 10 === 9) {
        const gone = `${name}-${at - 1}`;
        promised.unsure.add(gone);
        await records.deleteOne({ _id: gone });
        promised.unsure.delete(gone);
        promised.removed.add(gone);
        acknowledged.count += 1;
      }
    } catch (error) {
      if (isOver.value) return;
      throw error;
    }
  }
}

async function change(promised: Promised, id: string, act: () => Promise<unknown>): Promise<void> {
  const before = promised.changes.get(id) ?? { acknowledged: 0, sent: 0 };
  const isGone = promised.removed.has(id);
  const pending = { acknowledged: before.acknowledged, sent: before.sent + 1 };
  if (!isGone) promised.changes.set(id, pending);
  await act();
  if (!isGone) promised.changes.set(id, { acknowledged: pending.sent, sent: pending.sent });
}

type Counts = { lost: number; torn: number; duplicates: number; invalid: number };

async function check(database: Db, promised: Promised, counts: Counts): Promise<void> {
  const codes = new Set<string>();
  const seen = new Map<string, number>();
  for await (const record of database.collection<Record>('records').find()) {
    if (record.left !== record.right || record.tags.length !== record.left + 2) counts.torn += 1;
    if (codes.has(record.code)) counts.duplicates += 1;
    codes.add(record.code);
    seen.set(record._id, record.left);
  }
  for await (const record of database.collection<{ _id: string; left: number; right: number }>('shared').find()) {
    if (record.left !== record.right) counts.torn += 1;
    seen.set(record._id, record.left);
  }
  for (const [id, { acknowledged, sent }] of promised.changes) {
    const found = seen.get(id);
    if (promised.removed.has(id)) counts.lost += found === undefined ? 0 : 1;
    else if (found === undefined)
      counts.lost += acknowledged < (id.startsWith('shared') ? 1 : 0) || promised.unsure.has(id) ? 0 : 1;
    else if (found < acknowledged || found > sent) counts.lost += 1;
    // What was unsure is settled by what is there now.
    if (found === undefined) promised.changes.delete(id);
    else promised.changes.set(id, { acknowledged: found, sent: found });
  }
  promised.unsure.clear();
  for (const name of ['records', 'shared']) {
    const { valid } = await database.command({ validate: name });
    if (!valid) counts.invalid += 1;
  }
}
