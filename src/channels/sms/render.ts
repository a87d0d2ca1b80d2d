import { tellInWords } from '../../bots/fallback.ts';
import type { Body } from '../../bots/message.ts';

/** GSM 03.38, basic set: one septet each. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension: an escape and a septet, never parted by the end of a segment. */
const EXTENSION = new Set('^{}\\[~]|€\f');

export interface Segments {
  readonly encoding: 'gsm7' | 'ucs2';
  /** Septets or UTF-16 units. */
  readonly units: number;
  readonly segments: number;
}

const LIMITS = { gsm7: { alone: 160, joined: 153 }, ucs2: { alone: 70, joined: 67 } } as const;

/** What a text costs: one letter outside GSM-7 makes all of it UCS-2, and joined segments lose room to their header. */
export function countSegments(text: string): Segments {
  const letters = [...text];
  const encoding = letters.every((letter) => BASIC.has(letter) || EXTENSION.has(letter)) ? 'gsm7' : 'ucs2';
  const sizes = letters.map((letter) => (encoding === 'ucs2' ? letter.length : EXTENSION.has(letter) ? 2 : 1));
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = LIMITS[encoding];
  if (units <= alone) return { encoding, units, segments: units === 0 ? 0 : 1 };
  let segments = 1;
  let room: number = joined;
  for (const size of sizes) {
    // A pair (escape and letter, or two surrogates) that does not fit goes over whole.
    if (size > room) {
      segments += 1;
      room = joined;
    }
    room -= size;
  }
  return { encoding, units, segments };
}

/** Marks that say nothing more than their plain form; replaced wherever they stand. */
const PLAIN_MARKS: ReadonlyMap<string, string> = new Map([
  ...[...'‘’‚‛′`´'].map((mark) => [mark, "'"] as const),
  ...[...'“”„‟«»″'].map((mark) => [mark, '"'] as const),
  ...[...'‐‑‒–—―−'].map((mark) => [mark, '-'] as const),
  ...[...'\u00a0\u202f\u2009\u2003\u2002'].map((space) => [space, ' '] as const),
  ['…', '...'],
  ['•', '-'],
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['\u200b', ''],
]);

/**
 * Within GSM-7 where that can be. Marks always become plain; accents that GSM-7 lacks (á, ç, ê) are left away only where that
 * saves a segment, because a patient's name is better spelt right than short.
 */
export function toCheapText(text: string): string {
  const plain = [...text.normalize('NFC')].map((letter) => PLAIN_MARKS.get(letter) ?? letter).join('');
  const folded = [...plain].map(withoutAccent).join('');
  return countSegments(folded).segments < countSegments(plain).segments ? folded : plain;
}

const withoutAccent = (letter: string): string => {
  if (BASIC.has(letter) || EXTENSION.has(letter)) return letter;
  const [base = letter] = letter.normalize('NFD');
  return BASIC.has(base) ? base : letter;
};

/** Four segments: carriers join that many reliably, and nobody reads more in one go. */
const MOST_SEGMENTS = 4;

/**
 * One text per meaning: what was said, the list, how to answer and the link stay together while they fit, and are parted there
 * first; a part too long in itself is parted at lines, then sentences, then words. Never inside a word or an address.
 */
export function renderSms(body: Body, link?: string): readonly string[] {
  const parts = [...tellInWords(body), ...(link === undefined ? [] : [link])];
  const cheap = toCheapText(parts.join('\n'));
  const texts = fits(cheap) ? [cheap] : pack(parts.map(toCheapText), 0);
  // Twilio takes outer spaces away; a text that is looked up by its words must be the one that was sent.
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

/** From the coarsest break to the finest. The last takes any word apart that no text could hold. */
const BREAKS = [
  { split: (text: string) => [text], join: '\n' },
  { split: (text: string) => text.split('\n'), join: '\n' },
  { split: (text: string) => text.split(/(?<=[.!?])\s+/), join: ' ' },
  { split: (text: string) => text.split(/\s+/), join: ' ' },
] as const;

function pack(parts: readonly string[], level: number): string[] {
  const { join } = BREAKS[level] ?? BREAKS[BREAKS.length - 1] ?? { join: ' ' };
  const texts: string[] = [];
  for (const part of parts) {
    const last = texts.at(-1);
    if (last !== undefined && fits(last + join + part)) texts[texts.length - 1] = last + join + part;
    else if (fits(part) || isAddress(part)) texts.push(part);
    else texts.push(...partFiner(part, level + 1));
  }
  return texts;
}

function partFiner(part: string, level: number): string[] {
  const finer = BREAKS[level];
  return finer === undefined ? cutWord(part) : pack(finer.split(part), level);
}

const fits = (text: string): boolean => countSegments(text).segments <= MOST_SEGMENTS;

const isAddress = (word: string): boolean => /^https?:\/\/\S+$/.test(word);

/** Longer than any word of any language, so not a word: what somebody pasted. */
function cutWord(word: string): string[] {
  const letters = [...word];
  const { encoding } = countSegments(word);
  // Halved for letters that count twice, so that no piece can be too long.
  const room = MOST_SEGMENTS * Math.floor(LIMITS[encoding].joined / 2);
  return Array.from({ length: Math.ceil(letters.length / room) }, (_, index) =>
    letters.slice(index * room, (index + 1) * room).join(''),
  );
}
