// Which known word a misspelt one most likely is. Damerau-Levenshtein within one or two changes, same first letter.
import type { Vocabulary } from './vocabulary.ts';

const SHORTEST_CORRECTED = 4;
const LONGEST_CORRECTED = 20;
/** Words of eight letters and more may carry two slips. */
const TWO_SLIPS_FROM = 8;

/** The number of single slips (a letter left out, added, changed, or two swapped) between two words, or `limit` + 1. */
const slipsBetween = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      current.push(least);
    }
    if (Math.min(...current) > limit) return limit + 1;
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
};

export const guessWord = (word: string, vocabularies: readonly Vocabulary[]): string | undefined => {
  if (word.length < SHORTEST_CORRECTED || word.length > LONGEST_CORRECTED || /\d/.test(word)) return undefined;
  const limit = word.length >= TWO_SLIPS_FROM ? 2 : 1;
  // The first letter is seldom wrong; when it is, it has most often changed places with the second.
  const initials = [...new Set([word.slice(0, 1), word.slice(1, 2)])];
  let best: string | undefined;
  let fewest = limit + 1;
  for (const vocabulary of vocabularies)
    for (const initial of initials)
      for (const candidate of vocabulary.guesses.get(initial) ?? []) {
        const slips = slipsBetween(word, candidate, Math.min(limit, fewest));
        if (slips < fewest) [best, fewest] = [candidate, slips];
      }
  return best;
};
