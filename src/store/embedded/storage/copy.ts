import { existsSync } from 'node:fs';
import { mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError } from '../semantics/error.ts';
import type { Store } from './store.ts';

/** The name LMDB gives its file in a folder. */
export const DATA_FILE = 'data.mdb';

/** Writes a copy beside the target first, so that a file under that name is always a whole one. Answers its size. */
export async function copyStore(store: Store, path: string): Promise<number> {
  if (existsSync(path)) throw new CommandError(2, `${path} exists already; a backup never overwrites a file`);
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(dirname(path), '.parley-backup-'));
    await store.engine.copy(folder);
    const copied = join(folder, DATA_FILE);
    const file = await open(copied, 'r+');
    await file.chmod(0o600);
    await file.sync();
    await file.close();
    await rename(copied, path);
    return (await stat(path)).size;
  } catch (error) {
    throw new CommandError(2, `the backup could not be written to ${path}: ${(error as Error).message}`);
  } finally {
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}
