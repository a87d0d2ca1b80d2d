import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { openEmbeddedStore } from '../../src/store/embedded/embedded.ts';

/** The store in a process of its own, so that it can be killed like any other. */
export interface StoreProcess {
  readonly uri: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const script = new URL('./ledger-store.js', import.meta.url).pathname;

export async function startStore(dataDir: string): Promise<StoreProcess> {
  const child: ChildProcess = fork(script, ['store', dataDir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = once(child, 'exit');
  const answer: unknown[] = await Promise.race([once(child, 'message'), gone.then(() => [])]);
  const [uri] = answer;
  if (typeof uri !== 'string') throw new Error('the store of the test did not start');
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await gone;
  };
  return { uri, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

async function serve(dataDir: string): Promise<void> {
  const store = await openEmbeddedStore({ dataDir, log: (message, details) => console.error(message, details) });
  process.on('SIGTERM', () => void store.close().then(() => process.exit(0)));
  process.on('disconnect', () => process.exit(0));
  process.send?.(store.uri);
}

const [, , role, dataDir] = process.argv;
if (role === 'store' && dataDir !== undefined) await serve(dataDir);
