import { gridOf } from '../availability/grid.ts';
import { markTaken, seatsTaken } from '../availability/occupancy.ts';
import { type Limit, markLimits } from '../availability/rules.ts';
import { STANDS } from '../availability/verdicts.ts';
import type { ClaimRefusal, ClaimRequest, LedgerEntry, TakingId } from './types.ts';

// A claim is judged as the slot engine judges a start when it offers it: by the engine's own marks, on a grid of one
// candidate.

type Entries = readonly LedgerEntry[];

const candidateOf = ({ start, end }: ClaimRequest) => gridOf(Float64Array.of(start), end - start);

const calendarOf = (entries: Entries, { zone }: ClaimRequest) =>
  ({ zone, schedules: 'always', commitments: entries }) as const;

const groupOf = ({ terms, serviceId }: ClaimRequest) => ((terms.seats ?? 1) > 1 ? serviceId : undefined);

/** Seats taken of each session of the claim's service, by start; undefined when its time is taken whole. */
function sessionsOf(entries: Entries, request: ClaimRequest): ReadonlyMap<number, number> | undefined {
  const service = groupOf(request);
  return service && seatsTaken(calendarOf(entries, request), service, request.end - request.start);
}

function judgeTime(entries: Entries, request: ClaimRequest): ClaimRefusal | undefined {
  const { start, end, bufferedStart, bufferedEnd, seats: wanted = 1, terms } = request;
  const verdicts = new Uint8Array(1);
  const buffers = { before: start - bufferedStart, after: bufferedEnd - end };
  markTaken(verdicts, candidateOf(request), calendarOf(entries, request), buffers, groupOf(request));
  if (verdicts[0] !== STANDS) return 'taken';
  const taken = sessionsOf(entries, request)?.get(start) ?? 0;
  return taken > 0 && taken + wanted > (terms.seats ?? 1) ? 'seats' : undefined;
}

function judgeLimits(entries: Entries, request: ClaimRequest): ClaimRefusal | undefined {
  const { zone, terms, serviceId } = request;
  const ofService = () => entries.filter((entry) => entry.serviceId === serviceId);
  const isFull = (per: Limit['per'], most: number | undefined, counted: () => Entries): boolean => {
    if (most === undefined) return false;
    const verdicts = new Uint8Array(1);
    const limit = { zone, per, most, counted: counted() };
    markLimits(verdicts, candidateOf(request), [limit], sessionsOf(entries, request));
    return verdicts[0] !== STANDS;
  };
  if (isFull('day', terms.perDay, () => entries) || isFull('day', terms.perDayOfService, ofService)) return 'day_limit';
  if (isFull('week', terms.perWeek, () => entries) || isFull('week', terms.perWeekOfService, ofService))
    return 'week_limit';
  return undefined;
}

/** Whether a claim can be had beside what is on the page; undefined when it can. */
export function judgeClaim(entries: Entries, request: ClaimRequest, taking: TakingId): ClaimRefusal | undefined {
  const refused = request.terms.countsOnly ? undefined : judgeTime(entries, request);
  // Several claims of one visit on one day are one visit.
  const others = entries.filter((entry) => entry.taking !== taking);
  return refused ?? judgeLimits(others, request);
}
