import type { OfferId } from '../../core/offers/types.ts';
import { isWaitlistOffer } from '../../core/waitlist/rules.ts';
import { saysWhy } from '../understanding/reasons.ts';
import type { TimeWindow, Understood } from '../understanding/types.ts';
import type { Effect, OutcomeOf } from './effects.ts';
import { callHuman } from './handing-over.ts';
import { namedIn } from './picking.ts';
import { dropChoice, findPrompt, findSure, openPrompt, settleMoves, settleVisit, withoutQuestion } from './prompts.ts';
import { act, bookedCard, notice, remark, say, sureCard, visitLine, visitParams } from './speech.ts';
import type { Draft, Move } from './steps.ts';
import type { DialogueState, Scene, SurePrompt, Visit } from './types.ts';

/** Which visit is meant: the one of the prompt that was answered, else the only one there is. */
export type VisitMeant =
  | { readonly kind: 'one'; readonly visit: Visit }
  | { readonly kind: 'several'; readonly visits: readonly Visit[] }
  /** `of`: there are some, but not of the one who was named. */
  | { readonly kind: 'none'; readonly of?: string | undefined };

export function visitMeant(state: DialogueState, code: string | null, { facts }: Scene): VisitMeant {
  const prompt = findPrompt(state, code);
  if (prompt?.kind === 'visit' || prompt?.kind === 'sure') return { kind: 'one', visit: prompt.visit };
  if (prompt?.kind === 'offer' && prompt.times.reschedules !== undefined)
    return { kind: 'one', visit: prompt.times.reschedules };
  const [first, ...others] = facts.visits;
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', visit: first } : { kind: 'several', visits: facts.visits };
}

/** "Move Mia to Friday": of several on one phone only those who are named. */
export function ofThoseNamed(meant: VisitMeant, text: string, { facts }: Scene): VisitMeant {
  const named = namedIn(text, facts.people);
  if (meant.kind === 'none' || named.length === 0 || facts.people.length === 1) return meant;
  const visits = (meant.kind === 'one' ? [meant.visit] : meant.visits).filter(({ contactId }) =>
    named.some(({ id }) => id === contactId),
  );
  const [first, ...others] = visits;
  if (first === undefined) return { kind: 'none', of: named[0]?.name };
  return others.length === 0 ? { kind: 'one', visit: first } : { kind: 'several', visits };
}

/** What is only read out of the words is for our own search. */
export const wishesOf = ({ wished, windows = [] }: Understood): readonly TimeWindow[] => wished ?? windows;

export const confirmVisit = (state: DialogueState, visit: Visit): Move =>
  act(dropChoice(state), { kind: 'confirm_visit', appointment: visit.id });

/** The old time stands until a new one is sure, so a no loses nothing. */
export function changeVisit(state: DialogueState, visit: Visit, wishes: readonly TimeWindow[]): Move {
  const open = openMove(state, visit);
  const effect: Effect = {
    kind: 'find_times',
    reason: 'change',
    contactId: visit.contactId,
    serviceId: visit.serviceId,
    hostId: visit.host.id,
    wishes,
    near: visit.start,
    reschedules: visit.id,
    ...(open === undefined ? {} : { answers: open }),
  };
  return act(dropChoice(state), effect);
}

/** Times to move it to that are on the table already give way to the new ones. */
function openMove(state: DialogueState, visit: Visit): OfferId | undefined {
  for (const prompt of state.prompts)
    if (prompt.kind === 'offer' && prompt.times.reschedules?.id === visit.id && !isWaitlistOffer(prompt.times.offer))
      return prompt.times.offer;
  return undefined;
}

/** Exactly one "are you sure"; whoever says cancel again, in words, after it has said yes. */
export const wishToCancel = (state: DialogueState, visit: Visit, words: string, scene: Scene): Move =>
  findSure(state, visit.id) === undefined
    ? askSure(state, visit, scene, saysWhy(words) ? words : undefined)
    : cancelForSure(state, visit);

