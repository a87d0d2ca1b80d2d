import { Fault } from '../../core/fault.ts';
import type { AppointmentId } from '../../core/ids.ts';
import { HOUR, MINUTE } from '../../core/time/types.ts';
import type { OfferedId } from '../action.ts';
import type { Prompt as AskedPrompt } from '../understanding/types.ts';
import type {
  DialogueState,
  Facts,
  OfferPrompt,
  Prompt,
  SettledPrompt,
  Settlement,
  SurePrompt,
  VisitPrompt,
} from './types.ts';

export const FRESH_STATE: DialogueState = { prompts: [], settled: [], unsure: 0, handler: 'assistant' };

/** Letter and digit, without those that look or sound alike (B 8, D 0, G 6, I 1 L, O Q 0, S 5, U V, Z 2). */
const LETTERS = 'ACEFHJKMNPRTWXY';
const DIGITS = '34679';
const CODES = [...LETTERS].flatMap((letter) => [...DIGITS].map((digit) => letter + digit));

/** How many decided prompts are remembered; their codes are not used again meanwhile, so a late "YES K4" cannot hit another. */
const REMEMBERED = 20;

/**
 * Codes follow from what they are for, not from chance: the same turn handled again after a crash gives the same code, and the
 * text that went out still names it.
 */
function freshCode(state: DialogueState, seed: string): string {
  const open = new Set(state.prompts.map(({ code }) => code));
  const remembered = new Set(state.settled.map(({ prompt }) => prompt.code));
  const start = hash(seed) % CODES.length;
  const inOrder = [...CODES.slice(start), ...CODES.slice(0, start)].filter((code) => !open.has(code));
  const code = inOrder.find((candidate) => !remembered.has(candidate)) ?? inOrder[0];
  if (code !== undefined) return code;
  throw new Fault('internal', `A conversation has ${state.prompts.length} open prompts, more than there are codes.`);
}

