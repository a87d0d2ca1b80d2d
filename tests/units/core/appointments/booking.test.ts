import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Service } from '../../../../src/core/appointments/services.ts';
import type { Appointment } from '../../../../src/core/appointments/types.ts';
import type { AppointmentId, ServiceId } from '../../../../src/core/ids.ts';
import type { Result } from '../../../../src/core/result.ts';
import {
  anna,
  ben,
  bookingOf,
  type Clinic,
  cleo,
  clinicId,
  desk,
  hostOf,
  newYork,
  openClinic,
  overlapsOn,
  patient,
  roomOne,
  serviceOf,
} from '../../../support/clinic.ts';
import { type ClinicPorts, useClinicStore } from '../../../support/clinic-stores.ts';
import { type HeldClock, heldClock } from '../../../support/clock.ts';

const stored = useClinicStore();

let clock: HeldClock;
let clinic: Clinic;
let pages: ClinicPorts['pages'];
let appointments: ClinicPorts['appointments'];

async function open(people: Parameters<typeof openClinic>[2] = {}) {
  clock = heldClock('2026-03-02T14:00:00Z');
  const ports = await stored.empty();
  ({ pages, appointments } = ports);
  clinic = openClinic(ports, clock, people);
}

beforeEach(() => open());

async function offer(service: Service): Promise<Service> {
  await clinic.services.write(service);
  return service;
}

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const entries = async () => (await stored.pages()).flatMap((page) => page.entries);
const at10 = '2026-03-03T15:00:00Z';
const at11 = '2026-03-03T16:00:00Z';

describe('somebody books a time', () => {
  test('and has it: confirmed, on the ledger, with the event that tells of it', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const booked = had(await clinic.appointmentService.book(bookingOf(visit, at10)));
    expect(booked).toMatchObject({ status: 'confirmed', sequence: 0, version: 1, uid: `${booked.id}@parley` });
    expect(await entries()).toMatchObject([{ kind: 'appointment', appointmentId: booked.id, start: Date.parse(at10) }]);
    expect(await stored.events('appointment')).toMatchObject([
      { type: 'appointment_confirmed', actor: patient, after: { status: 'confirmed', hosts: [anna] } },
    ]);
    expect(booked.history).toMatchObject([{ what: 'appointment_confirmed', by: patient }]);
  });

  test('that somebody else has, and hears the three nearest that are free', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    await clinic.appointmentService.book(bookingOf(visit, at10));
    const second = await clinic.appointmentService.book(bookingOf(visit, at10));
    expect(second).toMatchObject({ ok: false, reason: 'slot_taken' });
    const times =
      !second.ok && second.reason === 'slot_taken' ? second.detail.alternatives.map((slot) => slot.start) : [];
    expect(times).toEqual(['2026-03-03T14:30:00Z', '2026-03-03T15:30:00Z', '2026-03-03T14:00:00Z'].map(Date.parse));
  });

  test('at midnight, and is told that nobody is there then', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const booked = await clinic.appointmentService.book(bookingOf(visit, '2026-03-04T05:00:00Z'));
    expect(booked).toMatchObject({ ok: false, reason: 'not_offered', detail: { because: 'closed' } });
  });

  test('fifty times at once, and exactly one wins', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const tries = await Promise.all(
      Array.from({ length: 50 }, () => clinic.appointmentService.book(bookingOf(visit, at10))),
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    expect(tries.filter((one) => !one.ok && one.reason === 'slot_taken')).toHaveLength(49);
    expect(await entries()).toHaveLength(1);
  });

  test('twice under one id, and has one appointment', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const request = bookingOf(visit, at10, { id: 'apt_once' as AppointmentId });
    const [first, second] = await Promise.all([
      clinic.appointmentService.book(request),
      clinic.appointmentService.book(request),
    ]);
    expect(had(first)).toEqual(had(second));
    expect(await stored.appointments()).toHaveLength(1);
    expect(await entries()).toHaveLength(1);
  });

  test('of a service nobody offers any more, or with too many guests', async () => {
    const gone = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }, {}, { isOffered: false }));
    expect(await clinic.appointmentService.book(bookingOf(gone, at10))).toEqual({
      ok: false,
      reason: 'unknown_service',
    });
    const small = await offer(
      serviceOf({ kind: 'one_on_one', hosts: [anna] }, { maxGuests: 1 }, { id: 'svc_small' as ServiceId }),
    );
    const guests = [{ email: 'a@example.org' }, { email: 'b@example.org' }];
    expect(await clinic.appointmentService.book(bookingOf(small, at10, { guests }))).toMatchObject({
      reason: 'too_many_guests',
      detail: { most: 1 },
    });
  });
});

