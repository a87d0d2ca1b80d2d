import { closeSync, existsSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/fault.ts';
import { DATA_FILE } from './storage/copy.ts';

/** Raised when what lies on disk can no longer be read by an older version. */
const FORMAT = 1;
const FORMAT_FILE = 'format.json';

/** LMDB's magic number stands behind the header of the first page; opening a file without it would end the process. */
const MAGIC = 0xbeefc0de;
const MAGIC_AT = 24;

/** Refuses a folder that a newer version has written, before anything in it is opened. A new folder is marked. */
export function checkFormat(folder: string): void {
  checkDataFile(join(folder, DATA_FILE));
  const path = join(folder, FORMAT_FILE);
  if (!existsSync(path)) {
    writeFileSync(`${path}.new`, `${JSON.stringify({ format: FORMAT })}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return;
  }
  const format = readFormat(path);
  if (format > FORMAT)
    throw new Fault(
      'misconfigured',
      `The data folder ${folder} has format ${format}, this version reads up to ${FORMAT}. Start the newer version that wrote it, or give this one another folder (DATA_DIR). Nothing was changed.`,
    );
}

function readFormat(path: string): number {
  try {
    const { format } = JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown }; // checked below
    if (Number.isInteger(format) && Number(format) > 0) return Number(format);
  } catch {
    // told below
  }
  throw new Fault('misconfigured', `${path} cannot be read: it should say {"format": ${FORMAT}}. Nothing was changed.`);
}

function checkDataFile(path: string): void {
  if (!existsSync(path)) return;
  const start = Buffer.alloc(MAGIC_AT + 4);
  const file = openSync(path, 'r');
  const bytes = readSync(file, start, 0, start.length, 0);
  closeSync(file);
  // A file without content was left by a process that ended while it made it.
  if (bytes === 0 || start.readUInt32LE(MAGIC_AT) === MAGIC) return;
  throw new Fault(
    'misconfigured',
    `${path} is damaged or is no data file of this store. Restore a backup. Nothing was changed.`,
  );
}
