// Everything about times on the table, and so longer than most.

import type { Instant } from '../../core/time/types.ts';
import { isWaitlistOffer } from '../../core/waitlist/rules.ts';
import type { TimeWindow } from '../understanding/types.ts';
import { wishCard } from './desk.ts';
import type { Effect, EffectOf, OutcomeOf, SearchReason } from './effects.ts';
import { callHuman } from './handing-over.ts';
import { askAfterwards, beginIntake } from './intake.ts';
import { dropChoice, openPrompt, settleMoves, settleOffer, settleVisit } from './prompts.ts';
import { act, bookedCard, notice, offerCard, remark, say, timesParams, visitLine } from './speech.ts';
import type { Move } from './steps.ts';
import type { DialogueState, OfferedTimes, Scene, Settlement, Visit } from './types.ts';

/** Takes one of the offered times: at once, or after the questions the organisation asks before a first visit of its kind. */
export function takeOption(state: DialogueState, times: OfferedTimes, option: number, scene: Scene): Move {
  const service = scene.facts.services.find(({ id }) => id === times.serviceId);
  // Of those who wait the first yes has it: nobody loses it over a question.
  const isRace = times.origin === 'waitlist';
  const asksFirst =
    !isTaken(state, times) &&
    !isRace &&
    times.reschedules === undefined &&
    service !== undefined &&
    service.intake.length > 0;
  if (asksFirst) return act(dropChoice(state), { kind: 'hold_option', offer: times.offer, option });
  return act(dropChoice(state), { kind: 'accept_offer', offer: times.offer, option, answers: {} });
}

/** Said once more, it is no new booking. */
const isTaken = ({ settled }: DialogueState, { offer }: OfferedTimes): boolean =>
  settled.some(({ prompt, how }) => how === 'accepted' && prompt.kind === 'offer' && prompt.times.offer === offer);

/** Other times than these. The assistant looks itself where it made the offer; a member's offer goes back to the member. */
export function wishOtherTimes(
  state: DialogueState,
  times: OfferedTimes,
  wish: { readonly windows: readonly TimeWindow[]; readonly words: string },
): Move {
  const effect: Effect =
    times.origin === 'member'
      ? { kind: 'counter_offer', offer: times.offer, wishes: wish.windows, words: wish.words }
      : searchAgain(times, 'countered', wish.windows);
  return act(dropChoice(state), effect);
}

/** A new search for the same visit, in the place of an offer that no longer serves. */
function searchAgain(
  times: OfferedTimes,
  reason: SearchReason,
  wishes: readonly TimeWindow[],
  near?: Instant,
): EffectOf<'find_times'> {
  const { contactId, serviceId, host, offer, reschedules } = times;
  return {
    kind: 'find_times',
    reason,
    contactId,
    serviceId,
    hostId: host.id,
    wishes,
    // The opening is kept for them meanwhile: looking for more gives nothing up.
    ...(isWaitlistOffer(offer) ? {} : { answers: offer }),
    ...(near === undefined ? {} : { near }),
    ...(reschedules === undefined ? {} : { reschedules: reschedules.id }),
  };
}

export function afterAccept(
  state: DialogueState,
  { of, times, result }: OutcomeOf<'accept_offer'>,
  scene: Scene,
): Move {
  switch (result.kind) {
    case 'booked': {
      const told = afterBooking(settleOffer(state, of.offer, 'accepted', scene.facts), times, result, scene);
      if (times.origin !== 'waitlist' || isTaken(state, times)) return told;
      const asked = askAfterwards(told.state, times, result.visit, scene);
      return { ...asked, drafts: [...told.drafts, ...asked.drafts] };
    }
    case 'booked_before':
      return tellBookedBefore(state, times, result.visit, scene);
    default:
      return offerFresh(state, times, result.kind, times.starts[of.option - 1], scene);
  }
}

/** Whoever waited for a better time may have had another one: it stays until they say what should become of it. */
function afterBooking(
  state: DialogueState,
  times: OfferedTimes,
  { visit, moved }: { readonly visit: Visit; readonly moved: boolean },
  scene: Scene,
): Move {
  const told = tellBooked(state, visit, moved, scene);
  const former = times.origin === 'waitlist' ? visitBeside(times, scene, visit.id) : undefined;
  if (former === undefined) return told;
  // Said, not asked: a second yes, sent by mistake, must not be able to cost them the other visit.
  return { ...told, drafts: [...told.drafts, remark(visitLine('waitlist.also', former, scene))] };
}

