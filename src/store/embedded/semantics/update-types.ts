import type { Value } from './values.ts';

/** What a modifier needs to know beyond the value at hand. */
export interface Occasion {
  readonly now: Date;
  /** For messages: the path, and the document as `{_id: ...}`. */
  readonly path: string;
  readonly owner: string;
}

/** Answers the new value of a field (its present one is `undefined` where it is missing). */
export type Change = (current: Value, occasion: Occasion) => Value;

export interface Modifier {
  /** Checks the argument once; what it refuses, it refuses before any document is touched. */
  readonly compile: (argument: Value, path: string) => Change;
  /** Whether a missing field comes into being. */
  readonly creates: boolean;
}
