import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createHoursSource } from '../../src/core/appointments/hours.ts';
import type { MendingReport } from '../../src/core/appointments/mending.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import { createCalendars } from '../../src/core/calendars/service.ts';
import type { Calendars } from '../../src/core/calendars/types.ts';
import type { MemberId, OrganisationId, ServiceId } from '../../src/core/ids.ts';
import type { IsoWeek } from '../../src/core/ledger/types.ts';
import type { JobKind, Queue } from '../../src/core/ports.ts';
import type { Result } from '../../src/core/result.ts';
import { createSeriesConsumer } from '../../src/core/series/service.ts';
import type { SeriesPlan } from '../../src/core/series/types.ts';
import { DAY, HOUR, type LocalDate, MINUTE } from '../../src/core/time/types.ts';
import type { RunnableJob } from '../../src/jobs/engine/definition.ts';
import { schedulingJobs } from '../../src/jobs/scheduling-jobs.ts';
import type { Store } from '../../src/store/store.ts';
import {
  bookingOf,
  type Clinic,
  desk,
  hostOf,
  maria,
  newYork,
  openClinic,
  overlapsOn,
  patient,
  serviceOf,
} from '../support/clinic.ts';
import { type Bench, openBench } from '../support/machinery.ts';
import { freshDatabase, type TestDatabase } from '../support/store.ts';

// Two processes of one clinic on one store; every race is between them.

let database: TestDatabase;
let bench: Bench;
let stores: readonly [Store, Store];
let here: Clinic;
let there: Clinic;
let clinicId: OrganisationId;
let number = 0;

let anna: MemberId;
let calendars: Calendars;
const visit = () => ({
  ...serviceOf({ kind: 'one_on_one', hosts: [anna] }),
  id: `svc_visit${number}` as ServiceId,
  organisationId: clinicId,
});
const asked = () => ({
  ...visit(),
  id: `svc_asked${number}` as ServiceId,
  rules: { ...visit().rules, needsApproval: true },
});

const at10 = '2026-03-04T15:00:00Z';
const at11 = Date.parse('2026-03-04T16:00:00Z');
const at12 = Date.parse('2026-03-04T17:00:00Z');

const clinicOn = (store: Store): Clinic =>
  openClinic({ ...store, pages: store.ledgerPages }, bench.clock, { hours: createHoursSource(store.calendars) });

beforeAll(async () => {
  database = await freshDatabase();
  bench = openBench(database.uri);
  stores = [await bench.join(), await bench.join()];
});
afterAll(async () => {
  await bench.close();
  await database.close();
});

