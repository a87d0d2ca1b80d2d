import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

// Whether a process of this machine still runs, told by its number and its start: numbers are given anew, in containers the same
// one each time.

/** Names this process among all that share a store. */
export const ownName = (): string => `${hostname()}:${process.pid}:${startOf(process.pid) ?? ''}`;

const NAME = /^(?<host>.+):(?<pid>\d+):(?<started>\d*)$/;

/** False for whoever runs, runs on another machine, or cannot be told. */
export function hasDied(name: string): boolean {
  const { host, pid, started } = NAME.exec(name)?.groups ?? {};
  if (host !== hostname() || pid === undefined) return false;
  return !runs(Number(pid), started === '' ? undefined : started);
}

export function runs(pid: number, started: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'; // it runs, for another user
  }
  const now = startOf(pid);
  return now === undefined || started === undefined || now === started;
}

/** Clock ticks since boot: field 22 of /proc/PID/stat, counted behind the command's closing bracket; only Linux has it. */
export function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
