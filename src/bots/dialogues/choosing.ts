import { foldName } from '../../core/people/merging.ts';
import type { Understood } from '../understanding/types.ts';
import { giveUp } from './handing-over.ts';
import { asAsked, dropChoice, findPrompt, openPrompt, settleSure } from './prompts.ts';
import { listAgain } from './relisting.ts';
import {
  confirmationCard,
  pickList,
  remark,
  say,
  stay,
  sureCard,
  timesParams,
  visitLine,
  visitParams,
} from './speech.ts';
import type { Move } from './steps.ts';
import type { ChoicePrompt, DialogueState, Prompt, Scene, Visit } from './types.ts';

type Nameable = Exclude<Prompt, ChoicePrompt>;

const isNameable = (prompt: Prompt): prompt is Nameable => prompt.kind !== 'choice';

/** "Which one do you mean?": each with its person and code, in the order they were asked. Never the newest on a guess. */
function askWhich(state: DialogueState, text: string, scene: Scene): Move {
  // What was only listed is listed again: it is as open as the rest.
  const prompts = state.prompts.filter(isNameable);
  return askAmong({ ...state, prompts }, prompts, text, scene);
}

/** The same for visits nobody has asked about: they get codes for as long as the question stands. */
export function askWhichVisit(state: DialogueState, visits: readonly Visit[], text: string, scene: Scene): Move {
  let next = dropChoice(state);
  const codes: string[] = [];
  for (const visit of visits) {
    const about = next.prompts.find((prompt) => isVisitPrompt(prompt) && prompt.visit.id === visit.id);
    const opened =
      about === undefined
        ? openPrompt(next, { kind: 'visit', visit, listed: true }, scene.facts)
        : { state: next, code: about.code };
    next = opened.state;
    codes.push(opened.code);
  }
  const listed = codes.map((code) => findPrompt(next, code)).filter((prompt) => prompt !== undefined);
  return askAmong(next, listed.filter(isNameable), text, scene);
}

const isVisitPrompt = (prompt: Prompt): prompt is Extract<Prompt, { visit: Visit }> =>
  prompt.kind === 'visit' || prompt.kind === 'sure';

function askAmong(state: DialogueState, prompts: readonly Nameable[], text: string, scene: Scene): Move {
  const { words } = scene;
  const choices = prompts.map(({ code }) => code);
  const { state: next, code } = openPrompt(state, { kind: 'choice', choices, text }, scene.facts);
  const lines = prompts.map((prompt) => lineOf(prompt, scene));
  const list = pickList(words.say('choose.ask'), lines, code, words);
  const { body } = list;
  const hinted = body.kind === 'options' ? { ...list, body: { ...body, hint: words.say('choose.hint') } } : list;
  return say({ ...next, unsure: next.unsure + 1 }, hinted);
}

function lineOf(prompt: Nameable, scene: Scene): string {
  const { words } = scene;
  const { code } = prompt;
  if (prompt.kind === 'offer') return words.say('choose.offer', { ...timesParams(prompt.times), code });
  return words.say('choose.visit', { ...visitParams(prompt.visit, scene), code });
}

/** The one chosen and what was said about it before, understood anew as if it were the only question open. */
export function understandChoice(
  state: DialogueState,
  choice: ChoicePrompt,
  entry: number | null,
  scene: Scene,
): { readonly text: string; readonly understood: Understood } | undefined {
  const chosen = findPrompt(state, choice.choices[(entry ?? 0) - 1] ?? null);
  if (chosen === undefined) return undefined;
  const understood = scene.understand(choice.text, [asAsked(chosen)]);
  // "Yes" has to be meant for the one chosen, even where the words alone would name none.
  return { text: choice.text, understood: { ...understood, prompt: understood.prompt ?? chosen.code } };
}

