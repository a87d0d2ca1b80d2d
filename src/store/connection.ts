import mongoose, { type Connection } from 'mongoose';
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
    throw new Fault('unavailable', 'The store cannot be reached: check MONGODB_URI and that the server runs', { cause });
  }
}

/** The server's code for a value that a unique index already holds. */
const DUPLICATE_KEY = 11000;

interface ServerError {
  readonly code?: unknown;
  readonly keyPattern?: unknown;
}

/** Undefined: another error. Otherwise the names of the fields whose unique index refused. */
export function duplicateFields(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, keyPattern } = error as ServerError; // the driver's errors differ in class but share these two
  if (code !== DUPLICATE_KEY) return undefined;
  return typeof keyPattern === 'object' && keyPattern !== null ? Object.keys(keyPattern) : [];
}

/** What a person may read about a failure in a list of failed work; longer stories are in the log. */
export const describeFailure = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, 300);
