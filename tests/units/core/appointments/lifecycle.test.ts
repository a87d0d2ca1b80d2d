import { beforeEach, describe, expect, test } from '@jest/globals';
import { mendLedger } from '../../../../src/core/appointments/mending.ts';
import { allowedMoves, type Move } from '../../../../src/core/appointments/moves.ts';
import { standardServices } from '../../../../src/core/appointments/services.ts';
import { type Appointment, appointmentStatuses } from '../../../../src/core/appointments/types.ts';
import type { ServiceId } from '../../../../src/core/ids.ts';
import type { Result } from '../../../../src/core/result.ts';
import { DAY } from '../../../../src/core/time/types.ts';
import {
  anna,
  ben,
  bookingOf,
  type Clinic,
  clinicId,
  desk,
  newYork,
  openClinic,
  patient,
  serviceOf,
} from '../../../support/clinic.ts';
import { type ClinicPorts, useClinicStore } from '../../../support/clinic-stores.ts';
import { type HeldClock, heldClock } from '../../../support/clock.ts';

const stored = useClinicStore();

let clock: HeldClock;
let clinic: Clinic;
let pages: ClinicPorts['pages'];
let appointments: ClinicPorts['appointments'];

const at10 = '2026-03-04T15:00:00Z';
const at11 = Date.parse('2026-03-04T16:00:00Z');
const at12 = Date.parse('2026-03-04T17:00:00Z');
const visit = serviceOf({ kind: 'one_on_one', hosts: [anna] });
const asked = serviceOf(
  { kind: 'one_on_one', hosts: [anna] },
  { needsApproval: true },
  { id: 'svc_asked' as ServiceId },
);

beforeEach(async () => {
  clock = heldClock('2026-03-02T14:00:00Z');
  const ports = await stored.empty();
  ({ pages, appointments } = ports);
  clinic = openClinic(ports, clock);
  await clinic.services.write(visit);
  await clinic.services.write(asked);
});

