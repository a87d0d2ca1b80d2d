import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { MongoClient } from 'mongodb';
import { backupStore, restoreStore } from '../../../../src/store/embedded/backup.ts';
import { readEndpoint } from '../../../../src/store/embedded/endpoint.ts';
import { useOwnStores } from '../../../support/embedded.ts';

const { makeFolder, openStore } = useOwnStores();

const notes = (client: MongoClient) => client.db('kept').collection<{ _id: number; text: string }>('notes');

describe('a data folder', () => {
  test.each(['process', 'thread'] as const)(
    'keeps what was stored from one start to the next (as a %s)',
    async (kind) => {
      const dataDir = await makeFolder();
      const first = await openStore(dataDir, kind);
      await notes(first.client).createIndex({ text: 1 }, { unique: true });
      await notes(first.client).insertOne({ _id: 1, text: 'a' });
      await first.close();
      const second = await openStore(dataDir, kind);
      expect(await notes(second.client).find({ text: 'a' }).toArray()).toEqual([{ _id: 1, text: 'a' }]);
      await expect(notes(second.client).insertOne({ _id: 2, text: 'a' })).rejects.toMatchObject({ code: 11000 });
    },
  );

  test('can be entered and listened to by its owner alone', async () => {
    const dataDir = await makeFolder();
    await openStore(dataDir);
    const mode = (name: string): number => statSync(join(dataDir, 'store', name)).mode & 0o777;
    expect([mode('.'), mode('store.sock'), mode('endpoint.json'), mode('lock.json')]).toEqual([
      0o700, 0o600, 0o600, 0o600,
    ]);
  });

  test('tells a second process where the store is, and nothing any more when it is closed', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    expect(readEndpoint(join(dataDir, 'store'))).toMatchObject({ uri: store.uri, pid: store.pid });
    await store.close();
    expect((await readdir(join(dataDir, 'store'))).sort()).toEqual(['data.mdb', 'format.json', 'lock.mdb']);
  });

  test('with a path too long for a socket still has one, in a folder of its owner', async () => {
    const dataDir = join(await makeFolder(), 'x'.repeat(120));
    await mkdir(dataDir);
    const store = await openStore(dataDir);
    const socket = readEndpoint(join(dataDir, 'store'))?.socket ?? '';
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
    expect(await store.client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await store.close();
    expect(existsSync(join(socket, '..'))).toBe(false);
  });
});

describe('a second server on one folder', () => {
  test('is told who holds it and what to do', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    await expect(openStore(dataDir)).rejects.toThrow(
      new RegExp(
        `in use by process ${store.pid} .*Stop that process first, or give this one another folder \\(DATA_DIR\\)`,
      ),
    );
    await notes(store.client).insertOne({ _id: 1, text: 'still here' });
  });

  test('takes over what a killed one left', async () => {
    const dataDir = await makeFolder();
    const killed = await openStore(dataDir);
    await notes(killed.client).insertOne({ _id: 1, text: 'acknowledged' });
    process.kill(killed.pid ?? 0, 'SIGKILL');
    await killed.close();
    const next = await openStore(dataDir);
    expect(await notes(next.client).countDocuments()).toBe(1);
  });

  test('in another container is told apart by whether its store answers', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    const lock = join(dataDir, 'store', 'lock.json');
    await writeFile(lock, JSON.stringify({ pid: 1, host: 'another-container', started: '1' }));
    await expect(openStore(dataDir)).rejects.toThrow(/in use by process 1 on another-container/);
    process.kill(store.pid ?? 0, 'SIGKILL');
    await store.close();
    await openStore(dataDir);
  });

  test('is not kept out by a number that another process has now', async () => {
    const dataDir = await makeFolder();
    await (await openStore(dataDir)).close();
    const lock = join(dataDir, 'store', 'lock.json');
    await writeFile(lock, JSON.stringify({ pid: process.pid, host: hostname(), started: '1' }));
    await openStore(dataDir);
    expect(JSON.parse(readFileSync(lock, 'utf8')).pid).not.toBe(process.pid);
  });
});

describe('a folder of another format', () => {
  test('newer: is refused and left as it is', async () => {
    const dataDir = await makeFolder();
    await (await openStore(dataDir)).close();
    const format = join(dataDir, 'store', 'format.json');
    await writeFile(format, '{"format":2}');
    const before = readFileSync(join(dataDir, 'store', 'data.mdb'));
    await expect(openStore(dataDir)).rejects.toThrow(/has format 2, this version reads up to 1.*Nothing was changed/);
    expect(readFileSync(format, 'utf8')).toBe('{"format":2}');
    expect(readFileSync(join(dataDir, 'store', 'data.mdb')).equals(before)).toBe(true);
    expect((await readdir(join(dataDir, 'store'))).sort()).toEqual(['data.mdb', 'format.json', 'lock.mdb']);
  });

  test('unreadable: is refused with what it should say', async () => {
    const dataDir = await makeFolder();
    await (await openStore(dataDir)).close();
    await writeFile(join(dataDir, 'store', 'format.json'), 'format one');
    await expect(openStore(dataDir)).rejects.toThrow(/format\.json cannot be read: it should say \{"format": 1\}/);
  });
});

