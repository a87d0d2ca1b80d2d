import type { Collection, Document } from 'mongodb';
import mongoose, { type Connection, type Model } from 'mongoose';
import { Fault } from '../core/fault.ts';

const SELECTION_LIMIT = 5_000;

/** A connection of its own, never mongoose's global one: several stores can live in one process. */
export async function connect(uri: string): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    autoIndex: false, // migrations make collections and indexes
    autoCreate: false,
    serverSelectionTimeoutMS: SELECTION_LIMIT,
    maxPoolSize: 32,
    // What is acknowledged has to survive the loss of a machine; reads have to see it.
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  // Without a listener the driver's later errors would end the process; every operation reports its own.
  connection.on('error', () => {});
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close(true);
    throw new Fault('unavailable', 'The store cannot be reached: check MONGODB_URI and that the server runs', {
      cause,
    });
  }
}

/** The server's code for a value that a unique index already holds. */
const DUPLICATE_KEY = 11000;

/**
 * The name of the unique index that refused; undefined: another error. Read from the server's sentence, for the driver keeps
 * the structured form (keyPattern) only outside of bulk writes.
 */
export function duplicateIndex(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== DUPLICATE_KEY) return undefined;
  return /index: (\S+) dup key/.exec(error.message)?.[1] ?? '_id_';
}

/** The driver's own collection, for paths on which mongoose's casting and its documents would cost more than the store itself. */
export const nativeCollection = <Fields extends Document>(
  connection: Connection,
  { collection }: { readonly collection: string },
): Collection<Fields> => connection.getClient().db(connection.name).collection<Fields>(collection);

/** The same, of a model that is bound already. */
export const nativeOf = <Fields extends Document>({ db, collection }: Pick<Model<Fields>, 'db' | 'collection'>) =>
  nativeCollection<Fields>(db, { collection: collection.collectionName });

interface PartlyInserted {
  readonly insertedCount?: unknown;
}

/** Of an ordered insert of many that was refused: how many went in before the one that did not. */
export const insertedBefore = (error: unknown): number => {
  const count = (error as PartlyInserted).insertedCount; // the driver's bulk write error carries it
  return typeof count === 'number' ? count : 0;
};