function had<T>(result: Result<T, { readonly ok: false; readonly reason: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result)}`);
  return result.value;
}

const entries = async () => (await stored.pages()).flatMap((page) => page.entries);
const book = async (service = visit, start = at10) =>
  had(await clinic.appointmentService.book(bookingOf(service, start)));
const changeOf = ({ id }: Appointment, actor = desk) => ({ organisationId: clinicId, appointmentId: id, actor });
const mend = () =>
  mendLedger({ ...clinic.deps, desk: clinic.pageDesk }, clinicId, {
    start: clock.now() - DAY,
    end: clock.now() + 30 * DAY,
  });
const nothingToMend = { firmed: 0, restored: 0, freed: 0, clashes: [] };

describe('a visit lives its life', () => {
  test('requested, approved, started, completed with an outcome, and each step is remembered', async () => {
    const request = await book(asked);
    expect(request.status).toBe('requested');
    had(await clinic.appointmentService.approve(changeOf(request)));
    had(await clinic.appointmentService.start(changeOf(request)));
    had(await clinic.appointmentService.complete({ ...changeOf(request), outcome: 'follow_up' }));
    const noted = had(
      await clinic.appointmentService.addNote({ ...changeOf(request), side: 'host', text: 'walks well' }),
    );
    expect(noted).toMatchObject({
      status: 'completed',
      outcome: 'follow_up',
      notes: [{ side: 'host', by: desk }],
      version: 6,
    });
    expect(noted.history.map((entry) => entry.what)).toEqual([
      'appointment_requested',
      'appointment_confirmed',
      'appointment_started',
      'appointment_completed',
      'appointment_outcome_recorded',
      'appointment_noted',
    ]);
    expect((await stored.events('appointment')).map((event) => event.type)).toEqual(
      noted.history.map((entry) => entry.what),
    );
    expect(JSON.stringify(await stored.events('appointment'))).not.toContain('walks well');
  });

  test('and no step that is not in the table can be taken, from any status', async () => {
    const moves: Record<
      Exclude<Move, 'reschedule'>,
      (one: Appointment) => Promise<{ ok: boolean; reason?: string }>
    > = {
      approve: (one) => clinic.appointmentService.approve(changeOf(one)),
      decline: (one) => clinic.appointmentService.decline({ ...changeOf(one), reason: 'no' }),
      edit: (one) => clinic.appointmentService.edit({ ...changeOf(one), title: 'Another' }),
      cancel: (one) => clinic.appointmentService.cancel({ ...changeOf(one), reason: 'no' }),
      start: (one) => clinic.appointmentService.start(changeOf(one)),
      complete: (one) => clinic.appointmentService.complete(changeOf(one)),
      mark_no_show: (one) => clinic.appointmentService.markNoShow(changeOf(one)),
    };
    const template = await book();
    for (const status of appointmentStatuses)
      for (const [move, make] of Object.entries(moves)) {
        const one = { ...template, id: clinic.ids.next('appointment'), status, taking: clinic.ids.next('taking') };
        await appointments.insert({ appointment: one, events: [] });
        const result = await make(one);
        const isAllowed = allowedMoves(status).some((allowed) => allowed === move);
        expect([status, move, result.ok]).toEqual([status, move, isAllowed]);
        if (!isAllowed)
          expect(result).toMatchObject({
            reason: 'illegal_move',
            detail: { status, asked: move, allowed: allowedMoves(status) },
          });
      }
  });

  test('an outcome can only be said of a visit that took place', async () => {
    const booked = await book();
    expect(await clinic.appointmentService.recordOutcome({ ...changeOf(booked), outcome: 'resolved' })).toEqual({
      ok: false,
      reason: 'not_completed',
    });
  });

  test('a cancelled visit gives its time back and says why', async () => {
    const booked = await book();
    const cancelled = had(
      await clinic.appointmentService.cancel({ ...changeOf(booked, patient), reason: 'feeling better' }),
    );
    expect(cancelled).toMatchObject({
      status: 'cancelled',
      sequence: 1,
      cancellation: { reason: 'feeling better', by: patient },
    });
    expect(await entries()).toEqual([]);
    await book();
  });
});

describe('a visit is moved', () => {
  test('it stays the same visit: id and UID are kept, SEQUENCE counts up, the former time is remembered', async () => {
    const booked = await book();
    const moved = had(
      await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11, reason: 'bus' }),
    );
    expect(moved).toMatchObject({ id: booked.id, uid: booked.uid, sequence: 1, start: at11, status: 'confirmed' });
    expect(moved.formerTimes).toMatchObject([{ start: booked.start, end: booked.end, by: patient, reason: 'bus' }]);
    expect(await entries()).toMatchObject([{ start: at11, kind: 'appointment', taking: moved.taking }]);
    expect((await stored.events('appointment')).at(-1)).toMatchObject({
      type: 'appointment_rescheduled',
      before: { start: booked.start },
      after: { start: at11 },
    });
  });

  test('by less than its own length, into its own time', async () => {
    await clinic.services.write({ ...visit, version: 2, rules: { ...visit.rules, stepMinutes: 15 } });
    const booked = await book();
    const start = booked.start + 15 * 60_000;
    expect(had(await clinic.appointmentService.reschedule({ ...changeOf(booked), start })).start).toBe(start);
    expect(await entries()).toHaveLength(1);
  });

  test('to a time that is taken, and keeps the old one', async () => {
    const booked = await book();
    await book(visit, '2026-03-04T16:00:00Z');
    const refused = await clinic.appointmentService.reschedule({ ...changeOf(booked), start: at11 });
    expect(refused).toMatchObject({ reason: 'slot_taken', detail: { alternatives: [{}, {}, {}] } });
    expect((await entries()).map((entry) => entry.start)).toContain(booked.start);
  });

  test('too late or too often is refused to the patient, not to the clinic', async () => {
    const booked = await book();
    had(await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11 }));
    had(await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at12 }));
    const often = await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11 });
    expect(often).toMatchObject({ reason: 'too_often', detail: { most: 2 } });
    had(await clinic.appointmentService.reschedule({ ...changeOf(booked, desk), start: at11 }));
    clock.set(at11 - 59 * 60_000);
    const late = await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at12 });
    expect(late).toMatchObject({ reason: 'too_late', detail: { until: at11 - 60 * 60_000 } });
  });

  test('what the clinic moved is not counted against the patient', async () => {
    const booked = await book();
    for (const start of [at12, at11, at12])
      had(await clinic.appointmentService.reschedule({ ...changeOf(booked, desk), start }));
    had(await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11 }));
    had(await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at12 }));
    const often = await clinic.appointmentService.reschedule({ ...changeOf(booked, patient), start: at11 });
    expect(often).toMatchObject({ reason: 'too_often' });
  });

  test('with a version that is no longer the newest is refused with how it stands now', async () => {
    const booked = await book();
    had(await clinic.appointmentService.addNote({ ...changeOf(booked), side: 'contact', text: 'parking?' }));
    const stale = await clinic.appointmentService.reschedule({ ...changeOf(booked), start: at11, ifVersion: 1 });
    expect(stale).toMatchObject({ reason: 'changed_meanwhile', detail: { appointment: { version: 2 } } });
  });

  test('a note written at the same moment does not stop it', async () => {
    const booked = await book();
    const [moved, noted] = await Promise.all([
      clinic.appointmentService.reschedule({ ...changeOf(booked), start: at11 }),
      clinic.appointmentService.addNote({ ...changeOf(booked), side: 'contact', text: 'parking?' }),
    ]);
    expect([moved.ok, noted.ok]).toEqual([true, true]);
    expect(await appointments.find(clinicId, booked.id)).toMatchObject({ start: at11, notes: [{ text: 'parking?' }] });
  });
});

describe('two at once', () => {
  test('two approvals: the first confirms, the second hears that it is confirmed already', async () => {
    const request = await book(asked);
    const both = await Promise.all([1, 2].map(() => clinic.appointmentService.approve(changeOf(request))));
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({ reason: 'illegal_move', detail: { status: 'confirmed' } });
  });

  test('two requests for one time: the time is held for the first, so there is no second to approve', async () => {
    const both = await Promise.all([1, 2].map(() => clinic.appointmentService.book(bookingOf(asked, at10))));
    expect(both.filter((one) => one.ok)).toHaveLength(1);
    expect(both.find((one) => !one.ok)).toMatchObject({ reason: 'slot_taken' });
  });

  test('two reschedules: one wins, the other hears of the new time, and only the winner’s time is taken', async () => {
    const booked = await book();
    const both = await Promise.all(
      [at11, at12].map((start) => clinic.appointmentService.reschedule({ ...changeOf(booked), start })),
    );
    const won = both.filter((one) => one.ok);
    expect(won).toHaveLength(1);
    const now = await appointments.find(clinicId, booked.id);
    expect(both.find((one) => !one.ok)).toMatchObject({
      reason: 'changed_meanwhile',
      detail: { appointment: { start: now?.start } },
    });
    expect((await entries()).map((entry) => entry.start)).toEqual([now?.start]);
    expect(await mend()).toMatchObject(nothingToMend);
  });

  test('cancel against reschedule: it ends cancelled, and all time is given back', async () => {
    for (let round = 0; round < 5; round++) {
      const booked = await book();
      const [cancelled] = await Promise.all([
        clinic.appointmentService.cancel({ ...changeOf(booked), reason: 'ill' }),
        clinic.appointmentService.reschedule({ ...changeOf(booked), start: at11 }),
      ]);
      expect(cancelled.ok).toBe(true);
      expect((await appointments.find(clinicId, booked.id))?.status).toBe('cancelled');
      expect(await entries()).toEqual([]);
    }
  });

  test('approve against cancel: a cancelled visit is not confirmed afterwards', async () => {
    const request = await book(asked);
    await Promise.all([
      clinic.appointmentService.approve(changeOf(request)),
      clinic.appointmentService.cancel({ ...changeOf(request, patient), reason: 'changed my mind' }),
    ]);
    expect((await appointments.find(clinicId, request.id))?.status).toBe('cancelled');
    expect(await entries()).toEqual([]);
  });
});

describe('what a crash leaves is mended', () => {
  const killed = () => Promise.reject(new Error('killed'));
  const killAtWrite = (number: number) => {
    const { write } = pages;
    let writes = 0;
    pages.write = (...args) => (++writes >= number ? killed() : write(...args));
    return () => {
      pages.write = write;
    };
  };

  test('a cancelled visit whose time was not given back', async () => {
    const booked = await book();
    const revive = killAtWrite(1);
    await expect(clinic.appointmentService.cancel({ ...changeOf(booked), reason: 'ill' })).rejects.toThrow('killed');
    revive();
    expect(await mend()).toMatchObject({ ...nothingToMend, freed: 1 });
    expect(await entries()).toEqual([]);
    expect(await mend()).toMatchObject(nothingToMend);
  });

  test('a visit that moved, with both times still on the ledger', async () => {
    const booked = await book();
    const revive = killAtWrite(2);
    await expect(clinic.appointmentService.reschedule({ ...changeOf(booked), start: at11 })).rejects.toThrow('killed');
    revive();
    expect((await entries()).map((entry) => entry.kind)).toEqual(['appointment', 'hold']);
    clock.advance(60_001);
    expect(await mend()).toMatchObject({ freed: 1, restored: 0, clashes: [] });
    expect(await entries()).toMatchObject([{ start: at11, kind: 'appointment' }]);
    expect(await mend()).toMatchObject(nothingToMend);
  });

  test('a booked visit whose hold was never made firm', async () => {
    const revive = killAtWrite(2);
    await expect(book()).rejects.toThrow('killed');
    revive();
    expect(await mend()).toMatchObject(nothingToMend);
    clock.advance(60_001);
    expect(await mend()).toMatchObject({ ...nothingToMend, firmed: 1 });
    expect(await entries()).toMatchObject([{ kind: 'appointment' }]);
  });

  test('a page that was lost is written again; time that somebody else has by now is named and left alone', async () => {
    const first = await book();
    const [page] = await stored.pages();
    if (!page) throw new Error('no page');
    await pages.write(clinicId, page, []);
    expect(await mend()).toMatchObject({ ...nothingToMend, restored: 1 });
    const [again] = await stored.pages();
    if (!again) throw new Error('no page');
    const [entry] = again.entries;
    if (!entry) throw new Error('no entry');
    const stranger = {
      ...entry,
      id: clinic.ids.next('entry'),
      taking: clinic.ids.next('taking'),
      kind: 'block',
      appointmentId: undefined,
    } as const;
    await pages.write(clinicId, again, [stranger]);
    expect(await mend()).toMatchObject({ restored: 0, clashes: [first.id] });
  });
});

test('nine services come out of the box, each offered by everybody and ready to be edited', async () => {
  const nine = standardServices(clinicId, newYork, [anna, ben], () => clinic.ids.next('service'));
  expect(nine.map((service) => service.standard)).toHaveLength(9);
  for (const service of nine) {
    expect(await clinic.services.write(service)).toBe(true);
    const [type = 'video'] = service.rules.locations;
    const location =
      type === 'in_person'
        ? { type, address: 'Main St 1' }
        : type === 'video'
          ? { type, provider: 'custom' }
          : { type, caller: 'host' as const };
    const tomorrow = bookingOf(service, '2026-03-05T14:00:00Z', { location, hosts: [ben] });
    const found = await clinic.appointmentService.book(tomorrow);
    expect(found).toMatchObject({ ok: true });
    await clinic.appointmentService.cancel({ ...changeOf(had(found)), reason: 'tried' });
  }
});
