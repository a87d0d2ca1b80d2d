import type { OwnSentence } from '../../core/organisations/types.ts';
import type { Locale } from '../../core/people/types.ts';
import { MESSAGES, splitKey } from './words.ts';

// Sentences of a house in place of ours: which there are, and whether one can stand in; checked when it is saved, so that sending never fails.

const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g;
const LONGEST_SENTENCE = 480;

/** How a date is put together is a matter of the language, not of taste; and whose house it is, is not known before somebody signed in. */
const OUTSIDE: ReadonlySet<string> = new Set(['time', 'sign_in']);

/** Without these a reader would not know who is meant, when, or what to answer. */
const NEEDED: ReadonlySet<string> = new Set(['name', 'when', 'code', 'organisation', 'question']);

/** The words that opt a number out when they stand alone: no text may ask for one of them, except STOP where it means just that. */
const ASKS_TO_OPT_OUT = /["'«“]?\b(STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)\b/;

const placeholdersOf = (text: string): string[] => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
const braced = (names: Iterable<string>): string => [...names].map((name) => `{{${name}}}`).join(', ');

/** Every sentence a house may say in its own way, as we say it. */
export const oursIn = (language: Locale): readonly OwnSentence[] =>
  Object.entries(MESSAGES[language])
    .filter(([group]) => !OUTSIDE.has(group))
    .flatMap(([group, sentences]) =>
      Object.entries(sentences).map(([name, text]) => ({ language, sentence: `${group}.${name}`, text: String(text) })),
    );

/** What is wrong, and how to mend it. */
export interface WordingProblem {
  readonly field: 'sentence' | 'text';
  readonly message: string;
}

const inText = (message: string): WordingProblem => ({ field: 'text', message });

/** Undefined: it can stand in for ours. */
export function wordingProblem({ language, sentence, text }: OwnSentence): WordingProblem | undefined {
  const [group, name] = splitKey(sentence);
  const messages: Record<string, Record<string, string>> = MESSAGES[language];
  const ours = OUTSIDE.has(group) ? undefined : messages[group]?.[name];
  if (ours === undefined) {
    const plural = messages[group]?.[`${name}_one`] === undefined ? '' : `; say ${sentence}_one and ${sentence}_other`;
    return { field: 'sentence', message: `names no sentence that can be changed: ${sentence}${plural}` };
  }
  if (text.trim() === '') return inText('must not be empty');
  if (text.length > LONGEST_SENTENCE) return inText(`is too long: at most ${LONGEST_SENTENCE} characters`);
  const known = new Set(placeholdersOf(ours));
  const unknown = placeholdersOf(text).filter((placeholder) => !known.has(placeholder));
  if (unknown.length > 0 || text.includes('$t(')) {
    const may = known.size === 0 ? 'it can have none' : `it can have ${braced(known)}`;
    return inText(`has a placeholder that nobody fills in: ${unknown.join(', ') || '$t'}; ${may}`);
  }
  const said = new Set(placeholdersOf(text));
  const missing = [...known].filter((placeholder) => NEEDED.has(placeholder) && !said.has(placeholder));
  if (missing.length > 0) return inText(`does not say ${braced(missing)}, without which nobody knows what is meant`);
  const word = ASKS_TO_OPT_OUT.exec(text)?.[1];
  return word === undefined
    ? undefined
    : inText(`asks for ${word}: whoever sends that word alone opts out of every text`);
}
