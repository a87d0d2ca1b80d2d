import { randomBytes } from 'node:crypto';
import { systemClock } from '../../src/clock.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { Clock, SecretKeyRing } from '../../src/core/ports.ts';
import { createIds } from '../../src/ids.ts';
import { createWorkers, type Workers, type WorkersDeps } from '../../src/jobs/engine/workers.ts';
import { AGENDA_COLLECTION } from '../../src/store/models/all.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { type HeldClock, heldClock } from './clock.ts';

export const MONDAY = Date.parse('2026-03-02T09:00:00Z');

/** Ids come into being in the id generator alone; a test names its own. */
export const organisation = (name: string) => `org_${name}` as OrganisationId;

export const ringOf = (...ids: string[]): SecretKeyRing => {
  const [current, ...previous] = ids.map((id) => ({ id, bytes: Buffer.alloc(32, id) }));
  if (!current) throw new Error('a ring needs a key');
  return { current, previous };
};

export interface Bench {
  readonly clock: HeldClock;
  /** Held too, unless the test wants real time for leases. */
  readonly machineClock: Clock;
  /** One more process's view of the same store; closed with the bench. */
  join(holder?: string): Promise<Store>;
  workers(store: Store, parts?: Partial<WorkersDeps>): Workers;
  /** What workers complained about. */
  readonly faults: { readonly where: string; readonly error: unknown }[];
  close(): Promise<void>;
}

/** Workers and stores around one database; whatever a test leaves open is closed with it. */
export function openBench(uri: string, options: { machineClock?: Clock; leaseDuration?: number } = {}): Bench {
  const clock = heldClock(MONDAY);
  const machineClock = options.machineClock ?? systemClock;
  const stores: Store[] = [];
  const running: Workers[] = [];
  const faults: { where: string; error: unknown }[] = [];
  return {
    clock,
    machineClock,
    faults,
    async join(holder = randomBytes(4).toString('hex')) {
      const { leaseDuration } = options;
      const store = await openStore({
        uri,
        clock,
        machineClock,
        ids: createIds(clock),
        keys: ringOf('one'),
        holder,
        ...(leaseDuration === undefined ? {} : { leaseDuration }),
      });
      stores.push(store);
      return store;
    },
    workers(store, parts = {}) {
      const { db } = store.connection;
      if (!db) throw new Error('the store is not connected');
      const workers = createWorkers({
        store,
        agenda: { db, collection: AGENDA_COLLECTION, lockLifetime: 8_000 },
        clock,
        machineClock,
        chance: () => 0.5,
        holder: randomBytes(4).toString('hex'),
        turnHandler: async () => ({ kind: 'done' }),
        transports: new Map(),
        consumers: [],
        dueHandlers: new Map(),
        onFault: (error, where) => void faults.push({ where, error }),
        ...parts,
      });
      running.push(workers);
      return workers;
    },
    async close() {
      await Promise.all(running.map((workers) => workers.stop()));
      await Promise.all(stores.map((store) => store.close()));
    },
  };
}
