// What a reply is made of after reading: words with their class, numbers, codes, names, marks, and times.
import type { Concept } from './concepts.ts';

export type Kind =
  | Concept
  | 'unknown'
  | 'code' // of an open prompt
  | 'strangeCode' // looks like one, belongs to none
  | 'person' // named by an open prompt
  | 'clockText' // 14:30
  | 'dateText' // 3/5
  | 'duration'
  | 'comma'
  | 'dash'
  | 'end' // . ! ;
  | 'question'
  | 'mark';

export interface Sign {
  readonly kind: Kind;
  readonly text: string;
  /** Number, weekday, minutes of a clock or of a duration; 0 where the kind has none. */
  readonly value: number;
  /** The word was not written like this: it was guessed from a misspelt one. */
  readonly guessed: boolean;
  /** For `clockText` and `number`: says which half of the day. */
  readonly sure: boolean;
  /** For `dateText`: its numbers as written. */
  readonly parts: readonly number[];
}

export const sign = (kind: Kind, text: string, more: Partial<Omit<Sign, 'kind' | 'text'>> = {}): Sign => ({
  kind,
  text,
  value: 0,
  guessed: false,
  sure: false,
  parts: [],
  ...more,
});

/** A day counted from 1970-01-01 on the wall calendar of the contact's zone. */
export type DayNumber = number;

/** Whole days, half-open. `fromNow`: the part that has gone by is left out. */
export interface Days {
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly fromNow: boolean;
  /** Said by its weekday alone. */
  readonly weekday?: number;
  /** Monday of the week it was said to be in: "Thursday next week". */
  readonly week?: DayNumber;
}

/** Minutes since midnight. */
export interface Clock {
  readonly minutes: number;
  /** Written with am, pm or in 24 hours; else the house rule chose the half of the day. */
  readonly sure: boolean;
}

export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** A time as said: each part present when it was. */
export interface SaidTime {
  readonly days?: Days;
  readonly clock?: Clock;
  readonly hours?: Hours;
  readonly part?: number;
  /** "the same time": the hour of the visit. */
  readonly sameHour?: true;
  /** "the same day": the day of the visit. */
  readonly sameDay?: true;
  /** Minutes from the visit: "an hour later". */
  readonly shift?: number;
  /** An instant counted from now: "in two hours". */
  readonly minutesFromNow?: number;
  /** "mornings", "later", "as soon as possible": a direction, no time that can be computed. */
  readonly vague?: true;
  /** A date that is no date, or a weekday that is not that date's. */
  readonly impossible?: true;
}

export interface TimeItem {
  readonly kind: 'time';
  readonly text: string;
  readonly times: readonly SaidTime[];
}

export type Item = Sign | TimeItem;

export const isTime = (item: Item | undefined): item is TimeItem => item?.kind === 'time';
export const isSign = (item: Item | undefined): item is Sign => item !== undefined && item.kind !== 'time';
