// Which open prompt a reply speaks of: by its code, by the name of the person, or by a time that only one of them has.
import type { Zone } from '../../core/time/types.ts';
import { wallTime } from './calendar.ts';
import type { SaidTime } from './items.ts';
import type { Meaning } from './meaning.ts';
import { normalise } from './normalise.ts';
import type { ChoicePrompt, ConfirmPrompt, OfferPrompt, Prompt, Reply } from './types.ts';
import { type Anchor, fits } from './windows.ts';

export type Answerable = ConfirmPrompt | OfferPrompt;

export const answerable = ({ prompts }: Reply): readonly Answerable[] =>
  prompts.filter((prompt) => prompt.kind !== 'choice');

/** The latest choice asked; an older one was answered or overtaken. */
export const openChoice = ({ prompts }: Reply): ChoicePrompt | undefined =>
  prompts.findLast((prompt) => prompt.kind === 'choice');

export const anchorOf = (prompt: Prompt | undefined, zone: Zone): Anchor => {
  if (prompt?.kind === 'confirm') return { days: [wallTime(prompt.start, zone).day], start: prompt.start };
  if (prompt?.kind !== 'offer') return { days: [] };
  const days = [...new Set(prompt.options.map((option) => wallTime(option, zone).day))];
  const [only, ...more] = prompt.options;
  return only !== undefined && more.length === 0 ? { days, start: only } : { days };
};

const firstName = (person: string): string => normalise(person).split(/[\s'-]/)[0] ?? '';

const textsOf = (meaning: Meaning, kind: 'code' | 'person'): ReadonlySet<string> =>
  new Set(meaning.items.filter((item) => item.kind === kind).map((item) => item.text));

/** Prompts named by code, else by person; empty when none is. */
export const named = (meaning: Meaning): readonly Answerable[] => {
  const open = answerable(meaning.reply);
  const codes = textsOf(meaning, 'code');
  if (codes.size > 0) return open.filter((prompt) => codes.has(prompt.code.toLowerCase()));
  const persons = textsOf(meaning, 'person');
  return open.filter((prompt) => persons.has(firstName(prompt.person)));
};

/** Two codes or two people named: one answer cannot be for both. */
export const namesSeveral = (meaning: Meaning): boolean =>
  textsOf(meaning, 'code').size > 1 || (textsOf(meaning, 'code').size === 0 && textsOf(meaning, 'person').size > 1);

export const fitsPrompt = (prompt: Answerable, said: SaidTime, { now, zone }: Reply): boolean => {
  const anchor = anchorOf(prompt, zone);
  const instants = prompt.kind === 'confirm' ? [prompt.start] : prompt.options;
  return instants.some((instant) => fits(instant, said, anchor, { now, zone }));
};
