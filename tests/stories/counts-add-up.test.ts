import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Service } from '../../src/core/appointments/services.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { MemberId, OrganisationId, ServiceId } from '../../src/core/ids.ts';
import { measureFairness } from '../../src/core/teams/fairness.ts';
import { periodAt } from '../../src/core/teams/rules.ts';
import { DAY, MINUTE } from '../../src/core/time/types.ts';
import type { Store } from '../../src/store/store.ts';
import { bookingOf, type Clinic, desk, hostOf, newYork, openClinic, serviceOf } from '../support/clinic.ts';
import { type Bench, openBench } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

// Whatever people do, at once and in two processes: counts, log and appointments tell the same.

let database: TestDatabase;
let bench: Bench;
let stores: readonly [Store, Store];

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  stores = [await bench.join(), await bench.join()];
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const nine = Date.parse('2026-03-03T14:00:00Z');
const slotAt = (index: number) => nine + Math.floor(index / 16) * DAY + (index % 16) * 30 * MINUTE;
const names = ['mem_anna', 'mem_ben', 'mem_cleo', 'mem_dora'] as MemberId[];

const deed = fc.record({
  what: fc.constantFrom('book', 'book', 'book', 'cancel', 'miss', 'move', 'hand over', 'hold'),
  slot: fc.nat(11),
  pick: fc.nat(20),
});
type Deed = typeof deed extends fc.Arbitrary<infer One> ? One : never;

let number = 0;

async function act(clinic: Clinic, service: Service, { what, slot, pick }: Deed): Promise<void> {
  const { organisationId } = service;
  const { appointmentService, appointments } = clinic;
  const start = slotAt(slot);
  const asked = bookingOf(service, new Date(start).toISOString(), { organisationId });
  if (what === 'book') return void (await appointmentService.book(asked));
  if (what === 'hold') return void (await appointmentService.hold(asked, bench.clock.now() + MINUTE));
  const { items } = await appointments.list(organisationId, { statuses: ['confirmed'] });
  const chosen = items[pick % Math.max(1, items.length)];
  if (!chosen) return;
  const change = { organisationId, appointmentId: chosen.id, actor: desk };
  const host = names[pick % names.length] ?? names[0];
  if (what === 'cancel') await appointmentService.cancel({ ...change, reason: 'ill' });
  else if (what === 'miss') await appointmentService.markNoShow(change);
  else if (what === 'move') await appointmentService.reschedule({ ...change, start });
  else if (host) await appointmentService.handOver({ ...change, byHand: { host, by: host, why: 'asked for' } });
}

const counts = (appointments: readonly Appointment[]) =>
  names.map((name) => appointments.filter(({ visits }) => visits[0]?.hosts[0] === name).length);

test('a host has as many visits in the counts and in the log as appointments stand with it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(50, 100, 200), { minLength: 4, maxLength: 4 }),
      fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 8 }),
      async (weights, rounds) => {
        number += 1;
        bench.clock.set('2026-03-02T14:00:00Z');
        const organisationId = `org_adding${number}` as OrganisationId;
        const people = { hosts: names.map((name) => hostOf(name, newYork)) };
        const [here, there] = stores.map((store) =>
          openClinic({ ...store, pages: store.ledgerPages }, bench.clock, people),
        );
        if (!here || !there) throw new Error('nobody is at work');
        const hosts = names.map((host, index) => ({ host, weight: weights[index] ?? 100, tier: 1 }));
        const terms = {
          name: 'Desk',
          zone: newYork,
          strategy: 'weighted',
          period: 'weekly',
          weightScale: 'percent',
        } as const;
        const pool = await here.pools.add(organisationId, { ...terms, catchUpLimit: 2, hosts }, desk);
        const shape = { kind: 'round_robin', hosts: names, poolId: pool.id } as const;
        const service = { ...serviceOf(shape), id: `svc_adding${number}` as ServiceId, organisationId };
        await here.services.write(service);

        for (const round of rounds)
          await Promise.all(round.map((one, index) => act(index % 2 ? here : there, service, one)));
        // Followers come late and twice; holds run out.
        for (const [store, clinic] of [
          [stores[0], here],
          [stores[1], there],
        ] as const)
          await bench.workers(store, { consumers: [clinic.creditConsumer] }).settle();
        bench.clock.advance(5 * MINUTE);
        await there.deals.logRecords(200);
        while ((await there.deals.settleDeals(200)) > 0);
        bench.clock.advance(5 * MINUTE);
        await there.deals.logRecords(200);

        const { items } = await here.appointments.list(organisationId, { statuses: ['confirmed'] }, { limit: 200 });
        const place = { organisationId, pool: pool.id, period: periodAt(pool, bench.clock.now()) };
        const page = await stores[0].counterPages.read(place);
        const { hosts: figures } = measureFairness(await stores[1].assignments.ofPeriod(place, 1_000), names);
        expect(names.map((name) => page.counters[name]?.count ?? 0)).toEqual(counts(items));
        expect(names.map((name) => figures.find(({ host }) => host === name)?.assigned)).toEqual(counts(items));
        const targets = Object.values(page.counters).reduce((sum, { target }) => sum + target, 0);
        expect(targets).toBeCloseTo(items.length, 6);
        expect(page.unlogged).toEqual([]);
      },
    ),
    { numRuns: 12, interruptAfterTimeLimit: 40_000 },
  );
}, 60_000);
