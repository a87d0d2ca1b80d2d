import { dayAt, weekAt } from '../time/wall.ts';
import type { ClaimRefusal, ClaimRequest, LedgerEntry, TakingId } from './types.ts';

type Entries = readonly LedgerEntry[];

/** Each keeps its buffers free of the other's visit; two buffers may share the same minutes. */
const isInTheWay = (entry: LedgerEntry, request: ClaimRequest): boolean =>
  (request.bufferedStart < entry.end && entry.start < request.bufferedEnd) ||
  (request.start < entry.bufferedEnd && entry.bufferedStart < request.end);

const isSameSession = (entry: LedgerEntry, request: ClaimRequest): boolean =>
  entry.kind !== 'block' &&
  request.serviceId !== undefined &&
  entry.serviceId === request.serviceId &&
  entry.start === request.start &&
  entry.end === request.end;

function judgeTime(entries: Entries, request: ClaimRequest): ClaimRefusal | undefined {
  const inTheWay = entries.filter((entry) => isInTheWay(entry, request));
  const { seats = 1 } = request.terms;
  if (seats === 1) return inTheWay.length > 0 ? 'taken' : undefined;
  if (!inTheWay.every((entry) => isSameSession(entry, request))) return 'taken';
  const seatsTaken = inTheWay.reduce((sum, entry) => sum + (entry.seats ?? 1), 0);
  return seatsTaken + (request.seats ?? 1) > seats ? 'seats' : undefined;
}

/** An appointment counts once, and a group session counts once however many sit in it. */
function countVisits(entries: Entries, request: ClaimRequest): number {
  const others = entries.filter((entry) => !((request.terms.seats ?? 1) > 1 && isSameSession(entry, request)));
  return new Set(others.map((entry) => entry.appointmentId ?? entry.taking)).size;
}

function judgeLimits(entries: Entries, request: ClaimRequest): ClaimRefusal | undefined {
  const { perDay, perWeek, perDayOfService, perWeekOfService } = request.terms;
  if ((perDay ?? perWeek ?? perDayOfService ?? perWeekOfService) === undefined) return undefined;
  const week = weekAt(request.zone, request.start);
  const day = dayAt(request.zone, request.start);
  const ofWeek = entries.filter((entry) => entry.kind !== 'block' && weekAt(request.zone, entry.start) === week);
  const ofDay = ofWeek.filter((entry) => dayAt(request.zone, entry.start) === day);
  const isFull = (limit: number | undefined, counted: Entries): boolean =>
    limit !== undefined && countVisits(counted, request) >= limit;
  const ofService = (counted: Entries) => counted.filter((entry) => entry.serviceId === request.serviceId);
  if (isFull(perDay, ofDay) || isFull(perDayOfService, ofService(ofDay))) return 'day_limit';
  if (isFull(perWeek, ofWeek) || isFull(perWeekOfService, ofService(ofWeek))) return 'week_limit';
  return undefined;
}

/** Whether a claim can be had beside what is on the page; undefined when it can. */
export function judgeClaim(entries: Entries, request: ClaimRequest, taking: TakingId): ClaimRefusal | undefined {
  const refused = request.terms.countsOnly ? undefined : judgeTime(entries, request);
  // Several claims of one visit on one day are one visit.
  return (
    refused ??
    judgeLimits(
      entries.filter((entry) => entry.taking !== taking),
      request,
    )
  );
}
