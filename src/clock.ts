import type { Clock } from './core/ports.ts';

/** The one place of the service that reads the machine's clock; everybody else is handed a clock. */
export const systemClock: Clock = { now: () => Date.now() };

/** A clock that goes on as its base does, so far ahead of it; the sandbox turns it. */
export interface TurnableClock extends Clock {
  ahead(): number;
  setAhead(milliseconds: number): void;
}

export function createTurnableClock(base: Clock): TurnableClock {
  let ahead = 0;
  return {
    now: () => base.now() + ahead,
    ahead: () => ahead,
    setAhead(milliseconds) {
      ahead = milliseconds;
    },
  };
}