describe('a visit with several people', () => {
  test('collective: all are taken, or nobody is', async () => {
    const together = await offer(serviceOf({ kind: 'collective', hosts: [anna, ben] }));
    const alone = await offer(serviceOf({ kind: 'one_on_one', hosts: [ben] }, {}, { id: 'svc_alone' as ServiceId }));
    const results = await Promise.all([
      clinic.appointmentService.book(bookingOf(together, at10)),
      clinic.appointmentService.book(bookingOf(alone, at10)),
    ]);
    expect(results.filter((one) => one.ok)).toHaveLength(1);
    const taken = new Set((await entries()).map((entry) => entry.appointmentId));
    expect(taken.size).toBe(1);
    expect(await entries()).toHaveLength(results[0].ok ? 2 : 1);
  });

  test('round robin: three who ask at once get three different hosts, the fourth gets none', async () => {
    const anyone = await offer(serviceOf({ kind: 'round_robin', hosts: [anna, ben, cleo] }));
    const tries = await Promise.all(
      Array.from({ length: 4 }, () => clinic.appointmentService.book(bookingOf(anyone, at10))),
    );
    const hosts = tries.flatMap((one) => (one.ok ? one.value.visits.flatMap((visit) => visit.hosts) : []));
    expect(hosts.sort()).toEqual([anna, ben, cleo]);
    expect(tries.filter((one) => !one.ok && one.reason === 'slot_taken')).toHaveLength(1);
  });

  test('a room: two doctors, one room, one visit', async () => {
    const rooms = [{ need: 'one', resources: [roomOne] }] as const;
    const anyone = await offer(serviceOf({ kind: 'round_robin', hosts: [anna, ben] }, {}, { rooms }));
    const tries = await Promise.all([1, 2].map(() => clinic.appointmentService.book(bookingOf(anyone, at10))));
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
    expect(await entries()).toHaveLength(2);
  });

  test('panel: as many as are needed of each bench', async () => {
    const panel = await offer(
      serviceOf({
        kind: 'panel',
        benches: [
          { need: 1, hosts: [anna, ben] },
          { need: 1, hosts: [cleo] },
        ],
      }),
    );
    const booked = had(await clinic.appointmentService.book(bookingOf(panel, at10)));
    expect(booked.visits[0]?.hosts).toEqual([anna, cleo]);
  });

  test('group: as many as there are seats, each with an appointment of their own', async () => {
    const course = await offer(serviceOf({ kind: 'group', hosts: [anna] }, { seats: 3, maxGuests: 2 }));
    const first = await clinic.appointmentService.book(
      bookingOf(course, at10, { guests: [{ email: 'friend@example.org' }] }),
    );
    const others = await Promise.all([1, 2].map(() => clinic.appointmentService.book(bookingOf(course, at10))));
    expect(first.ok).toBe(true);
    expect(others.filter((one) => one.ok)).toHaveLength(1);
    expect((await entries()).reduce((sum, entry) => sum + (entry.seats ?? 0), 0)).toBe(3);
  });

  test('group in a room: whoever joins the session joins it in its room, and nobody else gets the room', async () => {
    const rooms = [{ need: 'one', resources: [roomOne] }] as const;
    const course = await offer(serviceOf({ kind: 'group', hosts: [anna] }, { seats: 2 }, { rooms }));
    const alone = await offer(
      serviceOf({ kind: 'one_on_one', hosts: [ben] }, {}, { id: 'svc_ben' as ServiceId, rooms }),
    );
    const joined = [
      had(await clinic.appointmentService.book(bookingOf(course, at10))),
      had(await clinic.appointmentService.book(bookingOf(course, at10))),
    ];
    expect(joined.map((one) => one.visits[0]?.resources)).toEqual([[roomOne], [roomOne]]);
    expect(await clinic.appointmentService.book(bookingOf(course, at10))).toMatchObject({ reason: 'slot_taken' });
    expect(await clinic.appointmentService.book(bookingOf(alone, at10))).toMatchObject({ reason: 'slot_taken' });
  });

  test('sequence: the second visit is handed over to another host after the gap', async () => {
    const second = await offer(serviceOf({ kind: 'one_on_one', hosts: [ben] }, {}, { id: 'svc_second' as ServiceId }));
    const steps = [{ serviceId: second.id, hosts: [ben], gapMinMinutes: 15, gapMaxMinutes: 60 }];
    const chain = await offer(serviceOf({ kind: 'sequence', hosts: [anna], steps }));
    const booked = had(await clinic.appointmentService.book(bookingOf(chain, at10)));
    expect(booked.visits.map((visit) => visit.hosts)).toEqual([[anna], [ben]]);
    expect(await entries()).toHaveLength(2);
    expect(booked.end).toBe(booked.visits[1]?.end);
  });

  test('an event over several days takes every day of it', async () => {
    const event = await offer(serviceOf({ kind: 'multi_day', hosts: [anna], dayOffsets: [0, 1, 7] }));
    const booked = had(await clinic.appointmentService.book(bookingOf(event, at10)));
    expect(booked.visits).toHaveLength(3);
    expect((await stored.pages()).length).toBe(2);
    const busy = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }, {}, { id: 'svc_other' as ServiceId }));
    expect(await clinic.appointmentService.book(bookingOf(busy, '2026-03-10T14:00:00Z'))).toMatchObject({
      reason: 'slot_taken',
    });
  });
});

