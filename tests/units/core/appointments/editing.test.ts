import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Service } from '../../../../src/core/appointments/services.ts';
import type { Appointment, Guest } from '../../../../src/core/appointments/types.ts';
import type { Result } from '../../../../src/core/result.ts';
import {
  anna,
  bookingOf,
  type Clinic,
  clinicId,
  desk,
  openClinic,
  patient,
  serviceOf,
} from '../../../support/clinic.ts';
import { type ClinicPorts, useClinicStore } from '../../../support/clinic-stores.ts';
import { type HeldClock, heldClock } from '../../../support/clock.ts';

// What a visit is called and who comes along changes after it was booked; when it is does not.

const stored = useClinicStore();

let clock: HeldClock;
let clinic: Clinic;
let ports: ClinicPorts;

const at10 = '2026-03-04T15:00:00Z';
const guestsOf = (...names: readonly string[]): readonly Guest[] =>
  names.map((name) => ({ name, email: `${name}@example.com` }));
const visit = serviceOf({ kind: 'one_on_one', hosts: [anna] }, { maxGuests: 2 });
const course = serviceOf({ kind: 'group', hosts: [anna] }, { seats: 4, maxGuests: 3 });

beforeEach(async () => {
  clock = heldClock('2026-03-02T14:00:00Z');
  ports = await stored.empty();
  clinic = openClinic(ports, clock);
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

async function book(service: Service, guests: readonly Guest[] = []): Promise<Appointment> {
  if ((await clinic.services.find(clinicId, service.id)) === undefined) await clinic.services.write(service);
  return had(await clinic.appointmentService.book(bookingOf(service, at10, { guests })));
}
const changeOf = ({ id }: Appointment, actor = desk) => ({ organisationId: clinicId, appointmentId: id, actor });
const edit = (booked: Appointment, change: { title?: string; guests?: readonly Guest[] }, actor = desk) =>
  clinic.appointmentService.edit({ ...changeOf(booked, actor), ...change });
const entries = async () => (await stored.pages()).flatMap((page) => page.entries);
const seats = async () => (await entries()).reduce((sum, entry) => sum + (entry.seats ?? 0), 0);

describe('a visit is edited', () => {
  test('it has another title and other guests at the same time; SEQUENCE counts up, the history tells it', async () => {
    const booked = await book(visit, guestsOf('leo'));
    const edited = had(await edit(booked, { title: 'The knee', guests: guestsOf('eva') }));
    expect(edited).toMatchObject({
      ...{ title: 'The knee', guests: guestsOf('eva'), sequence: 1, version: 2 },
      ...{ start: booked.start, taking: booked.taking, status: 'confirmed', formerTimes: [] },
    });
    expect(edited.history.at(-1)).toMatchObject({ what: 'appointment_changed', by: desk });
    const event = (await stored.events('appointment')).at(-1);
    expect(event).toMatchObject({
      type: 'appointment_changed',
      before: { title: 'Visit', guests: 1, sequence: 0 },
      after: { title: 'The knee', guests: 1, sequence: 1 },
    });
    expect(JSON.stringify(event)).not.toContain('example.com');
    expect(await ports.appointments.find(clinicId, booked.id)).toEqual(edited);
  });

  test('what stays as it was is no change', async () => {
    const booked = await book(visit, guestsOf('leo'));
    expect(had(await edit(booked, { title: 'Visit', guests: guestsOf('leo') }))).toEqual(booked);
    expect(had(await edit(booked, {}))).toEqual(booked);
  });

  test('more guests than the service takes are refused, fewer are not, even where it takes none any more', async () => {
    const booked = await book(visit, guestsOf('leo', 'eva'));
    const tooMany = await edit(booked, { guests: guestsOf('leo', 'eva', 'ada') });
    expect(tooMany).toEqual({ ok: false, reason: 'too_many_guests', detail: { most: 2 } });
    await clinic.services.write({ ...visit, version: 2, rules: { ...visit.rules, maxGuests: 0 } });
    expect(await edit(booked, { guests: guestsOf('leo') }, patient)).toMatchObject({ reason: 'too_many_guests' });
    expect(had(await edit(booked, { guests: guestsOf('leo') })).guests).toEqual(guestsOf('leo'));
  });

  test('the contact changes who comes along until it begins, the organisation after that', async () => {
    const booked = await book(visit);
    had(await edit(booked, { guests: guestsOf('leo') }, patient));
    clock.set(at10);
    expect(await edit(booked, { guests: [] }, patient)).toMatchObject({ reason: 'too_late' });
    expect(had(await edit(booked, { guests: [] })).guests).toEqual([]);
  });

  test('the version somebody saw is not overwritten', async () => {
    const booked = await book(visit);
    had(await edit(booked, { title: 'The knee' }));
    const stale = await clinic.appointmentService.edit({ ...changeOf(booked), title: 'The hip', ifVersion: 1 });
    expect(stale).toMatchObject({ reason: 'changed_meanwhile', detail: { appointment: { title: 'The knee' } } });
  });

  test('two at once, one the title and one the guests: both are kept', async () => {
    const booked = await book(visit);
    const both = await Promise.all([edit(booked, { title: 'The knee' }), edit(booked, { guests: guestsOf('leo') })]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect(await ports.appointments.find(clinicId, booked.id)).toMatchObject({
      ...{ title: 'The knee', guests: guestsOf('leo'), sequence: 2 },
    });
  });
});

describe('the seats of a session follow the guests', () => {
  test('as many as there are: who asks for more than are left is refused, and nothing is taken', async () => {
    const first = await book(course, guestsOf('leo'));
    await book(course);
    expect(await seats()).toBe(3);
    had(await edit(first, { guests: guestsOf('leo', 'eva') }));
    expect(await seats()).toBe(4);
    expect(await edit(first, { guests: guestsOf('leo', 'eva', 'ada') })).toEqual({ ok: false, reason: 'seats_taken' });
    expect(await seats()).toBe(4);
    expect((await entries()).every(({ kind }) => kind === 'appointment')).toBe(true);
  });

  test('a guest who stays at home leaves the seat to others', async () => {
    const first = await book(course, guestsOf('leo', 'eva', 'ada'));
    expect((await clinic.appointmentService.book(bookingOf(course, at10))).ok).toBe(false);
    const fewer = had(await edit(first, { guests: guestsOf('leo', 'eva') }));
    expect((await entries()).map(({ taking }) => taking)).toEqual([fewer.taking]);
    await book(course);
    expect(await seats()).toBe(4);
  });

  test('of two who want the last seat one gets it', async () => {
    const [first, second] = [await book(course), await book(course)];
    await book(course);
    const both = await Promise.all([first, second].map((one) => edit(one, { guests: guestsOf('leo') })));
    expect(both.map((one) => one.ok || one.reason).toSorted()).toEqual(['seats_taken', true]);
    expect(await seats()).toBe(4);
  });

  test('cancelled while its seats were taken anew, it holds none', async () => {
    const booked = await book(course);
    const { update } = ports.appointments;
    ports.appointments.update = async (change) => {
      ports.appointments.update = update;
      had(await clinic.appointmentService.cancel({ ...changeOf(booked), reason: 'ill' }));
      return update(change);
    };
    const edited = await clinic.appointmentService.edit({ ...changeOf(booked), guests: guestsOf('leo') });
    expect(edited).toMatchObject({ reason: 'illegal_move', detail: { status: 'cancelled', asked: 'edit' } });
    expect(await entries()).toEqual([]);
  });
});
