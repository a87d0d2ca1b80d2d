import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHoursSource } from '../../src/core/appointments/hours.ts';
import type { Service } from '../../src/core/appointments/services.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { Calendars } from '../../src/core/calendars/types.ts';
import type { MemberId, OrganisationId, ServiceId } from '../../src/core/ids.ts';
import type { Result } from '../../src/core/result.ts';
import { measureFairness } from '../../src/core/teams/fairness.ts';
import type { KeptPool, PoolTerms } from '../../src/core/teams/pools.ts';
import { periodAt } from '../../src/core/teams/rules.ts';
import type { HostNumbers, LogRecord } from '../../src/core/teams/types.ts';
import { DAY, HOUR, type LocalDate, MINUTE } from '../../src/core/time/types.ts';
import type { Store } from '../../src/store/store.ts';
import { bookingOf, type Clinic, desk, hostOf, newYork, openClinic, patient, serviceOf } from '../support/clinic.ts';
import { type Bench, openBench } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

// Two processes of one clinic on one store, whose front desk shares its visits.

let database: TestDatabase;
let bench: Bench;
let stores: readonly [Store, Store];
let here: Clinic;
let there: Clinic;
let clinicId: OrganisationId;
let calendars: Calendars;
let hosts: readonly MemberId[];
let number = 0;

const nine = Date.parse('2026-03-03T14:00:00Z');
/** Slots of half an hour, sixteen on each day the clinic is open. */
const slotAt = (index: number) => nine + Math.floor(index / 16) * DAY + (index % 16) * 30 * MINUTE;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  stores = [await bench.join(), await bench.join()];
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

const clinicOn = (store: Store): Clinic =>
  openClinic({ ...store, pages: store.ledgerPages }, bench.clock, { hours: createHoursSource(store.calendars) });

async function hire(name: string): Promise<MemberId> {
  const id = `mem_${name}${number}` as MemberId;
  const { schedules } = hostOf(id, newYork);
  const calendar = { id, organisationId: clinicId, owner: 'host', name, zone: newYork, schedules } as const;
  await calendars.add(calendar, desk);
  return id;
}

