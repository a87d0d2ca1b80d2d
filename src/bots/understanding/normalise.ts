// From what was typed to what is read: one spelling for what looks or sounds the same.

/**
 * Characters of a reply that are read. What a person answers stands within; the rest of a longer text
 * (a mail quoted below, a megabyte sent to hurt) is not looked at, so the time spent is bounded.
 */
export const LONGEST_READ = 1_000;

// Code points nobody sees: controls, joiners, marks of direction, tags. Variation selectors are marks and go with the accents.
const UNSEEN = /[\p{Cc}\p{Cf}]/gu;
const SKIN_TONES = /[\u{1f3fb}-\u{1f3ff}]/gu;
const APOSTROPHES = /[’‘‛`´ʼ′＇]/g;
const QUOTES = /[“”„‟«»″❝❞]/g;
const DASHES = /[‐‑‒–—―−]/g;

/** Their dot ends no sentence. */
const ABBREVIATIONS = /\b(ca|nr|bzw|dr|dra|sr|sra|mr|mrs|ms|approx|evtl|no(?=\.\s?\d))\.\s?(?=\S)/g;

const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .replace(/œ/g, 'oe')
    .replace(/æ/g, 'ae')
    .replace(/ø/g, 'o');

/** Case, accents and width folded; quotes, dashes and apostrophes in one form each; keycaps become their digit. */
export const normalise = (text: string): string =>
  fold(
    text
      .slice(0, LONGEST_READ)
      .replace(/\s*\n\s*/g, ' ; ')
      .replace(/\s+/g, ' ')
      .replace(UNSEEN, '')
      .replace(SKIN_TONES, '')
      .replace(APOSTROPHES, "'")
      .replace(QUOTES, '"')
      .replace(DASHES, '-')
      .replace(/<3/g, ' ❤ ')
      .toLowerCase(),
  )
    .replace(/\b([ap])\.\s?m\b\.?/g, '$1m')
    .replace(ABBREVIATIONS, '$1 ');

/** German is also written without its dots: für, fur, fuer. */
export const spellings = (phrase: string): readonly string[] => {
  const folded = normalise(phrase);
  const spelledOut = normalise(phrase.toLowerCase().replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue'));
  return spelledOut === folded ? [folded] : [folded, spelledOut];
};

/** `yesss` -> `yess`, `yes`: the same word said longer. */
export const shortened = (word: string): readonly string[] =>
  /(.)\1/u.test(word)
    ? [word.replace(/(.)\1{2,}/gu, '$1$1'), word.replace(/(.)\1{2,}/gu, '$1'), word.replace(/(.)\1+/gu, '$1')]
    : [];