describe('limits', () => {
  test('of a host: the third visit of the day is one too many, whoever asks first', async () => {
    await open({ hosts: [hostOf(anna, newYork, { maxPerDay: 2 })] });
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const hours = ['14:00', '15:00', '16:00', '17:00'].map((hour) => `2026-03-03T${hour}:00Z`);
    const tries = await Promise.all(hours.map((start) => clinic.appointmentService.book(bookingOf(visit, start))));
    expect(tries.filter((one) => one.ok)).toHaveLength(2);
  });

  test('of a service over all hosts: the limit is taken like a host', async () => {
    const scarce = await offer(serviceOf({ kind: 'round_robin', hosts: [anna, ben, cleo] }, { maxPerDay: 2 }));
    const tries = await Promise.all(
      [at10, at10, at10, at11].map((start) => clinic.appointmentService.book(bookingOf(scarce, start))),
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(2);
    expect(overlapsOn(await stored.pages())).toEqual([]);
  });

  test('of a week hold over Sunday night in New York, which is Monday in UTC', async () => {
    const late = hostOf(anna, newYork, { maxPerWeek: 1 });
    const evening = { ...late, schedules: 'always' as const };
    await open({ hosts: [evening] });
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const tries = await Promise.all(
      ['2026-03-06T15:00:00Z', '2026-03-09T02:00:00Z'].map((start) =>
        clinic.appointmentService.book(bookingOf(visit, start)),
      ),
    );
    expect(tries.filter((one) => one.ok)).toHaveLength(1);
  });
});

describe('over the week’s edge', () => {
  test('an entry on two pages is taken on both, and given back on both', async () => {
    const utc = { ...hostOf(anna, newYork), schedules: 'always' as const };
    await open({ hosts: [utc] });
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }, { durations: [60] }));
    const over = had(await clinic.appointmentService.book(bookingOf(visit, '2026-03-08T23:00:00Z')));
    expect((await stored.pages()).length).toBe(1);
    await clinic.appointmentService.cancel({
      organisationId: clinicId,
      appointmentId: over.id,
      actor: desk,
      reason: 'ill',
    });
    const edge = await offer(
      serviceOf(
        { kind: 'one_on_one', hosts: [anna] },
        { durations: [120], stepMinutes: 60 },
        { id: 'svc_long' as ServiceId },
      ),
    );
    const long = had(await clinic.appointmentService.book(bookingOf(edge, '2026-03-08T23:00:00Z')));
    expect((await stored.pages()).map((page) => page.entries.map((entry) => entry.kind))).toEqual([
      ['appointment'],
      ['appointment'],
    ]);
    const rival = await clinic.appointmentService.book(bookingOf(visit, '2026-03-09T00:00:00Z'));
    expect(rival).toMatchObject({ reason: 'slot_taken' });
    await clinic.appointmentService.cancel({
      organisationId: clinicId,
      appointmentId: long.id,
      actor: desk,
      reason: 'ill',
    });
    expect(await entries()).toEqual([]);
  });
});

