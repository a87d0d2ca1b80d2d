import type { Appointment } from '../appointments/types.ts';
import type { Slot } from '../availability/types.ts';
import type { Actor } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import { type Refusal, type Result, refuse } from '../result.ts';
import { MINUTE } from '../time/types.ts';
import { changeEntry, changeOpening, editEntry, SYSTEM, settingsOf, unreserve, type WaitlistDeps } from './changes.ts';
import { acceptingOf, offerOf, pendingOf, timeRequestOf, withOffers } from './rules.ts';
import type { Fill, OfferState, Opening, WaitlistOffer, WaitlistOfferId } from './types.ts';

export interface AnswerRequest {
  readonly organisationId: OrganisationId;
  readonly offerId: WaitlistOfferId;
  readonly actor: Actor;
}

type NotFound = Refusal<'not_found'>;
/** Another said yes first. */
type TakenByOther = Refusal<'taken'>;
/** It was answered, or it ran out, before. */
export type OfferOver = Refusal<'offer_over', { readonly state: OfferState }>;
/** The time could not be kept until the yes came; these others can be had. */
type TimeGone = Refusal<'time_gone', { readonly alternatives: readonly Slot[] }>;

/** Somebody is saying yes at this moment. */
export type BeingFilled = Refusal<'being_filled'>;

export type AcceptRefusal = NotFound | BeingFilled | TakenByOther | OfferOver | TimeGone;

/**
 * The first yes is the one that turns its offer from pending to accepting: one conditional update, whoever else says yes at
 * the same moment. The visit is written after it, and by its id, so that a crash in between is finished by the next who looks.
 */
export async function acceptOffer(
  deps: WaitlistDeps,
  { organisationId, offerId, actor }: AnswerRequest,
): Promise<Result<Appointment, AcceptRefusal>> {
  for (;;) {
    const opening = await deps.openings.ofOffer(organisationId, offerId);
    const offer = opening && offerOf(opening, offerId);
    if (!opening || !offer) return refuse('not_found');
    if (offer.state === 'accepted') return finishAccepting(deps, opening, offer);
    if (offer.state === 'accepting') {
      const taken = await takeOver(deps, opening);
      if (taken === 'alive') return refuse('being_filled');
      if (taken === 'lost') continue;
      return finishAccepting(deps, taken, offer);
    }
    if (offer.state === 'lost') return refuse('taken');
    if (offer.state !== 'pending') return refuse('offer_over', { state: offer.state });
    if (deps.clock.now() >= offer.answerBy) return refuse('offer_over', { state: 'lapsed' });
    if (acceptingOf(opening)) return refuse('taken');
    const yes: WaitlistOffer = { ...offer, state: 'accepting', answeredBy: actor };
    const change = changeOpening(deps, withOffers(opening, [yes]));
    if (await deps.openings.update(change)) return finishAccepting(deps, change.opening, yes);
  }
}

/** Writing a visit takes a moment; whoever needs longer is taken for dead. */
export const PRESUMED_DEAD = MINUTE;

/** One alone writes the visit: who finds a yes that nobody is at work on any more takes the work over, by one conditional update. */
export async function takeOver(deps: WaitlistDeps, opening: Opening): Promise<Opening | 'alive' | 'lost'> {
  if (deps.clock.now() < opening.updatedAt + PRESUMED_DEAD) return 'alive';
  const change = changeOpening(deps, opening);
  return (await deps.openings.update(change)) ? change.opening : 'lost';
}

/** Books what was accepted and tells the others; said again it gives the same visit. */
export async function finishAccepting(
  deps: WaitlistDeps,
  opening: Opening,
  offer: WaitlistOffer,
): Promise<Result<Appointment, AcceptRefusal>> {
  const { organisationId, held } = opening;
  const entry = await deps.entries.find(organisationId, offer.entryId);
  if (!entry) return refuse('not_found');
  const booked = await deps.appointmentService.book({
    ...timeRequestOf(entry, opening, offer.start),
    id: offer.appointmentId,
    contactId: entry.contactId,
    held,
    actor: offer.answeredBy ?? SYSTEM,
  });
  if (!booked.ok) {
    await loseRound(deps, opening, offer);
    const alternatives =
      booked.reason === 'slot_taken' || booked.reason === 'not_offered' ? booked.detail.alternatives : [];
    return refuse('time_gone', { alternatives });
  }
  await editEntry(deps, organisationId, entry.id, (now) =>
    now.state === 'waiting'
      ? changeEntry(
          deps,
          { ...now, state: 'served', appointmentId: offer.appointmentId, reserved: undefined },
          { type: 'waitlist_served', actor: offer.answeredBy ?? SYSTEM },
        )
      : undefined,
  );
  await fillOpening(deps, opening, offer, booked.value);
  return booked;
}

/** The others who were asked hear of it at once. */
async function fillOpening(
  deps: WaitlistDeps,
  { organisationId, id }: Opening,
  { id: offerId }: WaitlistOffer,
  { id: appointmentId, start, end, serviceId }: Appointment,
): Promise<void> {
  const { worth } = await settingsOf(deps, organisationId);
  const price = worth.find((one) => one.serviceId === serviceId);
  for (;;) {
    const now = await deps.openings.find(organisationId, id);
    const offer = now && offerOf(now, offerId);
    if (now?.status !== 'open' || !offer) return;
    const fill: Fill = {
      ...{ offerId, appointmentId, start, end, at: deps.clock.now() },
      ...(price ? { worth: { currency: price.currency, amount: price.amount } } : {}),
    };
    const lost = pendingOf(now).map((other) => ({ ...other, state: 'lost' }) as const);
    const won = { ...offer, state: 'accepted' } as const;
    const filled: Opening = { ...withOffers(now, [won, ...lost]), status: 'filled', fill };
    const after = { status: filled.status, start, end, appointmentId };
    const actor = offer.answeredBy ?? SYSTEM;
    const change = changeOpening(deps, filled, { type: 'opening_filled', actor, after, offers: [won, ...lost] });
    if (!(await deps.openings.update(change))) continue;
    await unreserve(deps, now, lost);
    return;
  }
}

/** The time is somebody else's: nobody of the round can have it any more. */
async function loseRound(deps: WaitlistDeps, opening: Opening, { id }: WaitlistOffer): Promise<void> {
  const lost = opening.offers
    .filter((offer) => offer.id === id || offer.state === 'pending')
    .map((offer) => ({ ...offer, state: 'lost' }) as const);
  const next = withOffers(opening, lost);
  const change = changeOpening(deps, next, { type: 'opening_answered', actor: SYSTEM, offers: lost });
  if (!(await deps.openings.update(change))) return;
  if (opening.held) await deps.appointmentService.release(opening.organisationId, opening.held);
  await unreserve(deps, opening, lost);
}
