import { hasExpired } from '../../core/offers/rules.ts';
import type { KeptOffer, OfferId } from '../../core/offers/types.ts';
import { offerOf } from '../../core/waitlist/rules.ts';
import type { WaitlistOfferId } from '../../core/waitlist/types.ts';
import type { EffectOf, Outcome } from '../dialogues/effects.ts';
import type { OfferedTimes } from '../dialogues/types.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';
import { endOfState } from './waiting.ts';

type Parts = Pick<TalkParts, 'offers' | 'appointments' | 'openings' | 'clock'>;
type Look = EffectOf<'look_again'>;

/** Which times can still be had, asked only where a list is told again or had to wait: a look costs what an offer costs. */
export function createLook({ offers, appointments, openings, clock }: Parts, telling: Telling) {
  /** Undefined: none of them. */
  async function whatIsLeft(offer: KeptOffer, times: OfferedTimes): Promise<OfferedTimes | undefined> {
    const open = await offers.openOptions(offer);
    if (open.length === 0) return undefined;
    if (open.length === times.starts.length) return times;
    return { ...times, numbers: open, starts: times.starts.filter((_, index) => open.includes(index + 1)) };
  }

  async function atOffer(of: Look, offerId: OfferId, { conversation, known }: Setting): Promise<Outcome> {
    const { organisationId, id } = conversation;
    const offer = await offers.find(organisationId, offerId);
    if (offer?.conversationId !== id) return { kind: 'unknown_subject', of };
    const times = await telling.timesOf(offer, known);
    const { state } = offer;
    if (state.kind === 'accepted') {
      const visit = await appointments.find(organisationId, offer.visitId);
      if (visit === undefined) return { kind: of.kind, of, times, result: { kind: 'open' } };
      return {
        kind: of.kind,
        of,
        times,
        result: { kind: 'booked_before', visit: await telling.visitOf(visit, known) },
      };
    }
    if (state.kind !== 'pending') return { kind: of.kind, of, times, result: { kind: state.kind } };
    if (hasExpired(offer, clock.now())) return { kind: of.kind, of, times, result: { kind: 'expired' } };
    const left = await whatIsLeft(offer, times);
    return { kind: of.kind, of, times: left ?? times, result: { kind: left === undefined ? 'none_left' : 'open' } };
  }

  /** An opening is kept for them as it is, until it is theirs no more. */
  async function atOpening(of: Look, offerId: WaitlistOfferId, { conversation, knownAs }: Setting): Promise<Outcome> {
    const opening = await openings.ofOffer(conversation.organisationId, offerId);
    const offer = opening && offerOf(opening, offerId);
    const contactId = offer && knownAs.get(offer.contactId);
    if (offer === undefined || contactId === undefined) return { kind: 'unknown_subject', of };
    const times = await telling.openingOf(conversation.organisationId, { ...offer, contactId });
    if (offer.state === 'pending' && clock.now() < offer.answerBy)
      return { kind: of.kind, of, times, result: { kind: 'open' } };
    return { kind: of.kind, of, times, result: { kind: endOfState(offer.state) } };
  }

  return { whatIsLeft, atOffer, atOpening };
}
