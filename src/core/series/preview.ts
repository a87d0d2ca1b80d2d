import { chooseVisits } from '../appointments/choice.ts';
import { type Cast, claimsOf } from '../appointments/claims.ts';
import type { Wish } from '../appointments/query.ts';
import type { Service } from '../appointments/services.ts';
import type { OwnTime } from '../appointments/slots.ts';
import { findService, type TimeDeps, type TooManyGuests, type UnknownService } from '../appointments/taking.ts';
import type { Commitment, EmptyReason, Slot } from '../availability/types.ts';
import type { AppointmentId } from '../ids.ts';
import type { EntryId } from '../ledger/types.ts';
import { ok, type Result } from '../result.ts';
import { DAY, type Instant } from '../time/types.ts';
import type { WallTime } from '../time/wall.ts';
import { HORIZON, type PatternRefusal, placesOf } from './rules.ts';
import type { SeriesBooking, SeriesPlan } from './types.ts';

export interface PreviewedOccurrence {
  readonly index: number;
  readonly wall: WallTime;
  readonly start: Instant;
  /** Absent: it can be had. */
  readonly conflict?: OccurrenceConflict | undefined;
}

interface OccurrenceConflict {
  readonly because: EmptyReason;
  readonly sentence: string;
  /** What the policy `nearest` would take instead; absent when nothing is free around it. */
  readonly nearest?: Slot | undefined;
}

export interface SeriesPreview {
  readonly occurrences: readonly PreviewedOccurrence[];
  readonly conflicts: number;
}

export type PreviewRefusal = UnknownService | TooManyGuests | PatternRefusal;

export interface Place {
  readonly index: number;
  readonly wall: WallTime;
  readonly start: Instant;
}

/** An occurrence moves by at most three days, and never past the middle between it and its neighbours. */
const FARTHEST = 3 * DAY;

export const timeRequestOf = (plan: Pick<SeriesPlan, 'organisationId' | 'booking'>, start: Instant) => ({
  ...plan.booking,
  organisationId: plan.organisationId,
  start,
});

const wishOf = (
  plan: SeriesPlan,
  service: Service,
  { location, guests, hosts, durationMinutes }: SeriesBooking,
): Wish => ({
  organisationId: plan.organisationId,
  service,
  durationMinutes,
  location: location.type,
  guests: guests.length,
  hosts,
});

/** Nothing is written under it. */
const PREVIEWED = 'previewed' as EntryId;

/** Occurrences count towards each other's limits, and may stand in each other's way, before any of them is written. */
function takeAlong(together: Map<string, Commitment[]>, slot: Slot, service: Service, cast: Cast): void {
  const visits = chooseVisits(slot, service, cast, { order: [], without: new Set() }) ?? [];
  for (const claim of claimsOf(visits, cast, { seats: 1, nextId: () => PREVIEWED })) {
    const { start, end, bufferedStart, bufferedEnd, serviceId, seats } = claim;
    const commitment = { start, end, bufferedStart, bufferedEnd, serviceId, seats, kind: 'hold' } as const;
    together.set(claim.resource, [...(together.get(claim.resource) ?? []), commitment]);
  }
}

/**
 * What would become of each place, if they were asked for now. Nothing is taken and nothing is written. Appointments
 * that are moved stand in nobody's way.
 */
export async function previewPlaces(
  deps: TimeDeps,
  plan: SeriesPlan,
  service: Service,
  places: readonly Place[],
  moved: readonly AppointmentId[] = [],
): Promise<SeriesPreview> {
  const wish = wishOf(plan, service, plan.booking);
  const starts = places.map((place) => place.start);
  const whole = { start: Math.min(...starts) - FARTHEST, end: Math.max(...starts) + FARTHEST };
  const cast = await deps.slots.gather(wish, whole);
  const chosen = new Set(starts);
  const together = new Map<string, Commitment[]>();
  const occurrences: PreviewedOccurrence[] = [];
  for (const [position, place] of places.entries()) {
    const own = { appointmentIds: moved, together };
    const found = await deps.slots.at(wish, cast, place.start, own);
    if (found.ok) {
      takeAlong(together, found.value, service, cast);
      occurrences.push(place);
      continue;
    }
    const nearest = await findNearest(deps, wish, cast, place, reachAround(starts, position), chosen, own);
    if (nearest) {
      chosen.add(nearest.start);
      takeAlong(together, nearest, service, cast);
    }
    const conflict = { because: found.reason, sentence: found.detail, nearest };
    occurrences.push({ ...place, conflict });
  }
  return { occurrences, conflicts: occurrences.filter((occurrence) => occurrence.conflict).length };
}

function reachAround(
  starts: readonly Instant[],
  position: number,
): { readonly before: number; readonly after: number } {
  const start = starts[position] ?? 0;
  const before = (start - (starts[position - 1] ?? Number.NEGATIVE_INFINITY)) / 2;
  const after = ((starts[position + 1] ?? Number.POSITIVE_INFINITY) - start) / 2;
  return { before: Math.min(before, FARTHEST), after: Math.min(after, FARTHEST) };
}

async function findNearest(
  { slots, clock }: TimeDeps,
  wish: Wish,
  cast: Cast,
  { start }: Place,
  reach: { readonly before: number; readonly after: number },
  chosen: ReadonlySet<Instant>,
  own: OwnTime | undefined,
): Promise<Slot | undefined> {
  const span = { start: Math.max(clock.now(), start - reach.before), end: start + reach.after };
  if (span.end <= span.start) return undefined;
  const found = await slots.find(wish, cast, span, own);
  return found
    .filter((slot) => !chosen.has(slot.start))
    .reduce<Slot | undefined>(
      (best, slot) => (best && Math.abs(best.start - start) <= Math.abs(slot.start - start) ? best : slot),
      undefined,
    );
}

export async function previewSeries(deps: TimeDeps, plan: SeriesPlan): Promise<Result<SeriesPreview, PreviewRefusal>> {
  const now = deps.clock.now();
  const service = await findService(deps.services, timeRequestOf(plan, now));
  if (!service.ok) return service;
  const places = placesOf(plan, now, now + HORIZON);
  if (!places.ok) return places;
  const numbered = places.value.map(({ wall, instant }, index) => ({ index, wall, start: instant }));
  return ok(await previewPlaces(deps, plan, service.value, numbered));
}
