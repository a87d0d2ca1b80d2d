import { setTimeout as wait } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Lane } from '../core/delivery/types.ts';
import type { Lease, Leases } from '../core/delivery/work.ts';
import { Fault } from '../core/fault.ts';
import type { OrganisationId } from '../core/ids.ts';
import type { Clock } from '../core/ports.ts';
import type { DroppedIndex, Migration } from './migrations.ts';
import type { CollectionDeclaration } from './models/all.ts';
import type { IndexDeclaration } from './models/definition.ts';

interface Deps {
  readonly connection: Connection;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly collections: readonly CollectionDeclaration[];
  readonly migrations: readonly Migration[];
  readonly droppedIndexes: readonly DroppedIndex[];
}

interface AppliedDocument {
  _id: number;
  name: string;
  at: number;
}

const APPLIED = 'migrations';
const WAIT_LIMIT = 120_000;
const LOOK_EVERY = 100;
// Belongs to no organisation; the store as a whole is what is being changed.
const LANE: Lane = { id: 'system/migrations', organisationId: 'system' as OrganisationId };

const NAMESPACE_EXISTS = 48;
const INDEX_NOT_FOUND = 27;
const NAMESPACE_NOT_FOUND = 26;

const hasCode = (error: unknown, ...codes: number[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code);

async function waitForTurn(leases: Leases): Promise<Lease> {
  for (let waited = 0; waited <= WAIT_LIMIT; waited += LOOK_EVERY) {
    const lease = await leases.claim(LANE);
    if (lease) return lease;
    await wait(LOOK_EVERY);
  }
  throw new Fault(
    'timeout',
    'Another process has been changing the store for two minutes: see its log, then start again',
  );
}

async function makeCollection(connection: Connection, { collection, indexes }: CollectionDeclaration): Promise<void> {
  // Asked for indexes, the server makes the collection with them.
  if (indexes.length > 0) {
    await connection.collection(collection).createIndexes(indexes.map(indexForm));
    return;
  }
  await connection.createCollection(collection).catch((error: unknown) => {
    if (!hasCode(error, NAMESPACE_EXISTS)) throw error;
  });
}

const indexForm = ({ name, keys, unique, where }: IndexDeclaration) => ({
  name,
  key: keys,
  ...(unique ? { unique } : {}),
  ...(where ? { partialFilterExpression: where } : {}),
});

async function dropIndex(connection: Connection, { collection, name }: DroppedIndex): Promise<void> {
  await connection
    .collection(collection)
    .dropIndex(name)
    .catch((error: unknown) => {
      if (!hasCode(error, INDEX_NOT_FOUND, NAMESPACE_NOT_FOUND)) throw error;
    });
}

/** A store that knows more than this program does was written by a newer one; going on could harm it. */
function refuseNewerStore(applied: readonly AppliedDocument[], known: readonly Migration[]): void {
  const newest = Math.max(0, ...known.map(({ number }) => number));
  const stranger = applied.toSorted((a, b) => a._id - b._id).at(-1);
  if (stranger && stranger._id > newest)
    throw new Fault(
      'misconfigured',
      `The store was changed by a newer version (migration ${stranger._id}, ${stranger.name}): start that version, or restore a backup`,
    );
}

/**
 * Brings the store to the form this program expects, at every start. Of several processes that start at once one does it and
 * the others wait; the lease is renewed while a migration runs, and a process that dies leaves it to the next.
 */
export async function migrate(deps: Deps): Promise<{ readonly applied: readonly string[] }> {
  const { connection, leases, clock } = deps;
  const lease = await waitForTurn(leases);
  const renewal = setInterval(() => {
    // A renewal that fails shows itself in the operation that fails with it.
    leases.renew(lease).catch(() => {});
  }, leases.duration / 3);
  try {
    const history = connection.collection<AppliedDocument>(APPLIED);
    const done = await history.find({}).toArray();
    refuseNewerStore(done, deps.migrations);
    const open = deps.migrations.filter(({ number }) => done.every(({ _id }) => _id !== number));
    const applied: string[] = [];
    for (const migration of open.toSorted((a, b) => a.number - b.number)) {
      await migration.run(connection);
      await history.insertOne({ _id: migration.number, name: migration.name, at: clock.now() });
      applied.push(migration.name);
    }
    await Promise.all(deps.droppedIndexes.map((index) => dropIndex(connection, index)));
    await Promise.all(deps.collections.map((declared) => makeCollection(connection, declared)));
    return { applied };
  } finally {
    clearInterval(renewal);
    // Somebody may have waited for it; whether or not, it is given back.
    if ((await leases.release(lease)) === 'wanted') await leases.release(lease);
  }
}