test('a data file that is none is refused and left as it is', async () => {
  const dataDir = await makeFolder();
  await (await openStore(dataDir)).close();
  const file = join(dataDir, 'store', 'data.mdb');
  await writeFile(file, 'Dear store, '.repeat(2_000));
  await expect(openStore(dataDir)).rejects.toThrow(/data\.mdb is damaged .*Restore a backup/);
  expect(readFileSync(file, 'utf8')).toMatch(/^Dear store/);
});

describe('a backup', () => {
  test('taken while the store is written to holds one moment, and comes back into an empty folder', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    const rows = notes(store.client);
    await rows.createIndex({ text: 1 }, { unique: true });
    await rows.insertMany(Array.from({ length: 2_000 }, (_, _id) => ({ _id, text: `t${_id}` })));
    const file = join(await makeFolder(), 'store.backup');
    const isDone = { value: false };
    const writing = (async () => {
      for (let _id = 2_000; !isDone.value; _id += 1) await rows.insertOne({ _id, text: `t${_id}` });
    })();
    const bytes = await backupStore(dataDir, file);
    isDone.value = true;
    await writing;
    expect(statSync(file)).toMatchObject({ size: bytes });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const restored = await makeFolder();
    await restoreStore(restored, file);
    const again = await openStore(restored);
    const count = await notes(again.client).countDocuments();
    expect(count).toBeGreaterThanOrEqual(2_000);
    expect((await notes(again.client).find().sort({ _id: -1 }).limit(1).toArray())[0]?._id).toBe(count - 1);
    expect(await again.client.db('kept').command({ validate: 'notes' })).toMatchObject({ valid: true });
  });

  test('of a store that does not run works as well', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    await notes(store.client).insertOne({ _id: 1, text: 'a' });
    await store.close();
    const file = join(await makeFolder(), 'store.backup');
    await backupStore(dataDir, file);
    const restored = await makeFolder();
    await restoreStore(restored, file);
    expect(await notes((await openStore(restored)).client).countDocuments()).toBe(1);
  });

  test('never writes over a file, and is never written over a store', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    await notes(store.client).insertOne({ _id: 1, text: 'a' });
    const file = join(await makeFolder(), 'store.backup');
    await backupStore(dataDir, file);
    await expect(backupStore(dataDir, file)).rejects.toThrow(/exists already/);
    await expect(restoreStore(dataDir, file)).rejects.toThrow(/is not empty/);
    await store.close();
    await expect(restoreStore(dataDir, file)).rejects.toThrow(/is not empty/);
    await expect(backupStore(await makeFolder(), file)).rejects.toThrow(/There is no store in/);
  });

  test('is made and brought back by the commands, which say what they did', async () => {
    const dataDir = await makeFolder();
    const store = await openStore(dataDir);
    await notes(store.client).insertOne({ _id: 1, text: 'a' });
    const file = join(await makeFolder(), 'store.backup');
    const restored = await makeFolder();
    const command = (action: string, folder: string) => {
      const script = new URL('../../../../dist/src/store/embedded/backup.js', import.meta.url).pathname;
      return spawnSync(process.execPath, [script, action, file], { env: { DATA_DIR: folder }, encoding: 'utf8' });
    };
    expect(command('backup', dataDir)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/store\.backup: \d+ bytes/),
    });
    expect(command('restore', restored)).toMatchObject({ status: 0 });
    expect(command('restore', restored)).toMatchObject({ status: 1, stderr: expect.stringMatching(/is not empty/) });
    expect(command('burn', restored)).toMatchObject({ status: 2, stderr: expect.stringMatching(/^Usage/) });
    expect(await notes((await openStore(restored)).client).countDocuments()).toBe(1);
  });

  test('that is cut or changed is refused', async () => {
    const dataDir = await makeFolder();
    await notes((await openStore(dataDir)).client).insertOne({ _id: 1, text: 'a' });
    const file = join(await makeFolder(), 'store.backup');
    await backupStore(dataDir, file);
    const bytes = readFileSync(file);
    await writeFile(file, bytes.subarray(0, bytes.length - 4_096));
    await expect(restoreStore(await makeFolder(), file)).rejects.toThrow(/is not a backup of this store/);
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await expect(restoreStore(await makeFolder(), file)).rejects.toThrow(/is damaged/);
  });

  test('that is none is refused and leaves the folder empty', async () => {
    const file = join(await makeFolder(), 'letter.txt');
    await writeFile(file, 'Dear store, '.repeat(2_000));
    const restored = await makeFolder();
    await expect(restoreStore(restored, file)).rejects.toThrow(/is not a backup of this store/);
    expect(await readdir(join(restored, 'store'))).toEqual([]);
  });
});

test('closing answers what was asked before it', async () => {
  const dataDir = await makeFolder();
  const store = await openStore(dataDir);
  const rows = notes(store.client);
  await rows.insertOne({ _id: 0, text: 'warm' });
  const writes = Array.from({ length: 50 }, (_, at) =>
    rows.insertOne({ _id: at + 1, text: `t${at}` }).then(
      () => at + 1,
      () => undefined,
    ),
  );
  await store.close();
  const acknowledged = (await Promise.all(writes)).filter((id) => id !== undefined);
  const again = await openStore(dataDir);
  const kept = new Set((await notes(again.client).find().toArray()).map(({ _id }) => _id));
  expect(acknowledged.every((id) => kept.has(id))).toBe(true);
});
