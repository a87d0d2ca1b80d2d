import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../semantics/error.ts';
import type { Engine } from './engine.ts';

/** The name LMDB gives its file in a folder. */
export const DATA_FILE = 'data.mdb';

/** A backup is LMDB's file, the SHA-256 of it, and this mark: a cut or foreign file is known before it is opened. */
const MARK = Buffer.from('parley backup 1\n'); // the number rises with the format (format.ts)
const TRAILER_BYTES = 32 + MARK.length;

/** Writes a copy beside the target first, so that a file under that name is always a whole one. Answers its size. */
export async function copyStore(engine: Engine, path: string): Promise<number> {
  if (existsSync(path)) throw new CommandError(2, `${path} exists already; a backup never overwrites a file`);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(path), '.parley-backup-'));
    await engine.copy(folder);
    const copied = join(folder, DATA_FILE);
    const digest = await digestOf(copied, (await stat(copied)).size);
    const file = await open(copied, 'a');
    await file.write(Buffer.concat([digest, MARK]));
    await file.chmod(0o600);
    await file.sync();
    await file.close();
    await rename(copied, path);
    return (await stat(path)).size;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(2, `the backup could not be written to ${path}: ${reason}`);
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

/** Copies the data out of a backup; answers why not if it is none, or not whole. */
export async function unpackCopy(path: string, target: string): Promise<'not a backup' | 'damaged' | undefined> {
  const { size } = await stat(path);
  const trailer = await readTrailer(path, size);
  if (!trailer?.subarray(-MARK.length).equals(MARK)) return 'not a backup';
  const dataBytes = size - TRAILER_BYTES;
  const digest = await digestOf(path, dataBytes);
  if (!digest.equals(trailer.subarray(0, -MARK.length))) return 'damaged';
  await copyFile(path, target);
  const file = await open(target, 'r+');
  await file.chmod(0o600);
  await file.truncate(dataBytes);
  await file.sync();
  await file.close();
  return undefined;
}

async function readTrailer(path: string, size: number): Promise<Buffer | undefined> {
  if (size <= TRAILER_BYTES) return undefined;
  const file = await open(path, 'r');
  const trailer = Buffer.alloc(TRAILER_BYTES);
  await file.read(trailer, 0, TRAILER_BYTES, size - TRAILER_BYTES);
  await file.close();
  return trailer;
}

async function digestOf(path: string, bytes: number): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { start: 0, end: bytes - 1 })) hash.update(chunk);
  return hash.digest();
}
