import type { Actor } from '../events.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import { differences } from '../kept.ts';
import type { Claim, ClaimRequest, TakingId } from '../ledger/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { editAppointment } from './changes.ts';
import { checkMove, type IllegalMove } from './moves.ts';
import type { ChangedMeanwhile, NotFound } from './moving.ts';
import { checkGuests, type TooLate } from './rules.ts';
import { claimsToKeep, type TimeDeps, type TooManyGuests, WRITING_TIME } from './taking.ts';
import type { Appointment, Appointments, Guest } from './types.ts';

export interface EditRequest {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  /** Absent: as it was. */
  readonly title?: string | undefined;
  /** All of them from now on; absent: as they were. */
  readonly guests?: readonly Guest[] | undefined;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** The version the person saw; a later one is not overwritten. */
  readonly ifVersion?: number | undefined;
}

/** The group session has fewer seats left than the further guests need. */
export type SeatsTaken = Refusal<'seats_taken'>;
export type EditRefusal = NotFound | ChangedMeanwhile | IllegalMove | TooLate | TooManyGuests | SeatsTaken;

type EditDeps = Pick<TimeDeps, 'ledger' | 'services' | 'ids' | 'clock'> & { readonly appointments: Appointments };

/** What a visit is called and who comes along; its time stays whatever the hours say by now. One try, which somebody else may win. */
export async function tryToEdit(
  deps: EditDeps,
  request: EditRequest,
  before: Appointment,
): Promise<Result<Appointment, EditRefusal> | 'lost'> {
  const { organisationId, actor, reason } = request;
  const legal = checkMove(before.status, 'edit');
  if (!legal.ok) return legal;
  const { title = before.title, guests = before.guests } = request;
  const details = { title, guests };
  if (request.guests !== undefined) {
    const service = await deps.services.find(organisationId, before.serviceId);
    const allowed = checkGuests(before, guests, service?.rules.maxGuests ?? 0, actor, deps.clock.now());
    if (!allowed.ok) return allowed;
  }
  if (differences({ title: before.title, guests: before.guests }, details) === undefined) return ok(before);
  const seats = await takeSeats(deps, before, guests);
  if (seats === 'contended') return 'lost';
  if (!seats.ok) return seats;
  const context = { now: deps.clock.now(), actor, eventId: deps.ids.next('event'), reason };
  const change = editAppointment(before, { ...details, ...seats.value }, context);
  if (change.ok && (await deps.appointments.update(change.value))) {
    if (seats.value !== undefined) await exchange(deps, before, seats.value);
    return ok(change.value.appointment);
  }
  if (seats.value !== undefined) await deps.ledger.release(organisationId, seats.value);
  return change.ok ? 'lost' : change;
}

interface Seats {
  readonly taking: TakingId;
  readonly claims: readonly Claim[];
}

/**
 * The same time with another number of seats, as a hold beside the old one. Undefined: it takes no seats, or as many as
 * before. Fewer can always be had.
 */
async function takeSeats(
  deps: EditDeps,
  before: Appointment,
  guests: readonly Guest[],
): Promise<Result<Seats | undefined, SeatsTaken> | 'contended'> {
  const { id: appointmentId, organisationId, claims: held } = before;
  const isSeated = held.some(({ seats }) => seats !== undefined);
  if (!isSeated || guests.length === before.guests.length) return ok(undefined);
  const isFewer = guests.length < before.guests.length;
  const mostOf = async ({ serviceId }: Claim) => {
    if (isFewer || serviceId === undefined) return Number.MAX_SAFE_INTEGER;
    return (await deps.services.find(organisationId, serviceId))?.rules.seats ?? 1;
  };
  const requests = await Promise.all(
    held.map(async (claim): Promise<ClaimRequest> => {
      const renewed = { ...claim, id: deps.ids.next('entry') };
      const countsOnly = claim.resource === claim.serviceId;
      if (claim.seats === undefined) return { ...renewed, terms: { countsOnly } };
      return { ...renewed, seats: 1 + guests.length, terms: { countsOnly, seats: await mostOf(claim) } };
    }),
  );
  const taking = deps.ids.next('taking');
  const until = deps.clock.now() + WRITING_TIME;
  const taken = await deps.ledger.hold({ id: taking, organisationId, appointmentId }, requests, until);
  if (taken.ok) return ok({ taking, claims: claimsToKeep(requests) });
  return taken.detail.because === 'contended' ? 'contended' : refuse('seats_taken');
}

async function exchange({ ledger }: EditDeps, before: Appointment, { taking, claims }: Seats): Promise<void> {
  const { id: appointmentId, organisationId } = before;
  await ledger.firm({ id: taking, organisationId, appointmentId }, claims, before);
}
