// Where a time is turned down and another named in one breath: behind the comma the other one begins.
import type { Item, Kind } from './items.ts';

const BREAKS: ReadonlySet<string> = new Set<Kind>(['comma', 'end', 'question', 'but', 'and', 'because']);
const TURNS_DOWN: ReadonlySet<string> = new Set<Kind>(['not', 'unsuit']);
const MAKES_A_NO: ReadonlySet<string> = new Set<Kind>(['can', 'suit', 'come', 'propose', 'want']);

/** "I can't do mornings": said before the time in its own clause. */
const isTurnedDownBefore = (items: readonly Item[], at: number): boolean => {
  for (let place = at - 1; place >= 0; place--) {
    const kind = items[place]?.kind ?? 'mark';
    if (BREAKS.has(kind)) return false;
    // "No tomorrow" is a no and a day, "no puedo mañana" turns the day down.
    if (TURNS_DOWN.has(kind) || (kind === 'no' && MAKES_A_NO.has(items[place + 1]?.kind ?? 'mark'))) return true;
  }
  return false;
};

/** "Tuesday doesn't work": said after it. */
const isTurnedDownAfter = (items: readonly Item[], at: number): boolean => {
  for (let place = at + 1; place < items.length; place++) {
    const kind = items[place]?.kind ?? 'mark';
    if (BREAKS.has(kind)) return false;
    if (TURNS_DOWN.has(kind) || kind === 'no') return true;
  }
  return false;
};

/**
 * "Can't do mornings, Thursday", "3pm, Tuesday doesn't work": on one side of the comma a time is turned down, on the other one is
 * named; together they would be turned down both.
 */
export const partsAtComma = (items: readonly Item[], at: number, end: number, next: number): boolean => {
  if (!items.slice(end, next).some(({ kind }) => kind === 'comma')) return false;
  const names = /^(la|el) de /.test(items[next]?.text ?? '');
  return names || isTurnedDownBefore(items, at) || isTurnedDownAfter(items, next);
};
