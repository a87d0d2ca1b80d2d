import { Fault } from '../core/fault.ts';
import type { Clock } from '../core/ports.ts';

/** Counts what each name does within a window, in the memory of this process; with several processes each has its own count. */
export interface Pace {
  /** Throws `too_many_requests` with the time to wait. */
  take(name: string, limit: number): void;
}

export function createPace(clock: Clock, window: number): Pace {
  let current = -1;
  const counts = new Map<string, number>();
  return {
    take(name, limit) {
      const now = clock.now();
      const place = Math.floor(now / window);
      if (place !== current) counts.clear();
      current = place;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      if (count <= limit) return;
      const retryAfter = Math.max(1, Math.ceil(((place + 1) * window - now) / 1_000));
      throw new Fault('too_many_requests', `The limit is ${limit}: wait ${retryAfter} s and try again.`, {
        retryAfter,
      });
    },
  };
}
