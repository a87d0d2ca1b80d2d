import { type ChildProcess, fork } from 'node:child_process';
import { connect } from 'node:net';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Fault } from '../../core/fault.ts';
import { readEndpoint, storeFolder } from './endpoint.ts';
import type { News, Orders } from './hosting.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  /** The compiled worker.js runs as a thread, process.js as a process of its own. By default the thread. */
  readonly entry?: URL;
  readonly upkeepEveryMs?: number;
  /** Told of what goes wrong inside: a damaged message, a failed command. */
  readonly log?: (message: string, details: Record<string, unknown>) => void;
}

export interface EmbeddedStore {
  readonly uri: string;
  /** The process it runs in, when it has one of its own. */
  readonly pid: number | undefined;
  close(): Promise<void>;
}

const UPKEEP_MS = 60_000;

/** Starts the embedded store in a thread or process of its own and answers when drivers can connect. */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<EmbeddedStore> {
  const entry = options.entry ?? new URL('./worker.js', import.meta.url);
  const orders: Orders = {
    folder: resolve(storeFolder(options.dataDir)),
    upkeepEveryMs: options.upkeepEveryMs ?? UPKEEP_MS,
  };
  const host = entry.pathname.endsWith('/process.js') ? startProcess(entry, orders) : startThread(entry, orders);
  return new Promise((ready, failed) => {
    let isReady = false;
    const stopped = new Promise<void>((done) => {
      host.onEnd((reason) => {
        done();
        if (!isReady) failed(new Fault('unavailable', `The embedded store ended before it was ready: ${reason}`));
      });
    });
    host.onNews((news) => {
      if (news.kind === 'log') options.log?.(news.message, news.details);
      else if (news.kind === 'failed')
        failed(new Fault(news.code === 'misconfigured' ? 'misconfigured' : 'unavailable', news.message));
      else if (news.kind === 'ready') {
        isReady = true;
        const close = async (): Promise<void> => {
          host.stop();
          await stopped;
        };
        ready({ uri: news.uri, pid: host.pid, close });
      }
    });
  });
}

/** The store that runs already in this data folder, in another process of the same user. */
export async function joinEmbeddedStore(dataDir: string): Promise<EmbeddedStore | undefined> {
  const endpoint = readEndpoint(storeFolder(dataDir));
  if (endpoint === undefined || !(await answers(endpoint.socket))) return undefined;
  // Whoever opened it closes it.
  return { uri: endpoint.uri, pid: endpoint.pid, close: async () => {} };
}

/** A process that was killed leaves its endpoint behind; nobody listens there any more. */
function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

interface HostHandle {
  readonly pid: number | undefined;
  readonly onNews: (listener: (news: News) => void) => void;
  readonly onEnd: (listener: (reason: string) => void) => void;
  readonly stop: () => void;
}

function startProcess(entry: URL, orders: Orders): HostHandle {
  const child: ChildProcess = fork(entry.pathname, [JSON.stringify(orders)], { execArgv: [], stdio: 'inherit' });
  return {
    pid: child.pid,
    onNews: (listener) => child.on('message', (news) => listener(news as News)), // hosting.ts sends nothing else
    onEnd: (listener) => child.once('exit', (code, signal) => listener(signal ?? `exit ${code}`)),
    stop: () => {
      // The callback takes the error of a process that is gone already.
      if (child.connected) child.send('stop', () => {});
    },
  };
}

function startThread(entry: URL, orders: Orders): HostHandle {
  const worker = new Worker(entry, { workerData: JSON.stringify(orders), execArgv: [] });
  let trouble = '';
  worker.on('error', (error) => {
    trouble = error.message;
  });
  return {
    pid: undefined,
    onNews: (listener) => worker.on('message', (news) => listener(news as News)), // hosting.ts sends nothing else
    onEnd: (listener) => worker.once('exit', (code) => listener(trouble || `exit ${code}`)),
    stop: () => worker.postMessage('stop'),
  };
}
