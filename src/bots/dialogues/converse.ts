import { decideConsent, readKeyword } from '../../core/people/consent.ts';
import type { Intent, Understood } from '../understanding/types.ts';
import { announce } from './announcing.ts';
import { answer } from './answering.ts';
import { afterWaitlist, answerErrand, isBareAnswer, repeatErrand } from './booking.ts';
import { answerConsent } from './consenting.ts';
import type { Effect, KeyedEffect, Outcome } from './effects.ts';
import { type Heard, hear } from './hearing.ts';
import { answerByForm, answerInWords } from './intake.ts';
import { inTheirLanguage } from './languages.ts';
import { afterAccept, afterCounter, afterDecline, afterHold, afterSearch } from './offering.ts';
import { press } from './pressing.ts';
import { findPrompt, withoutQuestion, withoutStale } from './prompts.ts';
import { afterLook } from './relisting.ts';
import { remark, say, stay } from './speech.ts';
import type { Input, Move, Step } from './steps.ts';
import type { DialogueState, Scene } from './types.ts';
import { afterCancel, afterConfirm, afterLate } from './visiting.ts';

/**
 * The whole conversation as one pure function. A turn is finished when a step has no effects: until then each step's effects
 * are applied and their outcomes handed to the next (`came_of_it`), and the messages of all steps are sent together.
 */
export function converse(state: DialogueState, input: Input, scene: Scene): Step {
  const round = input.kind === 'came_of_it' ? input.round : 0;
  // What a turn does itself is not in the facts it began with.
  const current = round === 0 ? withoutStale(state, scene.facts) : state;
  return keyed(decide(current, input, scene), scene.facts.cause, round);
}

function decide(state: DialogueState, input: Input, scene: Scene): Move {
  switch (input.kind) {
    case 'said':
      return inTheirLanguage(state, scene, (next) => listen(next, input, scene));
    case 'pressed':
      return press({ ...state, unsure: 0 }, input.action, scene);
    case 'filled':
      return takeForm(state, input, scene);
    case 'happened':
      return announce(state, input.event, scene);
    case 'came_of_it':
      return inTurn(state, input.outcomes, scene);
  }
}

/** Consent before anything else, then silence where a member writes, then the question of the moment, then all the rest. */
function listen(state: DialogueState, input: Extract<Input, { kind: 'said' }>, scene: Scene): Move {
  const text = input.text.trim();
  const { standing } = scene.facts;
  const keyword = readKeyword(text);
  const carrierHandled = input.carrierHandled;
  const byKeyword = decideConsent({ keyword, carrierHandled }, standing);
  const lawful = answerConsent(state, byKeyword, text, scene);
  if (lawful !== undefined && byKeyword.kind !== 'keep_silent') return lawful;

  const heard = hear(state, text, scene);
  const { understood, answered } = withSuggestion(heard, input.understood, state);
  const wish = understood.intent === 'stop' || understood.intent === 'start' ? understood.intent : undefined;
  const asWish = answerConsent(state, decideConsent({ keyword: undefined, wish }, standing), text, scene);
  if (asWish !== undefined) return asWish;
  if (understood.intent === 'help')
    return answerConsent(state, { kind: 'help', answer: true }, text, scene) ?? stay(state);

  if (state.handler === 'member' || understood.intent === 'reaction') return stay(state);
  if (text === '') return input.attachments > 0 ? say(state, remark(scene.words.say('small.attachment'))) : stay(state);
  const asked = answerQuestion(state, text, understood, scene);
  if (asked !== undefined) return asked;
  return answer(state, { text, understood, answered }, scene);
}

/**
 * AI may fill in where the rules are unsure, never against them, and nothing that would be a loss on a guess: no opt-out, no
 * decline, no yes to "are you sure".
 */
function withSuggestion(heard: Heard, suggested: Understood | undefined, state: DialogueState): Heard {
  if (suggested === undefined || heard.understood.intent !== 'clarify') return heard;
  if (NOT_ON_A_GUESS.has(suggested.intent)) return heard;
  const answered = findPrompt(state, suggested.prompt);
  const isAboutLoss = heard.answered?.kind === 'sure' || answered?.kind === 'sure' || answered?.kind === 'choice';
  const names = suggested.prompt !== null;
  return isAboutLoss || (names && answered === undefined) ? heard : { understood: suggested, answered };
}

