/** Epoch milliseconds, UTC. Everything inside core counts in it; ISO text and Date exist at the edges only. */
export type Instant = number;

/** Half-open: `start` belongs to it, `end` does not. */
export interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

/** An IANA zone name that was checked, e.g. `America/New_York`. */
export type Zone = string & { readonly __zone: true };

/** A day on the wall calendar of some zone, `YYYY-MM-DD`. */
export type LocalDate = string & { readonly __localDate: true };

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
