// Answers to "which one do you mean?": a code, a place, a name or a time chooses; a verb of its own acts at once.

import { wantsCancel } from './cancelling.ts';
import { type Meaning, mentions } from './meaning.ts';
import { type Answerable, answerable, fitsPrompt, named, namesSeveral } from './prompts.ts';
import type { ChoicePrompt, Understood } from './types.ts';
import { askBack, decide } from './verdict.ts';

const byPlace = (meaning: Meaning, choice: ChoicePrompt): number | 'unknown' | undefined => {
  const picks = meaning.picks.filter((pick) => !pick.refused);
  const [pick, ...more] = picks;
  if (!pick || more.length > 0) return pick ? 'unknown' : undefined;
  const count = choice.choices.length;
  const place =
    pick.kind === 'last' || pick.kind === 'latest'
      ? count
      : pick.kind === 'earliest'
        ? 1
        : pick.kind === 'middle'
          ? (count + 1) / 2
          : pick.value;
  return Number.isInteger(place) && place >= 1 && place <= count ? place : 'unknown';
};

/** The prompt chosen, by its code, its person, its place or its time. */
const chosen = (meaning: Meaning, choice: ChoicePrompt): number | 'unknown' | undefined => {
  const placeOf = (prompts: readonly Answerable[]): number | undefined => {
    const places = prompts.map((prompt) => choice.choices.indexOf(prompt.code) + 1).filter((place) => place > 0);
    return places.length === 1 ? places[0] : undefined;
  };
  const open = answerable(meaning.reply).filter((prompt) => choice.choices.includes(prompt.code));
  const byName = namesSeveral(meaning) ? undefined : placeOf(named(meaning));
  if (byName !== undefined) return byName;
  const place = byPlace(meaning, choice);
  if (typeof place === 'number') return place;
  const byTime = placeOf(
    open.filter((prompt) => meaning.times.some((said) => fitsPrompt(prompt, said, meaning.reply))),
  );
  return byTime ?? place;
};

export interface Chosen {
  readonly prompt: Answerable | undefined;
  readonly verdict: Understood | undefined;
}

/** A verb of its own: then the choice only says for which prompt. */
const hasVerb = (meaning: Meaning): boolean =>
  meaning.yes ||
  meaning.no ||
  wantsCancel(meaning) ||
  mentions(meaning, 'move', 'moveLater', 'moveEarlier', 'prefer', 'cancel', 'other', 'late');

export const answerChoice = (meaning: Meaning, choice: ChoicePrompt): Chosen => {
  const place = chosen(meaning, choice);
  if (typeof place === 'number' && !meaning.hedged) {
    const prompt = answerable(meaning.reply).find(({ code }) => code === choice.choices[place - 1]);
    return hasVerb(meaning)
      ? { prompt, verdict: undefined }
      : { prompt, verdict: decide('accept', 'choice_made', { prompt: choice, option: place }) };
  }
  if (mentions(meaning, 'hedge', 'unsure') && place !== undefined)
    return { prompt: undefined, verdict: askBack('hedged', 'hedged_choice', choice) };
  if (place === 'unknown' || (mentions(meaning, 'any') && !meaning.no))
    return { prompt: undefined, verdict: askBack('ambiguous_option', 'no_such_choice', choice) };
  return { prompt: undefined, verdict: undefined };
};
