// A small rewriting grammar: a rule names a run of items by their kinds and says what stands in their place.
// Rules are tried longest first at each place, left to right, once; every pass is linear in the number of items.

import type { DayNumber } from './items.ts';
import { type Item, isTime, type SaidTime, type Sign, sign, type TimeItem } from './items.ts';
import type { Locale } from './types.ts';

/** What the meaning of a time depends on beside its words. */
export interface Frame {
  readonly today: DayNumber;
  /** The language the reply is written in. */
  readonly language: Locale;
  /** The contact's own: it decides whether 3/5 is in March or in May. */
  readonly locale: Locale;
}

/** Nothing: the rule does not hold here after all. */
type Built = Item | undefined;
/** `matched` has one place per part of the pattern; an optional part that is absent holds `ABSENT`. */
type Build = (matched: readonly Sign[], frame: Frame, times: readonly SaidTime[]) => Built;

export const ABSENT = sign('mark', '');
const NO_TIME: SaidTime = {};

interface Part {
  readonly kinds: ReadonlySet<string>;
  readonly optional: boolean;
}

export interface Rule {
  readonly parts: readonly Part[];
  readonly build: Build;
  /** Kinds an item in front may not have. */
  readonly notAfter: ReadonlySet<string>;
}

/**
 * `rule('half past? number', ...)`: kinds separated by spaces, `/` between alternatives, `?` after what may be missing.
 * Times already found are matched by their shape: `clock`, `days`, `hours`, `daypart`, `vague`, or `time` for any other.
 */
export const rule = (pattern: string, build: Build, notAfter = ''): Rule => ({
  parts: pattern.split(' ').map((part) => ({
    kinds: new Set(part.replace('?', '').split('/')),
    optional: part.endsWith('?'),
  })),
  build,
  notAfter: new Set(notAfter.split(' ')),
});

const SHAPES: Readonly<Record<string, string>> = {
  clock: 'clock',
  days: 'days',
  hours: 'hours',
  part: 'daypart',
  vague: 'vague',
};

const shapeOf = (item: Item): string => {
  if (!isTime(item)) return item.kind;
  const [time = NO_TIME, ...more] = item.times;
  const [field, ...rest] = Object.keys(time);
  return more.length === 0 && rest.length === 0 ? (SHAPES[field ?? ''] ?? 'time') : 'time';
};

interface Match {
  readonly matched: readonly Item[];
  readonly length: number;
}

const matchParts = (parts: readonly Part[], items: readonly Item[], at: number): Match | undefined => {
  const matched: Item[] = [];
  let place = at;
  for (const { kinds, optional } of parts) {
    const item = items[place];
    if (item !== undefined && kinds.has(shapeOf(item))) {
      matched.push(item);
      place++;
    } else if (optional) matched.push(ABSENT);
    else return undefined;
  }
  return { matched, length: place - at };
};

export const textOf = (items: readonly Item[]): string =>
  items
    .map((item) => item.text)
    .filter((text) => text !== '')
    .join(' ');

const asSign = (item: Item): Sign => (isTime(item) ? sign('mark', item.text) : item);
const asTime = (item: Item): SaidTime => (isTime(item) ? (item.times[0] ?? NO_TIME) : NO_TIME);

/** One pass of the rules over the items. */
export const rewrite = (items: readonly Item[], rules: readonly Rule[], frame: Frame): readonly Item[] => {
  const written: Item[] = [];
  for (let at = 0; at < items.length; ) {
    const item = items[at];
    if (!item) break;
    const before = written.at(-1);
    let taken = 0;
    for (const { parts, build, notAfter } of rules) {
      const match = matchParts(parts, items, at);
      if (!match || (before && notAfter.has(before.kind))) continue;
      const built = build(match.matched.map(asSign), frame, match.matched.map(asTime));
      if (!built) continue;
      written.push({ ...built, text: textOf(match.matched) });
      taken = match.length;
      break;
    }
    if (taken === 0) written.push(item);
    at += Math.max(taken, 1);
  }
  return written;
};

/** The text is filled in by `rewrite`. */
export const time = (...times: readonly SaidTime[]): TimeItem => ({ kind: 'time', text: '', times });
