import { existsSync, realpathSync } from 'node:fs';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { Fault } from '../../core/fault.ts';
import { readEndpoint, storeFolder } from './endpoint.ts';
import { lockFolder } from './folder-lock.ts';
import { checkFormat } from './format.ts';
import { copyStore, DATA_FILE, unpackCopy } from './storage/copy.ts';
import { closeStore, openStore } from './storage/store.ts';

/** Writes a consistent copy of the store to a new file: through the running server if there is one, else by itself. */
export async function backupStore(dataDir: string, file: string): Promise<number> {
  const folder = storeFolder(resolve(dataDir));
  if (!existsSync(join(folder, DATA_FILE)))
    throw new Fault('misconfigured', `There is no store in ${dataDir}. Set DATA_DIR to the folder the service uses.`);
  const path = resolve(file);
  return (await backupRunning(folder, path)) ?? backupIdle(folder, path);
}

async function backupRunning(folder: string, path: string): Promise<number | undefined> {
  const endpoint = readEndpoint(folder);
  if (!endpoint) return undefined;
  const client = new MongoClient(endpoint.uri, { serverSelectionTimeoutMS: 2_000 });
  try {
    await client.connect();
  } catch {
    return undefined; // left over from a process that was killed; the lock tells whether somebody else runs
  }
  try {
    const { bytes } = await client.db('admin').command({ parleyBackup: 1, path });
    return Number(bytes);
  } finally {
    await client.close();
  }
}

async function backupIdle(folder: string, path: string): Promise<number> {
  const unlock = await lockFolder(folder);
  try {
    checkFormat(folder);
    const store = openStore(folder);
    try {
      return await copyStore(store.engine, path);
    } finally {
      await closeStore(store);
    }
  } finally {
    unlock();
  }
}

/** Puts a backup into a folder that has no store yet; a store that is there is never touched. */
export async function restoreStore(dataDir: string, file: string): Promise<void> {
  const folder = storeFolder(resolve(dataDir));
  const source = resolve(file);
  if (!existsSync(source)) throw new Fault('misconfigured', `The backup ${source} is not there.`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const held = await readdir(folder);
  if (held.length > 0)
    throw new Fault(
      'misconfigured',
      `${folder} is not empty (${held[0]}). Stop the service, move that folder away, and restore again.`,
    );
  const unlock = await lockFolder(folder);
  try {
    const trouble = await unpackCopy(source, join(folder, DATA_FILE));
    if (trouble === 'not a backup') throw new Fault('misconfigured', `${source} is not a backup of this store.`);
    if (trouble === 'damaged')
      throw new Fault('misconfigured', `${source} is damaged: its contents do not match its checksum.`);
    checkFormat(folder);
  } catch (error) {
    for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
    throw error;
  } finally {
    unlock();
  }
}

const USAGE =
  'Usage: npm run backup -- FILE, or npm run restore -- FILE (DATA_DIR names the data folder, ./data by default)';

/** The commands `npm run backup` and `npm run restore`. Answers the exit code. */
async function runCommand([action, file]: readonly string[], dataDir: string): Promise<number> {
  if (!file || (action !== 'backup' && action !== 'restore')) {
    console.error(USAGE);
    return 2;
  }
  try {
    if (action === 'backup') console.log(`${file}: ${await backupStore(dataDir, file)} bytes`);
    else {
      await restoreStore(dataDir, file);
      console.log(`${dataDir} holds what ${file} held`);
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  }
}

const isStartedItself =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (isStartedItself) process.exit(await runCommand(process.argv.slice(2), process.env.DATA_DIR ?? './data'));
