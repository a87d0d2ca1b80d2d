/** Phase two: the candidates, which are the starts on the grid of the hours, and a way to find them by time. */
import type { Instant } from '../time/types.ts';
import type { Hours } from './hours.ts';

/** Ascending starts of visits of one length. */
export interface Grid {
  readonly starts: Float64Array;
  readonly duration: number;
  /** Equal cells of time from the first start to the last; for each, the first start in it or after it. */
  readonly cellLength: number;
  readonly firstOfCell: Int32Array;
}

/** Enough cells that hardly any holds two starts. */
const CELLS_PER_START = 4;

/** Starts within [from, to) of visits that fit into the hours. */
export function startsWithin(hours: Hours, step: number, duration: number, from: Instant, to: Instant): Float64Array {
  const starts: Instant[] = [];
  let joined = 0;
  for (const piece of hours.pieces) {
    const first = Math.max(piece.start, from);
    const last = Math.min(piece.end, to);
    if (first >= last) continue;
    while ((hours.open[joined]?.end ?? Number.POSITIVE_INFINITY) <= piece.start) joined++;
    const latest = (hours.open[joined]?.end ?? piece.end) - duration;
    const onGrid = piece.anchor + Math.ceil((first - piece.anchor) / step) * step;
    for (let start = onGrid; start < last && start <= latest; start += step) starts.push(start);
  }
  return new Float64Array(starts);
}

export function gridOf(starts: Float64Array, duration: number): Grid {
  const first = starts[0] ?? 0;
  const cells = starts.length * CELLS_PER_START;
  const cellLength = Math.max(1, Math.ceil(((starts.at(-1) ?? first) - first + 1) / Math.max(1, cells)));
  const firstOfCell = new Int32Array(cells + 1);
  let index = 0;
  for (let cell = 0; cell <= cells; cell++) {
    while (index < starts.length && (starts[index] ?? 0) < first + cell * cellLength) index++;
    firstOfCell[cell] = index;
  }
  return { starts, duration, cellLength, firstOfCell };
}

/** The index of the first start at or after an instant; the number of starts if there is none. */
export function indexFrom(grid: Grid, instant: Instant): number {
  const { starts, cellLength, firstOfCell } = grid;
  const sinceFirst = instant - (starts[0] ?? 0);
  if (sinceFirst <= 0) return 0;
  let index = firstOfCell[Math.floor(sinceFirst / cellLength)] ?? starts.length;
  while (index < starts.length && (starts[index] ?? 0) < instant) index++;
  return index;
}

/** All starts of several ascending lists, each once. */
export function uniteStarts(lists: readonly Float64Array[]): Float64Array {
  // Hosts of one team mostly share their hours, and then there is nothing to sort.
  const distinct: Float64Array[] = [];
  for (const list of lists) if (!distinct.some((known) => hasSameStarts(list, known))) distinct.push(list);
  const [only = new Float64Array(0)] = distinct;
  if (distinct.length <= 1) return only;
  const all = new Float64Array(distinct.reduce((length, list) => length + list.length, 0));
  let filled = 0;
  for (const list of distinct) {
    all.set(list, filled);
    filled += list.length;
  }
  return unique(all.sort());
}

/** Ascending starts with each kept once. */
export function unique(ascending: Float64Array): Float64Array {
  return ascending.filter((start, index) => index === 0 || start !== ascending[index - 1]);
}

export function hasSameStarts(left: Float64Array, right: Float64Array): boolean {
  if (left === right) return true;
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) if (left[index] !== right[index]) return false;
  return true;
}
