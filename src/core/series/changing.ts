import { checkMove } from '../appointments/moves.ts';
import { moveTime } from '../appointments/moving.ts';
import type { AppointmentService } from '../appointments/service.ts';
import { findService } from '../appointments/taking.ts';
import type { Actor } from '../events.ts';
import type { OrganisationId, SeriesId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import { changeSeries as nextSeries, type SeriesConflicts, type SeriesDeps } from './making.ts';
import { type Place, previewPlaces, timeRequestOf } from './preview.ts';
import {
  instantOf,
  type PatternStays,
  reachedBy,
  type SeriesScope,
  shiftMadeUntil,
  shiftPattern,
  shiftWall,
  type WallShift,
  withOccurrences,
} from './rules.ts';
import type { ConflictPolicy, Series, SeriesOccurrence } from './types.ts';

export interface SeriesChangeRequest {
  readonly organisationId: OrganisationId;
  readonly seriesId: SeriesId;
  readonly scope: SeriesScope;
  /** The occurrence that was in hand; for `all` it does not matter. */
  readonly index: number;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** The version the person saw; a later one is not changed. */
  readonly ifVersion?: number | undefined;
}

/** What became of the occurrences the change reached: none is left unnamed. */
export interface SeriesChanged {
  readonly series: Series;
  readonly changed: readonly SeriesOccurrence[];
  readonly left: readonly SeriesOccurrence[];
}

export type NoSuchSeries = Refusal<'not_found'>;
/** The series was changed by somebody else at this moment, or is being made; ask again. */
export type SeriesBusy = Refusal<'busy'>;
type SeriesChangedMeanwhile = Refusal<'changed_meanwhile', { readonly version: number }>;
export type NothingAhead = Refusal<'nothing_ahead'>;

export type ChangingDeps = SeriesDeps & { readonly appointmentService: Pick<AppointmentService, 'cancel'> };

/** A visit may have been moved or cancelled by itself meanwhile. */
async function stillAhead(
  { appointments, clock }: ChangingDeps,
  { organisationId }: Series,
  occurrences: readonly SeriesOccurrence[],
): Promise<readonly SeriesOccurrence[]> {
  const now = clock.now();
  const found = await Promise.all(
    occurrences.map(({ appointmentId }) => appointments.find(organisationId, appointmentId)),
  );
  return occurrences.filter((_, place) => {
    const visit = found[place];
    return visit !== undefined && visit.start > now && checkMove(visit.status, 'cancel').ok;
  });
}

async function findReached(
  deps: ChangingDeps,
  { organisationId, seriesId, scope, index, ifVersion }: SeriesChangeRequest,
): Promise<Result<{ series: Series; reached: readonly SeriesOccurrence[] }, CancelSeriesRefusal>> {
  const series = await deps.series.find(organisationId, seriesId);
  if (!series || series.status === 'undone') return refuse('not_found');
  if (ifVersion !== undefined && series.version !== ifVersion)
    return refuse('changed_meanwhile', { version: series.version });
  if (series.status === 'making') return refuse('busy');
  const reached = await stillAhead(deps, series, reachedBy(series, scope, index));
  return reached.length === 0 ? refuse('nothing_ahead') : ok({ series, reached });
}

export type CancelSeriesRefusal = NoSuchSeries | SeriesBusy | SeriesChangedMeanwhile | NothingAhead;

/**
 * First the series says which occurrences are to go, then they go; after a crash the finishing job goes on from there.
 */
export async function cancelOccurrences(
  deps: ChangingDeps,
  request: SeriesChangeRequest & { readonly reason: string },
): Promise<Result<SeriesChanged, CancelSeriesRefusal>> {
  const found = await findReached(deps, request);
  if (!found.ok) return found;
  const { series, reached } = found.value;
  const marked = reached.map((one): SeriesOccurrence => ({ ...one, state: 'cancelling', because: request.reason }));
  const ends = request.scope !== 'this';
  const decided = nextSeries(
    deps,
    { ...withOccurrences(series, marked), status: ends ? 'ended' : series.status },
    ends
      ? { type: 'series_ended', actor: request.actor, after: { status: 'ended' }, reason: request.reason }
      : undefined,
  );
  if (!(await deps.series.update(decided))) return refuse('busy');
  return finishCancelling(deps, decided.series, request.actor);
}

export async function finishCancelling(
  deps: ChangingDeps,
  series: Series,
  actor: Actor,
): Promise<Result<SeriesChanged, SeriesBusy>> {
  const changed: SeriesOccurrence[] = [];
  const left: SeriesOccurrence[] = [];
  for (const occurrence of series.occurrences.filter((one) => one.state === 'cancelling')) {
    const { appointmentId, because: reason = 'the series was cancelled' } = occurrence;
    const { organisationId } = series;
    const cancelled = await deps.appointmentService.cancel({ organisationId, appointmentId, actor, reason });
    const isGone = cancelled.ok || (cancelled.reason === 'illegal_move' && cancelled.detail.status === 'cancelled');
    if (isGone) changed.push({ ...occurrence, state: 'cancelled' });
    else left.push({ ...occurrence, state: 'made', because: cancelled.reason });
  }
  return writeChanged(deps, series, changed, left);
}

async function writeChanged(
  deps: ChangingDeps,
  series: Series,
  changed: readonly SeriesOccurrence[],
  left: readonly SeriesOccurrence[],
): Promise<Result<SeriesChanged, SeriesBusy>> {
  const done = nextSeries(deps, withOccurrences(series, [...changed, ...left]));
  return (await deps.series.update(done)) ? ok({ series: done.series, changed, left }) : refuse('busy');
}

export type MoveSeriesRefusal = CancelSeriesRefusal | PatternStays | SeriesConflicts | Refusal<'unknown_service'>;

export interface MoveSeriesRequest extends SeriesChangeRequest {
  readonly shift: WallShift;
  /** `skip` leaves an occurrence where it is when its new time cannot be had. */
  readonly policy: ConflictPolicy;
}

/**
 * Every new time is looked at before the first is touched. Then the series says where each occurrence goes, and they go
 * one by one, each keeping its old time until the new one is sure; who lost a race in between stays where it was and is
 * named.
 */
export async function moveOccurrences(
  deps: ChangingDeps,
  request: MoveSeriesRequest,
): Promise<Result<SeriesChanged, MoveSeriesRefusal>> {
  const found = await findReached(deps, request);
  if (!found.ok) return found;
  const { series, reached } = found.value;
  const shifted = shiftedSeries(series, request);
  if (!shifted.ok) return shifted;
  const service = await findService(deps.services, timeRequestOf(series, deps.clock.now()));
  if (!service.ok) return refuse('unknown_service');

  const places = reached.flatMap(({ index, wall }): Place[] => {
    const moved = shiftWall(wall, request.shift);
    const start = instantOf(series, moved);
    return start === undefined ? [] : [{ index, wall: moved, start }];
  });
  const inMissingHour = reached.filter(({ index }) => places.every((place) => place.index !== index));
  const preview = await previewPlaces(
    deps,
    series,
    service.value,
    places,
    reached.map((occurrence) => occurrence.appointmentId),
  );
  const isStopped = (policy: ConflictPolicy) =>
    policy === 'reject'
      ? preview.conflicts > 0 || inMissingHour.length > 0
      : policy === 'nearest' && preview.occurrences.some(({ conflict }) => conflict && !conflict.nearest);
  if (isStopped(request.policy)) return refuse('conflicts', preview);

  const marked: SeriesOccurrence[] = [];
  const stays: SeriesOccurrence[] = inMissingHour.map((one) => ({ ...one, because: 'the clocks jump over this time' }));
  for (const { index, wall, start, conflict } of preview.occurrences) {
    const before = reached.find((one) => one.index === index);
    if (!before) continue;
    const target = conflict ? (request.policy === 'nearest' ? conflict.nearest?.start : undefined) : start;
    if (target === undefined) stays.push({ ...before, because: conflict?.sentence });
    else marked.push({ ...before, wall, start: target, state: 'moving' });
  }
  const decided = nextSeries(deps, withOccurrences(shifted.value, [...marked, ...stays]), {
    type: 'series_changed',
    actor: request.actor,
    after: { occurrences: marked.length },
    reason: request.reason,
  });
  if (!(await deps.series.update(decided))) return refuse('busy');
  const finished = await finishMoving(deps, decided.series, request.actor);
  return finished.ok ? ok({ ...finished.value, left: [...stays, ...finished.value.left] }) : finished;
}

/** The pattern follows when all further occurrences do, so that an open series goes on at the new time. */
function shiftedSeries(series: Series, { scope, shift }: MoveSeriesRequest): Result<Series, PatternStays> {
  if (scope === 'this') return ok(series);
  const pattern = shiftPattern(series.pattern, shift.days ?? 0);
  if (!pattern.ok) return pattern;
  const start = shiftWall(series.start, shift);
  return ok({ ...series, pattern: pattern.value, start, madeUntil: shiftMadeUntil(series, shift) });
}

export async function finishMoving(
  deps: ChangingDeps,
  series: Series,
  actor: Actor,
): Promise<Result<SeriesChanged, SeriesBusy>> {
  const changed: SeriesOccurrence[] = [];
  const left: SeriesOccurrence[] = [];
  const moving = series.occurrences.filter((one) => one.state === 'moving');
  const found = await Promise.all(
    moving.map(({ appointmentId }) => deps.appointments.find(series.organisationId, appointmentId)),
  );
  // Whoever moves into a neighbour's old time goes after that neighbour.
  const isLater = moving.some(({ start }, place) => start > (found[place]?.start ?? start));
  const inOrder = moving.map((occurrence, place) => ({ occurrence, before: found[place] }));
  for (const { occurrence, before } of isLater ? inOrder.reverse() : inOrder) {
    const { appointmentId, start } = occurrence;
    if (before?.start === start) {
      changed.push({ ...occurrence, state: 'made' });
      continue;
    }
    const moved = await moveTime(deps, { organisationId: series.organisationId, appointmentId, start, actor });
    if (moved.ok) changed.push({ ...occurrence, state: 'made' });
    else left.push({ ...occurrence, start: before?.start ?? start, state: 'made', because: moved.reason });
  }
  return writeChanged(deps, series, changed, left);
}
