// Times named only to be left: "4 instead of 3", "from Monday to Thursday".
import { type Item, isTime, type SaidTime } from './items.ts';

const INSTEAD_OF = /^(instead of|rather than|in place of|statt|anstatt|en vez de|en lugar de|au lieu de|a le lieu de)$/;
const BEFORE_TIME: ReadonlySet<string> = new Set(['of', 'the', 'on', 'at', 'article', 'option', 'oneOf', 'from']);
const MOST_BEFORE = 3;

/** How many items behind "instead of" name what is given up; 0 where the word stands for something else. */
export const givenUp = (items: readonly Item[], at: number): number => {
  if (!INSTEAD_OF.test(items[at]?.text ?? '')) return 0;
  const behind = items.slice(at + 1);
  const named = behind.findIndex((item) => !BEFORE_TIME.has(item.kind));
  const kind = behind[named]?.kind ?? 'end';
  return named >= 0 && named <= MOST_BEFORE && ['time', 'number', 'ordinal', 'last'].includes(kind) ? named + 1 : 0;
};

const TOWARDS = /^(to|a el|a la|al|a|au|a le|auf|para|para el|pour|vers|on to|onto)$/;
const BETWEEN: ReadonlySet<string> = new Set(['on', 'the', 'at']);

/** Where something is moved, the times in front of "to" are the old ones. */
export const leftBehind = (items: readonly Item[]): readonly SaidTime[] => {
  const last = items.findLastIndex(isTime);
  if (last < 1) return [];
  let before = last - 1;
  while (before > 0 && BETWEEN.has(items[before]?.kind ?? '') && !TOWARDS.test(items[before]?.text ?? '')) before--;
  if (!TOWARDS.test(items[before]?.text ?? '')) return [];
  return items.slice(0, before).flatMap((item) => (isTime(item) ? item.times : []));
};
