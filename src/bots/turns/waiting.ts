import type { Service } from '../../core/appointments/services.ts';
import { Fault } from '../../core/fault.ts';
import type { ContactId, OrganisationId } from '../../core/ids.ts';
import { usualLocation } from '../../core/offers/making.ts';
import { DAY, type Instant, type Zone } from '../../core/time/types.ts';
import { dateAt, offerOf, partOfDay } from '../../core/waitlist/rules.ts';
import type { DeclineRefusal } from '../../core/waitlist/service.ts';
import {
  type EntryTerms,
  type OfferState,
  type PartOfDay,
  partsOfDay,
  type WaitlistEntry,
  type WaitlistOffer,
  type WaitlistOfferId,
} from '../../core/waitlist/types.ts';
import type { EffectOf, KeyedEffect, OfferEnd, Outcome } from '../dialogues/effects.ts';
import type { TimeWindow } from '../understanding/types.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';

type Parts = Pick<TalkParts, 'waitlist' | 'waitlistEntries' | 'openings' | 'services'>;
type Keyed<Kind extends KeyedEffect['kind']> = EffectOf<Kind> & { readonly key: string };
type AboutOpening = Keyed<'accept_offer' | 'decline_offer' | 'hold_option' | 'counter_offer'>;

/** Whoever names no end waits this long, and is then asked for nothing any more. */
const WAITS_FOR = 90 * DAY;
/** Of one person. */
const MOST_ENTRIES = 50;

/** Carries out what a dialogue wants done about waiting, by the waitlist itself. An opening kept for other people does not exist here. */
export function createWaitingEffects({ waitlist, waitlistEntries, openings, services }: Parts, telling: Telling) {
  async function entriesOf(
    organisationId: OrganisationId,
    contactIds: readonly ContactId[],
  ): Promise<readonly WaitlistEntry[]> {
    const filter = { contactIds, states: ['waiting'] } as const;
    return (await waitlistEntries.list(organisationId, filter, { limit: MOST_ENTRIES })).items;
  }

  /** Everybody the person was before: their records that were folded together wait for them, too. */
  const recordsOf = ({ knownAs }: Setting, contactId: ContactId): readonly ContactId[] =>
    [...knownAs].filter(([, now]) => now === contactId).map(([record]) => record);

  async function join(of: Keyed<'join_waitlist'>, setting: Setting): Promise<Outcome> {
    const { conversation, knownAs, actor, scene } = setting;
    const { organisationId } = conversation;
    const service = await services.find(organisationId, of.serviceId);
    if (!knownAs.has(of.contactId) || service === undefined) return { kind: 'unknown_subject', of };
    const person = await telling.nameOf(organisationId, of.contactId);
    const terms = termsOf(of, service, scene.words.reader.zone, scene.facts.now);
    const waiting = await entriesOf(organisationId, recordsOf(setting, of.contactId));
    const before = waiting.find(({ serviceId }) => serviceId === of.serviceId);
    if (before === undefined) {
      const joined = await waitlist.join(organisationId, terms, actor);
      return joined.ok ? { kind: of.kind, of, person, result: { kind: 'joined' } } : { kind: 'unknown_subject', of };
    }
    if (before.cause === of.key) return { kind: of.kind, of, person, result: { kind: 'joined' } };
    // Said again it is the same place; what they wish for now counts.
    const { dates, parts, expiresAt } = terms;
    if (of.wishes.length + of.parts.length > 0)
      await waitlist.change({ organisationId, id: before.id, actor, terms: { dates, parts, expiresAt } });
    return { kind: of.kind, of, person, result: { kind: 'joined_before' } };
  }

  async function leave(of: Keyed<'leave_waitlist'>, setting: Setting): Promise<Outcome> {
    const { conversation, knownAs, actor } = setting;
    const { organisationId } = conversation;
    if (!knownAs.has(of.contactId)) return { kind: 'unknown_subject', of };
    const waiting = await entriesOf(organisationId, recordsOf(setting, of.contactId));
    for (const { id } of waiting) await waitlist.leave({ organisationId, id, actor });
    const person = await telling.nameOf(organisationId, of.contactId);
    return { kind: of.kind, of, person, result: { kind: waiting.length > 0 ? 'left' : 'left_before' } };
  }

  async function answer(of: AboutOpening, offerId: WaitlistOfferId, setting: Setting): Promise<Outcome> {
    const { conversation, knownAs, actor } = setting;
    const { organisationId } = conversation;
    const opening = await openings.ofOffer(organisationId, offerId);
    const offer = opening && offerOf(opening, offerId);
    const contactId = offer && knownAs.get(offer.contactId);
    if (offer === undefined || contactId === undefined) return { kind: 'unknown_subject', of };
    const times = await telling.openingOf(organisationId, { ...offer, contactId });
    const request = { organisationId, offerId, actor };
    switch (of.kind) {
      case 'accept_offer':
        return { kind: of.kind, of, times, result: await accept(request) };
      case 'decline_offer': {
        const declined = await waitlist.decline(request);
        const result = declined.ok ? ({ kind: 'declined' } as const) : ({ kind: endOf(declined) } as const);
        return { kind: of.kind, of, times, result };
      }
      case 'hold_option':
        // It is kept for them as it is.
        return { kind: of.kind, of, times, result: standing(offer) };
      case 'counter_offer':
        // A button of an old card; the wish itself is looked up by a search.
        return { kind: of.kind, of, times, result: { kind: 'cancelled' } };
    }
  }

  async function accept(request: Parameters<typeof waitlist.accept>[0]) {
    const accepted = await waitlist.accept(request);
    if (accepted.ok) {
      const visit = await telling.visitOf(accepted.value);
      return { kind: 'booked', visit, moved: false } as const;
    }
    switch (accepted.reason) {
      case 'being_filled':
        // The yes of the try before this one may be half-way; the turn comes again in a moment.
        throw new Fault('unavailable', 'The opening is being filled right now; try again.');
      case 'taken':
      case 'time_gone':
        return { kind: 'gone' } as const;
      default:
        return { kind: endOf(accepted) } as const;
    }
  }

  return { join, leave, answer };
}