beforeEach(async () => {
  number += 1;
  bench.clock.set('2026-03-02T14:00:00Z');
  const created = await stores[0].organisations.create(
    { slug: `clinic-${number}`, name: 'Clinic', zone: newYork, language: 'en' },
    desk,
  );
  clinicId = had(created).id;
  here = clinicOn(stores[0]);
  there = clinicOn(stores[1]);
  calendars = createCalendars({ shelf: stores[0].calendars, ids: here.ids, clock: bench.clock });
  hosts = [await hire('anna'), await hire('ben'), await hire('cleo')];
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const nameOf = (id: MemberId | undefined) => id?.replace(/^mem_|\d+$/g, '');

const terms = (further: Partial<PoolTerms> = {}): PoolTerms => ({
  name: 'Front desk',
  zone: newYork,
  strategy: 'equal',
  period: 'weekly',
  weightScale: 'percent',
  catchUpLimit: 2,
  hosts: hosts.map((host) => ({ host, weight: 100, tier: 1 })),
  ...further,
});
const weighing = (...weights: number[]): PoolTerms =>
  terms({ strategy: 'weighted', hosts: weights.map((weight, index) => ({ host: hostAt(index), weight, tier: 1 })) });

function hostAt(index: number): MemberId {
  const host = hosts[index];
  if (!host) throw new Error(`nobody is number ${index}`);
  return host;
}

async function offerFrom(pool: KeptPool | undefined, further: Partial<Service['rules']> = {}): Promise<Service> {
  const shape = { kind: 'round_robin', hosts, ...(pool ? { poolId: pool.id } : {}) } as const;
  const service = {
    ...serviceOf(shape, further),
    id: `svc_visit${number}` as ServiceId,
    organisationId: clinicId,
  };
  await here.services.write(service);
  return service;
}

const ask = (service: Service, start: number) =>
  bookingOf(service, new Date(start).toISOString(), { organisationId: clinicId });
const book = async (service: Service, start: number, clinic = here) =>
  had(await clinic.appointmentService.book(ask(service, start)));
const hostOfVisit = ({ visits }: Appointment) => nameOf(visits[0]?.hosts[0]);
const changeOf = ({ id }: Appointment, actor = desk) => ({ organisationId: clinicId, appointmentId: id, actor });

/** What follows from the events: credit. */
const settle = () => bench.workers(stores[1], { consumers: [there.creditConsumer] }).settle();

/** What the job does: of every clinic of these tests. */
async function sweep() {
  while ((await there.deals.settleDeals(100)) === 100);
}

async function poolOf(service: Service): Promise<KeptPool> {
  const found = await here.services.find(clinicId, service.id);
  if (!found) throw new Error('no such service');
  return here.pools.poolOf(found);
}

async function recordsOf(service: Service): Promise<readonly LogRecord[]> {
  const pool = await poolOf(service);
  const place = { organisationId: clinicId, pool: pool.id, period: periodAt(pool, bench.clock.now()) };
  return stores[1].assignments.ofPeriod(place, 1_000);
}

async function countsOf(service: Service): Promise<Record<string, number>> {
  const { hosts: figures } = measureFairness(await recordsOf(service), []);
  return Object.fromEntries(figures.map(({ host, assigned }) => [nameOf(host), assigned]));
}

const numbersOf = (numbers: readonly HostNumbers[], name: string) => numbers.find(({ host }) => nameOf(host) === name);

describe('the front desk shares its visits', () => {
  test('in turn, without anybody having made a pool for it', async () => {
    const service = await offerFrom(undefined);
    const booked = [];
    for (let index = 0; index < 6; index += 1)
      booked.push(await book(service, slotAt(index), index % 2 ? here : there));
    expect(booked.map(hostOfVisit)).toEqual(['anna', 'ben', 'cleo', 'anna', 'ben', 'cleo']);
    const pool = await poolOf(service);
    expect(pool).toMatchObject({ ofService: service.id, strategy: 'equal', name: 'Visit' });
    expect(booked[0]?.claims.map(({ resource }) => resource)).toEqual([hostAt(0)]);
  });

  test('a week with a half-time, a full and a double host: 4, 8 and 16 of 28', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, weighing(50, 100, 200), desk));
    for (let index = 0; index < 28; index += 1) await book(service, slotAt(index));
    expect(await countsOf(service)).toEqual({ anna: 4, ben: 8, cleo: 16 });
  });

  test('the next week begins level', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, weighing(100, 100, 100), desk));
    for (let index = 0; index < 4; index += 1) await book(service, slotAt(index));
    bench.clock.set('2026-03-09T14:00:00Z');
    expect(await countsOf(service)).toEqual({});
    expect(hostOfVisit(await book(service, Date.parse('2026-03-10T14:00:00Z')))).toBe('anna');
  });

  test('a newcomer is not flooded with what the others had before', async () => {
    const pool = await here.pools.add(clinicId, terms(), desk);
    const service = await offerFrom(pool);
    for (let index = 0; index < 12; index += 1) await book(service, slotAt(index));
    const dora = await hire('dora');
    const newcomer = { host: dora, weight: 100, tier: 1 };
    const place = { organisationId: clinicId, id: pool.id, version: pool.version };
    had(await here.pools.change(place, terms({ hosts: [...pool.hosts, newcomer] }), desk));
    const next = [];
    for (let index = 12; index < 20; index += 1) next.push(hostOfVisit(await book(service, slotAt(index))));
    expect(next.filter((name) => name === 'dora')).toHaveLength(2);
  });

  test('forty people who book at once, in two processes, are shared out to within one visit', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, weighing(50, 100, 200), desk));
    const booked = await Promise.all(
      Array.from({ length: 40 }, (_, index) => book(service, slotAt(index), index % 2 ? here : there)),
    );
    expect(new Set(booked.map(({ assignment }) => assignment)).size).toBe(40);
    const { hosts: figures, assigned, largestDeviation } = measureFairness(await recordsOf(service), hosts);
    expect(assigned).toBe(40);
    expect(largestDeviation).toBeLessThan(1);
    for (const { host, assigned: visits } of figures)
      expect(booked.filter((one) => one.visits[0]?.hosts[0] === host)).toHaveLength(visits);
  });

  test('six people who want the same hour of three hosts: three have it, nobody is counted twice', async () => {
    const service = await offerFrom(undefined);
    const tries = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 ? here : there).appointmentService.book(ask(service, slotAt(0))),
      ),
    );
    expect(tries.filter(({ ok }) => ok)).toHaveLength(3);
    expect(await countsOf(service)).toEqual({ anna: 1, ben: 1, cleo: 1 });
  });
});