/** FNV-1a, 32 bits: enough to spread codes. */
const hash = (text: string): number =>
  [...text].reduce((sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0, 0x811c9dc5);

type WithoutCode<P> = P extends unknown ? Omit<P, 'code'> : never;

/** Opens a question, or finds it open already: asking twice about the same thing makes one prompt. */
export function openPrompt(
  state: DialogueState,
  wanted: WithoutCode<Prompt>,
  facts: Facts,
): { readonly state: DialogueState; readonly code: string } {
  const subject = subjectOf(wanted);
  const open = state.prompts.find((prompt) => prompt.kind === wanted.kind && subjectOf(prompt) === subject);
  const code = open?.code ?? freshCode(state, `${wanted.kind} ${subject} ${facts.conversation}`);
  const prompt: Prompt = { ...wanted, code };
  const others = state.prompts.filter((other) => other !== open);
  return { state: { ...state, prompts: [...others, prompt] }, code };
}

const subjectOf = (prompt: WithoutCode<Prompt>): string => {
  if (prompt.kind === 'offer') return prompt.times.offer;
  return prompt.kind === 'choice' ? 'choice' : prompt.visit.id;
};

type Decidable = OfferPrompt | VisitPrompt | SurePrompt;

/** Closes every open prompt the test names, and remembers how. */
function settleWhere(
  state: DialogueState,
  isMeant: (prompt: Decidable) => boolean,
  how: Settlement,
  facts: Facts,
): DialogueState {
  const gone: SettledPrompt[] = [];
  const prompts = state.prompts.filter((prompt) => {
    if (prompt.kind === 'choice' || !isMeant(prompt)) return true;
    gone.push({ prompt, how, cause: facts.cause, at: facts.now });
    return false;
  });
  if (gone.length === 0) return state;
  return { ...state, prompts: withoutEmptyChoice(prompts), settled: [...state.settled, ...gone].slice(-REMEMBERED) };
}

/** A list keeps its places while anything of it is open: "2" has to mean what stood there when it was read. */
const withoutEmptyChoice = (prompts: readonly Prompt[]): readonly Prompt[] => {
  const open = new Set(prompts.map(({ code }) => code));
  return prompts.filter((prompt) => prompt.kind !== 'choice' || prompt.choices.some((code) => open.has(code)));
};

export const settleOffer = (state: DialogueState, offer: OfferedId, how: Settlement, facts: Facts): DialogueState =>
  settleWhere(state, (prompt) => prompt.kind === 'offer' && prompt.times.offer === offer, how, facts);

/** Everything that was asked about a visit itself: to confirm it, whether to cancel it. */
export const settleVisit = (state: DialogueState, visit: AppointmentId, how: Settlement, facts: Facts): DialogueState =>
  settleWhere(state, (prompt) => prompt.kind !== 'offer' && prompt.visit.id === visit, how, facts);

const SURE_FOR = 12 * HOUR;

/** "Are you sure" is answered soon or not at all: a yes the day after may be meant for something else, and would lose the visit. */
const withoutStaleSure = (state: DialogueState, facts: Facts): DialogueState =>
  settleWhere(state, (prompt) => prompt.kind === 'sure' && facts.now - prompt.askedAt > SURE_FOR, 'kept', facts);

/** What was to be known before a visit is not asked after it, nor of one that was cancelled. */
const withoutEndedQuestion = (state: DialogueState, { visits }: Facts): DialogueState => {
  const about = state.question?.kind === 'intake' ? state.question.visit : undefined;
  return about === undefined || visits.some(({ id }) => id === about) ? state : withoutQuestion(state);
};

/** What time has answered is no question any more: a yes, weeks later, is meant for something else. */
export const withoutStale = (state: DialogueState, facts: Facts): DialogueState =>
  settleWhere(
    withoutEndedQuestion(withoutStaleSure(state, facts), facts),
    (prompt) => prompt.kind === 'visit' && prompt.visit.start + prompt.visit.minutes * MINUTE < facts.now,
    'closed',
    facts,
  );

/** A new question about the same visit takes the place of "are you sure": one YES must not be able to mean both. */
export const settleSure = (state: DialogueState, visit: AppointmentId, facts: Facts): DialogueState =>
  settleWhere(state, (prompt) => prompt.kind === 'sure' && prompt.visit.id === visit, 'kept', facts);

/** The offers to move a visit: void once it is moved or cancelled. */
export const settleMoves = (state: DialogueState, visit: AppointmentId, how: Settlement, facts: Facts): DialogueState =>
  settleWhere(state, (prompt) => prompt.kind === 'offer' && prompt.times.reschedules?.id === visit, how, facts);

/** "Which one do you mean?" is over as soon as anything is understood; what it only listed goes with it. */
export const dropChoice = (state: DialogueState): DialogueState => ({
  ...state,
  prompts: state.prompts.filter(({ kind, ...prompt }) => kind !== 'choice' && !('listed' in prompt && prompt.listed)),
});

/** No longer waits for an answer to a question of the moment. */
export function withoutQuestion({ question: _, ...state }: DialogueState): DialogueState {
  return state;
}

export const findPrompt = (state: DialogueState, code: string | null): Prompt | undefined =>
  code === null ? undefined : state.prompts.find((prompt) => prompt.code === code);

export const findSure = (state: DialogueState, appointment: AppointmentId): SurePrompt | undefined =>
  state.prompts.find((prompt): prompt is SurePrompt => prompt.kind === 'sure' && prompt.visit.id === appointment);

/** As understanding sees it. "Are you sure" is a yes or no about a visit, like a confirmation. */
export function asAsked(prompt: Prompt): AskedPrompt {
  switch (prompt.kind) {
    case 'offer': {
      const { person, starts, minutes, place } = prompt.times;
      return { kind: 'offer', code: prompt.code, person, options: starts, minutes, place };
    }
    case 'visit':
    case 'sure': {
      const { person, start, minutes, place } = prompt.visit;
      return { kind: 'confirm', code: prompt.code, person, start, minutes, place };
    }
    case 'choice':
      return { kind: 'choice', code: prompt.code, person: '', choices: prompt.choices };
  }
}
