import type { Actor, AppointmentFields, DomainEvent } from '../events.ts';
import type { AssignmentId, EventId } from '../ids.ts';
import { differences } from '../kept.ts';
import type { Claim, TakingId } from '../ledger/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { checkMove, type IllegalMove, type Move } from './moves.ts';
import type { Appointment, AppointmentChange, Location, Note, Outcome, Visit } from './types.ts';

// Pure changes of one appointment. Each gives the next document and the event that tells of it.

export interface ChangeContext {
  readonly now: Instant;
  readonly actor: Actor;
  readonly eventId: EventId;
  readonly reason?: string | undefined;
}

type AppointmentEventType = Extract<DomainEvent, { subject: { kind: 'appointment' } }>['type'];

function record(
  before: Appointment,
  after: Partial<Appointment>,
  type: AppointmentEventType,
  context: ChangeContext,
  fields: { readonly before: Partial<AppointmentFields>; readonly after: Partial<AppointmentFields> },
): AppointmentChange {
  const { now, actor, reason } = context;
  const told = reason === undefined ? {} : { reason };
  return {
    appointment: {
      ...before,
      ...after,
      version: before.version + 1,
      updatedAt: now,
      history: [...before.history, { at: now, by: actor, what: type, ...told }],
    },
    events: [
      {
        id: context.eventId,
        organisationId: before.organisationId,
        type,
        at: now,
        actor,
        subject: { kind: 'appointment', id: before.id },
        ...fields,
        ...told,
      },
    ],
  };
}

export const hostsOf = (visits: readonly Visit[]) => [...new Set(visits.flatMap((visit) => visit.hosts))];

const assignmentField = (assignment: AssignmentId | undefined) =>
  assignment === undefined ? {} : { assignmentId: assignment };

/** The first version; `appointment` comes without what only the start of its life can say. */
export function openAppointment(
  appointment: Omit<
    Appointment,
    'version' | 'sequence' | 'formerTimes' | 'notes' | 'history' | 'createdAt' | 'updatedAt'
  >,
  context: ChangeContext,
): AppointmentChange {
  const { status, start, end, serviceId, contactId, series, visits, assignment } = appointment;
  return record(
    {
      ...appointment,
      version: 0,
      sequence: 0,
      formerTimes: [],
      notes: [],
      history: [],
      createdAt: context.now,
      updatedAt: context.now,
    },
    {},
    status === 'requested' ? 'appointment_requested' : 'appointment_confirmed',
    context,
    {
      before: {},
      after: {
        status,
        start,
        end,
        serviceId,
        contactId,
        hosts: hostsOf(visits),
        sequence: 0,
        ...(series ? { seriesId: series.seriesId } : {}),
        ...assignmentField(assignment),
      },
    },
  );
}

const movedEvents = {
  approve: 'appointment_confirmed',
  start: 'appointment_started',
  complete: 'appointment_completed',
  mark_no_show: 'appointment_missed',
} as const satisfies Partial<Record<Move, AppointmentEventType>>;

export function moveStatus(
  appointment: Appointment,
  move: keyof typeof movedEvents,
  context: ChangeContext,
): Result<AppointmentChange, IllegalMove> {
  const status = checkMove(appointment.status, move);
  if (!status.ok) return status;
  const fields = { before: { status: appointment.status }, after: { status: status.value } };
  return ok(record(appointment, { status: status.value }, movedEvents[move], context, fields));
}

export function cancelAppointment(
  appointment: Appointment,
  move: 'cancel' | 'decline',
  context: ChangeContext & { readonly reason: string },
): Result<AppointmentChange, IllegalMove> {
  const status = checkMove(appointment.status, move);
  if (!status.ok) return status;
  const sequence = appointment.sequence + 1;
  const cancellation = { at: context.now, by: context.actor, reason: context.reason };
  const fields = {
    before: { status: appointment.status, start: appointment.start, end: appointment.end },
    after: { status: status.value, sequence },
  };
  return ok(
    record(appointment, { status: status.value, sequence, cancellation }, 'appointment_cancelled', context, fields),
  );
}

