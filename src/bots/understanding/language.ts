// Which of our languages a text is written in, where it can be told from more than a word that travels ("ok", "ciao").
import type { Concept } from './concepts.ts';
import { normalise } from './normalise.ts';
import { type Token, tokenise } from './tokens.ts';
import { LOCALES, type Locale } from './types.ts';
import { expandWord, type Found, findPhrase, VOCABULARIES } from './vocabulary.ts';

/** Names are built of these, too: "Ana de la Cruz", "van der Berg". They support a language and never prove one. */
const IN_NAMES: ReadonlySet<Concept> = new Set<Concept>([
  'the',
  'of',
  'article',
  'glue',
  'plain',
  'and',
  'at',
  'in',
  'on',
]);

/** Borrowed anywhere: "por favor" and "danke" alone say nothing about the rest. */
const COURTESIES: ReadonlySet<Concept> = new Set<Concept>(['please', 'thanks', 'smalltalk', 'yes', 'no', 'fine']);

/** So many words that only one language has. */
const PROVEN_BY = 2;

interface Evidence {
  /** Words the other language does not have. */
  readonly own: number;
  /** Some of them are neither parts of names nor a lone courtesy. */
  readonly tells: boolean;
}

type FoundWords = ReadonlyMap<string, Found>;

const foundIn = (tokens: readonly Token[], language: Locale): FoundWords => {
  const words = tokens.flatMap((token) =>
    token.kind === 'word' ? expandWord(token.text, VOCABULARIES[language].contractions) : [''],
  );
  const found = new Map<string, Found>();
  for (let at = 0; at < words.length; ) {
    const phrase = words[at] === '' ? undefined : findPhrase(VOCABULARIES[language], words, at);
    if (phrase) for (const word of words.slice(at, at + phrase.length)) found.set(word, phrase);
    at += phrase?.length ?? 1;
  }
  return found;
};

/** What speaks for one language and against another. */
const weigh = (ofOne: FoundWords, ofOther: FoundWords): Evidence => {
  const own = [...ofOne].filter(([word]) => !ofOther.has(word));
  const telling = new Set(own.map(([, found]) => found).filter(({ concept }) => !IN_NAMES.has(concept)));
  return {
    own: own.length,
    tells: telling.size > 1 || [...telling].some(({ concept }) => !COURTESIES.has(concept)),
  };
};

const proves = (ofOne: FoundWords, ofOther: FoundWords): boolean => {
  const { own, tells } = weigh(ofOne, ofOther);
  return tells && own >= PROVEN_BY && own > 2 * weigh(ofOther, ofOne).own;
};

/** The one language a text is clearly written in; undefined where it could be another, or says too little. */
export function languageOf(text: string): Locale | undefined {
  const tokens = tokenise(normalise(text));
  if (tokens.filter(({ kind }) => kind === 'word').length < PROVEN_BY) return undefined;
  const found = LOCALES.map((language) => ({ language, words: foundIn(tokens, language) }));
  const clear = found.find((one) => found.every((other) => other === one || proves(one.words, other.words)));
  return clear?.language;
}

const NAMES: Readonly<Record<Locale, string>> = {
  en: 'english|ingles|anglais|englisch',
  es: 'spanish|espanol|espagnol|spanisch|castellano',
  fr: 'french|frances|francais|franzosisch|franzoesisch',
  de: 'german|aleman|allemand|deutsch',
};
const POLITE =
  "please|pls|plz|por favor|porfa|bitte|s'il vous plait|svp|stp|sorry|hi|hello|hola|hallo|bonjour|thanks|gracias|merci|danke";
const ASKING =
  "can|could|would|you|we|us|to|me|mir|uns|i'd like|i want|i prefer|only|solo|nur|puede|pueden|podria|podrian|podemos|quiero|prefiero|me|nos|konnen|konnten|sie|wir|ich|pouvez|pourriez|vous|nous|on|peut|je|prefere";
const SPEAKING =
  'write|text|texts|answer|reply|speak|talk|continue|escrib\\w*|habla\\w*|respond\\w*|contest\\w*|schreib\\w*|antwort\\w*|sprech\\w*|ecri\\w*|repond\\w*|parle\\w*|do|haben|hablo';

/** Nothing but the wish, so that "does the doctor speak Spanish?" stays a question to somebody who knows. */
const wishFor = (language: Locale): RegExp =>
  new RegExp(
    `^(?:(?:${POLITE}|${ASKING}|${SPEAKING})[ ,.-]+)*(?:(?:in|en|auf|a|al|to) )?(?:${NAMES[language]})(?:[ ,.-]+(?:${POLITE}|${SPEAKING}))*[ .!?]*$`,
  );
const WISHES = LOCALES.map((language) => ({ language, wish: wishFor(language) }));
/** What is longer wishes for more than a language. */
const LONGEST_WISH = 80;

/** "In Spanish, please": the language somebody asks to be written to in. */
export function languageWished(text: string): Locale | undefined {
  const read = normalise(text)
    .replace(/[^\p{L}\p{N}'.!?, -]/gu, ' ')
    .trim();
  return read.length > LONGEST_WISH ? undefined : WISHES.find(({ wish }) => wish.test(read))?.language;
}