/** Asked again it is the same question: a double tap on "cancel" is no yes to it. Other questions about the visit give way. */
export function askSure(state: DialogueState, visit: Visit, scene: Scene, said?: string): Move {
  const { facts } = scene;
  const open = findSure(state, visit.id);
  const cleared = open === undefined ? settleVisit(dropChoice(state), visit.id, 'replaced', facts) : dropChoice(state);
  const alone = settleMoves(cleared, visit.id, 'replaced', facts);
  const askedAt = open?.askedAt ?? facts.now;
  const words = said ?? open?.words;
  const question = { kind: 'sure', visit, askedAt, ...(words === undefined ? {} : { words }) } as const;
  const { state: next, code } = openPrompt(alone, question, facts);
  return say(next, sureCard({ ...question, code }, false, next, scene));
}

export function cancelForSure(state: DialogueState, visit: Visit): Move {
  const words = findSure(state, visit.id)?.words;
  const effect = { kind: 'cancel_visit', appointment: visit.id } as const;
  return act(dropChoice(state), words === undefined ? effect : { ...effect, words });
}

export const keepVisit = (state: DialogueState, visit: Visit, scene: Scene): Move =>
  say(settleVisit(dropChoice(state), visit.id, 'kept', scene.facts), remark(visitLine('cancel.kept', visit, scene)));

/** A yes that says nothing else, in the languages we write. "I'll be there" confirms a visit, so it cannot cancel one. */
const YES = '(?:yes|yeah|yep|yup|y|sure|ok|okay|s[ií]|claro|oui|ouais|ja|jawohl|jep)';
const FILLING =
  "(?:please|pls|thanks|thank you|do it|go ahead|i am sure|i'm sure|i am|por favor|gracias|seguro|s'il vous plait|s'il vous plaît|svp|stp|merci|bitte|danke|sicher)";
const PLAIN_YES = new RegExp(`^${YES}(?: ${FILLING}){0,2}$`, 'u');
const BEGINS_WITH_YES = new RegExp(`^${YES}(?= |$)`, 'u');
const EMOJI_YES = /^(?:\u{1f44d}[\u{1f3fb}-\u{1f3ff}]?|✅)$/u;

const BEGINS_WITH_NO = /^(no|nope|non|nein|ne)\b/u;
const HAS_YES = /(?<!\p{L})(yes|yeah|yep|si|sí|oui|ja)(?!\p{L})/u;

