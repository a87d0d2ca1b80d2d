import type { TimeWindow, Understood } from '../understanding/types.ts';
import { beginErrand } from './booking.ts';
import { askBack, askWhichVisit, takeBack, understandChoice } from './choosing.ts';
import { handQuestion } from './handing-over.ts';
import { takeDecline, takeOption, wishOtherTimes } from './offering.ts';
import { dropChoice, findPrompt } from './prompts.ts';
import { numberOf, remark, say, stay } from './speech.ts';
import type { Move } from './steps.ts';
import type { ChoicePrompt, DialogueState, Errand, OfferedTimes, OfferPrompt, Prompt, Scene, Visit } from './types.ts';
import {
  answerSure,
  changeVisit,
  confirmVisit,
  ofThoseNamed,
  reportLate,
  tellNoVisit,
  tellVisits,
  visitMeant,
  wishesOf,
  wishToCancel,
} from './visiting.ts';

/** One reply, with what it was understood to mean and which prompt it answered. */
interface Reply {
  readonly text: string;
  readonly understood: Understood;
  readonly answered: Prompt | undefined;
}

/** From an intent to what is done about it. Whatever is in doubt leads to a question, never to a loss. */
export function answer(state: DialogueState, reply: Reply, scene: Scene): Move {
  const { understood, answered } = reply;
  const takenBack = takeBack(state, reply.text, scene);
  if (takenBack !== undefined) return takenBack;
  if (answered?.kind === 'choice') {
    const isListed = understood.option !== null && answered.choices[understood.option - 1] !== undefined;
    return isListed ? choose(state, answered, understood.option, scene) : askBack(state, understood, reply.text, scene);
  }
  if (answered?.kind === 'sure') return answerAboutCancelling(state, reply, scene);
  const clear: DialogueState = understood.intent === 'clarify' ? state : { ...dropChoice(state), unsure: 0 };
  switch (understood.intent) {
    case 'accept':
    case 'decline':
    case 'counter':
      return answerOffer(clear, reply, scene);
    case 'confirm':
    case 'reschedule':
    case 'cancel':
    case 'late':
      return answerAboutVisit(clear, reply, scene);
    case 'availability':
    case 'book':
      return beginErrand(clear, { goal: 'times', wishes: wishesOf(understood) }, reply.text, scene);
    case 'waitlist_join':
      return beginErrand(clear, waitingErrand(understood), reply.text, scene);
    case 'waitlist_leave':
      return beginErrand(clear, { goal: 'leave_waitlist', wishes: [] }, reply.text, scene);
    case 'question':
      return understood.about === 'own_visit' ? tellVisits(clear, scene) : handQuestion(clear, scene);
    case 'other':
      return smallTalk(clear, understood, scene);
    case 'reaction':
      return stay(state);
    case 'clarify':
      return takeDay(state, reply, scene) ?? askBack(state, understood, reply.text, scene);
    case 'stop':
    case 'start':
    case 'help':
      // Consent was answered before; what comes here was no wish of that kind after all.
      return askBack(state, { ...understood, intent: 'clarify' }, reply.text, scene);
  }
}

const waitingErrand = ({ waitsFor = { windows: [], parts: [] } }: Understood): Errand => ({
  goal: 'join_waitlist',
  wishes: waitsFor.windows,
  parts: waitsFor.parts,
});

/**
 * "Tell me a day", we say so often: a day alone, with nothing open, is looked for. Where a visit stands it is meant for that one,
 * which stays until they choose: nobody shall have two because of a "rather Thursday".
 */
function takeDay(state: DialogueState, { text, understood: { wished = [] } }: Reply, scene: Scene): Move | undefined {
  if (wished.length === 0 || state.prompts.length > 0 || state.handler !== 'assistant') return undefined;
  const calm: DialogueState = { ...state, unsure: 0 };
  const meant = ofThoseNamed(visitMeant(calm, null, scene), text, scene);
  if (meant.kind === 'none') return beginErrand(calm, { goal: 'times', wishes: wished }, text, scene);
  return meant.kind === 'one' ? changeVisit(calm, meant.visit, wished) : undefined;
}

const GONE: Understood = { intent: 'clarify', prompt: null, option: null, why: 'gone' };

/** Undefined entry, or one that is not listed: nothing was chosen. */
export function choose(state: DialogueState, choice: ChoicePrompt, entry: number | null, scene: Scene): Move {
  if (choice.choices[(entry ?? 0) - 1] === undefined) return stay(state);
  const chosen = understandChoice(state, choice, entry, scene);
  // Decided since it was listed: what else is open is asked about anew.
  if (chosen === undefined) return askBack({ ...dropChoice(state), unsure: 0 }, GONE, choice.text, scene);
  const answered = findPrompt(state, chosen.understood.prompt);
  const next = chosen.understood.intent === 'clarify' ? keepOnly(state, answered) : withoutChoice(state);
  return answer({ ...next, unsure: 0 }, { ...chosen, answered }, scene);
}

/** What was only listed is needed until the answer is carried out, which drops it. */
const withoutChoice = (state: DialogueState): DialogueState => ({
  ...state,
  prompts: state.prompts.filter(({ kind }) => kind !== 'choice'),
});