describe('a time is held while somebody is asked', () => {
  test('nobody else gets it, and a yes makes it theirs', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const held = had(await clinic.appointmentService.hold(bookingOf(visit, at10), clock.now() + 600_000));
    expect(await clinic.appointmentService.book(bookingOf(visit, at10))).toMatchObject({ reason: 'slot_taken' });
    const booked = await clinic.appointmentService.book(bookingOf(visit, at10, { held }));
    expect(booked).toMatchObject({ ok: true, value: { status: 'confirmed' } });
    expect(await entries()).toMatchObject([{ kind: 'appointment' }]);
  });

  test('a yes after the hold ran out still wins when nobody else has the time', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const held = had(await clinic.appointmentService.hold(bookingOf(visit, at10), clock.now() + 600_000));
    clock.advance(600_001);
    expect((await clinic.appointmentService.book(bookingOf(visit, at10, { held }))).ok).toBe(true);
  });

  test('a yes after the hold ran out and somebody else was faster is refused with other times', async () => {
    const visit = await offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));
    const held = had(await clinic.appointmentService.hold(bookingOf(visit, at10), clock.now() + 600_000));
    clock.advance(600_001);
    const other = had(await clinic.appointmentService.book(bookingOf(visit, at10)));
    expect(await clinic.appointmentService.book(bookingOf(visit, at10, { held }))).toMatchObject({
      reason: 'slot_taken',
    });
    expect((await entries()).map((entry) => entry.appointmentId)).toEqual([other.id]);
  });
});

describe('a crash in the middle', () => {
  const visitOfAnna = () => offer(serviceOf({ kind: 'one_on_one', hosts: [anna] }));

  test('between hold and appointment leaves a hold that runs out', async () => {
    const visit = await visitOfAnna();
    const insert = appointments.insert;
    appointments.insert = () => Promise.reject(new Error('killed'));
    await expect(clinic.appointmentService.book(bookingOf(visit, at10))).rejects.toThrow('killed');
    appointments.insert = insert;
    expect(await clinic.appointmentService.book(bookingOf(visit, at10))).toMatchObject({ reason: 'slot_taken' });
    clock.advance(60_001);
    expect((await clinic.appointmentService.book(bookingOf(visit, at10))).ok).toBe(true);
  });

  test('between appointment and firming leaves an appointment that keeps its time for ever', async () => {
    const visit = await visitOfAnna();
    const write = pages.write;
    let writes = 0;
    pages.write = (...args) => (++writes === 2 ? Promise.reject(new Error('killed')) : write(...args));
    await expect(clinic.appointmentService.book(bookingOf(visit, at10))).rejects.toThrow('killed');
    pages.write = write;
    clock.advance(60_001);
    expect(await clinic.appointmentService.book(bookingOf(visit, at11))).toMatchObject({ ok: true });
    expect(await clinic.appointmentService.book(bookingOf(visit, at10))).toMatchObject({ reason: 'slot_taken' });
    expect((await entries()).map((entry) => entry.kind)).toEqual(['appointment', 'appointment']);
  });

  test('a writer who slept until its hold was given away does not get the time as well', async () => {
    const visit = await visitOfAnna();
    const insert = appointments.insert;
    let wake: () => void = () => {};
    const slept = new Promise<void>((resolve) => {
      wake = resolve;
    });
    let asleep: () => void = () => {};
    const fellAsleep = new Promise<void>((resolve) => {
      asleep = resolve;
    });
    appointments.insert = async (change) => {
      appointments.insert = insert;
      asleep();
      await slept;
      return insert(change);
    };
    const sleeper = clinic.appointmentService.book(bookingOf(visit, at10));
    await fellAsleep;
    clock.advance(60_001);
    const other = had(await clinic.appointmentService.book(bookingOf(visit, at10)));
    wake();
    expect(await sleeper).toMatchObject({ reason: 'slot_taken' });
    expect((await stored.appointments()).map((one: Appointment) => one.id)).toEqual([other.id]);
    expect((await entries()).map((entry) => entry.appointmentId)).toEqual([other.id]);
  });
});
