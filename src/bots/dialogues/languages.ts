import type { Locale } from '../../core/people/types.ts';
import { languageOf, languageWished } from '../understanding/language.ts';
import { askErrand, isBareAnswer } from './booking.ts';
import { repeatQuestions } from './choosing.ts';
import { askIntake } from './intake.ts';
import { remark } from './speech.ts';
import type { Move } from './steps.ts';
import type { DialogueState, Followed, Question, Scene } from './types.ts';

/** Kept after two clear turns in a row: one may be a joke, a quotation, or a child with the phone. */
const SURE_AFTER = 2;

/** People are answered in the language they write in. What is in no language for certain ("ok", "2", a name) changes nothing. */
export function followLanguage({ spoken, question }: DialogueState, text: string, filed: Locale): Followed {
  const wished = isAnAnswer(question, text) ? undefined : languageWished(text);
  if (wished !== undefined) return { locale: wished, isSure: wished !== filed, isAsked: true };
  const clear = question?.kind === 'name' ? undefined : languageOf(text);
  if (clear === undefined) return asBefore(spoken, filed);
  if (clear === filed) return { locale: filed, isSure: false, isAsked: false };
  const turns = spoken?.locale === clear ? spoken.turns + 1 : 1;
  if (turns >= SURE_AFTER) return { locale: clear, isSure: true, isAsked: false };
  return { locale: clear, spoken: { locale: clear, turns }, isSure: false, isAsked: false };
}

/** Who is called Germán, or says "Spanish" where that is what is asked for, wishes to be written to in no other language. */
const isAnAnswer = (question: DialogueState['question'], text: string): boolean => {
  if (question === undefined) return false;
  return question.kind === 'name' || (question.kind === 'intake' ? isOneWord(text) : isBareAnswer(question, text));
};

const isOneWord = (text: string): boolean => !text.trim().includes(' ');

/** Nobody wrote anything: as it was left. */
export const asBefore = (spoken: DialogueState['spoken'], filed: Locale): Followed => ({
  locale: spoken?.locale ?? filed,
  ...(spoken === undefined ? {} : { spoken }),
  isSure: false,
  isAsked: false,
});

/** The turn as it goes on in that language. */
export function inTheirLanguage(state: DialogueState, scene: Scene, listen: (state: DialogueState) => Move): Move {
  const { people } = scene.facts;
  const { locale, spoken, isSure, isAsked } = scene.followed;
  const { spoken: _, ...rest } = state;
  const next: DialogueState = spoken === undefined ? rest : { ...rest, spoken };
  const move = isAsked && next.handler !== 'member' ? agree(next, scene) : listen(next);
  if (!isSure) return move;
  return { ...move, effects: [...move.effects, { kind: 'keep_language', contactId: people[0].id, locale }] };
}

function agree(state: DialogueState, scene: Scene): Move {
  const calm: DialogueState = { ...state, unsure: 0 };
  const { question } = calm;
  const again = question === undefined ? repeatQuestions(calm, scene) : repeatQuestion(calm, question, scene);
  return { ...again, drafts: [remark(scene.words.say('small.language')), ...again.drafts] };
}

const repeatQuestion = (state: DialogueState, question: Question, scene: Scene): Move =>
  question.kind === 'intake' ? askIntake(state, question, scene) : askErrand(state, question, scene);
