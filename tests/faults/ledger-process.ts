import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Operation } from './ledger-worker.ts';

/** Undefined: the process died before it answered; the operation may have been done or not. */
export type MaybeAnswer = Answer | undefined;

export interface WorkerProcess {
  ask(operation: Operation): Promise<MaybeAnswer>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const script = new URL('./ledger-worker.js', import.meta.url).pathname;

export async function startWorker(uri: string): Promise<WorkerProcess> {
  const child: ChildProcess = fork(script, ['worker', uri], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const waiting = new Map<number, (answer: MaybeAnswer) => void>();
  let last = 0;
  const ready = new Promise<MaybeAnswer>((resolve) => waiting.set(0, resolve));
  child.on('message', (answer: Answer) => {
    waiting.get(answer.number)?.(answer);
    waiting.delete(answer.number);
  });
  const gone = once(child, 'exit').then(() => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  });
  if ((await ready) === undefined) throw new Error('a process of the test did not start');
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    child.kill(signal);
    await gone;
  };
  return {
    ask(operation) {
      if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(undefined);
      last += 1;
      const number = last;
      return new Promise((resolve) => {
        waiting.set(number, resolve);
        // A message that can no longer be sent is one that was never answered.
        child.send({ number, operation }, (error) => {
          if (error && waiting.delete(number)) resolve(undefined);
        });
      });
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
