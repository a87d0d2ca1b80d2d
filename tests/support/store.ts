import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from '@jest/globals';
import { type Db, MongoClient } from 'mongodb';

/** A database of a test file's own on the store all files share. */
export interface OwnDatabase {
  readonly name: string;
  /** Where the store listens, for clients that name the database themselves. */
  readonly serverUri: string;
  /** The same with this database in its path. */
  readonly uri: string;
  readonly kind: 'embedded' | 'mongod';
  readonly client: MongoClient;
  readonly db: Db;
}

/** Makes the database before the file's tests and takes it away after them. Call it once, at the head of the file. */
export function useTestDatabase(): OwnDatabase {
  const serverUri = process.env.PARLEY_TEST_STORE_URI;
  if (!serverUri) throw new Error('The tests have no store: run `npm run build` first (`npm test` does).');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = new MongoClient(serverUri);
  const db = client.db(name);
  beforeAll(async () => {
    await client.connect();
  });
  afterAll(async () => {
    await db.dropDatabase();
    await client.close();
  });
  const kind = process.env.PARLEY_TEST_STORE_KIND === 'mongod' ? 'mongod' : 'embedded';
  return { name, serverUri, uri: withDatabase(serverUri, name), kind, client, db };
}

/** `mongodb://host/?options` with a database between the slash and the question mark. */
function withDatabase(uri: string, name: string): string {
  const [, head = '', , query = ''] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${head}/${name}${query}`;
}

export interface TestDatabase {
  readonly uri: string;
  close(): Promise<void>;
}

/** A database that nobody else uses, for a test that opens and closes its own stores. */
export async function freshDatabase(): Promise<TestDatabase> {
  const serverUri = process.env.PARLEY_TEST_STORE_URI;
  if (!serverUri) throw new Error('The tests have no store: run them with `npm test`.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  return {
    uri: withDatabase(serverUri, name),
    async close() {
      const client = await MongoClient.connect(serverUri);
      await client.db(name).dropDatabase();
      await client.close();
    },
  };
}
