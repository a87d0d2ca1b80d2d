import { bookTime } from '../appointments/booking.ts';
import { findService } from '../appointments/taking.ts';
import { Fault } from '../fault.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { bookingRequestOf, changeSeries, countMade, type Overtaken, type SeriesDeps } from './making.ts';
import { previewPlaces, timeRequestOf } from './preview.ts';
import { HORIZON, placesOf, withOccurrences } from './rules.ts';
import type { Series, SeriesOccurrence } from './types.ts';

/** Books every planned occurrence by its id, so that doing it twice is harmless; what cannot be had is named. */
async function bookPlanned(deps: SeriesDeps, series: Series): Promise<readonly SeriesOccurrence[]> {
  const booked: SeriesOccurrence[] = [];
  for (const occurrence of series.occurrences) {
    if (occurrence.state !== 'planned') continue;
    const made = await bookOccurrence(deps, series, occurrence, occurrence.start);
    if (made) booked.push({ ...occurrence, start: made, state: 'made' });
    else booked.push({ ...occurrence, state: 'skipped', because: 'its time was taken' });
  }
  return booked;
}

/** The start it got; under `nearest` perhaps another than asked. */
async function bookOccurrence(
  deps: SeriesDeps,
  series: Series,
  occurrence: SeriesOccurrence,
  start: Instant,
): Promise<Instant | undefined> {
  const made = await bookTime(deps, bookingRequestOf(series, { ...occurrence, start }));
  if (made.ok) return made.value.start;
  if (series.policy !== 'nearest') return undefined;
  const service = await findService(deps.services, timeRequestOf(series, start));
  if (!service.ok) return undefined;
  const preview = await previewPlaces(deps, series, service.value, [{ ...occurrence, start }]);
  const nearest = preview.occurrences[0]?.conflict?.nearest;
  if (!nearest) return undefined;
  const moved = await bookTime(deps, bookingRequestOf(series, { ...occurrence, start: nearest.start }));
  return moved.ok ? moved.value.start : undefined;
}

/** Undoes or finishes what a crash left of the making of a series. Nothing to do: false. */
export async function finishMaking(deps: SeriesDeps, series: Series): Promise<boolean> {
  if (series.status === 'making' && series.phase === 'holding') {
    // Its holds run out by themselves. From here on the maker, should it still be alive, can no longer write.
    return deps.series.update(changeSeries(deps, { ...series, status: 'undone', phase: undefined }));
  }
  if (!series.occurrences.some((one) => one.state === 'planned')) return false;
  const booked = withOccurrences(series, await bookPlanned(deps, series));
  const isNew = series.status === 'making';
  const done: Series = { ...booked, status: isNew ? 'active' : series.status, phase: undefined };
  const type = isNew ? 'series_created' : 'series_extended';
  const after = { status: done.status, occurrences: countMade(done) };
  return deps.series.update(changeSeries(deps, done, { type, actor: series.createdBy, after }));
}

/** Makes an open series up to the horizon: first the document names the new occurrences, then they are booked. */
export async function extendSeries(deps: SeriesDeps, series: Series): Promise<Result<Series, Overtaken>> {
  const horizon = deps.clock.now() + HORIZON;
  if (series.status !== 'active' || series.end.kind !== 'open' || series.madeUntil >= horizon) return ok(series);
  const places = placesOf(series, series.madeUntil, horizon);
  if (!places.ok && places.reason !== 'no_occurrences')
    throw new Fault('internal', `The pattern of ${series.id} can no longer be read (${places.reason}).`);
  const known = series.occurrences.length;
  const added = (places.ok ? places.value : []).map(
    ({ wall, instant }, place): SeriesOccurrence => ({
      index: known + place,
      wall,
      start: instant,
      appointmentId: deps.ids.next('appointment'),
      state: 'planned',
    }),
  );
  const planned = changeSeries(deps, { ...series, occurrences: [...series.occurrences, ...added], madeUntil: horizon });
  if (!(await deps.series.update(planned))) return refuse('overtaken');
  if (added.length > 0) await finishMaking(deps, planned.series);
  return ok((await deps.series.find(series.organisationId, series.id)) ?? planned.series);
}