const standing = ({ state }: WaitlistOffer) =>
  state === 'pending' ? ({ kind: 'held' } as const) : ({ kind: endOfState(state) } as const);

const endOf = (refused: DeclineRefusal): OfferEnd =>
  refused.reason === 'not_found' ? 'cancelled' : endOfState(refused.detail.state);

export function endOfState(state: OfferState): OfferEnd {
  switch (state) {
    case 'lapsed':
      return 'expired';
    case 'declined':
      return 'declined';
    default:
      return 'cancelled';
  }
}

function termsOf(
  { contactId, serviceId, wishes, parts, key }: Keyed<'join_waitlist'>,
  service: Pick<Service, 'rules'>,
  zone: Zone,
  now: Instant,
): EntryTerms {
  const end = Math.max(0, ...wishes.map(({ to }) => to));
  return {
    ...{ contactId, serviceId, zone, guests: [], priority: 'normal', cause: key },
    location: usualLocation(service),
    dates: wishes.map(({ from, to }) => ({ from: dateAt(zone, from), to: dateAt(zone, Math.max(from, to - 1)) })),
    parts: wishes.length > 0 ? partsWished(wishes, zone) : [...new Set(parts)],
    expiresAt: end > now ? end : now + WAITS_FOR,
  };
}

/** Longer than the longest part of a day: no part is meant. */
const PART_AT_MOST = 8 * 60 * 60_000;

/** "Thursday afternoon" names a part of the day, "next week" does not. */
function partsWished(wishes: readonly TimeWindow[], zone: Zone): readonly PartOfDay[] {
  if (wishes.some(({ from, to }) => to - from > PART_AT_MOST)) return [];
  const said = new Set(
    wishes.flatMap(({ from, to }) => [partOfDay(zone, from), partOfDay(zone, Math.max(from, to - 1))]),
  );
  return partsOfDay.filter((part) => said.has(part));
}
