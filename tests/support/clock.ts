import type { Clock } from '../../src/core/ports.ts';
import type { Instant } from '../../src/core/time/types.ts';

/** Time stands still until the test turns it. */
export interface HeldClock extends Clock {
  set(instant: Instant | string): void;
  advance(milliseconds: number): void;
}

export function heldClock(start: Instant | string): HeldClock {
  const instantOf = (when: Instant | string) => (typeof when === 'string' ? Date.parse(when) : when);
  let now = instantOf(start);
  return {
    now: () => now,
    set: (instant) => {
      now = instantOf(instant);
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
