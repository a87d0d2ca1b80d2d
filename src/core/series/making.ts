import { type BookingDeps, type BookingRequest, writeAppointment } from '../appointments/booking.ts';
import type { Service } from '../appointments/services.ts';
import { findService, letGo, type TakenVisits, takeTime, WRITING_TIME } from '../appointments/taking.ts';
import type { Actor, DomainEvent, SeriesFields } from '../events.ts';
import type { TakingId } from '../ledger/types.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import {
  type PreviewedOccurrence,
  type PreviewRefusal,
  previewPlaces,
  type SeriesPreview,
  timeRequestOf,
} from './preview.ts';
import { HORIZON, placesOf, withOccurrences } from './rules.ts';
import type { ConflictPolicy, Series, SeriesChange, SeriesOccurrence, SeriesPlan, SeriesStore } from './types.ts';

export type SeriesDeps = BookingDeps & { readonly series: SeriesStore };

/** Nothing was made: these are the occurrences whose time cannot be had. */
export type SeriesConflicts = Refusal<'conflicts', SeriesPreview>;
/** Somebody finished or undid it meanwhile; nothing of it stands that the series does not name. */
export type Overtaken = Refusal<'overtaken'>;
export type SeriesRefusal = PreviewRefusal | SeriesConflicts | Overtaken;

type SeriesEventType = Extract<DomainEvent, { subject: { kind: 'series' } }>['type'];

/** The next version of the series, with the event that tells of it. */
export function changeSeries(
  { ids, clock }: SeriesDeps,
  series: Series,
  event?: {
    readonly type: SeriesEventType;
    readonly actor: Actor;
    readonly after: Partial<SeriesFields>;
    readonly reason?: string | undefined;
  },
): SeriesChange {
  const now = clock.now();
  const next = { ...series, version: series.version + 1, updatedAt: now };
  if (!event) return { series: next, events: [] };
  const { type, actor, after, reason } = event;
  const subject = { kind: 'series', id: series.id } as const;
  const told = { id: ids.next('event'), organisationId: series.organisationId, type, at: now, actor, subject, after };
  return { series: next, events: [reason === undefined ? told : { ...told, reason }] };
}

export const countMade = (series: Series): number => series.occurrences.filter((one) => one.state === 'made').length;

/** What the policy makes of a previewed occurrence; undefined: under this policy the series cannot be made. */
function plannedOf(
  { ids }: SeriesDeps,
  policy: ConflictPolicy,
  { index, wall, start, conflict }: PreviewedOccurrence,
): SeriesOccurrence | undefined {
  const place = { index, wall, appointmentId: ids.next('appointment') };
  if (!conflict) return { ...place, start, state: 'planned' };
  if (policy === 'skip') return { ...place, start, state: 'skipped', because: conflict.sentence };
  if (policy === 'reject' || !conflict.nearest) return undefined;
  return { ...place, start: conflict.nearest.start, state: 'planned', because: conflict.sentence };
}

export const bookingRequestOf = (
  series: Series,
  { start, index, appointmentId }: SeriesOccurrence,
): BookingRequest => ({
  ...timeRequestOf(series, start),
  id: appointmentId,
  contactId: series.booking.contactId,
  title: series.titles?.[index],
  series: { seriesId: series.id, index },
  actor: series.createdBy,
});

/** A maker that was cut off leaves holds for so long. */
export const holdsLast = ({ occurrences }: Series): number => WRITING_TIME + occurrences.length * 1_000;

interface HeldOccurrence {
  readonly occurrence: SeriesOccurrence;
  readonly taking: TakingId;
  readonly taken: TakenVisits;
}

