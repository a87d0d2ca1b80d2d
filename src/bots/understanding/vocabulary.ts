// The lexicons made ready for reading: phrases by their first word, word stems, and the words a typo may have meant.
import type { Concept, Lexicon, NumberedWords } from './concepts.ts';
import { german } from './lexicon/de.ts';
import { english } from './lexicon/en.ts';
import { spanish } from './lexicon/es.ts';
import { french } from './lexicon/fr.ts';
import { signs } from './lexicon/signs.ts';
import { spellings } from './normalise.ts';
import type { Locale } from './types.ts';

interface Entry {
  readonly concept: Concept;
  /** The number the word carries; 0 where it carries none. */
  readonly value: number;
}

interface Phrase extends Entry {
  readonly words: readonly string[];
}

interface Stem extends Entry {
  readonly stem: string;
}

export interface Vocabulary {
  /** Longest first. */
  readonly phrases: ReadonlyMap<string, readonly Phrase[]>;
  readonly stems: readonly Stem[];
  readonly contractions: ReadonlyMap<string, readonly string[]>;
  /** Single words a typo may stand for, by first letter. */
  readonly guesses: ReadonlyMap<string, readonly string[]>;
  /** By verb: its particle and what both mean together. */
  readonly separable: ReadonlyMap<string, ReadonlyMap<string, Concept>>;
}

// "I'm" and its kin carry no word of their own once split; French elides before any vowel.
const ENGLISH_ENDINGS: Readonly<Record<string, readonly string[]>> = {
  "n't": ['not'],
  "'m": ['am'],
  "'re": ['are'],
  "'ve": ['have'],
  "'ll": ['will'],
  "'d": ['would'],
  "'s": [],
};
const IRREGULAR: Readonly<Record<string, string>> = { ca: 'can', wo: 'will', sha: 'shall', ai: 'is' };

const QUESTION_WORDS: ReadonlySet<string> = new Set(['what', 'when', 'where', 'who', 'how']);

/** "can't" -> can not; "leo's" -> leo; "l'apres" -> l apres. */
const splitApostrophe = (word: string): readonly string[] => {
  if (!word.includes("'")) return [word];
  for (const [ending, rest] of Object.entries(ENGLISH_ENDINGS))
    if (word.endsWith(ending)) {
      const base = word.slice(0, -ending.length);
      // "leo's" owns something; "what's" is two words.
      if (ending === "'s" && QUESTION_WORDS.has(base)) return [base, 'is'];
      return [IRREGULAR[base] ?? base, ...rest].filter((part) => part !== '');
    }
  return word.split("'").filter((part) => part !== '');
};

const wordsOf = (phrase: string, contractions: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  phrase
    .replace(/-/g, ' ')
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => expandWord(word, contractions));

/** One written word as the words it stands for. */
export const expandWord = (word: string, contractions: ReadonlyMap<string, readonly string[]>): readonly string[] =>
  contractions.get(word) ?? splitApostrophe(word).flatMap((part) => contractions.get(part) ?? [part]);

/** A typo never becomes a word that loses an appointment, nor a known word that says nothing. */
const NEVER_GUESSED: ReadonlySet<Concept> = new Set<Concept>([
  'cancel',
  'stop',
  'leaveAlone',
  'plain',
  'anyone',
  'hedge',
  'belief',
  'texting',
  'otherVerb',
  'thing',
  'glue',
  'fact',
]);
const SHORTEST_GUESSED = 4;

class Builder {
  readonly phrases = new Map<string, Phrase[]>();
  readonly stems: Stem[] = [];
  readonly contractions = new Map<string, readonly string[]>();
  readonly guesses = new Map<string, string[]>();
  readonly separable = new Map<string, Map<string, Concept>>();
  readonly #seen = new Set<string>();

