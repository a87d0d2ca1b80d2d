import { ok, type Result, refuse } from '../result.ts';
import { HOUR, type Instant, MINUTE } from '../time/types.ts';
import type { Decision, Offer, OfferId, OfferOption, OfferState } from './types.ts';

export const MOST_OPTIONS = 5;
const OPEN_FOR = 48 * HOUR;
const BEFORE_FIRST_OPTION = 2 * HOUR;
const AT_LEAST = 15 * MINUTE;

/**
 * 48 hours, or 2 hours before the first option, whichever is sooner. Times offered on short notice ("in an hour?") would be
 * over before they are read; they stay open for a quarter of an hour, but never past the start of the first option.
 */
export function expiryOf(offeredAt: Instant, starts: readonly Instant[]): Instant {
  if (starts.length === 0) return offeredAt + OPEN_FOR;
  const first = Math.min(...starts);
  const sooner = Math.min(offeredAt + OPEN_FOR, first - BEFORE_FIRST_OPTION);
  return Math.max(sooner, Math.min(offeredAt + AT_LEAST, first));
}

export type OfferMove =
  | { readonly kind: 'accept'; readonly option: number; readonly decision: Decision }
  | { readonly kind: 'decline'; readonly decision: Decision }
  | { readonly kind: 'counter'; readonly counterId: OfferId; readonly decision: Decision }
  /** By time that passed. */
  | { readonly kind: 'expire'; readonly decision: Decision }
  /** By the side that made it. */
  | { readonly kind: 'cancel'; readonly decision: Decision };

export type MoveRefusal =
  | 'already_accepted'
  | 'already_declined'
  | 'already_countered'
  | 'expired'
  | 'cancelled'
  | 'no_such_option'
  | 'not_yours_to_answer'
  | 'not_due';

export interface Moved<Kind extends Offer = Offer> {
  readonly offer: Kind;
  /** The same decision was made before; nothing changed, and the answer is the same. */
  readonly again: boolean;
}

/** The one place that says what may become of an offer. A decided offer is never decided again, only found decided. */
export function moveOffer<Kind extends Offer>(
  offer: Kind,
  move: OfferMove,
): Result<Moved<Kind>, { readonly ok: false; readonly reason: MoveRefusal }> {
  if (offer.state.kind !== 'pending') return findDecided(offer, offer.state, move);
  const { decision } = move;
  const isAnswer = move.kind === 'accept' || move.kind === 'decline' || move.kind === 'counter';
  if (isAnswer && decision.by === offer.from) return refuse('not_yours_to_answer');
  if (move.kind === 'cancel' && decision.by !== offer.from) return refuse('not_yours_to_answer');
  if (isAnswer && hasExpired(offer, decision.at)) return refuse('expired');
  switch (move.kind) {
    case 'accept':
      if (optionOf(offer, move.option) === undefined) return refuse('no_such_option');
      return moved(offer, { kind: 'accepted', option: move.option, decision });
    case 'decline':
      return moved(offer, { kind: 'declined', decision });
    case 'counter':
      return moved(offer, { kind: 'countered', counterId: move.counterId, decision });
    case 'expire':
      return hasExpired(offer, decision.at) ? moved(offer, { kind: 'expired', decision }) : refuse('not_due');
    case 'cancel':
      return moved(offer, { kind: 'cancelled', decision });
  }
}

const moved = <Kind extends Offer>(offer: Kind, state: OfferState): Result<Moved<Kind>, never> =>
  ok({ offer: { ...offer, state }, again: false });

/** A double tap, a retry of the provider or another device: the same decision again is answered like the first. */
function findDecided<Kind extends Offer>(
  offer: Kind,
  state: Exclude<OfferState, { kind: 'pending' }>,
  move: OfferMove,
): Result<Moved<Kind>, { readonly ok: false; readonly reason: MoveRefusal }> {
  const again = ok({ offer, again: true });
  switch (state.kind) {
    case 'accepted':
      return move.kind === 'accept' && move.option === state.option ? again : refuse('already_accepted');
    case 'declined':
      return move.kind === 'decline' ? again : refuse('already_declined');
    case 'countered':
      return move.kind === 'counter' && move.decision.cause === state.decision.cause
        ? again
        : refuse('already_countered');
    case 'expired':
      return move.kind === 'expire' ? again : refuse('expired');
    case 'cancelled':
      return move.kind === 'cancel' ? again : refuse('cancelled');
  }
}

/** Time decides, not the sweep that records it: an offer past its time is expired even while it is still written `pending`. */
export const hasExpired = (offer: Pick<Offer, 'expiresAt'>, now: Instant): boolean => now >= offer.expiresAt;

/** Options are numbered from 1, as people read them. */
export const optionOf = (offer: Pick<Offer, 'options'>, option: number): OfferOption | undefined =>
  Number.isInteger(option) && option >= 1 ? offer.options[option - 1] : undefined;

/** From the first word to the last: each counter-offer after the one it answers. */
export function chainOf(offers: readonly Offer[], last: OfferId): Offer[] {
  const byId = new Map(offers.map((offer) => [offer.id, offer]));
  const chain: Offer[] = [];
  let next: Offer | undefined = byId.get(last);
  // A chain that bites its tail can only come from a damaged document; it is cut where it repeats.
  while (next !== undefined && !chain.includes(next)) {
    chain.unshift(next);
    next = next.answers === undefined ? undefined : byId.get(next.answers);
  }
  return chain;
}