/** The visit of the same kind that somebody had before the waitlist came to them. */
const visitBeside = ({ contactId, serviceId }: OfferedTimes, { facts }: Scene, but?: string): Visit | undefined =>
  facts.visits.find((visit) => visit.contactId === contactId && visit.serviceId === serviceId && visit.id !== but);

/** Held: the questions begin. Gone meanwhile: as if it had been accepted too late. */
export function afterHold(state: DialogueState, { of, times, result }: OutcomeOf<'hold_option'>, scene: Scene): Move {
  switch (result.kind) {
    case 'held':
      return beginIntake(state, times, of.option, scene);
    case 'booked_before':
      return tellBookedBefore(state, times, result.visit, scene);
    default:
      return offerFresh(state, times, result.kind, times.starts[of.option - 1], scene);
  }
}

export function afterDecline(
  state: DialogueState,
  { of, times, result }: OutcomeOf<'decline_offer'>,
  scene: Scene,
): Move {
  if (result.kind === 'booked_before') return tellBookedBefore(state, times, result.visit, scene);
  const how: Settlement = result.kind === 'declined' ? 'declined' : 'closed';
  const next = settleOffer(state, of.offer, how, scene.facts);
  const { words } = scene;
  if (times.reschedules !== undefined)
    return say(next, remark(visitLine('offer.declined_kept', times.reschedules, scene)));
  const key = times.origin === 'waitlist' ? 'waitlist.passed' : 'offer.declined';
  return say(next, remark(words.say(key, { name: times.person })));
}

export function afterCounter(
  state: DialogueState,
  { of, times, result }: OutcomeOf<'counter_offer'>,
  scene: Scene,
): Move {
  switch (result.kind) {
    case 'sent':
      return say(
        settleOffer(state, of.offer, 'countered', scene.facts),
        remark(scene.words.say('offer.sent', timesParams(times))),
        wishCard(times, result, of.words, scene),
      );
    case 'booked':
      return tellBooked(settleOffer(state, of.offer, 'accepted', scene.facts), result.visit, result.moved, scene);
    case 'booked_before':
      return tellBookedBefore(state, times, result.visit, scene);
    default:
      return act(
        settleOffer(state, of.offer, 'closed', scene.facts),
        searchAgain(times, endedBy(result.kind), of.wishes),
      );
  }
}

/** Of all these times none is left. */
export const offerOthers = (state: DialogueState, times: OfferedTimes, reason: SearchReason, scene: Scene): Move =>
  act(settleOffer(state, times.offer, 'closed', scene.facts), searchAgain(times, reason, [], times.starts[0]));

/** A time that cannot be had any more is never a bare error: the nearest free ones follow at once. */
export function offerFresh(
  state: DialogueState,
  times: OfferedTimes,
  why: 'gone' | 'expired' | 'declined' | 'countered' | 'cancelled',
  wanted: Instant | undefined,
  scene: Scene,
): Move {
  const next = settleOffer(state, times.offer, 'closed', scene.facts);
  if (times.origin !== 'waitlist') return act(next, searchAgain(times, endedBy(why), [], wanted));
  const hasOther = visitBeside(times, scene) !== undefined;
  return why === 'gone' && hasOther
    ? tellLost(next, times, scene)
    : act(next, searchAgain(times, lostBy(why), [], wanted));
}

const endedBy = (why: 'gone' | 'expired' | 'declined' | 'countered' | 'cancelled'): SearchReason =>
  why === 'gone' || why === 'expired' ? why : 'closed';

const lostBy = (why: 'gone' | 'expired' | 'declined' | 'countered' | 'cancelled'): SearchReason =>
  why === 'gone' ? 'lost' : 'lapsed';

/** Somebody else on the waitlist was faster; whatever the reader had before, they still have. */
export function tellLost(state: DialogueState, times: OfferedTimes, scene: Scene): Move {
  const kept = visitBeside(times, scene);
  const text =
    kept === undefined
      ? scene.words.say('waitlist.lost', { name: times.person })
      : visitLine('waitlist.lost_kept', kept, scene);
  return say(state, notice('bad', text));
}