/** Chosen, but still not clear: the one that was only listed becomes a question of its own, the others go. */
function keepOnly(state: DialogueState, chosen: Prompt | undefined): DialogueState {
  const { prompts, ...rest } = dropChoice(state);
  if (chosen?.kind !== 'visit' || !chosen.listed) return { ...rest, prompts };
  return { ...rest, prompts: [...prompts, { ...chosen, listed: false }] };
}

function answerOffer(state: DialogueState, { text, understood, answered }: Reply, scene: Scene): Move {
  const prompt = offerMeant(state, answered);
  if (prompt === undefined) return askBack(state, { ...understood, intent: 'clarify' }, text, scene);
  const { times } = prompt;
  switch (understood.intent) {
    case 'accept':
      if (understood.option === null) return askBack(state, understood, text, scene);
      return takeOption(state, times, numberOf(times, understood.option), scene);
    case 'decline':
      return takeDecline(state, times);
    default:
      return wishOtherTimes(state, times, { windows: wishesFor(times, understood), words: text });
  }
}

/** A member reads the words themselves; what is only read out of them is for our own search. */
const wishesFor = ({ origin }: OfferedTimes, understood: Understood): readonly TimeWindow[] =>
  origin === 'member' ? (understood.windows ?? []) : wishesOf(understood);

/** Understanding named it, or it is the only one open. */
function offerMeant(state: DialogueState, answered: Prompt | undefined): OfferPrompt | undefined {
  if (answered !== undefined) return answered.kind === 'offer' ? answered : undefined;
  const [only, ...others] = state.prompts.filter((prompt): prompt is OfferPrompt => prompt.kind === 'offer');
  return others.length === 0 ? only : undefined;
}

function answerAboutVisit(state: DialogueState, reply: Reply, scene: Scene): Move {
  const { understood, answered, text } = reply;
  // "Cancel" said to times that are only offered takes them back; nothing is booked that could be lost.
  if (answered?.kind === 'offer' && answered.times.reschedules === undefined) {
    if (understood.intent === 'cancel') return takeDecline(state, answered.times);
    if (understood.intent === 'reschedule')
      return wishOtherTimes(state, answered.times, { windows: wishesFor(answered.times, understood), words: text });
  }
  const meant =
    answered?.kind === 'visit'
      ? { kind: 'one' as const, visit: answered.visit }
      : ofThoseNamed(visitMeant(state, understood.prompt, scene), text, scene);
  switch (meant.kind) {
    case 'none':
      return tellNoVisit(state, scene, meant.of);
    case 'several':
      return lateForTheNext(understood, meant.visits, scene) ?? askWhichVisit(state, meant.visits, text, scene);
    case 'one':
      return doAboutVisit(state, meant.visit, { ...reply, understood: heardOf(meant.visit, reply, scene) }, scene);
  }

  /** Who writes "running late" means the visit that is near, unless two are. */
  function lateForTheNext(
    { intent, minutes }: Understood,
    visits: readonly Visit[],
    { facts }: Scene,
  ): Move | undefined {
    const near = visits.filter(({ start }) => start - facts.now < LATE_IS_ABOUT);
    const [next, ...others] = near;
    return intent === 'late' && next !== undefined && others.length === 0
      ? reportLate(state, next, minutes)
      : undefined;
  }
}

/** "Friday, same time": what is wished for a visit nobody asked about counts from that visit. */
function heardOf(
  { person, start, minutes, place }: Visit,
  { text, understood, answered }: Reply,
  scene: Scene,
): Understood {
  if (answered !== undefined || understood.intent !== 'reschedule') return understood;
  const anew = scene.understand(text, [{ kind: 'confirm', code: '', person, start, minutes, place }]);
  return anew.intent === 'reschedule' ? { ...anew, prompt: null } : understood;
}

const LATE_IS_ABOUT = 4 * 60 * 60_000;

function doAboutVisit(state: DialogueState, visit: Visit, { understood, text }: Reply, scene: Scene): Move {
  switch (understood.intent) {
    case 'cancel':
      return wishToCancel(state, visit, text, scene);
    case 'late':
      return reportLate(state, visit, understood.minutes);
    case 'reschedule':
      return changeVisit(state, visit, wishesOf(understood));
    default:
      return confirmVisit(state, visit);
  }
}

function answerAboutCancelling(state: DialogueState, reply: Reply, scene: Scene): Move {
  const { answered, understood, text } = reply;
  if (answered?.kind !== 'sure') return askBack(state, understood, text, scene);
  if (understood.intent === 'late') return reportLate(state, answered.visit, understood.minutes);
  const move = answerSure(state, answered, understood, text, scene);
  return move === 'unsure' ? askBack(state, understood, text, scene) : { ...move, state: { ...move.state, unsure: 0 } };
}

/** Thanks get a word back, once; with something open there is no hurry. Whoever says hello is told what can be done here. */
function smallTalk(state: DialogueState, { about }: Understood, { words }: Scene): Move {
  if (state.handler === 'waiting') return stay(state);
  if (about === 'greeting') return say(dropChoice(state), remark(words.say('small.hello')));
  const isWaiting = state.prompts.some(({ kind }) => kind !== 'choice');
  return say(dropChoice(state), remark(isWaiting ? words.say('small.take_time') : words.say('small.thanks')));
}
