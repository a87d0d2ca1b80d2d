// Tokens become items: each word gets its class in the language the reply is written in, or another one it borrows from.
import type { Concept } from './concepts.ts';
import { type Item, type Sign, sign } from './items.ts';
import { normalise, shortened } from './normalise.ts';
import { type Token, tokenise } from './tokens.ts';
import { LOCALES, type Locale, type Prompt } from './types.ts';
import { guessWord } from './typos.ts';
import { expandWord, type Found, findPhrase, VOCABULARIES } from './vocabulary.ts';

/** The contact's language counts for this many words when the language of a reply is judged. */
const LOCALE_WEIGHT = 0.6;
/** English is what people fall into elsewhere, so a word it shares with another language counts a little less there. */
const NAME_TYPO_FROM = 5;

const MARKS: Readonly<Record<string, Sign['kind']>> = {
  ',': 'comma',
  '-': 'dash',
  '.': 'end',
  '!': 'end',
  ';': 'end',
  ':': 'comma',
  '?': 'question',
  '/': 'or',
  '&': 'and',
  '+': 'and',
  '@': 'at',
  '#': 'option',
};

interface Atom {
  readonly token: Token;
  /** The word as looked up, empty for anything but a word. */
  readonly word: string;
}

/** Answers of two letters are understood in any language; other short words mean too many things elsewhere. */
const UNDERSTOOD_EVERYWHERE: ReadonlySet<Concept> = new Set<Concept>(['yes', 'no', 'fine', 'thanks', 'please']);

const expandTokens = (tokens: readonly Token[], locale: Locale): readonly Atom[] =>
  tokens.flatMap((token): Atom[] => {
    if (token.kind === 'sign') return [{ token, word: token.text }];
    if (token.kind !== 'word') return [{ token, word: '' }];
    return expandWord(token.text, VOCABULARIES[locale].contractions).map((word) => ({
      token: { kind: 'word', text: word },
      word,
    }));
  });

const coverage = (words: readonly string[], locale: Locale): number => {
  let known = 0;
  for (let at = 0; at < words.length; ) {
    const found = words[at] === '' ? undefined : findPhrase(VOCABULARIES[locale], words, at);
    // A phrase of several words tells more about the language than as many single words.
    if (found) known += found.length + (found.length > 1 ? 0.5 : 0);
    at += found?.length ?? 1;
  }
  return known;
};

/** Languages to look words up in, likeliest first. */
const rankLanguages = (tokens: readonly Token[], locale: Locale): readonly Locale[] => {
  const scored = LOCALES.map((language) => ({
    language,
    score:
      coverage(
        expandTokens(tokens, language).map((atom) => atom.word),
        language,
      ) + (language === locale ? LOCALE_WEIGHT : 0),
  })).sort((a, b) => b.score - a.score);
  const [best = { language: locale, score: 0 }] = scored;
  return [...new Set<Locale>([best.language, locale, 'en', ...scored.map((entry) => entry.language)])];
};

const lookUp = (words: readonly string[], at: number, languages: readonly Locale[]): Found | undefined => {
  for (const [rank, language] of languages.entries()) {
    const found = findPhrase(VOCABULARIES[language], words, at);
    if (!found) continue;
    const brief = found.length === 1 && (words[at] ?? '').length <= 2;
    if (rank === 0 || !brief || UNDERSTOOD_EVERYWHERE.has(found.concept) || /\P{ASCII}/u.test(words[at] ?? ''))
      return found;
  }
  return undefined;
};