describe('whose turn it would have been is not there', () => {
  test('a host on vacation is skipped, and owed nothing for it afterwards', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, terms(), desk));
    const day = '2026-03-03' as LocalDate;
    await calendars.addOverride(clinicId, hostAt(0), { kind: 'vacation', from: day, to: day }, desk);
    const away = [];
    for (let index = 0; index < 4; index += 1) away.push(hostOfVisit(await book(service, slotAt(index))));
    expect(away).toEqual(['ben', 'cleo', 'ben', 'cleo']);
    const back = [];
    for (let index = 16; index < 22; index += 1) back.push(hostOfVisit(await book(service, slotAt(index))));
    expect(back.filter((name) => name === 'anna')).toHaveLength(2);
  });

  test('a host who is busy is passed over, and comes next', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, terms(), desk));
    const alone = {
      ...service,
      id: `svc_anna${number}` as ServiceId,
      shape: { kind: 'one_on_one', hosts: [hostAt(0)] } as const,
    };
    await here.services.write(alone);
    await book(alone, slotAt(0));
    expect(hostOfVisit(await book(service, slotAt(0)))).toBe('ben');
    const pool = await poolOf(service);
    const { items } = await stores[0].assignments.list(clinicId, pool.id);
    const [record] = items;
    expect(record?.kind === 'assigned' && numbersOf(record.numbers, 'anna')).toMatchObject({ verdict: 'busy' });
    expect(hostOfVisit(await book(service, slotAt(1)))).toBe('anna');
  });
});