const NOT_ON_A_GUESS: ReadonlySet<Intent> = new Set<Intent>(['stop', 'start', 'help', 'decline', 'reaction']);

/** The question of the moment, if the text answers it; what is clearly about something else does not. */
function answerQuestion(
  state: DialogueState,
  text: string,
  { intent, prompt, wished = [] }: Understood,
  scene: Scene,
): Move | undefined {
  const { question } = state;
  if (question === undefined) return undefined;
  const calm: DialogueState = { ...state, unsure: 0 };
  if (question.kind === 'intake') {
    // What is asked once the visit is booked may be left open, so that any other wish comes first.
    const isOther = question.visit !== undefined && LEAVES_AFTERWARDS.has(intent);
    const leaves =
      isOther || LEAVES_INTAKE.has(intent) || (intent === 'question' && text.endsWith('?')) || prompt !== null;
    return leaves ? undefined : answerInWords(calm, question, text, scene);
  }
  // A bare number or name answers what was asked last, though an older offer may have such a number too.
  if (!isBareAnswer(question, text) && !LEAVES_OPEN.has(intent)) return undefined;
  const answered = answerErrand(calm, question, text, scene);
  if (answered !== undefined || intent !== 'clarify' || state.prompts.length > 0) return answered;
  return repeatErrand(state, question, wished, scene);
}

/** Said in the middle of the questions before a booking, these are no answers to them. */
const LEAVES_INTAKE: ReadonlySet<Intent> = new Set<Intent>(['cancel', 'late', 'waitlist_join', 'waitlist_leave']);

const LEAVES_AFTERWARDS: ReadonlySet<Intent> = new Set<Intent>(['reschedule', 'book', 'availability']);

/** A name, or a kind of visit, means nothing else: understanding makes no decision of it. */
const LEAVES_OPEN: ReadonlySet<Intent> = new Set<Intent>(['clarify', 'question']);

function takeForm(state: DialogueState, { form, values }: Extract<Input, { kind: 'filled' }>, scene: Scene): Move {
  const { question } = state;
  if (question?.kind !== 'intake') return stay(state);
  return answerByForm(withoutQuestion(state), question, form, values, scene) ?? stay(state);
}

/** Each outcome continues where the one before it left the state. */
function inTurn(state: DialogueState, outcomes: readonly Outcome[], scene: Scene): Move {
  return outcomes.reduce<Move>((move, outcome) => {
    const next = afterEffect(move.state, outcome, scene);
    return {
      state: next.state,
      effects: [...move.effects, ...next.effects],
      drafts: [...move.drafts, ...next.drafts],
    };
  }, stay(state));
}

function afterEffect(state: DialogueState, outcome: Outcome, scene: Scene): Move {
  switch (outcome.kind) {
    case 'accept_offer':
      return afterAccept(state, outcome, scene);
    case 'decline_offer':
      return afterDecline(state, outcome, scene);
    case 'counter_offer':
      return afterCounter(state, outcome, scene);
    case 'hold_option':
      return afterHold(state, outcome, scene);
    case 'find_times':
      return afterSearch(state, outcome, scene);
    case 'look_again':
      return afterLook(state, outcome, scene);
    case 'confirm_visit':
      return afterConfirm(state, outcome, scene);
    case 'cancel_visit':
      return afterCancel(state, outcome, scene);
    case 'report_late':
      return afterLate(state, outcome, scene);
    case 'join_waitlist':
    case 'leave_waitlist':
      return afterWaitlist(state, outcome, scene);
    case 'unknown_subject':
      return say(state, remark(scene.words.say('visit.none')));
    case 'done':
      return stay(state);
  }
}

/** Keys follow from the cause, the step and the subject, so that the same turn handled again repeats nothing. */
function keyed({ state, effects, drafts }: Move, cause: string, round: number): Step {
  return {
    state,
    effects: effects.map((effect): KeyedEffect => ({ ...effect, key: `${cause}/${effect.kind}/${subjectOf(effect)}` })),
    messages: drafts.map((draft, index) => ({ ...draft, key: `${cause}/${round}/${index}` })),
  };
}

function subjectOf(effect: Effect): string {
  if ('offer' in effect) return 'option' in effect ? `${effect.offer}/${effect.option}` : effect.offer;
  if ('appointment' in effect) return effect.appointment;
  return 'contactId' in effect ? effect.contactId : 'conversation';
}
