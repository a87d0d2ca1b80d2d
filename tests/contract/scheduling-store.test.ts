import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Appointment } from '../../src/core/appointments/types.ts';
import type { AppointmentId, ContactId, MemberId, OrganisationId, SeriesId, ServiceId } from '../../src/core/ids.ts';
import type { EntryId, IsoWeek, LedgerEntry, LedgerPage, TakingId } from '../../src/core/ledger/types.ts';
import type { Series } from '../../src/core/series/types.ts';
import type { Zone } from '../../src/core/time/types.ts';
import { type ClinicStores, serviceOf } from '../support/clinic.ts';
import { type Bench, MONDAY, openBench } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

// What core asks of any store that keeps the ledger, appointments and series: each line is a race that must have one winner.

let database: TestDatabase;
let bench: Bench;
let stored: ClinicStores;

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  const store = await bench.join();
  stored = { ...store, pages: store.ledgerPages };
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

let count = 0;

describe('the store of appointments', () => {
  let stores: ClinicStores;
  let org: OrganisationId;
  const other = 'org_other' as OrganisationId;

  beforeEach(() => {
    stores = stored;
    org = `org_${++count}` as OrganisationId;
  });

  const week = '2026-W10' as IsoWeek;
  const entry = (id: string, further: Partial<LedgerEntry> = {}): LedgerEntry => ({
    id: `ent_${id}` as EntryId,
    taking: `tkg_${id}` as TakingId,
    kind: 'appointment',
    start: MONDAY,
    end: MONDAY + 1,
    bufferedStart: MONDAY,
    bufferedEnd: MONDAY + 1,
    ...further,
  });
  const pageOf = (version: number, entries: readonly LedgerEntry[] = [], of = week): LedgerPage => ({
    resource: 'mem_anna' as MemberId,
    week: of,
    version,
    entries,
  });

  describe('pages of the ledger', () => {
    test('of two who write one version one wins, also when the page is new', async () => {
      for (const version of [0, 1]) {
        const both = await Promise.all(['a', 'b'].map((id) => stores.pages.write(org, pageOf(version), [entry(id)])));
        expect(both.filter(Boolean)).toHaveLength(1);
      }
      const [page] = await stores.pages.read(org, [pageOf(0)]);
      expect(page).toMatchObject({ version: 2, entries: [{ kind: 'appointment' }] });
    });

    test('come back as they were written, in the order asked; one that does not exist is empty', async () => {
      const full = entry('full', {
        kind: 'hold',
        until: MONDAY + 5,
        appointmentId: undefined,
        seats: 2,
        serviceId: 'svc_a' as ServiceId,
      });
      await stores.pages.write(org, pageOf(0), [full]);
      const next = '2026-W11' as IsoWeek;
      const pages = await stores.pages.read(org, [pageOf(0, [], next), pageOf(0)]);
      expect(pages.map((page) => page.version)).toEqual([0, 1]);
      expect(pages[0]).toEqual(pageOf(0, [], next));
      const { appointmentId: _absent, ...kept } = full;
      expect(pages[1]?.entries[0]).toEqual(kept);
      expect(Object.values(pages[1]?.entries[0] ?? {})).not.toContain(null);
    });

    test('change by what was added, made firm, taken off or all of it at once, and are then what was written', async () => {
      const [one, two, three] = ['one', 'two', 'three'].map((id) => entry(id, { kind: 'hold', until: MONDAY }));
      if (!one || !two || !three) throw new Error('no entries');
      const firm = { ...entry('two'), seats: 2 };
      const steps = [[one], [one, two], [one, firm, three], [three, one], [entry('three'), one, two], [], [two]];
      let before = pageOf(0);
      for (const [step, entries] of steps.entries()) {
        expect(await stores.pages.write(org, before, entries)).toBe(true);
        const [written] = await stores.pages.read(org, [before]);
        expect(written).toEqual({ ...before, version: step + 1, entries });
        before = { ...before, version: step + 1, entries };
      }
    });

    test('are listed by week and found when a hold ran out, each in its own organisation', async () => {
      await stores.pages.write(org, pageOf(0), [entry('a', { kind: 'hold', until: MONDAY })]);
      await stores.pages.write(
        other,
        { ...pageOf(0, [], '2026-W12' as IsoWeek), resource: `mem_${count}` as MemberId },
        [entry('b')],
      );
      const listed = await stores.pages.list(org, { first: week, last: '2026-W12' as IsoWeek });
      expect(listed.items.map((page) => page.week)).toEqual([week]);
      const due = await stores.pages.runOut(MONDAY, 1_000);
      expect(due.filter(({ organisationId }) => organisationId === org)).toEqual([
        { organisationId: org, resource: 'mem_anna', week },
      ]);
      await stores.pages.write(org, pageOf(1), [entry('a')]);
      expect((await stores.pages.runOut(MONDAY, 1_000)).filter(({ organisationId }) => organisationId === org)).toEqual(
        [],
      );
    });

    test('are read on page after page', async () => {
      for (const [index, resource] of ['mem_a', 'mem_b', 'mem_c'].entries())
        await stores.pages.write(org, { ...pageOf(0), resource: resource as MemberId }, [entry(`x${index}`)]);
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { items, next } = await stores.pages.list(org, { first: week, last: week }, { limit: 2, after });
        seen.push(...items.map((page) => page.resource));
        after = next;
      } while (after !== undefined);
      expect(seen).toEqual(['mem_a', 'mem_b', 'mem_c']);
    });
  });

  const appointmentOf = (id: string, further: Partial<Appointment> = {}): Appointment => ({
    id: `apt_${count}_${id}` as AppointmentId,
    organisationId: org,
    version: 1,
    uid: `${id}@parley`,
    sequence: 0,
    status: 'confirmed',
    kind: 'one_on_one',
    serviceId: 'svc_a' as ServiceId,
    title: 'Visit',
    zone: 'UTC' as Zone,
    start: MONDAY,
    end: MONDAY + 1,
    visits: [
      {
        start: MONDAY,
        end: MONDAY + 1,
        serviceId: 'svc_a' as ServiceId,
        hosts: ['mem_anna' as MemberId],
        resources: [],
      },
    ],
    taking: `tkg_${id}` as TakingId,
    claims: [],
    contactId: 'con_maria' as ContactId,
    guests: [],
    location: { type: 'phone', caller: 'host' },
    formerTimes: [],
    notes: [],
    history: [],
    createdAt: MONDAY,
    updatedAt: MONDAY,
    ...further,
  });
  const change = (appointment: Appointment) => ({ appointment, events: [] });

  describe('appointments', () => {
    test('are inserted once and updated over the version before', async () => {
      const one = appointmentOf('a');
      expect(await stores.appointments.insert(change(one))).toBe(true);
      expect(await stores.appointments.insert(change(one))).toBe(false);
      const both = await Promise.all(
        (['started', 'over'] as const).map((title) =>
          stores.appointments.update(change({ ...one, version: 2, title })),
        ),
      );
      expect(both.filter(Boolean)).toHaveLength(1);
      expect(await stores.appointments.find(org, one.id)).toMatchObject({ version: 2 });
      expect(await stores.appointments.find(other, one.id)).toBeUndefined();
    });

    test('come back as they were written', async () => {
      const one = appointmentOf('a', { series: { seriesId: 'ser_a' as SeriesId, index: 0 }, outcome: 'resolved' });
      await stores.appointments.insert(change(one));
      expect(await stores.appointments.find(org, one.id)).toEqual(one);
    });

    test('cannot be written with a taking that was made void, under the same id with another one they can', async () => {
      const one = appointmentOf('a');
      const at = MONDAY;
      expect(await stores.appointments.voidTaking(org, one.id, one.taking, at)).toBe(true);
      expect(await stores.appointments.voidTaking(org, one.id, 'tkg_further' as TakingId, at)).toBe(true);
      expect(await stores.appointments.find(org, one.id)).toBeUndefined();
      expect((await stores.appointments.list(org, {})).items).toEqual([]);
      expect(await stores.appointments.insert(change(one))).toBe(false);
      expect(await stores.appointments.insert(change({ ...one, taking: 'tkg_b' as TakingId }))).toBe(true);
      expect(await stores.appointments.voidTaking(org, one.id, 'tkg_c' as TakingId, at)).toBe(false);
      expect(await stores.appointments.find(org, one.id)).toEqual({ ...one, taking: 'tkg_b' });
    });

    test('of an insert and a mark of its taking at the same moment exactly one comes first', async () => {
      for (let round = 0; round < 20; round++) {
        const one = appointmentOf(`r${round}`);
        const [inserted, voided] = await Promise.all([
          stores.appointments.insert(change(one)),
          stores.appointments.voidTaking(org, one.id, one.taking, MONDAY),
        ]);
        expect([inserted, voided].filter(Boolean)).toHaveLength(1);
        expect((await stores.appointments.find(org, one.id)) !== undefined).toBe(inserted);
      }
    });

    test('lose their writer to a fence', async () => {
      const one = appointmentOf('a');
      await stores.appointments.insert(change(one));
      expect(await stores.appointments.fence(org, one.id, 1)).toBe(true);
      expect(await stores.appointments.fence(org, one.id, 1)).toBe(false);
      expect(await stores.appointments.update(change({ ...one, version: 2 }))).toBe(false);
      expect(await stores.appointments.update(change({ ...one, version: 3 }))).toBe(true);
    });

    test('are listed by contact, host, series, status and time, in order', async () => {
      const later = appointmentOf('later', { start: MONDAY + 10, contactId: 'con_other' as ContactId });
      const cancelled = appointmentOf('gone', {
        status: 'cancelled',
        series: { seriesId: 'ser_a' as SeriesId, index: 0 },
      });
      for (const one of [later, appointmentOf('first'), cancelled]) await stores.appointments.insert(change(one));
      const listed = async (filter: Parameters<typeof stores.appointments.list>[1]) =>
        (await stores.appointments.list(org, filter)).items.map((one) => one.id.split('_')[2]);
      expect((await listed({})).at(-1)).toBe('later');
      expect(await listed({ contactIds: ['con_other' as ContactId] })).toEqual(['later']);
      expect(await listed({ seriesId: 'ser_a' as SeriesId })).toEqual(['gone']);
      expect(await listed({ statuses: ['confirmed'] })).toEqual(['first', 'later']);
      expect(await listed({ within: { start: MONDAY + 5, end: MONDAY + 20 } })).toEqual(['later']);
      expect(await listed({ hostIds: ['mem_nobody' as MemberId] })).toEqual([]);
      expect(await listed({ hostIds: ['mem_anna' as MemberId], statuses: ['cancelled'] })).toEqual(['gone']);
    });
  });

  test('services are replaced over the version before, by one of two', async () => {
    const service = {
      ...serviceOf({ kind: 'one_on_one', hosts: [] }),
      id: `svc_${count}` as ServiceId,
      organisationId: org,
    };
    expect(await stores.services.write(service)).toBe(true);
    expect(await stores.services.write(service)).toBe(false);
    const both = await Promise.all(['A', 'B'].map((name) => stores.services.write({ ...service, version: 2, name })));
    expect(both.filter(Boolean)).toHaveLength(1);
    expect(await stores.services.list(org)).toMatchObject([{ version: 2 }]);
    expect(await stores.services.find(other, service.id)).toBeUndefined();
  });

  test('series are found while something of them is under way, and while they are open', async () => {
    const series: Series = {
      id: `ser_${count}` as SeriesId,
      organisationId: org,
      version: 1,
      status: 'making',
      phase: 'holding',
      booking: {
        serviceId: 'svc_a' as ServiceId,
        contactId: 'con_maria' as ContactId,
        location: { type: 'phone', caller: 'host' },
        guests: [],
      },
      pattern: { kind: 'daily', every: 1 },
      end: { kind: 'open' },
      zone: 'UTC' as Zone,
      start: MONDAY,
      policy: 'skip',
      occurrences: [],
      madeUntil: MONDAY + 5,
      createdBy: { kind: 'system', channel: 'system' },
      createdAt: MONDAY,
      updatedAt: MONDAY,
    };
    await stores.series.insert({ series, events: [] });
    const own = (found: readonly Pick<Series, 'id'>[]) => found.filter(({ id }) => id === series.id);
    expect(own(await stores.series.unfinished(MONDAY + 1, 1_000))).toEqual([{ id: series.id, organisationId: org }]);
    expect(own(await stores.series.open(MONDAY + 10, 1_000))).toEqual([]);
    const active: Series = { ...series, version: 2, status: 'active', phase: undefined };
    expect(await stores.series.update({ series: active, events: [] })).toBe(true);
    expect(await stores.series.update({ series: active, events: [] })).toBe(false);
    expect(own(await stores.series.unfinished(MONDAY + 1, 1_000))).toEqual([]);
    expect(own(await stores.series.open(MONDAY + 10, 1_000))).toEqual([{ id: series.id, organisationId: org }]);
    expect(await stores.series.find(org, series.id)).toMatchObject({
      version: 2,
      status: 'active',
      madeUntil: MONDAY + 5,
    });
  });
});
