import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ServiceId } from '../../../../src/core/ids.ts';
import type { Result } from '../../../../src/core/result.ts';
import type { ProgrammeId, SeriesPlan } from '../../../../src/core/series/types.ts';
import { DAY, HOUR, type LocalDate } from '../../../../src/core/time/types.ts';
import { wallTimeAt } from '../../../../src/core/time/wall.ts';
import {
  anna,
  bookingOf,
  type Clinic,
  clinicId,
  desk,
  hostOf,
  maria,
  newYork,
  openClinic,
  serviceOf,
} from '../../../support/clinic.ts';
import { type HeldClock, heldClock } from '../../../support/clock.ts';
import {
  appointmentsInMemory,
  type MemoryAppointments,
  type MemoryPages,
  pagesInMemory,
  programmesInMemory,
  seriesInMemory,
  servicesInMemory,
} from '../../../support/memory-store.ts';

let clock: HeldClock;
let clinic: Clinic;
let pages: MemoryPages;
let appointments: MemoryAppointments;
let series: ReturnType<typeof seriesInMemory>;

const visit = serviceOf({ kind: 'one_on_one', hosts: [anna] });

beforeEach(async () => {
  clock = heldClock('2026-02-23T14:00:00Z');
  pages = pagesInMemory();
  appointments = appointmentsInMemory();
  series = seriesInMemory();
  clinic = openClinic(
    { pages, appointments, series, services: servicesInMemory(), programmes: programmesInMemory() },
    clock,
  );
  await clinic.services.write(visit);
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

/** Tuesdays at 15:00 in New York, over the change of clocks on March 8th. */
const tuesdays = (further: Partial<SeriesPlan> = {}): SeriesPlan => ({
  organisationId: clinicId,
  booking: { serviceId: visit.id, contactId: maria, location: { type: 'video', provider: 'custom' }, guests: [] },
  pattern: { kind: 'weekly', every: 1, weekdays: [2] },
  end: { kind: 'count', count: 4 },
  zone: newYork,
  start: Date.parse('2026-02-24T15:00:00Z'),
  policy: 'reject',
  ...further,
});

const wallTimes = () =>
  appointments
    .all()
    .map(({ start }) => new Date(wallTimeAt(newYork, start)).toISOString().slice(0, 16))
    .sort();
const blockThirdTuesday = () => clinic.appointmentService.book(bookingOf(visit, '2026-03-10T19:00:00Z'));
const entries = () => [...pages.stored.values()].flatMap((page) => page.entries);

describe('a weekly series', () => {
  test('keeps its wall time over the change of clocks', async () => {
    const made = had(await clinic.seriesService.create(tuesdays(), desk));
    expect(wallTimes()).toEqual(['2026-02-24T15:00', '2026-03-03T15:00', '2026-03-10T15:00', '2026-03-17T15:00']);
    expect(made).toMatchObject({
      status: 'active',
      occurrences: [{ state: 'made' }, { state: 'made' }, { state: 'made' }, { state: 'made' }],
    });
    expect(series.events.map((event) => event.type)).toEqual(['series_created']);
    expect(appointments.all().map((one) => one.series)).toEqual(
      [0, 1, 2, 3].map((index) => ({ seriesId: made.id, index })),
    );
  });

  test('is shown before it is made, and showing takes nothing', async () => {
    await blockThirdTuesday();
    const before = entries().length;
    const preview = had(await clinic.seriesService.preview(tuesdays()));
    expect(preview.conflicts).toBe(1);
    expect(preview.occurrences.map((one) => one.conflict?.because)).toEqual([undefined, undefined, 'full', undefined]);
    expect(preview.occurrences[2]?.conflict?.nearest?.start).toBe(Date.parse('2026-03-10T18:30:00Z'));
    expect(entries()).toHaveLength(before);
  });

  test('with a conflict is not made at all when conflicts are to be rejected', async () => {
    await blockThirdTuesday();
    const refused = await clinic.seriesService.create(tuesdays(), desk);
    expect(refused).toMatchObject({ reason: 'conflicts', detail: { conflicts: 1 } });
    expect(appointments.all()).toHaveLength(1);
    expect(entries()).toHaveLength(1);
  });

  test('leaves out, or moves to the nearest time, what cannot be had, as asked', async () => {
    await blockThirdTuesday();
    const skipped = had(await clinic.seriesService.create(tuesdays({ policy: 'skip' }), desk));
    expect(skipped.occurrences.map((one) => one.state)).toEqual(['made', 'made', 'skipped', 'made']);
    const moved = had(await clinic.seriesService.create(tuesdays({ policy: 'nearest' }), desk));
    expect(moved.occurrences.map((one) => one.state)).toEqual(['made', 'made', 'made', 'made']);
    expect(new Set(moved.occurrences.map((one) => one.start)).size).toBe(4);
  });

  test('that is more than a limit allows shows which of its own visits are too many', async () => {
    const hosts = [hostOf(anna, newYork, { maxPerWeek: 2 })];
    const stores = { pages, appointments, series, services: servicesInMemory(), programmes: programmesInMemory() };
    clinic = openClinic(stores, clock, { hosts });
    await clinic.services.write(visit);
    const daily = tuesdays({ pattern: { kind: 'daily', every: 1 }, end: { kind: 'count', count: 5 } });
    const preview = had(await clinic.seriesService.preview(daily));
    expect(preview.occurrences.map((one) => one.conflict?.because)).toEqual([
      undefined,
      undefined,
      'limit',
      'limit',
      'limit',
    ]);
    expect(await clinic.seriesService.create(daily, desk)).toMatchObject({
      reason: 'conflicts',
      detail: { conflicts: 3 },
    });
    expect(
      had(await clinic.seriesService.create({ ...daily, policy: 'skip' }, desk)).occurrences.map((one) => one.state),
    ).toEqual(['made', 'made', 'skipped', 'skipped', 'skipped']);
  });

  test('of ten thousand visits is refused with the most there can be', async () => {
    expect(await clinic.seriesService.preview(tuesdays({ end: { kind: 'count', count: 10_000 } }))).toMatchObject({
      reason: 'too_many_occurrences',
      detail: { most: 366 },
    });
  });

  test('two people who ask for the same series at once: one has it whole, the other nothing', async () => {
    const both = await Promise.all([1, 2].map(() => clinic.seriesService.create(tuesdays(), desk)));
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({ reason: 'conflicts' });
    expect(appointments.all()).toHaveLength(4);
    expect(entries().every((entry) => entry.kind === 'appointment')).toBe(true);
  });
});

describe('patterns and ends', () => {
  test.each([
    ['every other day', { kind: 'daily', every: 2 }, ['2026-02-24', '2026-02-26', '2026-02-28']],
    [
      'the last Friday of the month',
      { kind: 'monthly_by_weekday', every: 1, position: -1, weekday: 5 },
      ['2026-02-27', '2026-03-27', '2026-04-24'],
    ],
    [
      'the 30th, where there is one',
      { kind: 'monthly_by_day', every: 1, day: 30 },
      ['2026-03-30', '2026-04-30', '2026-05-30'],
    ],
    [
      'a rule of one’s own',
      { kind: 'custom', rule: 'FREQ=WEEKLY;BYDAY=TU,TH' },
      ['2026-02-24', '2026-02-26', '2026-03-03'],
    ],
  ] as const)('%s', async (_, pattern, dates) => {
    const preview = had(await clinic.seriesService.preview(tuesdays({ pattern, end: { kind: 'count', count: 3 } })));
    expect(preview.occurrences.map((one) => new Date(one.wall).toISOString().slice(0, 10))).toEqual(dates);
  });

  test('the last day is included', async () => {
    const preview = had(
      await clinic.seriesService.preview(tuesdays({ end: { kind: 'date', date: '2026-03-10' as LocalDate } })),
    );
    expect(preview.occurrences).toHaveLength(3);
  });

  test('an open series reaches six months ahead, and the job takes it further', async () => {
    const made = had(await clinic.seriesService.create(tuesdays({ end: { kind: 'open' } }), desk));
    expect(made.occurrences).toHaveLength(26);
    clock.advance(28 * DAY);
    await clinic.seriesService.extend(clinicId, made.id);
    await clinic.seriesService.extend(clinicId, made.id);
    const extended = await series.find(clinicId, made.id);
    expect(extended?.occurrences).toHaveLength(30);
    expect(extended?.occurrences.every((one) => one.state === 'made')).toBe(true);
    expect(series.events.map((event) => event.type)).toEqual(['series_created', 'series_extended']);
  });

  test('a rule that cannot be read says so', async () => {
    expect(
      await clinic.seriesService.preview(tuesdays({ pattern: { kind: 'custom', rule: 'FREQ=SOMETIMES' } })),
    ).toMatchObject({ reason: 'invalid_pattern' });
  });
});

describe('a series is changed', () => {
  const change = (
    seriesId: Parameters<typeof clinic.seriesService.progress>[1],
    scope: 'this' | 'following' | 'all',
    index: number,
  ) => ({ organisationId: clinicId, seriesId, scope, index, actor: desk, reason: 'moved house' }) as const;
  const walls = async (id: Parameters<typeof clinic.seriesService.progress>[1]) =>
    (await series.find(clinicId, id))?.occurrences.map((one) =>
      new Date(wallTimeAt(newYork, one.start)).toISOString().slice(5, 16),
    );

  test('this one, this and following, or all: by time of day', async () => {
    const { id } = had(await clinic.seriesService.create(tuesdays(), desk));
    had(
      await clinic.seriesService.move({ ...change(id, 'this', 1), shift: { minuteOfDay: 10 * 60 }, policy: 'reject' }),
    );
    expect(await walls(id)).toEqual(['02-24T15:00', '03-03T10:00', '03-10T15:00', '03-17T15:00']);
    had(
      await clinic.seriesService.move({
        ...change(id, 'following', 2),
        shift: { minuteOfDay: 11 * 60 },
        policy: 'reject',
      }),
    );
    expect(await walls(id)).toEqual(['02-24T15:00', '03-03T10:00', '03-10T11:00', '03-17T11:00']);
    had(
      await clinic.seriesService.move({
        ...change(id, 'all', 0),
        shift: { minuteOfDay: 9 * 60, days: 1 },
        policy: 'reject',
      }),
    );
    expect(await walls(id)).toEqual(['02-25T09:00', '03-04T09:00', '03-11T09:00', '03-18T09:00']);
    expect(await series.find(clinicId, id)).toMatchObject({ pattern: { weekdays: [3] } });
    expect(entries()).toHaveLength(4);
  });

  test('a daily series moves by a day, each into the time its neighbour leaves', async () => {
    const { id } = had(await clinic.seriesService.create(tuesdays({ pattern: { kind: 'daily', every: 1 } }), desk));
    const moved = had(
      await clinic.seriesService.move({ ...change(id, 'all', 0), shift: { days: 1 }, policy: 'reject' }),
    );
    expect(moved.left).toEqual([]);
    expect(await walls(id)).toEqual(['02-25T15:00', '02-26T15:00', '02-27T15:00', '02-28T15:00']);
    expect(entries()).toHaveLength(4);
  });

  test('a conflict stops the change before anything moved, or leaves that one where it was', async () => {
    const { id } = had(await clinic.seriesService.create(tuesdays(), desk));
    await clinic.appointmentService.book(bookingOf(visit, '2026-03-10T14:00:00Z'));
    const before = await walls(id);
    const shift = { minuteOfDay: 10 * 60 };
    expect(await clinic.seriesService.move({ ...change(id, 'all', 0), shift, policy: 'reject' })).toMatchObject({
      reason: 'conflicts',
    });
    expect(await walls(id)).toEqual(before);
    const moved = had(await clinic.seriesService.move({ ...change(id, 'all', 0), shift, policy: 'skip' }));
    expect(moved.left.map((one) => one.index)).toEqual([2]);
    expect(await walls(id)).toEqual(['02-24T10:00', '03-03T10:00', '03-10T15:00', '03-17T10:00']);
  });

  test('this and following are cancelled; what is over stays', async () => {
    const { id } = had(await clinic.seriesService.create(tuesdays(), desk));
    clock.set('2026-03-04T12:00:00Z');
    const cancelled = had(await clinic.seriesService.cancel(change(id, 'all', 0)));
    expect(cancelled.changed.map((one) => one.index)).toEqual([2, 3]);
    expect(cancelled.series).toMatchObject({ status: 'ended' });
    expect(
      appointments
        .all()
        .map((one) => one.status)
        .sort(),
    ).toEqual(['cancelled', 'cancelled', 'confirmed', 'confirmed']);
    expect(entries()).toHaveLength(2);
    expect(await clinic.seriesService.cancel(change(id, 'all', 0))).toEqual({ ok: false, reason: 'nothing_ahead' });
  });
});

describe('a crash while a series is made', () => {
  const killed = () => Promise.reject(new Error('killed'));
  const theOne = () => {
    const [one] = series.all();
    if (!one) throw new Error('no series');
    return one;
  };

  test('before all times were held leaves nothing once the holds ran out', async () => {
    const { write } = pages;
    let writes = 0;
    pages.write = (...args) => (++writes > 2 ? killed() : write(...args));
    await expect(clinic.seriesService.create(tuesdays(), desk)).rejects.toThrow('killed');
    pages.write = write;
    clock.advance(HOUR);
    expect(await series.unfinished(clock.now(), 10)).toHaveLength(1);
    await clinic.seriesService.finish(clinicId, theOne().id);
    expect(await series.find(clinicId, theOne().id)).toMatchObject({ status: 'undone' });
    expect(appointments.all()).toEqual([]);
    expect(had(await clinic.seriesService.preview(tuesdays())).conflicts).toBe(0);
    expect(await series.unfinished(clock.now() + HOUR, 10)).toEqual([]);
  });

  test('after some appointments were made is finished by the job, each once', async () => {
    const { insert } = appointments;
    let inserts = 0;
    appointments.insert = (...args) => (++inserts > 2 ? killed() : insert(...args));
    await expect(clinic.seriesService.create(tuesdays(), desk)).rejects.toThrow('killed');
    appointments.insert = insert;
    expect(appointments.all()).toHaveLength(2);
    clock.advance(HOUR);
    await clinic.seriesService.finish(clinicId, theOne().id);
    await clinic.seriesService.finish(clinicId, theOne().id);
    expect(appointments.all()).toHaveLength(4);
    expect(await series.find(clinicId, theOne().id)).toMatchObject({ status: 'active' });
    expect(new Set(entries().map((entry) => entry.appointmentId)).size).toBe(4);
  });

  test('a maker who was presumed dead cannot go on', async () => {
    const { update } = series;
    series.update = async (change) => {
      series.update = update;
      await clinic.seriesService.finish(clinicId, theOne().id);
      return update(change);
    };
    expect(await clinic.seriesService.create(tuesdays(), desk)).toEqual({ ok: false, reason: 'overtaken' });
    expect(appointments.all()).toEqual([]);
    expect(entries()).toEqual([]);
  });
});

describe('a programme', () => {
  const programme = {
    id: 'prg_back' as ProgrammeId,
    organisationId: clinicId,
    version: 1,
    name: 'A strong back',
    serviceId: visit.id as ServiceId,
    sessions: ['Standing', 'Lifting', 'Carrying'].map((title) => ({
      title,
      materials: [{ title: 'Exercises', url: 'https://example.org/back' }],
    })),
    gapDays: 7,
  };

  test('gives a series as many sessions as it has, under their titles, and tells how far somebody has come', async () => {
    await clinic.programmes.write(programme, []);
    const made = had(
      await clinic.seriesService.create(tuesdays({ programmeId: programme.id, end: { kind: 'open' } }), desk),
    );
    expect(appointments.all().map((one) => one.title)).toEqual(['Standing', 'Lifting', 'Carrying']);
    const complete = async (index: number) => {
      const appointmentId = made.occurrences[index]?.appointmentId ?? appointments.all()[0]?.id;
      if (!appointmentId) throw new Error('no appointment');
      had(await clinic.appointmentService.complete({ organisationId: clinicId, appointmentId, actor: desk }));
      await clinic.seriesService.noteProgress(clinicId, made.id);
    };
    await complete(0);
    expect(had(await clinic.seriesService.progress(clinicId, made.id))).toMatchObject({
      total: 3,
      completed: 1,
      upcoming: 2,
      open: [],
      isComplete: false,
    });
    await complete(1);
    await complete(2);
    expect(await series.find(clinicId, made.id)).toMatchObject({ status: 'completed' });
    expect(series.events.map((event) => event.type)).toEqual(['series_created', 'series_completed']);
  });

  test('suggests the next time a gap after the last, at the usual hour', async () => {
    await clinic.programmes.write(programme, []);
    const made = had(await clinic.seriesService.create(tuesdays({ programmeId: programme.id }), desk));
    const suggested = had(await clinic.seriesService.suggestNext(clinicId, made.id));
    expect(suggested[0]?.start).toBe(Date.parse('2026-03-17T19:00:00Z'));
  });

  test('that does not exist is refused', async () => {
    expect(await clinic.seriesService.create(tuesdays({ programmeId: 'prg_none' as ProgrammeId }), desk)).toEqual({
      ok: false,
      reason: 'unknown_programme',
    });
  });
});