beforeEach(async () => {
  number += 1;
  bench.clock.set('2026-03-02T14:00:00Z');
  const created = await stores[0].organisations.create(
    { slug: `clinic-${number}`, name: 'Clinic', zone: newYork, language: 'en' },
    desk,
  );
  if (!created.ok) throw new Error(created.reason);
  clinicId = created.value.id;
  anna = `mem_anna${number}` as MemberId;
  const { id, schedules } = hostOf(anna, newYork);
  here = clinicOn(stores[0]);
  there = clinicOn(stores[1]);
  calendars = createCalendars({ shelf: stores[0].calendars, ids: here.ids, clock: bench.clock });
  const calendar = { id, organisationId: clinicId, owner: 'host', name: 'Anna', zone: newYork, schedules } as const;
  await calendars.add(calendar, desk);
  await here.services.write(visit());
  await here.services.write(asked());
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const ask = (start: string, service = visit()) => bookingOf(service, start, { organisationId: clinicId });
const book = async (start = at10, service = visit()) => had(await here.appointmentService.book(ask(start, service)));
const changeOf = ({ id }: Appointment, actor = desk) => ({ organisationId: clinicId, appointmentId: id, actor });
const pages = async () =>
  (await here.pages.list(clinicId, { first: '2026-W01' as IsoWeek, last: '2026-W53' as IsoWeek })).items;
const entries = async () => (await pages()).flatMap((page) => page.entries);

describe('Maria books at the clinic', () => {
  test('moves her visit, comes, and the clinic can tell the whole story afterwards', async () => {
    const booked = await book();
    had(await there.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11, reason: 'the bus' }));
    had(await here.appointmentService.start(changeOf(booked)));
    had(await there.appointmentService.complete({ ...changeOf(booked), outcome: 'resolved' }));
    await bench.workers(stores[0]).settle();
    const story = await stores[1].stream.ofSubject(clinicId, booked.id);
    expect(story.map((event) => event.type)).toEqual([
      'appointment_confirmed',
      'appointment_rescheduled',
      'appointment_started',
      'appointment_completed',
      'appointment_outcome_recorded',
    ]);
    expect(story[1]).toMatchObject({
      actor: patient,
      reason: 'the bus',
      before: { start: booked.start },
      after: { start: at11 },
    });
    expect(await there.appointments.find(clinicId, booked.id)).toMatchObject({
      status: 'completed',
      sequence: 1,
      formerTimes: [{ start: booked.start }],
    });
  });

  test('sixty people want the same time, in two processes: one has it, the others are offered three more', async () => {
    const tries = await Promise.all(
      Array.from({ length: 60 }, (_, index) => (index % 2 ? here : there).appointmentService.book(ask(at10))),
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    for (const lost of tries.filter((one) => !one.ok))
      expect(lost).toMatchObject({ reason: 'slot_taken', detail: { alternatives: [{}, {}, {}] } });
    expect(await entries()).toHaveLength(1);
  });

  test('thirty people want thirty times at once, and each has their own', async () => {
    const starts = Array.from({ length: 30 }, (_, index) =>
      new Date(
        Date.parse('2026-03-03T14:00:00Z') + (index % 10) * 30 * MINUTE + Math.floor(index / 10) * DAY,
      ).toISOString(),
    );
    const tries = await Promise.all(
      starts.map((start, index) => (index % 2 ? here : there).appointmentService.book(ask(start))),
    );
    expect(tries.filter((one) => !one.ok)).toEqual([]);
    expect(await entries()).toHaveLength(30);
    expect(overlapsOn(await pages())).toEqual([]);
  });
});

describe('Anna', () => {
  test('is on holiday: nobody is booked with her that day, and the reason is told', async () => {
    const override = {
      kind: 'vacation',
      from: '2026-03-04' as LocalDate,
      to: '2026-03-04' as LocalDate,
      reason: 'skiing',
    } as const;
    await calendars.addOverride(clinicId, anna, override, desk);
    expect(await there.appointmentService.book(ask(at10))).toMatchObject({
      reason: 'not_offered',
      detail: { because: 'closed' },
    });
    expect((await there.appointmentService.book(ask('2026-03-05T15:00:00Z'))).ok).toBe(true);
  });
});

describe('two at once, in two processes', () => {
  test('two approvals: one confirms, the other hears that it is confirmed', async () => {
    const request = await book(at10, asked());
    expect(request.status).toBe('requested');
    const both = await Promise.all([here, there].map((clinic) => clinic.appointmentService.approve(changeOf(request))));
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({
      reason: 'illegal_move',
      detail: { status: 'confirmed', allowed: ['reschedule', 'edit', 'cancel', 'start', 'complete', 'mark_no_show'] },
    });
  });

  test('two requests that need approval: the time is held for the first, the second is told at once', async () => {
    const both = await Promise.all([here, there].map((clinic) => clinic.appointmentService.book(ask(at10, asked()))));
    expect(both.map((one) => one.ok || one.reason).sort()).toEqual(['slot_taken', true]);
  });

  test('two reschedules: one wins, the other hears where the visit is now; one time is taken', async () => {
    const booked = await book();
    const both = await Promise.all([
      here.appointmentService.reschedule({ ...changeOf(booked), start: at11 }),
      there.appointmentService.reschedule({ ...changeOf(booked), start: at12 }),
    ]);
    const now = await here.appointments.find(clinicId, booked.id);
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({
      reason: 'changed_meanwhile',
      detail: { appointment: { start: now?.start } },
    });
    expect((await entries()).map((entry) => entry.start)).toEqual([now?.start]);
  });

  test('cancel against reschedule: it ends cancelled and no time is taken', async () => {
    for (let round = 0; round < 6; round++) {
      const booked = await book();
      const [cancelled] = await Promise.all([
        here.appointmentService.cancel({ ...changeOf(booked), reason: 'ill' }),
        there.appointmentService.reschedule({ ...changeOf(booked), start: at11 }),
      ]);
      expect(cancelled.ok).toBe(true);
      expect(await here.appointments.find(clinicId, booked.id)).toMatchObject({ status: 'cancelled' });
      expect(await entries()).toEqual([]);
    }
  });

  test('a yes at the moment the hold runs out, against somebody else: one of them has the time', async () => {
    for (let round = 0; round < 6; round++) {
      const until = bench.clock.now() + 30 * MINUTE;
      const held = had(await here.appointmentService.hold(ask(at10), until));
      bench.clock.set(until);
      const [yes, other] = await Promise.all([
        here.appointmentService.book({ ...ask(at10), held }),
        there.appointmentService.book(ask(at10)),
      ]);
      expect([yes.ok, other.ok].filter(Boolean)).toHaveLength(1);
      expect([yes, other].find((one) => !one.ok)).toMatchObject({ reason: 'slot_taken' });
      expect(await entries()).toHaveLength(1);
      const won = yes.ok ? yes.value : had(other);
      await here.appointmentService.cancel({ ...changeOf(won), reason: 'next round' });
    }
  });
});

/** Runs what a job puts into the queue at once, in this process. */
function jobsOf(clinic: Clinic, store: Store) {
  const reports: MendingReport[] = [];
  const jobs = new Map<string, RunnableJob>();
  const context = { signal: new AbortController().signal };
  const queue: Queue = {
    async enqueue<Data>(job: JobKind<Data>, data: Data) {
      await jobs.get(job.name)?.run(data, context);
    },
    failed: async () => ({ items: [] }),
    tryAgain: async () => ({ ok: false, reason: 'not_found' }),
  };
  const deps = { ...clinic, desk: clinic.pageDesk, organisations: store.organisations };
  const onReport = (organisationId: OrganisationId, report: MendingReport) => {
    if (organisationId === clinicId) reports.push(report);
  };
  for (const job of schedulingJobs({ ...deps, onReport })(queue)) jobs.set(job.name, job);
  return { reports, run: (name: string) => queue.enqueue({ name, data: { parse: (data: unknown) => data } }, {}) };
}

describe('the jobs behind it', () => {
  test('a hold nobody answered is swept away without anybody asking for the page', async () => {
    had(await here.appointmentService.hold(ask(at10), bench.clock.now() + HOUR));
    bench.clock.advance(HOUR);
    await jobsOf(there, stores[1]).run('hold-expiry');
    expect(await entries()).toEqual([]);
  });

  test('in normal life there is nothing to mend', async () => {
    await book();
    const jobs = jobsOf(here, stores[0]);
    await jobs.run('ledger-sweep');
    expect(jobs.reports).toEqual([{ pages: 1, appointments: 1, firmed: 0, restored: 0, freed: 0, clashes: [] }]);
  });

  test('a page that was lost is written again from the appointments, once', async () => {
    await book();
    const [page] = await pages();
    if (!page) throw new Error('no page');
    await here.pages.write(clinicId, page, []);
    const jobs = jobsOf(there, stores[1]);
    await jobs.run('ledger-sweep');
    await jobs.run('ledger-sweep');
    expect(jobs.reports.map((report) => report.restored)).toEqual([1, 0]);
    expect(await there.appointmentService.book(ask(at10))).toMatchObject({ reason: 'slot_taken' });
  });
});

describe('a weekly visit', () => {
  const weekly = (further: Partial<SeriesPlan> = {}): SeriesPlan => ({
    organisationId: clinicId,
    booking: { serviceId: visit().id, contactId: maria, location: { type: 'video', provider: 'custom' }, guests: [] },
    pattern: { kind: 'weekly', every: 1, weekdays: [3] },
    end: { kind: 'count', count: 3 },
    zone: newYork,
    start: Date.parse('2026-03-04T15:00:00Z'),
    policy: 'reject',
    ...further,
  });

  test('that never ends is made further ahead by the job, week after week', async () => {
    const made = had(await here.seriesService.create(weekly({ end: { kind: 'open' } }), desk));
    expect(made.occurrences).toHaveLength(26);
    bench.clock.advance(21 * DAY);
    const jobs = jobsOf(there, stores[1]);
    await jobs.run('series-sweep');
    await jobs.run('series-sweep');
    const extended = await there.series.find(clinicId, made.id);
    expect(extended?.occurrences).toHaveLength(29);
    expect(extended?.occurrences.every((one) => one.state === 'made')).toBe(true);
  });

  test('asked for by two at once is had by one, whole; of the other nothing is left', async () => {
    const both = await Promise.all([here, there].map((clinic) => clinic.seriesService.create(weekly(), desk)));
    expect(both.filter((one) => one.ok).length).toBe(1);
    bench.clock.advance(2 * HOUR);
    const jobs = jobsOf(here, stores[0]);
    await jobs.run('series-sweep');
    await jobs.run('hold-expiry');
    const standing = (await here.appointments.list(clinicId, { statuses: ['confirmed'] })).items;
    expect(standing).toHaveLength(3);
    expect(new Set(standing.map((one) => one.series?.seriesId)).size).toBe(1);
    expect(await entries()).toHaveLength(standing.length);
  });

  test('is completed when its last session was', async () => {
    const made = had(await here.seriesService.create(weekly(), desk));
    for (const { appointmentId } of made.occurrences)
      had(await here.appointmentService.complete({ organisationId: clinicId, appointmentId, actor: desk }));
    const consumer = createSeriesConsumer(here.appointments, here.seriesService);
    await bench.workers(stores[0], { consumers: [consumer] }).settle();
    expect(await here.series.find(clinicId, made.id)).toMatchObject({ status: 'completed' });
  });
});
