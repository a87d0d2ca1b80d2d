import type { Actor } from '../events.ts';
import { Fault } from '../fault.ts';
import type { AppointmentId, AssignmentId, ContactId } from '../ids.ts';
import type { Claim, TakingId } from '../ledger/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { endOf, openAppointment, startOf } from './changes.ts';
import type { Service } from './services.ts';
import {
  claimsToKeep,
  findService,
  type HeldTime,
  letGo,
  nearestTimes,
  type TakenVisits,
  type TakeOrder,
  type TimeDeps,
  type TimeRefusal,
  type TimeRequest,
  takeTime,
  WRITING_TIME,
} from './taking.ts';
import type { Appointment, Appointments, SeriesPlace, Visit } from './types.ts';

export interface BookingRequest extends TimeRequest {
  /** Given by callers that may ask twice: the second time they get the appointment of the first. */
  readonly id?: AppointmentId | undefined;
  /** The caller knows that nobody asked under this id before; were it otherwise, the write would still find out. */
  readonly isFirst?: boolean | undefined;
  readonly contactId: ContactId;
  readonly title?: string | undefined;
  readonly series?: SeriesPlace | undefined;
  /** A hold that is accepted with this booking. */
  readonly held?: HeldTime | undefined;
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

export type BookingDeps = TimeDeps & { readonly appointments: Appointments };

/**
 * Three writes: the time as a hold, the appointment, the hold made firm. After the second the appointment exists
 * whatever happens; before it only a hold is left, and that runs out. A hold for an offer that ran out meanwhile is
 * taken again if nobody else has the time.
 */
export async function bookTime(deps: BookingDeps, request: BookingRequest): Promise<Result<Appointment, TimeRefusal>> {
  const { organisationId, held } = request;
  const before = request.id && !request.isFirst && (await deps.appointments.find(organisationId, request.id));
  if (before) return ok(before);
  const service = await findService(deps.services, request);
  if (!service.ok) return service;
  const id = request.id ?? deps.ids.next('appointment');
  const preferred = held?.visits.flatMap((visit) => visit.hosts) ?? [];
  const orderWith = (taking: TakingId): TakeOrder => ({
    ...{ service: service.value, request, taking, appointmentId: id, preferred, dealt: held?.assignment },
    until: deps.clock.now() + WRITING_TIME,
  });
  const takings = [held?.taking ?? deps.ids.next('taking'), deps.ids.next('taking')];
  for (const taking of takings) {
    const taken = await takeTime(deps, orderWith(taking));
    if (!taken.ok) return taken;
    const written = await writeAppointment(deps, request, service.value, { ...taken.value, id, taking });
    if (written.ok) return written;
    // Its hold ran out before it came to write; the time may still be free.
  }
  return refuse('slot_taken', { alternatives: await nearestTimes(deps, orderWith(deps.ids.next('taking'))) });
}

interface TakenTime extends TakenVisits {
  readonly id: AppointmentId;
  readonly taking: TakingId;
}

/** The hold ran out and was declared void before the appointment was written. */
export type Overslept = Refusal<'overslept'>;

/** The second and third write of a booking; its time is held already. */
export async function writeAppointment(
  deps: BookingDeps,
  request: BookingRequest,
  service: Service,
  time: TakenTime,
): Promise<Result<Appointment, Overslept>> {
  const { organisationId, actor, reason } = request;
  const { id, taking, visits } = time;
  const claims = claimsToKeep(time.claims);
  const assignment = time.deal?.assignment;
  const context = { now: deps.clock.now(), actor, eventId: deps.ids.next('event'), reason };
  const change = openAppointment(
    describeAppointment(request, service, { id, taking, visits, claims, assignment }),
    context,
  );
  if (!(await deps.appointments.insert(change))) {
    // Either the same request runs twice at once, or this one slept until its hold ran out and was declared void.
    const twin = await deps.appointments.find(organisationId, id);
    if (twin?.taking !== taking) await letGo(deps, organisationId, time);
    return twin ? ok(twin) : refuse('overslept');
  }
  const firm = await deps.ledger.firm({ id: taking, organisationId, appointmentId: id }, claims);
  if (!firm.ok)
    throw new Fault('internal', `The hold of ${id} is gone although the appointment stands; mending restores it.`);
  return ok(change.appointment);
}

function describeAppointment(
  request: BookingRequest,
  service: Service,
  time: {
    readonly id: AppointmentId;
    readonly taking: TakingId;
    readonly visits: readonly Visit[];
    readonly claims: readonly Claim[];
    readonly assignment: AssignmentId | undefined;
  },
): Parameters<typeof openAppointment>[0] {
  return {
    ...time,
    organisationId: request.organisationId,
    start: startOf(time.visits),
    end: endOf(time.visits),
    uid: `${time.id}@parley`,
    status: service.rules.needsApproval ? 'requested' : 'confirmed',
    kind: service.shape.kind,
    serviceId: service.id,
    title: request.title ?? service.name,
    zone: time.claims[0]?.zone ?? service.rules.zone,
    contactId: request.contactId,
    guests: request.guests,
    location: request.location,
    ...(request.series ? { series: request.series } : {}),
  };
}
