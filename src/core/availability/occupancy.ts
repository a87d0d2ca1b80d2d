/** Phase three: which candidates meet time that is already taken. */
import type { ServiceId } from '../ids.ts';
import { dayOfDate } from '../time/dates.ts';
import { DAY, type Instant } from '../time/types.ts';
import { spansOfWall } from '../time/wall.ts';
import { type Grid, indexFrom } from './grid.ts';
import type { BusyStatus, Calendar, Commitment } from './types.ts';
import { codeOf, STANDS, type Verdicts } from './verdicts.ts';

/** Milliseconds kept free around the visit itself. */
export interface Buffers {
  readonly before: number;
  readonly after: number;
}

const blocks = (status: BusyStatus | undefined): boolean => status !== 'free' && status !== 'declined';

/**
 * The starts that meet one taken span are neighbours on the grid, so each span adds one at the first of them and takes
 * one away after the last; the running sum then says which starts are taken. Nothing is sorted, and the work grows
 * with the number of spans alone.
 */
export function markTaken(
  verdicts: Verdicts,
  grid: Grid,
  calendar: Calendar,
  buffers: Buffers,
  groupOf?: ServiceId | undefined,
): void {
  const changes = new Int32Array(grid.starts.length + 1);
  const take = (start: Instant, end: Instant): void => {
    if (start >= end) return;
    const from = firstMeeting(grid, start, buffers);
    const to = indexFrom(grid, end + buffers.before);
    if (from >= to) return;
    changes[from] = (changes[from] ?? 0) + 1;
    changes[to] = (changes[to] ?? 0) - 1;
  };

  for (const { start, end, status } of calendar.busy ?? []) if (blocks(status)) take(start, end);
  for (const { from, until, status } of calendar.busyDays ?? []) {
    if (!blocks(status)) continue;
    for (const day of spansOfWall(calendar.zone, dayOfDate(from) * DAY, dayOfDate(until) * DAY))
      take(day.start, day.end);
  }
  for (const commitment of calendar.commitments ?? []) {
    take(commitment.bufferedStart, commitment.bufferedEnd);
    if (groupOf !== undefined && isSessionOf(commitment, groupOf, grid.duration))
      leaveJoinable(changes, grid, commitment);
  }

  const full = codeOf('full');
  let taken = 0;
  for (let index = 0; index < verdicts.length; index++) {
    taken += changes[index] ?? 0;
    if (taken > 0 && verdicts[index] === STANDS) verdicts[index] = full;
  }
}

/** The first start whose visit, with its buffer, ends after `taken` begins. Instants are whole milliseconds. */
const firstMeeting = (grid: Grid, taken: Instant, buffers: Buffers): number =>
  indexFrom(grid, taken - grid.duration - buffers.after + 1);

/** A session of the same group service and length is no obstacle to the start that joins it. */
function leaveJoinable(changes: Int32Array, grid: Grid, session: Commitment): void {
  const index = indexFrom(grid, session.start);
  if (grid.starts[index] !== session.start) return;
  changes[index] = (changes[index] ?? 0) - 1;
  changes[index + 1] = (changes[index + 1] ?? 0) + 1;
}

const isSessionOf = (commitment: Commitment, service: ServiceId, duration: number): boolean =>
  commitment.kind !== 'block' && commitment.serviceId === service && commitment.end - commitment.start === duration;

/** Seats taken of each session of a group service, by its start. */
export function seatsTaken(calendar: Calendar, service: ServiceId, duration: number): Map<Instant, number> {
  const taken = new Map<Instant, number>();
  for (const commitment of calendar.commitments ?? []) {
    if (!isSessionOf(commitment, service, duration)) continue;
    taken.set(commitment.start, (taken.get(commitment.start) ?? 0) + (commitment.seats ?? 1));
  }
  return taken;
}
