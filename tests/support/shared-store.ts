import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/store/embedded/embedded.ts';

export interface SharedStore {
  readonly uri: string;
  readonly kind: 'embedded' | 'mongod';
  readonly stop: () => Promise<void>;
}

/** What the whole run of tests stores into. `PARLEY_TEST_STORE=mongod` downloads a real mongod, or uses the one installed. */
export async function startSharedStore(environment: NodeJS.ProcessEnv): Promise<SharedStore> {
  if (environment.MONGODB_URI) return { uri: environment.MONGODB_URI, kind: 'mongod', stop: async () => {} };
  return environment.PARLEY_TEST_STORE === 'mongod' ? startMongod() : startEmbedded();
}

const NO_MONGOD = `No mongod could be started. Any one of these helps:
  - a network that lets mongodb-memory-server download one
  - MONGOMS_SYSTEM_BINARY=/path/to/mongod
  - MONGODB_URI=mongodb://... of a server that may be filled and emptied`;

async function startMongod(): Promise<SharedStore> {
  const { MongoMemoryServer } = await import('mongodb-memory-server');
  const server = await MongoMemoryServer.create().catch((cause: unknown) => {
    throw new Error(NO_MONGOD, { cause });
  });
  const stop = async (): Promise<void> => {
    await server.stop();
  };
  return { uri: server.getUri(), kind: 'mongod', stop };
}

/** Looks for expired documents often, so that a test need not wait a minute for it. */
const UPKEEP_MS = 200;

async function startEmbedded(): Promise<SharedStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-tests-'));
  const store = await openEmbeddedStore({
    dataDir,
    entry: new URL('../../src/store/embedded/process.js', import.meta.url),
    upkeepEveryMs: UPKEEP_MS,
    log: (message, details) => console.error(message, details),
  });
  const stop = async (): Promise<void> => {
    await store.close();
    await rm(dataDir, { recursive: true });
  };
  return { uri: store.uri, kind: 'embedded', stop };
}