  add(list: string, concept: Concept, value: number): void {
    for (const written of list.split('|'))
      for (const spelling of spellings(written)) {
        if (spelling.endsWith('*')) {
          this.stems.push({ stem: spelling.slice(0, -1), concept, value });
          continue;
        }
        const words = wordsOf(spelling, this.contractions);
        const key = words.join(' ');
        const [first] = words;
        if (first === undefined || this.#seen.has(key)) continue;
        this.#seen.add(key);
        const entries = this.phrases.get(first) ?? [];
        entries.push({ words, concept, value });
        this.phrases.set(first, entries);
        if (words.length === 1 && first.length >= SHORTEST_GUESSED && !NEVER_GUESSED.has(concept))
          this.guesses.set(first.slice(0, 1), [...(this.guesses.get(first.slice(0, 1)) ?? []), first]);
      }
  }

  contract(list: string): void {
    for (const pair of list.split('|').filter((text) => text !== '')) {
      const [short = '', long = ''] = pair.split('=');
      for (const spelling of spellings(short))
        this.contractions.set(spelling, wordsOf(spellings(long)[0] ?? '', this.contractions));
    }
  }

  separate(list: string): void {
    for (const pair of list.split('|').filter((text) => text !== '')) {
      const [words = '', concept = 'plain'] = pair.split('=');
      const [verb = '', particle = ''] = words.split(' ').map((word) => spellings(word)[0] ?? '');
      // The lexicon names concepts after the equals sign; a test holds it to that.
      this.separable.set(verb, (this.separable.get(verb) ?? new Map()).set(particle, concept as Concept));
    }
  }

  build(): Vocabulary {
    for (const entries of this.phrases.values()) entries.sort((a, b) => b.words.length - a.words.length);
    return this;
  }
}

const addNumbered = (builder: Builder, numbered: NumberedWords): void => {
  // Object.entries widens the keys, which are the concepts the type of the object names.
  for (const [concept, lines] of Object.entries(numbered))
    for (const [value, list] of Object.entries(lines)) builder.add(list, concept as Concept, Number(value));
};

const buildVocabulary = (lexicon: Lexicon): Vocabulary => {
  const builder = new Builder();
  builder.contract(lexicon.contractions);
  builder.separate(lexicon.separable ?? '');
  addNumbered(builder, lexicon.numbered);
  // As above: the keys of `words` are concepts.
  for (const source of [lexicon, signs])
    for (const [concept, list] of Object.entries(source.words)) builder.add(list, concept as Concept, 0);
  return builder.build();
};

export const VOCABULARIES: Readonly<Record<Locale, Vocabulary>> = {
  en: buildVocabulary(english),
  es: buildVocabulary(spanish),
  fr: buildVocabulary(french),
  de: buildVocabulary(german),
};

export interface Found extends Entry {
  /** How many of the words it took. */
  readonly length: number;
}

/** "Lassen Sie mich bitte in Ruhe": courtesy may stand inside a longer phrase. */
const COURTESIES: ReadonlySet<string> = new Set(['bitte', 'please', 'pls', 'doch', 'mal']);
const LOOSE_FROM = 3;

/** How many words the phrase takes from `at` on, 0 when it is not there. */
const lengthOf = (phrase: readonly string[], words: readonly string[], at: number): number => {
  let place = at;
  for (const word of phrase) {
    if (phrase.length >= LOOSE_FROM && place > at)
      while (words[place] !== word && COURTESIES.has(words[place] ?? '')) place++;
    if (words[place] !== word) return 0;
    place++;
  }
  return place - at;
};

const AUXILIARIES: ReadonlySet<string> = new Set(['do', 'does', 'am', 'are', 'is', 'will', 'can', 'have', 'would']);

/** "I do" is a yes, "I do not" is none: the phrase goes on in the word behind it. */
const turnedRound = (phrase: readonly string[], words: readonly string[], at: number): boolean =>
  phrase.length > 1 && words[at + phrase.length] === 'not' && AUXILIARIES.has(phrase.at(-1) ?? '');

/** "Retirez-moi de votre liste d'attente": the last word of the phrase belongs to the waiting list. */
const cutsWaitlist = (
  { phrases }: Vocabulary,
  { words: phrase, concept }: Phrase,
  words: readonly string[],
  at: number,
) =>
  (concept === 'leaveAlone' || concept === 'texting') &&
  (phrases.get(phrase.at(-1) ?? '') ?? []).some(
    (other) =>
      other.concept === 'waitlist' &&
      other.words.length > 1 &&
      lengthOf(other.words, words, at + phrase.length - 1) > 0,
  );

/** The longest phrase of one language that the words from `at` on begin with. */
export const findPhrase = (vocabulary: Vocabulary, words: readonly string[], at: number): Found | undefined => {
  const first = words[at];
  if (first === undefined) return undefined;
  for (const phrase of vocabulary.phrases.get(first) ?? []) {
    const length = lengthOf(phrase.words, words, at);
    if (length > 0 && !turnedRound(phrase.words, words, at) && !cutsWaitlist(vocabulary, phrase, words, at))
      return { concept: phrase.concept, value: phrase.value, length };
  }
  for (const { stem, concept, value } of vocabulary.stems)
    if (first.startsWith(stem)) return { concept, value, length: 1 };
  return undefined;
};
