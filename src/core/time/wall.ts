import { type DayNumber, isoWeekOf } from './dates.ts';
import { union } from './intervals.ts';
import { type OffsetTable, offsetAt, offsetTableOf, rowAt } from './offsets.ts';
import { DAY, HOUR, type Instant, type Span, type Zone } from './types.ts';

/** What the clock on the wall shows, as if it were UTC: milliseconds since 1970-01-01 00:00 on that wall. */
export type WallTime = number;

/** A reading of the wall clock names one instant, none (the clocks jumped over it) or two (they went back). */
export type WallReading =
  | { readonly kind: 'one'; readonly instant: Instant }
  /** `jump` is the first instant after the missing time; `missing` is how much the clocks jumped. */
  | { readonly kind: 'gap'; readonly jump: Instant; readonly missing: number }
  | { readonly kind: 'two'; readonly first: Instant; readonly second: Instant };

/** The farthest any zone was from UTC since 1970, with room to spare: the rows a wall time can belong to lie within. */
const FARTHEST = 16 * HOUR;

export const wallTimeAt = (zone: Zone, instant: Instant): WallTime => instant + offsetAt(zone, instant);

export function readWall(zone: Zone, wall: WallTime): WallReading {
  const table = offsetTableOf(zone);
  const last = rowAt(table, wall + FARTHEST);
  const found: Instant[] = [];
  for (let row = rowAt(table, wall - FARTHEST); row <= last; row++) {
    const instant = wall - offsetOf(table, row);
    if (startOf(table, row) <= instant && instant < startOf(table, row + 1)) found.push(instant);
  }
  const [first, second] = found;
  if (first === undefined) return gapAt(table, wall);
  return second === undefined ? { kind: 'one', instant: first } : { kind: 'two', first, second };
}

/** Overwritten times are rare enough that a third reading (two changes within a day) never happened since 1970. */
function gapAt(table: OffsetTable, wall: WallTime): WallReading {
  let row = rowAt(table, wall - FARTHEST);
  while (wall - offsetOf(table, row) >= startOf(table, row + 1)) row++;
  return { kind: 'gap', jump: startOf(table, row), missing: offsetOf(table, row) - offsetOf(table, row - 1) };
}

/** A span during which the wall clock reads on without a jump. */
export interface WallPiece extends Span {
  /** Wall time minus UTC. */
  readonly offset: number;
}

/**
 * Every instant at which the wall clock reads within [start, end), one piece per offset in force. Missing time is left
 * out; doubled time is in twice.
 */
export function piecesOfWall(zone: Zone, start: WallTime, end: WallTime): WallPiece[] {
  const table = offsetTableOf(zone);
  const lastRow = rowAt(table, end + FARTHEST);
  const pieces: WallPiece[] = [];
  for (let row = rowAt(table, start - FARTHEST); row <= lastRow; row++) {
    const offset = offsetOf(table, row);
    const from = Math.max(start - offset, startOf(table, row));
    const to = Math.min(end - offset, startOf(table, row + 1));
    if (from < to) pieces.push({ start: from, end: to, offset });
  }
  return pieces;
}

export const spansOfWall = (zone: Zone, start: WallTime, end: WallTime): Span[] =>
  union(piecesOfWall(zone, start, end));

/** Which reading of a doubled hour an instant is, if it is one. */
export function doubledAt(zone: Zone, instant: Instant): 'first' | 'second' | undefined {
  const table = offsetTableOf(zone);
  const row = rowAt(table, instant);
  // Most instants are far from any change, and this is asked for every slot.
  if (instant - startOf(table, row) > FARTHEST && startOf(table, row + 1) - instant > FARTHEST) return undefined;
  const reading = readWall(zone, wallTimeAt(zone, instant));
  if (reading.kind !== 'two') return undefined;
  return reading.first === instant ? 'first' : 'second';
}

export const dayAt = (zone: Zone, instant: Instant): DayNumber => Math.floor(wallTimeAt(zone, instant) / DAY);

/** The ISO week of the local day, e.g. `2026-W09`. */
export const weekAt = (zone: Zone, instant: Instant): string => isoWeekOf(dayAt(zone, instant));

/** The instants of a local day: commonly one span; none when the zone skipped the day (Apia, 2011-12-30). */
export const spansOfDay = (zone: Zone, day: DayNumber): Span[] => spansOfWall(zone, day * DAY, (day + 1) * DAY);

/** The first instant at which the wall clock reads `wall` or later: the end of a gap, the first of two. */
export function firstInstantAt(zone: Zone, wall: WallTime): Instant {
  const reading = readWall(zone, wall);
  if (reading.kind === 'gap') return reading.jump;
  return reading.kind === 'one' ? reading.instant : reading.first;
}

const startOf = (table: OffsetTable, row: number): Instant => table.starts[row] ?? Number.POSITIVE_INFINITY;
const offsetOf = (table: OffsetTable, row: number): number => table.offsets[row] ?? 0;
