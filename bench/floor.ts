/**
 * A straight sweep, as the lower bound that the slot engine is measured against. It knows no rule but free time: the
 * grid is laid over the hours, the busy spans are sorted into starts and ends, and one pass over both keeps the starts
 * at which as many spans have ended as have begun. Cold: offsets by Intl and sorting are part of every call.
 */
import { DAY, MINUTE, type Span } from '../src/core/time/types.ts';
import { CLOSES, FROM, OPENS, type SlotCase, STEP_MINUTES, TO, VISIT_MINUTES, WORKDAYS, ZONE } from './workload.ts';

const STEP = STEP_MINUTES * MINUTE;
const VISIT = VISIT_MINUTES * MINUTE;

const fields = new Intl.DateTimeFormat('en-US', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
});

function offsetAt(instant: number): number {
  const read = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of fields.formatToParts(instant))
    if (type in read) read[type as keyof typeof read] = Number(value);
  return Date.UTC(read.year, read.month - 1, read.day, read.hour, read.minute, read.second) - instant;
}

/** The hours touch no change of clocks, so a second guess at the offset is always the right one. */
function instantOf(wall: number, guess: number): number {
  const offset = offsetAt(wall - guess);
  return wall - offset;
}

function windows(): Float64Array {
  const edges: number[] = [];
  let offset = offsetAt(FROM);
  for (let day = Math.floor((FROM + offset) / DAY) * DAY; day < TO; day += DAY) {
    if (!WORKDAYS.some((weekday) => weekday === new Date(day).getUTCDay())) continue;
    const opens = instantOf(day + OPENS * MINUTE, offset);
    offset = day + OPENS * MINUTE - opens;
    const closes = instantOf(day + CLOSES * MINUTE, offset);
    edges.push(Math.max(opens, FROM), Math.min(closes, TO));
  }
  return Float64Array.from(edges);
}

function gridOver(edges: Float64Array): Float64Array {
  const starts: number[] = [];
  for (let edge = 0; edge < edges.length; edge += 2) {
    const closes = edges[edge + 1] ?? 0;
    for (let start = edges[edge] ?? 0; start + VISIT <= closes; start += STEP) starts.push(start);
  }
  return Float64Array.from(starts);
}

interface Sorted {
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

function sortSpans(spans: readonly Span[]): Sorted {
  const starts = new Float64Array(spans.length);
  const ends = new Float64Array(spans.length);
  for (let index = 0; index < spans.length; index++) {
    const span = spans[index];
    if (span === undefined) continue;
    starts[index] = span.start;
    ends[index] = span.end;
  }
  return { starts: starts.sort(), ends: ends.sort() };
}

/** Keeps, in place, the first `count` candidates that are free; returns how many are left. */
function keepFree(candidates: Float64Array, count: number, { starts, ends }: Sorted): number {
  let begun = 0;
  let ended = 0;
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const start = candidates[index] as number; // within bounds: every check here would slow the bound down
    while (begun < starts.length && (starts[begun] as number) < start + VISIT) begun++;
    while (ended < ends.length && (ends[ended] as number) <= start) ended++;
    if (begun === ended) candidates[kept++] = start;
  }
  return kept;
}

function countFree(candidates: Float64Array, { starts, ends }: Sorted, free: Uint16Array): void {
  let begun = 0;
  let ended = 0;
  for (let index = 0; index < candidates.length; index++) {
    const start = candidates[index] as number; // within bounds
    while (begun < starts.length && (starts[begun] as number) < start + VISIT) begun++;
    while (ended < ends.length && (ends[ended] as number) <= start) ended++;
    if (begun === ended) (free[index] as number)++;
  }
}

export function sweepCold({ mode, busy }: SlotCase): Float64Array {
  const grid = gridOver(windows());
  const hosts = busy.map(sortSpans);
  if (mode !== 'roundrobin') {
    let count = grid.length;
    for (const host of hosts) {
      if (count === 0) break;
      count = keepFree(grid, count, host);
    }
    return grid.subarray(0, count);
  }
  const free = new Uint16Array(grid.length);
  for (const host of hosts) countFree(grid, host, free);
  return grid.filter((_, index) => (free[index] as number) > 0); // within bounds
}
