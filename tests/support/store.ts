import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mongoose';
import { openEmbeddedStore } from '../../src/store/embedded/embedded.ts';

export interface TestDatabase {
  readonly uri: string;
  close(): Promise<void>;
}

/** The embedded store runs what was built: `npm test` builds first. */
const ENTRY = new URL('../../dist/src/store/embedded/worker.js', import.meta.url);

async function onServer(server: string): Promise<TestDatabase> {
  const address = new URL(server);
  address.pathname = `/test_${randomBytes(6).toString('hex')}`;
  const uri = address.href;
  return {
    uri,
    async close() {
      const connection = await createConnection(uri).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}

async function embedded(): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
  const store = await openEmbeddedStore({
    dataDir,
    entry: ENTRY,
    log: (message, details) => console.error(message, details),
  });
  return {
    uri: store.uri,
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An empty database of its own for a test file: on the server MONGODB_URI names, else in an embedded store. */
export const freshDatabase = (): Promise<TestDatabase> =>
  process.env.MONGODB_URI ? onServer(process.env.MONGODB_URI) : embedded();
