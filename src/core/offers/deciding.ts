import type { Appointment } from '../appointments/types.ts';
import type { Actor, DomainEvent, OfferFields } from '../events.ts';
import { Fault } from '../fault.ts';
import type { OrganisationId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { MINUTE } from '../time/types.ts';
import { type OfferDeps, offerFields, timeRequestOf } from './making.ts';
import { type MoveRefusal, moveOffer, type OfferMove, optionOf } from './rules.ts';
import type { KeptOffer, OfferId, OfferOption, Side } from './types.ts';

/** Who decides, and what brought the decision. */
export interface Answer {
  readonly organisationId: OrganisationId;
  readonly offerId: OfferId;
  readonly by: Side;
  readonly cause: string;
  readonly actor: Actor;
}

export type OfferEnd = 'expired' | 'declined' | 'countered' | 'cancelled';
export type Ended = Refusal<'ended', { readonly how: OfferEnd; readonly offer: KeptOffer }>;
export type NotFound = Refusal<'not_found'>;
export type NotYours = Refusal<'not_yours_to_answer'>;
export type NoSuchOption = Refusal<'no_such_option'>;
/** It was accepted already, with this visit. */
export type BookedBefore = Refusal<'booked_before', { readonly offer: KeptOffer; readonly visit: Appointment }>;
export type Gone = Refusal<'gone', { readonly offer: KeptOffer }>;

export interface Accepted {
  readonly offer: KeptOffer;
  readonly visit: Appointment;
}

/** The event's reason, so that a consumer can tell a visit of an offer from one that somebody moved by hand. */
const reasonOf = ({ id }: Pick<KeptOffer, 'id'>): string => `offer ${id}`;
export const isOfOffer = (reason: string | undefined): boolean => reason?.startsWith('offer ofr_') ?? false;

/** Each lost race means that somebody else decided the same offer in these milliseconds. */
const TRIES = 8;

const EVENTS = {
  accepted: 'offer_accepted',
  declined: 'offer_declined',
  countered: 'offer_countered',
  expired: 'offer_expired',
  cancelled: 'offer_cancelled',
} as const;

const endOf = (reason: MoveRefusal): OfferEnd | undefined => {
  switch (reason) {
    case 'already_declined':
      return 'declined';
    case 'already_countered':
      return 'countered';
    case 'expired':
    case 'cancelled':
      return reason;
    default:
      return undefined;
  }
};

type Moved = Result<
  { readonly offer: KeptOffer; readonly again: boolean },
  NotFound | NotYours | NoSuchOption | Refusal<'not_due'> | Refusal<'accepted_before', KeptOffer> | Ended
>;

/** Reads, decides by the rules and writes what came of it with its event, until nobody was faster. */
export async function decide(
  deps: OfferDeps,
  answer: Answer,
  move: OfferMove,
  /** As it was read a moment ago; the write proves it, or it is read again. */
  known?: KeptOffer,
): Promise<Moved> {
  const { organisationId, offerId } = answer;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const before = attempt === 0 && known ? known : await deps.shelf.find(organisationId, offerId);
    if (before === undefined) return refuse('not_found');
    const moved = moveOffer(before, move);
    // What was known may have been overtaken: it may admit, for the write proves it, but not refuse.
    if (!moved.ok && before === known) continue;
    if (!moved.ok) return refusalOf(moved.reason, before);
    if (moved.value.again) return ok(moved.value);
    const offer = { ...moved.value.offer, version: before.version + 1 };
    if (await write(deps, offer, answer.actor)) return ok({ offer, again: false });
  }
  throw new Fault('unavailable', `The offer ${offerId} is being decided by too many at once; try again.`);
}

function refusalOf(reason: MoveRefusal, offer: KeptOffer): Extract<Moved, { ok: false }> {
  const how = endOf(reason);
  if (how !== undefined) return refuse('ended', { how, offer });
  if (reason === 'already_accepted') return refuse('accepted_before', offer);
  return reason === 'no_such_option' || reason === 'not_due' ? refuse(reason) : refuse('not_yours_to_answer');
}

async function write(deps: OfferDeps, offer: KeptOffer, actor: Actor): Promise<boolean> {
  const { kind } = offer.state;
  // An acceptance takes the decision before the time: of two at once one goes on. Nothing is told until it is booked.
  if (kind === 'accepted' || kind === 'pending') return (await deps.shelf.replace(offer)) === 'written';
  const isWritten = (await deps.shelf.replace(offer, decidedEvent(deps, offer, actor, kind))) === 'written';
  if (isWritten) await letGo(deps, offer);
  return isWritten;
}

