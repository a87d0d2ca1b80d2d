import { afterAll, beforeAll } from '@jest/globals';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { DomainEvent } from '../../src/core/events.ts';
import type { IsoWeek, LedgerPage } from '../../src/core/ledger/types.ts';
import type { Series } from '../../src/core/series/types.ts';
import { collections } from '../../src/store/models/all.ts';
import type { Store } from '../../src/store/store.ts';
import { clinicId } from './clinic.ts';
import { type Bench, openBench } from './machinery.ts';
import { freshDatabase, type TestDatabase } from './store.ts';

const MOST = 200;
const EVER = { first: '0001-W01' as IsoWeek, last: '9999-W52' as IsoWeek };

/** The ports of the clinic's store. They are the test's own objects, so that it can put a call that fails in place of one. */
const portsOf = (store: Store) => ({
  pages: { ...store.ledgerPages },
  appointments: { ...store.appointments },
  series: { ...store.series },
  services: store.services,
  programmes: store.programmes,
  pools: store.pools,
  counterPages: store.counterPages,
  assignments: store.assignments,
});

export type ClinicPorts = ReturnType<typeof portsOf>;

/** One store for all tests of a file, emptied for each. Call it once, at the head of the file. */
export function useClinicStore() {
  let database: TestDatabase;
  let bench: Bench;
  let store: Store;
  beforeAll(async () => {
    database = await freshDatabase();
    bench = openBench(database.uri);
    store = await bench.join();
  });
  afterAll(async () => {
    await bench.close();
    await database.close();
  });

  return {
    ports: (): ClinicPorts => portsOf(store),
    async empty(): Promise<ClinicPorts> {
      await Promise.all(collections.map(({ collection }) => store.connection.collection(collection).deleteMany({})));
      return portsOf(store);
    },
    async pages(organisationId = clinicId): Promise<readonly LedgerPage[]> {
      return (await store.ledgerPages.list(organisationId, EVER, { limit: MOST })).items;
    },
    async appointments(): Promise<readonly Appointment[]> {
      return (await store.appointments.list(clinicId, {}, { limit: MOST })).items;
    },
    async series(): Promise<readonly Series[]> {
      return (await store.series.list(clinicId, {}, { limit: MOST })).items;
    },
    /** What the changes of these things told, in the order of the stream. */
    async events(kind: DomainEvent['subject']['kind']): Promise<readonly DomainEvent[]> {
      await store.work.relay.relay(clinicId);
      const told = await store.stream.read(clinicId, 0, MOST);
      return told.filter(({ subject }) => subject.kind === kind);
    },
  };
}
