import type { MemberId } from '../../core/ids.ts';
import type { Occasion } from '../../core/people/quiet-hours.ts';
import { afterFailure, afterUnsent, fallSilent, speakAgain } from './handing-over.ts';
import { putOffer, tellBooked, tellLost } from './offering.ts';
import { openPrompt, settleMoves, settleOffer, settleSure, settleVisit } from './prompts.ts';
import { listRest } from './relisting.ts';
import { bookedCard, confirmationCard, notice, remark, say, stay, timesParams, visitLine } from './speech.ts';
import type { Draft, Happening, Move } from './steps.ts';
import type { CompletedSeries, DialogueState, OfferedTimes, Scene, Settlement, Visit } from './types.ts';

/** What happened elsewhere and concerns this conversation: the questions it opens or closes, and a line where its reader needs one. */
export function announce(state: DialogueState, event: Happening, scene: Scene): Move {
  switch (event.kind) {
    case 'offer_made':
      return announceOffer(state, event.times, scene);
    case 'offer_ended':
      return announceEnd(state, event, scene);
    case 'times_gone':
      return unasked('planned', listRest(state, event, scene), event.times.expiresAt);
    case 'confirmation_due':
      return askToConfirm(state, event.visit, scene);
    case 'visit_booked': {
      const settled = event.offer === undefined ? state : settleOffer(state, event.offer, 'accepted', scene.facts);
      return unasked('urgent', tellBooked(settled, event.visit, event.moved, scene));
    }
    case 'visit_changed':
      return announceChange(state, event.visit, event.how, scene);
    case 'series_completed':
      return unasked('planned', announceCompletion(state, event.series, scene));
    case 'message_unsent':
      return afterUnsent(state, event.why, scene);
    case 'member_took_over':
      return fallSilent(state);
    case 'member_gave_back':
      return speakAgain(state, scene);
    case 'turn_failed':
      return afterFailure(state, scene);
  }
}

/** Nobody wrote a moment ago: quiet hours count, unless it cannot wait. */
const unasked = (occasion: Occasion, move: Move, worthlessAt?: number): Move => ({
  ...move,
  drafts: move.drafts.map(
    (draft): Draft => ({ ...draft, occasion, ...(worthlessAt === undefined ? {} : { worthlessAt }) }),
  ),
});

function announceOffer(
  state: DialogueState,
  times: Extract<Happening, { kind: 'offer_made' }>['times'],
  scene: Scene,
): Move {
  const { words } = scene;
  const lead =
    times.origin === 'waitlist'
      ? words.say('waitlist.opening', { ...timesParams(times), time: words.time(times.expiresAt) })
      : words.say('offer.made', timesParams(times));
  // The waitlist asks in the hours somebody may be asked in, and keeps the time for minutes only.
  const occasion = times.origin === 'waitlist' ? 'urgent' : 'planned';
  return unasked(occasion, putOffer(state, times, lead, scene), times.expiresAt);
}

function announceEnd(
  state: DialogueState,
  { times, how }: Extract<Happening, { kind: 'offer_ended' }>,
  scene: Scene,
): Move {
  const { words } = scene;
  const wasOpen = state.prompts.some((prompt) => prompt.kind === 'offer' && prompt.times.offer === times.offer);
  const next = settleOffer(state, times.offer, how === 'decided_elsewhere' ? 'replaced' : 'closed', scene.facts);
  const refusal = notice('bad', words.say('offer.refused', timesParams(times)));
  switch (how) {
    case 'decided_elsewhere':
      // They know: they did it. Their cards are redrawn, and a text would only repeat it.
      return stay(next);
    case 'refused':
      return unasked('planned', say(next, refusal));
    case 'unanswered':
      // To the contact it comes to the same as a no.
      return unasked('planned', say(next, refusal, toHost('desk.unanswered', times, scene)));
    case 'lost':
      return wasOpen ? unasked('urgent', tellLost(next, times, scene)) : stay(next);
    case 'expired':
    case 'withdrawn': {
      const isOpening = times.origin === 'waitlist';
      // An opening goes on to the next who waits, and whoever took times back knows it.
      const toMember = how === 'expired' && !isOpening ? [toHost('desk.lapsed', times, scene)] : [];
      // Settled already, there is nothing left to tell them.
      if (!wasOpen) return unasked('planned', say(next, ...toMember));
      const lapsed = isOpening ? 'waitlist.lapsed' : 'offer.lapsed';
      const key = how === 'expired' ? lapsed : isOpening ? 'waitlist.withdrawn' : 'offer.withdrawn';
      return unasked('planned', say(next, remark(words.say(key, { name: times.person })), ...toMember));
    }
  }
}

/** The member whose times they are, in their own language. */
const toHost = (key: 'desk.lapsed' | 'desk.unanswered', times: OfferedTimes, scene: Scene): Draft =>
  forMember(times.host.id, notice('neutral', scene.wordsFor(times.host).say(key, timesParams(times))));

const forMember = (id: MemberId, draft: Draft): Draft => ({ ...draft, to: { kind: 'member', id } });

function askToConfirm(state: DialogueState, visit: Visit, scene: Scene): Move {
  const sureless = settleSure(state, visit.id, scene.facts);
  const { state: next, code } = openPrompt(sureless, { kind: 'visit', visit, listed: false }, scene.facts);
  return unasked('planned', say(next, confirmationCard(visit, code, next, scene)), visit.start);
}

const SETTLED_BY: Readonly<Record<Extract<Happening, { kind: 'visit_changed' }>['how'], Settlement>> = {
  confirmed_elsewhere: 'confirmed',
  cancelled_elsewhere: 'cancelled',
  moved_elsewhere: 'changed',
  cancelled_by_us: 'cancelled',
  moved_by_us: 'changed',
};

function announceChange(
  state: DialogueState,
  visit: Visit,
  how: Extract<Happening, { kind: 'visit_changed' }>['how'],
  scene: Scene,
): Move {
  const settled = settleVisit(state, visit.id, SETTLED_BY[how], scene.facts);
  const next = how === 'confirmed_elsewhere' ? settled : settleMoves(settled, visit.id, 'closed', scene.facts);
  switch (how) {
    case 'cancelled_by_us':
      return unasked('urgent', say(next, notice('bad', visitLine('visit.cancelled_by_us', visit, scene))), visit.start);
    case 'moved_by_us':
      return unasked('urgent', say(next, bookedCard('visit.moved_by_us', visit, scene)));
    default:
      return stay(next);
  }
}

/** To whoever came, and to whom they came to see. */
function announceCompletion(state: DialogueState, series: CompletedSeries, scene: Scene): Move {
  const { person: name, title: service, sessions: count, host } = series;
  const params = { name, service, count };
  return say(
    state,
    notice('good', scene.words.say('series.completed', params)),
    forMember(host.id, notice('good', scene.wordsFor(host).say('desk.series_completed', params))),
  );
}
