import { randomBytes } from 'node:crypto';
import { createConnection } from 'mongoose';

export interface TestDatabase {
  readonly uri: string;
  close(): Promise<void>;
}

export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const uri = `${process.env.MONGODB_URI}/${name}`;
  return {
    uri,
    async close() {
      const connection = await createConnection(uri).asPromise();
      await connection.dropDatabase();
      await connection.close();
    },
  };
}