/** Leaves the prompt's code and outer marks away, so that "Yes K4!" is a plain yes too. */
const bare = (text: string, code: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(new RegExp(`\\b${code.toLowerCase()}\\b`), '')
    .replace(/[.,!¡…\s]+/g, ' ')
    .trim();

/**
 * The answer to "are you sure". A visit is lost by a plain yes or by the wish to cancel said again, by nothing else; in doubt we
 * ask back, and what sounds like coming keeps the visit.
 */
export function answerSure(
  state: DialogueState,
  prompt: SurePrompt,
  understood: Understood,
  text: string,
  scene: Scene,
): Move | 'unsure' {
  const said = bare(text, prompt.code);
  if (understood.intent === 'cancel' || EMOJI_YES.test(said) || PLAIN_YES.test(said))
    return cancelForSure(state, prompt.visit);
  switch (understood.intent) {
    case 'confirm':
      return BEGINS_WITH_YES.test(said) ? 'unsure' : keepVisit(state, prompt.visit, scene);
    case 'decline':
      return keepVisit(state, prompt.visit, scene);
    case 'clarify':
      // "No, keep it": no to cancelling, yes to coming. Both say the same.
      return understood.unsure === 'contradiction' && BEGINS_WITH_NO.test(said) && !HAS_YES.test(said)
        ? keepVisit(state, prompt.visit, scene)
        : 'unsure';
    case 'reschedule':
    case 'counter': {
      // "No" to a visit is a wish to move it; here it answers our question, unless another time is wished for outright.
      const wishesMove = wishesOf(understood).length > 0 || scene.understand(text, []).intent === 'reschedule';
      if (!wishesMove) return keepVisit(state, prompt.visit, scene);
      return changeVisit(state, prompt.visit, wishesOf(understood));
    }
    default:
      return 'unsure';
  }
}

export function reportLate(state: DialogueState, visit: Visit, minutes: number | undefined): Move {
  const effect: Effect = {
    kind: 'report_late',
    appointment: visit.id,
    ...(minutes === undefined ? {} : { minutes }),
  };
  return act(dropChoice(state), effect);
}

export const tellNoVisit = (state: DialogueState, { words }: Scene, name?: string): Move =>
  say(state, remark(name === undefined ? words.say('visit.none') : words.say('visit.none_of', { name })));

const MOST_TOLD = 5;

/** When they come, to whom, for what: the soonest first, and nothing about any of it changes. */
export function tellVisits(state: DialogueState, scene: Scene): Move {
  const visits = scene.facts.visits.slice(0, MOST_TOLD);
  if (visits.length === 0) return tellNoVisit(state, scene);
  return say(state, remark(visits.map((visit) => visitLine('visit.stands', visit, scene)).join('\n')));
}

export function afterConfirm(state: DialogueState, { visit, result }: OutcomeOf<'confirm_visit'>, scene: Scene): Move {
  if (result.kind === 'ended') return tellEnded(state, visit, scene);
  return say(settleVisit(state, visit.id, 'confirmed', scene.facts), bookedCard('visit.confirmed', visit, scene));
}

export function afterCancel(state: DialogueState, { visit, result }: OutcomeOf<'cancel_visit'>, scene: Scene): Move {
  switch (result.kind) {
    case 'ended':
      return tellEnded(state, visit, scene);
    case 'cancelled': {
      const settled = settleVisit(state, visit.id, 'cancelled', scene.facts);
      const moveless = settleMoves(settled, visit.id, 'closed', scene.facts);
      const { question } = moveless;
      const isAsked = question?.kind === 'intake' && question.visit === visit.id;
      const next = isAsked ? withoutQuestion(moveless) : moveless;
      return say(next, notice('neutral', visitLine('cancel.done', visit, scene)));
    }
    case 'too_late': {
      // Our deadline, not their wish, is in the way: a member decides, and the visit stands until then.
      const kept = settleVisit(state, visit.id, 'kept', scene.facts);
      const reason = scene.words.say('desk.too_late', { when: visitParams(visit, scene).when });
      return callHuman(kept, 'too_late', visitLine('cancel.too_late', visit, scene), reason, scene);
    }
  }
}

const tellEnded = (state: DialogueState, visit: Visit, scene: Scene): Move =>
  say(
    settleMoves(settleVisit(state, visit.id, 'closed', scene.facts), visit.id, 'closed', scene.facts),
    remark(scene.words.say('visit.ended', { name: visit.person })),
  );

/** The one who is late is thanked, the one who waits is told: in the host's own language and zone. */
export function afterLate(state: DialogueState, { of, visit, result }: OutcomeOf<'report_late'>, scene: Scene): Move {
  if (result.kind === 'ended') return tellEnded(state, visit, scene);
  const { host } = visit;
  const hostScene: Scene = { ...scene, words: scene.wordsFor(host) };
  const count = of.minutes;
  const thanks = { host: host.name, name: visit.person };
  const toHost: Draft = {
    to: { kind: 'member', id: host.id },
    purpose: 'care',
    occasion: 'urgent',
    about: { kind: 'appointment', id: visit.id },
    worthlessAt: visit.start + visit.minutes * 60_000,
    body: {
      kind: 'notice',
      tone: 'neutral',
      text:
        count === undefined
          ? visitLine('desk.late_open', visit, hostScene)
          : hostScene.words.say('desk.late', { ...visitParams(visit, hostScene), count }),
    },
  };
  const { words } = scene;
  const reply =
    count === undefined ? words.say('late.told_open', thanks) : words.say('late.told', { ...thanks, count });
  return say(state, remark(reply), toHost);
}
