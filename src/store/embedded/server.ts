import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { ServerState } from './commands/command.ts';
import { Connection } from './connection.ts';
import type { LogFault } from './dispatcher.ts';
import { chooseSocketPath, type Endpoint, removeEndpoint, removeSocket, uriOf, writeEndpoint } from './endpoint.ts';
import { lockFolder } from './folder-lock.ts';
import { checkFormat } from './format.ts';
import { CursorRegistry } from './query/cursors.ts';
import { closeStore, openStore } from './storage/store.ts';
import { keepUp } from './upkeep.ts';

export interface ServerOptions {
  /** The store's own folder; made if it is not there. */
  readonly folder: string;
  /** How often expired documents are looked for; a mongod does it once a minute. */
  readonly upkeepEveryMs: number;
  readonly now: () => Date;
  readonly random: () => number;
  readonly log: LogFault;
}

export interface RunningServer {
  readonly endpoint: Endpoint;
  close(): Promise<void>;
}

/** Opens the data folder and listens. Whatever keeps it from starting is thrown with what to do about it. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { folder, now, random, log } = options;
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const unlock = await lockFolder(folder);
  try {
    checkFormat(folder);
    const store = openStore(folder);
    const server: ServerState = {
      store,
      cursors: new CursorRegistry(() => now().getTime()),
      now,
      random,
      startedAt: now().getTime(),
      folder,
      counts: { connections: 0, commands: 0, connectionsEver: 0 },
    };
    const socket = chooseSocketPath(folder);
    const listening = await listen(socket, server, log);
    const endpoint: Endpoint = { pid: process.pid, socket, uri: uriOf(socket) };
    writeEndpoint(folder, endpoint);
    const stopUpkeep = startUpkeep(server, options);
    const close = async (): Promise<void> => {
      removeEndpoint(folder);
      await listening.close();
      await stopUpkeep();
      await closeStore(store);
      removeSocket(folder, socket);
      unlock();
    };
    return { endpoint, close };
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Listening {
  /** Takes no new connections, answers what has arrived, closes the rest. */
  close(): Promise<void>;
}

async function listen(path: string, server: ServerState, log: LogFault): Promise<Listening> {
  const connections = new Map<Socket, Connection>();
  const listener: Server = createServer((socket) => {
    server.counts.connections += 1;
    server.counts.connectionsEver += 1;
    connections.set(socket, new Connection(socket, server, server.counts.connectionsEver, log));
    socket.on('close', () => {
      server.counts.connections -= 1;
      connections.delete(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(path, resolve);
  });
  listener.on('error', (error) => log('a connection could not be taken', { error: error.message }));
  chmodSync(path, 0o600);
  return {
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      await Promise.all([...connections.values()].map((connection) => connection.finish()));
      for (const socket of connections.keys()) socket.destroy();
      await closed;
    },
  };
}

function startUpkeep(server: ServerState, { upkeepEveryMs, log }: ServerOptions): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  let isRunning = false;
  const run = (): void => {
    if (isRunning) return;
    isRunning = true;
    running = keepUp(server)
      .catch((error: unknown) => log('upkeep of the store failed', { error: String(error) }))
      .finally(() => {
        isRunning = false;
      });
  };
  const timer = setInterval(run, upkeepEveryMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
