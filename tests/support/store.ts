import { randomBytes } from 'node:crypto';
import { createConnection } from 'mongoose';

export interface TestDatabase {
  readonly uri: string;
  close(): Promise<void>;
}

/** The store's address with another database in it. */
export const uriOfDatabase = (uri: string, name: string): string =>
  uri.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/, `$1/${name}$2`);

/** A database that nobody else uses, on the store this run was given. */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = process.env.MONGODB_URI;
  if (server === undefined) throw new Error('there is no store: run the tests with `npm test`');
  const uri = uriOfDatabase(server, `test_${randomBytes(6).toString('hex')}`);
  return {
    uri,
    async close() {
      const connection = await createConnection(uri).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