function decidedEvent(
  { ids, clock }: OfferDeps,
  offer: KeptOffer,
  actor: Actor,
  kind: keyof typeof EVENTS,
  more: Partial<OfferFields> = {},
): DomainEvent {
  return {
    id: ids.next('event'),
    organisationId: offer.organisationId,
    type: EVENTS[kind],
    at: clock.now(),
    actor,
    subject: { kind: 'offer', id: offer.id },
    before: { status: 'pending' },
    after: { ...offerFields(offer), ...more },
  };
}

/** What was held for options that nobody took; after a crash in between the holds run out by themselves. */
async function letGo({ appointmentService }: OfferDeps, offer: KeptOffer, taken?: number): Promise<void> {
  for (const { option, time } of offer.held)
    if (option !== taken) await appointmentService.release(offer.organisationId, time);
}

/**
 * The offer is claimed, then the ledger decides. Stopped in between, the same answer handled again books under the same id; where the
 * time is gone the claim is given back, so that another of the times can still be taken.
 */
export async function accept(
  deps: OfferDeps,
  answer: Answer,
  option: number,
  known?: KeptOffer,
): Promise<Result<Accepted, NotFound | NotYours | NoSuchOption | BookedBefore | Ended | Gone>> {
  const { by, cause } = answer;
  const decision = { by, cause, at: deps.clock.now() };
  const claimed = await decide(deps, answer, { kind: 'accept', option, decision }, known);
  if (!claimed.ok) {
    if (claimed.reason === 'accepted_before')
      return refuse('booked_before', { offer: claimed.detail, visit: await visitOf(deps, claimed.detail) });
    if (claimed.reason === 'not_due') throw new Fault('internal', 'Only an expiry can be too soon.');
    return claimed;
  }
  const { offer, again } = claimed.value;
  if (offer.state.kind === 'accepted' && offer.state.appointmentId !== undefined)
    return ok({ offer, visit: await visitOf(deps, offer) });
  const chosen = optionOf(offer, option);
  if (chosen === undefined) return refuse('no_such_option');
  const visit = await takeTime(deps, offer, { option, chosen, actor: answer.actor, isFirst: !again });
  if (visit === undefined) return await giveBack(deps, offer);
  return ok({ offer: await settle(deps, offer, visit, option, answer.actor), visit });
}

async function visitOf({ appointments }: OfferDeps, { organisationId, visitId }: KeptOffer): Promise<Appointment> {
  const visit = await appointments.find(organisationId, visitId);
  // Claimed by somebody who has not come to the booking yet: it is tried again in a moment.
  if (visit === undefined) throw new Fault('unavailable', 'The offer is being booked right now; try again.');
  return visit;
}

interface Chosen {
  readonly option: number;
  readonly chosen: OfferOption;
  readonly actor: Actor;
  /** It was claimed just now, so nothing was booked for it yet. */
  readonly isFirst: boolean;
}

/** Undefined: somebody else has it. */
async function takeTime(
  { appointmentService, appointments }: OfferDeps,
  offer: KeptOffer,
  { option, chosen, actor, isFirst }: Chosen,
): Promise<Appointment | undefined> {
  const { organisationId, reschedules, visitId: id, contactId, held } = offer;
  const reason = reasonOf(offer);
  if (reschedules === undefined) {
    const time = held.find((one) => one.option === option)?.time;
    const request = { ...timeRequestOf(offer, chosen), id, isFirst, contactId, actor, reason, held: time };
    const booked = await appointmentService.book(request);
    return booked.ok ? booked.value : undefined;
  }
  const before = await appointments.find(organisationId, reschedules);
  // Moved already, by the try before this one.
  if (before?.start === chosen.start) return before;
  const { start, hostId } = chosen;
  const moved = await appointmentService.reschedule({
    ...{ organisationId, appointmentId: reschedules, start, actor, reason },
    ...{ hosts: [hostId], durationMinutes: (chosen.end - start) / MINUTE },
  });
  return moved.ok ? moved.value : undefined;
}

/** Open again, for another of its times; whoever looks for fresh ones takes it off the table. */
async function giveBack(deps: OfferDeps, offer: KeptOffer): Promise<Gone> {
  const open: KeptOffer = { ...offer, state: { kind: 'pending' }, version: offer.version + 1 };
  await deps.shelf.replace(open);
  return refuse('gone', { offer: open });
}

async function settle(
  deps: OfferDeps,
  offer: KeptOffer,
  visit: Appointment,
  option: number,
  actor: Actor,
): Promise<KeptOffer> {
  if (offer.state.kind !== 'accepted') return offer;
  const state = { ...offer.state, appointmentId: visit.id };
  const settled: KeptOffer = { ...offer, state, version: offer.version + 1 };
  const event = decidedEvent(deps, settled, actor, 'accepted', { option, appointmentId: visit.id });
  // Lost: the same answer was handled twice at once, and the other one wrote the same.
  await deps.shelf.replace(settled, event);
  await letGo(deps, offer, option);
  return settled;
}