describe('a visit that does not come to be', () => {
  test('cancelled: its host has the next turn', async () => {
    const service = await offerFrom(undefined);
    const first = await book(service, slotAt(0));
    await book(service, slotAt(1));
    had(await there.appointmentService.cancel({ ...changeOf(first, patient), reason: 'ill' }));
    await settle();
    expect(await countsOf(service)).toMatchObject({ anna: 0, ben: 1 });
    expect(hostOfVisit(await book(service, slotAt(2)))).toBe('anna');
  });

  test('missed: credit once, however often it is told; taken back when the person came late after all', async () => {
    const service = await offerFrom(undefined);
    const first = await book(service, slotAt(0));
    had(await here.appointmentService.markNoShow(changeOf(first)));
    await settle();
    const [event] = (await stores[0].stream.ofSubject(clinicId, first.id)).filter(
      ({ type }) => type === 'appointment_missed',
    );
    if (!event) throw new Error('nothing was told');
    const again = { signal: new AbortController().signal };
    await Promise.all([here, there, here].map(({ creditConsumer }) => creditConsumer.handle(event, again)));
    expect(await countsOf(service)).toEqual({ anna: 0 });
    expect((await recordsOf(service)).filter(({ kind }) => kind === 'returned')).toHaveLength(1);

    had(await here.appointmentService.complete(changeOf(first)));
    await settle();
    expect(await countsOf(service)).toEqual({ anna: 1 });
  });

  test('given back in a later week, it is taken out of the week it was counted in', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, terms(), desk));
    const first = await book(service, slotAt(0));
    bench.clock.set('2026-03-09T14:00:00Z');
    had(await here.appointmentService.markNoShow(changeOf(first)));
    await settle();
    expect(await recordsOf(service)).toEqual([]);
    bench.clock.set('2026-03-08T14:00:00Z');
    expect(await countsOf(service)).toEqual({ anna: 0 });
  });

  test('a time that was held and not taken up is given back; one that was taken up stays with its host', async () => {
    const service = await offerFrom(undefined);
    const until = bench.clock.now() + HOUR;
    const [left, released, taken] = [
      had(await here.appointmentService.hold(ask(service, slotAt(0)), until)),
      had(await here.appointmentService.hold(ask(service, slotAt(1)), until)),
      had(await here.appointmentService.hold(ask(service, slotAt(2)), until)),
    ];
    expect([left, released, taken].map(({ visits }) => nameOf(visits[0]?.hosts[0]))).toEqual(['anna', 'ben', 'cleo']);
    await there.appointmentService.release(clinicId, released);
    const booked = had(await there.appointmentService.book({ ...ask(service, slotAt(2)), held: taken }));
    expect(booked.assignment).toBe(taken.assignment);
    bench.clock.advance(HOUR);
    await sweep();
    expect(await countsOf(service)).toEqual({ anna: 0, ben: 0, cleo: 1 });
    expect(await there.deals.settleDeals(100)).toBe(0);
  });

  test('a process that died between dealing and writing leaves nothing behind', async () => {
    const service = await offerFrom(undefined);
    const dying = openClinic(
      {
        ...stores[0],
        pages: stores[0].ledgerPages,
        appointments: { ...stores[0].appointments, insert: () => Promise.reject(new Error('the power went')) },
      },
      bench.clock,
      { hours: createHoursSource(stores[0].calendars) },
    );
    await expect(dying.appointmentService.book(ask(service, slotAt(0)))).rejects.toThrow('the power went');
    expect(await countsOf(service)).toEqual({ anna: 1 });
    bench.clock.advance(2 * MINUTE);
    await sweep();
    expect(await countsOf(service)).toEqual({ anna: 0 });
    expect(hostOfVisit(await book(service, slotAt(0)))).toBe('anna');
  });

  test('a record the log has not got yet is brought there', async () => {
    const service = await offerFrom(undefined);
    const dying = openClinic(
      {
        ...stores[0],
        pages: stores[0].ledgerPages,
        assignments: { ...stores[0].assignments, append: () => Promise.reject(new Error('the power went')) },
      },
      bench.clock,
      { hours: createHoursSource(stores[0].calendars) },
    );
    await expect(dying.appointmentService.book(ask(service, slotAt(0)))).rejects.toThrow('the power went');
    expect(await recordsOf(service)).toEqual([]);
    bench.clock.advance(2 * MINUTE);
    expect(await there.deals.logRecords(100)).toBeGreaterThan(0);
    expect(await there.deals.logRecords(100)).toBe(0);
    expect(await recordsOf(service)).toMatchObject([{ kind: 'assigned', host: hostAt(0) }]);
    await sweep();
    expect(await countsOf(service)).toEqual({ anna: 0 });
  });
});

describe('a visit that is moved', () => {
  test('stays with its host, and is not counted again', async () => {
    const service = await offerFrom(undefined);
    const first = await book(service, slotAt(0));
    const moved = had(await there.appointmentService.reschedule({ ...changeOf(first), start: slotAt(5) }));
    await settle();
    expect(hostOfVisit(moved)).toBe('anna');
    expect(moved.assignment).toBe(first.assignment);
    expect(await countsOf(service)).toEqual({ anna: 1 });
  });

  test('to a time when its host is busy, it falls back to the pool', async () => {
    const service = await offerFrom(undefined);
    const first = await book(service, slotAt(0));
    for (const index of [1, 2, 3]) await book(service, slotAt(index));
    expect(await countsOf(service)).toEqual({ anna: 2, ben: 1, cleo: 1 });
    // Anna has the fourth visit.
    const moved = had(await there.appointmentService.reschedule({ ...changeOf(first), start: slotAt(3) }));
    await settle();
    expect(hostOfVisit(moved)).toBe('ben');
    expect(await countsOf(service)).toEqual({ anna: 1, ben: 2, cleo: 1 });
    const returned = (await recordsOf(service)).filter(({ kind }) => kind === 'returned');
    expect(returned).toMatchObject([{ reason: 'rescheduled', assignment: first.assignment }]);
  });
});