const TAKEN_BACK =
  /^(?:(?:no|nein|nee|non|oh|ah|ach|ok|okay|sorry|perdon|pardon) )*(?:never ?mind|nvm|forget (?:it|about it)|leave it|(?:doch|lieber|doch lieber) nicht|vergiss es|vergessen sie es|lassen wir es|mejor no|olvid(?:a|e)lo|dej(?:a|e)lo(?: asi)?|finalement non|non finalement|laisse(?:z)? tomber|tant pis)(?: (?:no|nein|non|thanks|thank you|danke|gracias|merci|sorry|bitte|please))*$/;

/** "Nein, doch nicht" to the list: nothing changes, and the visits it named are told to stand. Undefined: something else was said. */
export function takeBack(state: DialogueState, text: string, scene: Scene): Move | undefined {
  const choice = state.prompts.find((prompt) => prompt.kind === 'choice');
  if (choice === undefined || !TAKEN_BACK.test(foldName(text))) return undefined;
  const named = choice.choices.map((code) => findPrompt(state, code)).filter((prompt) => prompt !== undefined);
  const visits = named.filter(isVisitPrompt).map(({ visit }) => visit);
  const kept = visits.map((visit) => visitLine('cancel.kept', visit, scene));
  const calm: DialogueState = { ...dropChoice(state), unsure: 0 };
  return say(
    visits.reduce((next, { id }) => settleSure(next, id, scene.facts), calm),
    remark(kept.length > 0 ? kept.join('\n') : scene.words.say('small.take_time')),
  );
}

const TRIES_TO_ANSWER: ReadonlySet<Understood['unsure']> = new Set([
  'ambiguous_option',
  'ambiguous_prompt',
  'unknown_option',
  'number_to_yes_no',
  'hedged',
  'partly_refused',
  'time_mismatch',
  'contradiction',
]);

/** Not understood: one short question back, about the one thing it can only be about. The second time a member comes. */
export function askBack(state: DialogueState, understood: Understood, text: string, scene: Scene): Move {
  // Somebody was called already; asking on would only nag, but for whoever is answering what we asked.
  if (state.handler === 'waiting' && (state.unsure > 0 || !TRIES_TO_ANSWER.has(understood.unsure))) return stay(state);
  if (state.unsure > 0) return giveUp(dropChoice(state), scene);
  const open = state.prompts.filter(isNameable);
  const about = open.find(({ code }) => code === understood.prompt) ?? (open.length === 1 ? open[0] : undefined);
  if (about !== undefined) return askBackAbout(state, about, scene);
  if (open.length > 1) return askWhich(state, text, scene);
  return say({ ...state, unsure: 1 }, remark(scene.words.say('clarify.general')));
}

function askBackAbout(state: DialogueState, prompt: Nameable, scene: Scene): Move {
  const next: DialogueState = { ...state, unsure: state.unsure + 1 };
  switch (prompt.kind) {
    case 'offer':
      return listAgain(next, prompt);
    case 'visit':
      return say(next, askVisitAgain(prompt, state, scene));
    case 'sure':
      return say(next, sureCard(prompt, true, state, scene));
  }
}

function askVisitAgain({ visit, code }: Extract<Prompt, { kind: 'visit' }>, state: DialogueState, scene: Scene) {
  const card = confirmationCard(visit, code, state, scene);
  const isOnly = state.prompts.length === 1;
  if (!isOnly || card.body.kind !== 'appointment') return card;
  return { ...card, body: { ...card.body, text: visitLine('clarify.visit', visit, scene) } };
}

/** Asks every open question once more, for somebody whose answer could not count. */
export function repeatQuestions(state: DialogueState, scene: Scene): Move {
  const moves = state.prompts.filter(isNameable).map((prompt) => {
    if (prompt.kind === 'offer') return listAgain(state, prompt);
    if (prompt.kind === 'sure') return say(state, sureCard(prompt, false, state, scene));
    return say(state, confirmationCard(prompt.visit, prompt.code, state, scene));
  });
  return {
    state,
    effects: moves.flatMap(({ effects }) => effects),
    drafts: moves.flatMap(({ drafts }) => drafts),
  };
}
