/** The workload of the slot figures: busy calendars drawn from seeds, so that every machine sweeps the same time. */
import type { Span } from '../src/core/time/types.ts';
import { MINUTE } from '../src/core/time/types.ts';

/** Monday to Friday, 09:00 to 17:00, over the night in March 2026 when the clocks go forward. */
export const ZONE = 'America/New_York';
export const WORKDAYS = [1, 2, 3, 4, 5] as const;
export const OPENS = 9 * 60;
export const CLOSES = 17 * 60;
/** From one local midnight to another, 28 local days on. */
export const FROM = Date.parse('2026-02-23T00:00:00-05:00');
export const TO = Date.parse('2026-03-23T00:00:00-04:00');
export const VISIT_MINUTES = 30;
export const STEP_MINUTES = 15;

const SHORTEST_BUSY = 15;
const LONGEST_BUSY = 120;

export type Mode = 'single' | 'collective' | 'roundrobin';
export interface SlotCase {
  readonly mode: Mode;
  /** Busy spans per host, unsorted, some overlapping. */
  readonly busy: readonly (readonly Span[])[];
}

/** mulberry32, a public-domain generator of 32 bits of state; numbers in [0, 1). */
function generatorOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole minutes, each span within the range; the length is drawn before the start. */
function busyFrom(seed: number, count: number): Span[] {
  const draw = generatorOf(seed);
  const below = (limit: number): number => Math.floor(draw() * limit);
  return Array.from({ length: count }, () => {
    const length = SHORTEST_BUSY + below(LONGEST_BUSY - SHORTEST_BUSY + 1);
    const start = FROM + below((TO - FROM) / MINUTE - length + 1) * MINUTE;
    return { start, end: start + length * MINUTE };
  });
}

/** Hosts with seeds that follow one another. */
export const hostsFrom = (firstSeed: number, hosts: number, count: number): Span[][] =>
  Array.from({ length: hosts }, (_, host) => busyFrom(firstSeed + host, count));

export const CASES = {
  A: { mode: 'single', busy: hostsFrom(1001, 1, 50) },
  B: { mode: 'single', busy: hostsFrom(2001, 1, 500) },
  C: { mode: 'collective', busy: hostsFrom(3140, 10, 200) },
  C2: { mode: 'collective', busy: hostsFrom(5000, 10, 40) },
  D: { mode: 'roundrobin', busy: hostsFrom(4000, 100, 200) },
} as const satisfies Record<string, SlotCase>;

/** What any right answer to a case is: how many starts, and which. */
export const EXPECTED: Readonly<Record<keyof typeof CASES, { readonly slots: number; readonly digest: string }>> = {
  A: { slots: 531, digest: '1cc4a380aa893a06' },
  B: { slots: 226, digest: 'a411044a412ca02d' },
  C: { slots: 20, digest: 'e882b99cb06fbb51' },
  C2: { slots: 205, digest: 'f4e31044c42e095a' },
  D: { slots: 620, digest: 'bd4ed500567aba57' },
};
