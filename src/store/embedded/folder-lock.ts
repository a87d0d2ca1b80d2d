import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../../core/fault.ts';
import { runs, startOf } from '../processes.ts';
import { readEndpoint } from './endpoint.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Since when the process runs (clock ticks since boot), so that a number given anew is not taken for the holder. */
  readonly started: string | undefined;
}

const LOCK_FILE = 'lock.json';

/** Claims a data folder for this process. Answers how to give it back. */
export async function lockFolder(folder: string): Promise<() => void> {
  const path = join(folder, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (claim(path, own)) return () => rmSync(path, { force: true });
    const holder = readHolder(path);
    if (holder && (await isAlive(holder, folder)))
      throw new Fault(
        'misconfigured',
        `The data folder ${folder} is in use by process ${holder.pid} on ${holder.host}. Stop that process first, or give this one another folder (DATA_DIR).`,
      );
    takeAway(path);
  }
  throw new Fault(
    'misconfigured',
    `The data folder ${folder} is being claimed by several processes at once. Try again.`,
  );
}

function claim(path: string, own: Holder): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify(own));
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function readHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder; // written by claim above; a torn one does not parse
  } catch {
    return undefined;
  }
}

/** Of two processes that find the same stale lock only one can rename it. */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch {
    // The other one was first.
  }
}

async function isAlive({ pid, host, started }: Holder, folder: string): Promise<boolean> {
  // The processes of another container are not ours to see, but its store answers on the folder's socket.
  if (host !== hostname()) return answers(readEndpoint(folder)?.socket);
  return runs(pid, started);
}

function answers(path: string | undefined): Promise<boolean> {
  if (path === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