/** Also for a booking that came from elsewhere: a member's yes to what the contact had wished. */
export function tellBooked(state: DialogueState, visit: Visit, moved: boolean, scene: Scene): Move {
  const key = visit.status === 'requested' ? 'offer.requested' : moved ? 'offer.moved' : 'offer.booked';
  return say(settleMovedVisit(state, visit, moved, scene), bookedCard(key, visit, scene));
}

/** What was asked about the old time is answered by the new one. */
function settleMovedVisit(state: DialogueState, visit: Visit, moved: boolean, { facts }: Scene): DialogueState {
  if (!moved) return state;
  return settleMoves(settleVisit(state, visit.id, 'changed', facts), visit.id, 'closed', facts);
}

export const tellBookedBefore = (state: DialogueState, times: OfferedTimes, visit: Visit, scene: Scene): Move =>
  say(settleOffer(state, times.offer, 'accepted', scene.facts), bookedCard('offer.booked_before', visit, scene));

/** Puts times on the table. An offer takes the place of the one it answers, and of the question whether the visit fits. */
export function putOffer(state: DialogueState, times: OfferedTimes, lead: string, scene: Scene): Move {
  const { facts } = scene;
  const answered = times.answers === undefined ? state : settleOffer(state, times.answers, 'replaced', facts);
  const cleared =
    times.reschedules === undefined
      ? answered
      : settleMoves(
          settleVisit(answered, times.reschedules.id, 'changed', facts),
          times.reschedules.id,
          'replaced',
          facts,
        );
  const { state: next, code } = openPrompt(cleared, { kind: 'offer', times }, facts);
  return say(next, offerCard(lead, { times, code }, next, scene));
}

export function afterSearch(state: DialogueState, { of, result }: OutcomeOf<'find_times'>, scene: Scene): Move {
  if (result.kind === 'found')
    return putOffer(state, result.times, leadFor(of, result.times, result.fits, scene), scene);
  const { facts, words } = scene;
  const answered = of.answers === undefined ? state : settleOffer(state, of.answers, 'closed', facts);
  if (result.kind === 'bound') return leaveToHuman(answered, result.visit, scene);
  if (of.reason === 'lost') return say(answered, remark(words.say('waitlist.lost', { name: result.person })));
  if (of.reason === 'lapsed') return say(answered, remark(words.say('waitlist.lapsed', { name: result.person })));
  if (result.reschedules === undefined) return say(answered, remark(words.say('offer.none', { name: result.person })));
  const settled = settleVisit(answered, result.reschedules.id, 'changed', facts);
  return say(settled, remark(visitLine('offer.change_none', result.reschedules, scene)));
}

/** Our limit, not their wish, is in the way: a member decides, and the visit stands until then. */
function leaveToHuman(state: DialogueState, visit: Visit, scene: Scene): Move {
  const { facts, words } = scene;
  const kept = settleMoves(settleVisit(state, visit.id, 'kept', facts), visit.id, 'closed', facts);
  const reason = words.say('desk.too_late_move', { when: words.when(visit.start, facts.now, visit.place) });
  return callHuman(kept, 'too_late', visitLine('offer.change_late', visit, scene), reason, scene);
}

function leadFor(of: EffectOf<'find_times'>, times: OfferedTimes, fits: boolean, scene: Scene): string {
  const { words } = scene;
  const params = timesParams(times);
  switch (of.reason) {
    case 'change':
      // Nothing is lost yet: said before anything else, because "no" may have been meant as just that.
      if (times.reschedules === undefined) return words.say('offer.found', params);
      return visitLine(fits ? 'offer.change' : 'offer.change_nearest', times.reschedules, scene);
    case 'gone':
      return words.say('offer.gone', params);
    case 'lost':
      return words.say('waitlist.lost_others', params);
    case 'lapsed':
      return words.say('waitlist.lapsed_others', params);
    case 'expired':
      return words.say('offer.expired', params);
    case 'closed':
      return words.say('offer.closed', params);
    case 'asked':
    case 'countered':
      return fits ? words.say('offer.found', params) : words.say('offer.nearest', params);
  }
}

export const takeDecline = (state: DialogueState, times: OfferedTimes): Move =>
  act(dropChoice(state), { kind: 'decline_offer', offer: times.offer });