/** A new time for the same appointment; `location` stays when it is not given. */
export interface NewTime {
  readonly visits: readonly Visit[];
  readonly taking: TakingId;
  readonly claims: readonly Claim[];
  readonly location?: Location | undefined;
  readonly assignment?: AssignmentId | undefined;
}

export function rescheduleAppointment(
  appointment: Appointment,
  { visits, taking, claims, assignment, location = appointment.location }: NewTime,
  context: ChangeContext,
): Result<AppointmentChange, IllegalMove> {
  const status = checkMove(appointment.status, 'reschedule');
  if (!status.ok) return status;
  const { start, end, sequence } = appointment;
  const hosts = hostsOf(appointment.visits);
  const next = { start: startOf(visits), end: endOf(visits), sequence: sequence + 1 };
  const former = { start, end, hosts, changedAt: context.now, by: context.actor, reason: context.reason };
  return ok(
    record(
      appointment,
      { ...next, visits, taking, claims, assignment, location, formerTimes: [...appointment.formerTimes, former] },
      'appointment_rescheduled',
      context,
      {
        before: { start, end, hosts, sequence, ...assignmentField(appointment.assignment) },
        after: { ...next, hosts: hostsOf(visits), ...assignmentField(assignment) },
      },
    ),
  );
}

/** What of a visit can be changed without its time; of a group session the number of seats follows the guests. */
interface Details extends Pick<Appointment, 'title' | 'guests'>, Partial<Pick<Appointment, 'taking' | 'claims'>> {}

/** The event counts the guests; their addresses stand in the appointment alone. */
export function editAppointment(
  appointment: Appointment,
  details: Details,
  context: ChangeContext,
): Result<AppointmentChange, IllegalMove> {
  const status = checkMove(appointment.status, 'edit');
  if (!status.ok) return status;
  const sequence = appointment.sequence + 1;
  const isRenamed = details.title !== appointment.title;
  const areOthers = differences({ guests: appointment.guests }, { guests: details.guests }) !== undefined;
  const fieldsOf = ({ title, guests }: Details) => ({
    ...(isRenamed ? { title } : {}),
    ...(areOthers ? { guests: guests.length } : {}),
  });
  const fields = {
    before: { ...fieldsOf(appointment), sequence: appointment.sequence },
    after: { ...fieldsOf(details), sequence },
  };
  return ok(record(appointment, { ...details, sequence }, 'appointment_changed', context, fields));
}

export const startOf = (visits: readonly Visit[]): Instant => Math.min(...visits.map((visit) => visit.start));
export const endOf = (visits: readonly Visit[]): Instant => Math.max(...visits.map((visit) => visit.end));

export type NotConfirmed = Refusal<'not_confirmed'>;

/** The contact says that they will come. A request that waits for its approval is not theirs to confirm. */
export function confirmAttendance(
  appointment: Appointment,
  context: ChangeContext,
): Result<AppointmentChange, NotConfirmed> {
  if (appointment.status !== 'confirmed') return refuse('not_confirmed');
  const attendance = { start: appointment.start, confirmedAt: context.now, by: context.actor };
  const nothing = { before: {}, after: {} };
  return ok(record(appointment, { attendance }, 'appointment_attendance_confirmed', context, nothing));
}

export type NotOver = Refusal<'not_completed'>;

/** What came of the visit is known once it was completed; it can be corrected later. */
export function recordOutcome(
  appointment: Appointment,
  outcome: Outcome,
  context: ChangeContext,
): Result<AppointmentChange, NotOver> {
  if (appointment.status !== 'completed') return refuse('not_completed');
  const before = appointment.outcome === undefined ? {} : { outcome: appointment.outcome };
  return ok(record(appointment, { outcome }, 'appointment_outcome_recorded', context, { before, after: { outcome } }));
}

/** The event does not carry the text: notes are read where the reader's rights are checked. */
export function addNote(
  appointment: Appointment,
  side: Note['side'],
  text: string,
  context: ChangeContext,
): AppointmentChange {
  const note = { side, text, at: context.now, by: context.actor };
  return record(appointment, { notes: [...appointment.notes, note] }, 'appointment_noted', context, {
    before: {},
    after: {},
  });
}