/** Holds all planned times or, under `reject` and `nearest`, none. */
async function holdOccurrences(
  deps: SeriesDeps,
  series: Series,
  service: Service,
): Promise<{ readonly held: readonly HeldOccurrence[]; readonly lost: readonly SeriesOccurrence[] }> {
  const held: HeldOccurrence[] = [];
  const lost: SeriesOccurrence[] = [];
  for (const occurrence of series.occurrences.filter((one) => one.state === 'planned')) {
    const taking = deps.ids.next('taking');
    const taken = await takeTime(deps, {
      service,
      request: timeRequestOf(series, occurrence.start),
      taking,
      appointmentId: occurrence.appointmentId,
      until: deps.clock.now() + holdsLast(series),
      preferred: held[0]?.taken.visits[0]?.hosts ?? [],
    });
    if (taken.ok) held.push({ occurrence, taking, taken: taken.value });
    else lost.push({ ...occurrence, state: 'skipped', because: 'taken meanwhile' });
    if (!taken.ok && series.policy !== 'skip') break;
  }
  return { held, lost };
}

async function letAllGo(deps: SeriesDeps, { organisationId }: Series, held: readonly HeldOccurrence[]): Promise<void> {
  for (const { taking, taken } of held) await letGo(deps, organisationId, { ...taken, taking });
}

/**
 * Makes a whole series or nothing of it. Its document comes first and names every appointment to be; then all times are
 * held; then the document says that it will be written; then the appointments are. A crash before that word leaves
 * holds that run out and a document to undo; after it, a document that says what is still to be made (see
 * finishSeries).
 */
export async function makeSeries(
  deps: SeriesDeps,
  plan: SeriesPlan,
  actor: Actor,
  id = deps.ids.next('series'),
): Promise<Result<Series, SeriesRefusal>> {
  const now = deps.clock.now();
  const service = await findService(deps.services, timeRequestOf(plan, now));
  if (!service.ok) return service;
  const places = placesOf(plan, now, now + HORIZON);
  if (!places.ok) return places;
  const numbered = places.value.map(({ wall, instant }, index) => ({ index, wall, start: instant }));
  const preview = await previewPlaces(deps, plan, service.value, numbered);
  const planned = preview.occurrences.flatMap((occurrence) => plannedOf(deps, plan.policy, occurrence) ?? []);
  if (planned.length < preview.occurrences.length || planned.every((one) => one.state === 'skipped'))
    return refuse('conflicts', preview);

  const opened: Series = {
    ...plan,
    id,
    version: 1,
    status: 'making',
    phase: 'holding',
    occurrences: planned,
    madeUntil: now + HORIZON,
    createdBy: actor,
    createdAt: now,
    updatedAt: now,
  };
  await deps.series.insert({ series: opened, events: [] });
  const { held, lost } = await holdOccurrences(deps, opened, service.value);
  if (held.length === 0 || (lost.length > 0 && plan.policy !== 'skip')) {
    await letAllGo(deps, opened, held);
    await deps.series.update(changeSeries(deps, { ...opened, status: 'undone', phase: undefined }));
    return refuse('conflicts', await previewPlaces(deps, plan, service.value, numbered));
  }
  const decided = changeSeries(deps, { ...withOccurrences(opened, lost), phase: 'writing' }).series;
  if (!(await deps.series.update({ series: decided, events: [] }))) {
    await letAllGo(deps, opened, held);
    return refuse('overtaken');
  }
  return writeSeries(deps, decided, service.value, held);
}

async function writeSeries(
  deps: SeriesDeps,
  series: Series,
  service: Service,
  held: readonly HeldOccurrence[],
): Promise<Result<Series, Overtaken>> {
  const written: SeriesOccurrence[] = [];
  for (const { occurrence, taking, taken } of held) {
    const time = { ...taken, id: occurrence.appointmentId, taking };
    const made = await writeAppointment(deps, bookingRequestOf(series, occurrence), service, time);
    written.push(
      made.ok ? { ...occurrence, state: 'made' } : { ...occurrence, state: 'skipped', because: 'taken meanwhile' },
    );
  }
  const active: Series = { ...withOccurrences(series, written), status: 'active', phase: undefined };
  const after = { status: active.status, occurrences: countMade(active) } as const;
  const change = changeSeries(deps, active, { type: 'series_created', actor: series.createdBy, after });
  if (await deps.series.update(change)) return ok(change.series);
  // The finishing job was faster; it wrote the same appointments under the same ids.
  const finished = await deps.series.find(series.organisationId, series.id);
  return finished ? ok(finished) : refuse('overtaken');
}