describe('a person decides', () => {
  test('who has the visit, an hour before it begins; who and why is kept with the numbers that said otherwise', async () => {
    const service = await offerFrom(undefined, { noticeMinutes: 24 * 60 });
    const first = await book(service, slotAt(3));
    bench.clock.set(slotAt(1));
    const byHand = { host: hostAt(2), by: hostAt(1), why: 'Anna called in sick' };
    const handed = had(
      await there.appointmentService.handOver({
        organisationId: clinicId,
        appointmentId: first.id,
        byHand,
        actor: desk,
      }),
    );
    await settle();
    expect(hostOfVisit(handed)).toBe('cleo');
    expect(handed).toMatchObject({ start: first.start, history: [{}, { reason: 'Anna called in sick' }] });
    expect(await countsOf(service)).toEqual({ anna: 0, cleo: 1 });
    if (!handed.assignment) throw new Error('no assignment');
    const known = await stores[0].assignments.find(clinicId, handed.assignment);
    expect(known?.record).toMatchObject({ host: hostAt(2), byHand: { by: hostAt(1), why: 'Anna called in sick' } });
    expect(numbersOf(known?.record.numbers ?? [], 'ben')).toMatchObject({ rank: 1, verdict: 'passed_over_by_hand' });
  });

  test('for somebody who is busy then: refused, and everything stays', async () => {
    const service = await offerFrom(undefined);
    const [first, second] = [await book(service, slotAt(0)), await book(service, slotAt(0))];
    const byHand = { host: hostAt(1), by: hostAt(2), why: 'knows the family' };
    const change = { organisationId: clinicId, appointmentId: first.id, byHand, actor: desk };
    expect(hostOfVisit(second)).toBe('ben');
    expect(await here.appointmentService.handOver(change)).toMatchObject({ ok: false, reason: 'slot_taken' });
    expect(await countsOf(service)).toEqual({ anna: 1, ben: 1 });
  });
});

describe('strategies that look around', () => {
  test('most free time: who has a full week ahead is passed over', async () => {
    const pool = await here.pools.add(clinicId, terms({ strategy: 'availability_first' }), desk);
    const service = await offerFrom(pool);
    const alone = {
      ...service,
      id: `svc_anna${number}` as ServiceId,
      shape: { kind: 'one_on_one', hosts: [hostAt(0)] } as const,
    };
    await here.services.write(alone);
    for (let index = 0; index < 5; index += 1) await book(alone, slotAt(index));
    const hosted = [await book(service, slotAt(8)), await book(service, slotAt(9))];
    expect(hosted.map(hostOfVisit)).toEqual(['ben', 'cleo']);
  });

  test('soonest: whoever could have been seen first', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, terms({ strategy: 'soonest' }), desk));
    const today = '2026-03-02' as LocalDate;
    for (const index of [0, 2])
      await calendars.addOverride(clinicId, hostAt(index), { kind: 'vacation', from: today, to: today }, desk);
    expect(hostOfVisit(await book(service, slotAt(0)))).toBe('ben');
  });

  test('a draw falls as it was foretold', async () => {
    const service = await offerFrom(await here.pools.add(clinicId, terms({ strategy: 'random' }), desk));
    for (let index = 0; index < 6; index += 1) {
      const start = slotAt(index);
      const wish = { organisationId: clinicId, service: { ...service }, guests: 0 };
      const cast = await here.slots.gather(wish, { start, end: start + 1 });
      const { whyNot } = await here.slots.look(wish, cast, start);
      const question = { wish, cast, start, free: hosts, whyNot, own: {} };
      const foretold = (await here.dealing.explain(await poolOf(service), question)).find(
        ({ verdict }) => verdict === 'chosen',
      );
      expect(hostOfVisit(await book(service, start))).toBe(nameOf(foretold?.host));
    }
  });
});
