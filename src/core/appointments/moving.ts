import type { Actor } from '../events.ts';
import type { AppointmentId, MemberId, OrganisationId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { ByHand } from '../teams/types.ts';
import { type Instant, MINUTE } from '../time/types.ts';
import { hostsOf, rescheduleAppointment } from './changes.ts';
import { checkMove, type IllegalMove } from './moves.ts';
import { checkReschedule, type TooLate, type TooOften } from './rules.ts';
import type { Service } from './services.ts';
import {
  claimsToKeep,
  findService,
  letGo,
  type TimeDeps,
  type TimeRefusal,
  type TimeRequest,
  takeTime,
  WRITING_TIME,
} from './taking.ts';
import type { Appointment, AppointmentChange, Appointments, Location } from './types.ts';

export interface RescheduleRequest {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  readonly start: Instant;
  readonly durationMinutes?: number | undefined;
  /** Absent: the same hosts where they are free, else whoever is. */
  readonly hosts?: readonly MemberId[] | undefined;
  readonly location?: Location | undefined;
  /** A person decided who is to have it. */
  readonly byHand?: ByHand | undefined;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** The version the person saw; a later one is not overwritten. */
  readonly ifVersion?: number | undefined;
}

export interface HandOverRequest {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  readonly byHand: ByHand;
  readonly actor: Actor;
}

export type NotFound = Refusal<'not_found'>;
/** Somebody else changed it first; this is how it stands now. */
export type ChangedMeanwhile = Refusal<'changed_meanwhile', { readonly appointment: Appointment }>;
export type RescheduleRefusal = NotFound | IllegalMove | TooLate | TooOften | ChangedMeanwhile | TimeRefusal;

type MoveDeps = TimeDeps & { readonly appointments: Appointments };

/**
 * Notes and fences count the version up without touching the time; then the move is simply tried on the newer version.
 */
const TRIES = 5;

const FURTHEST_WINDOW = 3_650;

const isSameTime = (a: Appointment, b: Appointment): boolean => a.taking === b.taking && a.status === b.status;

/**
 * The new time is held first, then the appointment is written with it, then the ledger exchanges old for new in one
 * step. Until the appointment is written the old time stands; afterwards the new one does, even if the exchange never
 * comes.
 */
export async function moveTime(
  deps: MoveDeps,
  request: RescheduleRequest,
): Promise<Result<Appointment, RescheduleRefusal>> {
  const { organisationId, appointmentId, ifVersion } = request;
  const first = await deps.appointments.find(organisationId, appointmentId);
  if (!first) return refuse('not_found');
  if (ifVersion !== undefined && first.version !== ifVersion)
    return refuse('changed_meanwhile', { appointment: first });
  let seen = first;
  for (let attempt = 1; ; attempt += 1) {
    const written = await tryToMove(deps, request, seen);
    if (written !== 'lost') return written;
    const now = await deps.appointments.find(organisationId, appointmentId);
    if (!now) return refuse('not_found');
    const legal = checkMove(now.status, 'reschedule');
    if (!legal.ok) return legal;
    if (!isSameTime(seen, now) || attempt === TRIES) return refuse('changed_meanwhile', { appointment: now });
    seen = now;
  }
}

/** A new host at the same time is a move like any other: the old one stands until the new one is sure. */
export async function handOver(
  deps: MoveDeps,
  { organisationId, appointmentId, byHand, actor }: HandOverRequest,
): Promise<Result<Appointment, RescheduleRefusal>> {
  const appointment = await deps.appointments.find(organisationId, appointmentId);
  if (!appointment) return refuse('not_found');
  const { start, version: ifVersion } = appointment;
  return moveTime(deps, { organisationId, appointmentId, start, byHand, actor, reason: byHand.why, ifVersion });
}

/** Who keeps the time gave notice of it long ago. */
const withoutNotice = (service: Service): Service => ({
  ...service,
  rules: { ...service.rules, noticeMinutes: 0, windowDays: FURTHEST_WINDOW },
});

const timeRequestOf = (request: RescheduleRequest, appointment: Appointment): TimeRequest => ({
  organisationId: request.organisationId,
  serviceId: appointment.serviceId,
  start: request.start,
  durationMinutes: request.durationMinutes ?? durationOf(appointment),
  location: request.location ?? appointment.location,
  guests: appointment.guests,
  hosts: request.hosts,
});

const durationOf = ({ visits: [first] }: Appointment): number | undefined =>
  first === undefined ? undefined : (first.end - first.start) / MINUTE;

async function tryToMove(
  deps: MoveDeps,
  request: RescheduleRequest,
  appointment: Appointment,
): Promise<Result<Appointment, RescheduleRefusal> | 'lost'> {
  const { organisationId, actor, reason } = request;
  const legal = checkMove(appointment.status, 'reschedule');
  if (!legal.ok) return legal;
  const timeRequest = timeRequestOf(request, appointment);
  const service = await findService(deps.services, timeRequest);
  if (!service.ok) return service;
  const allowed = checkReschedule(appointment, service.value.limits, actor, deps.clock.now());
  if (!allowed.ok) return allowed;

  const taking = deps.ids.next('taking');
  const taken = await takeTime(deps, {
    service: request.start === appointment.start ? withoutNotice(service.value) : service.value,
    request: timeRequest,
    taking,
    appointmentId: appointment.id,
    until: deps.clock.now() + WRITING_TIME,
    preferred: hostsOf(appointment.visits),
    dealt: appointment.assignment,
    byHand: request.byHand,
  });
  if (!taken.ok) return taken;
  const { visits, claims, deal } = taken.value;
  const change = rescheduleAppointment(
    appointment,
    { visits, taking, claims: claimsToKeep(claims), location: request.location, assignment: deal?.assignment },
    { now: deps.clock.now(), actor, eventId: deps.ids.next('event'), reason },
  );
  if (change.ok && (await deps.appointments.update(change.value))) return exchange(deps, appointment, change.value);
  await letGo(deps, organisationId, { ...taken.value, taking });
  return change.ok ? 'lost' : change;
}

async function exchange(
  deps: MoveDeps,
  before: Appointment,
  { appointment }: AppointmentChange,
): Promise<Result<Appointment, never>> {
  const { id, organisationId, taking, claims } = appointment;
  const old = { taking: before.taking, claims: before.claims };
  await deps.ledger.firm({ id: taking, organisationId, appointmentId: id }, claims, old);
  return ok(appointment);
}