const nameOf = (prompt: Prompt): string => normalise(prompt.person).split(/[\s'-]/)[0] ?? '';

/** One prompt's name in a word: as it is, with a genitive s, or with one letter astray. */
const namesPerson = (word: string, name: string): boolean => {
  if (name === '' || word === '') return false;
  if (word === name || word === `${name}s`) return true;
  if (word.length < NAME_TYPO_FROM || name.length < NAME_TYPO_FROM) return false;
  const swapped = [...word].sort().join('') === [...name].sort().join('');
  return swapped && word[0] === name[0];
};

const readPrompted = (word: string, prompts: readonly Prompt[]): Sign | undefined => {
  if (prompts.some((prompt) => prompt.code.toLowerCase() === word)) return sign('code', word);
  const named = prompts.find((prompt) => namesPerson(word, nameOf(prompt)));
  return named ? sign('person', nameOf(named)) : undefined;
};

const readToken = (token: Token): Sign => {
  switch (token.kind) {
    case 'number':
      return sign('number', token.text, { value: token.value });
    case 'nth':
      return sign('ordinal', token.text, { value: token.value });
    case 'clock':
      return sign('clockText', token.text, { value: token.minutes, sure: token.sure });
    case 'date':
      return sign('dateText', token.text, { parts: token.parts });
    default:
      return sign(MARKS[token.text] ?? 'mark', token.text);
  }
};

/** A typo is looked for where the reply's words come from: its language, the contact's, and English. */
const guess = (word: string, languages: readonly Locale[]): Found | undefined => {
  for (const shorter of shortened(word)) {
    const found = lookUp([shorter], 0, languages);
    if (found) return found;
  }
  const likely = guessWord(
    word,
    languages.slice(0, languages.indexOf('en') + 1).map((language) => VOCABULARIES[language]),
  );
  return likely === undefined ? undefined : lookUp([likely], 0, languages);
};

/** A word nobody knows: shaped like a code, drawn out, misspelt, or strange. */
const readStrange = (word: string, languages: readonly Locale[]): Sign => {
  if (/^[a-z]\d{1,2}$/.test(word)) return sign('strangeCode', word);
  if (/^\P{L}+$/u.test(word)) return sign('smile', word);
  const found = guess(word, languages);
  return found
    ? sign(found.concept, word, { value: found.value, guessed: !/(.)\1/.test(word) })
    : sign('unknown', word);
};

export interface Read {
  readonly items: readonly Item[];
  readonly language: Locale;
}

const CLAUSE_ENDS: ReadonlySet<string> = new Set(['comma', 'end', 'question', 'but', 'and', 'because']);
const TRAILING: ReadonlySet<string> = new Set(['please', 'thanks', 'sorry', 'smile']);

/** "sage den Termin ab": the verb means what its particle at the end of the clause makes of it. */
const joinSeparated = (items: readonly Item[], language: Locale): readonly Item[] => {
  const { separable } = VOCABULARIES[language];
  if (separable.size === 0) return items;
  return items.map((item, at) => {
    const particles = separable.get(item.text.split(' ')[0] ?? '');
    if (!particles || item.kind === 'time') return item;
    const length = items.slice(at).findIndex((other) => CLAUSE_ENDS.has(other.kind));
    const rest = items.slice(at + 1, length < 0 ? undefined : at + length).filter((other) => !TRAILING.has(other.kind));
    const concept = particles.get(rest.at(-1)?.text ?? '');
    return concept === undefined ? item : sign(concept, item.text);
  });
};

export const readItems = (text: string, locale: Locale, prompts: readonly Prompt[]): Read => {
  const tokens = tokenise(text);
  const languages = rankLanguages(tokens, locale);
  const [language = locale] = languages;
  const atoms = expandTokens(tokens, language);
  const words = atoms.map((atom) => atom.word);
  const items: Item[] = [];
  for (let at = 0; at < atoms.length; ) {
    const atom = atoms[at];
    if (!atom) break;
    const prompted = atom.word === '' ? undefined : readPrompted(atom.word, prompts);
    const found = atom.word === '' || prompted ? undefined : lookUp(words, at, languages);
    if (prompted) items.push(prompted);
    else if (found)
      items.push(sign(found.concept, words.slice(at, at + found.length).join(' '), { value: found.value }));
    else items.push(atom.word === '' ? readToken(atom.token) : readStrange(atom.word, languages));
    at += found?.length ?? 1;
  }
  return { items: joinSeparated(items, language), language };
};
