import { findService } from '../appointments/taking.ts';
import type { Appointment, Appointments } from '../appointments/types.ts';
import type { Slot } from '../availability/types.ts';
import type { Actor } from '../events.ts';
import { Fault } from '../fault.ts';
import type { AppointmentId, OrganisationId, SeriesId } from '../ids.ts';
import type { EventConsumer } from '../ports.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import {
  type CancelSeriesRefusal,
  type ChangingDeps,
  cancelOccurrences,
  finishCancelling,
  finishMoving,
  type MoveSeriesRefusal,
  type MoveSeriesRequest,
  moveOccurrences,
  type NoSuchSeries,
  type SeriesChanged,
  type SeriesChangeRequest,
} from './changing.ts';
import { extendSeries, finishMaking } from './finishing.ts';
import { changeSeries, holdsLast, makeSeries, type SeriesRefusal } from './making.ts';
import { type PreviewRefusal, previewSeries, type SeriesPreview, timeRequestOf } from './preview.ts';
import { type Programme, type Programmes, progressOf, type SeriesProgress, suggestNext } from './programmes.ts';
import { isUnfinished } from './rules.ts';
import type { Series, SeriesPlan } from './types.ts';

const HOLDS_STAND =
  'The first try of this series was cut off, and what it held is being let go of: send it again in a moment.';

export type NoProgramme = Refusal<'unknown_programme'>;

export interface SeriesService {
  /** What would become of each occurrence; nothing is taken. */
  preview(plan: SeriesPlan): Promise<Result<SeriesPreview, PreviewRefusal | NoProgramme>>;
  /** Under an id given by callers that may ask twice: the second time they get the series of the first. */
  create(plan: SeriesPlan, actor: Actor, id?: SeriesId): Promise<Result<Series, SeriesRefusal | NoProgramme>>;
  cancel(
    request: SeriesChangeRequest & { readonly reason: string },
  ): Promise<Result<SeriesChanged, CancelSeriesRefusal>>;
  move(request: MoveSeriesRequest): Promise<Result<SeriesChanged, MoveSeriesRefusal>>;
  progress(organisationId: OrganisationId, id: SeriesId): Promise<Result<SeriesProgress, NoSuchSeries>>;
  /** The nearest free times to when the programme's next session is due. */
  suggestNext(
    organisationId: OrganisationId,
    id: SeriesId,
  ): Promise<Result<readonly Slot[], NoSuchSeries | NoProgramme>>;
  /** Marks the series completed, with its event, once it is; said after each visit that was completed or cancelled. */
  noteProgress(organisationId: OrganisationId, id: SeriesId): Promise<void>;
  /** Undoes or finishes what a crash left; safe to say twice and beside a living maker. */
  finish(organisationId: OrganisationId, id: SeriesId): Promise<void>;
  extend(organisationId: OrganisationId, id: SeriesId): Promise<void>;
}

/** Follows visits that took place or were called off, so that the last of a programme completes it. */
export function createSeriesConsumer(
  appointments: Pick<Appointments, 'find'>,
  series: Pick<SeriesService, 'noteProgress'>,
): EventConsumer {
  return {
    name: 'series-progress',
    startsAt: 'beginning',
    async handle(event) {
      if (event.type !== 'appointment_completed' && event.type !== 'appointment_cancelled') return;
      // The subject of an appointment's event is its id.
      const appointment = await appointments.find(event.organisationId, event.subject.id as AppointmentId);
      if (appointment?.series) await series.noteProgress(event.organisationId, appointment.series.seriesId);
    },
  };
}

const SUGGESTIONS = 3;
const JOB: Actor = { kind: 'system', channel: 'system' };

export function createSeriesService(deps: ChangingDeps & { readonly programmes: Programmes }): SeriesService {
  const { series: store, appointments, clock } = deps;

  /** Whoever follows a programme gets as many sessions as it has, under their titles. */
  async function withProgramme(plan: SeriesPlan): Promise<Result<SeriesPlan, NoProgramme>> {
    if (plan.programmeId === undefined) return ok(plan);
    const programme = await deps.programmes.find(plan.organisationId, plan.programmeId);
    if (!programme || programme.isRetired) return refuse('unknown_programme');
    const titles = programme.sessions.map((session) => session.title);
    return ok({ ...plan, end: { kind: 'count', count: titles.length }, titles });
  }

  async function appointmentsOf(series: Series): Promise<readonly Appointment[]> {
    const found = await Promise.all(
      series.occurrences.map((one) => appointments.find(series.organisationId, one.appointmentId)),
    );
    return found.filter((appointment) => appointment !== undefined);
  }

  async function suggest(series: Series, programme: Programme): Promise<Result<readonly Slot[], NoSuchSeries>> {
    const due = suggestNext(programme, series.zone, await appointmentsOf(series), clock.now());
    const request = timeRequestOf(series, due);
    const service = await findService(deps.services, request);
    if (!service.ok) return refuse('not_found');
    const { location, guests, hosts, durationMinutes } = request;
    const wish = {
      organisationId: series.organisationId,
      service: service.value,
      location: location.type,
      guests: guests.length,
      hosts,
      durationMinutes,
    };
    return ok(await deps.slots.nearest(wish, due, SUGGESTIONS));
  }

  /** What an earlier try made, finished where it was cut off; what was undone leaves its id to nobody. */
  async function standing(id: SeriesId, organisationId: OrganisationId) {
    for (let next = id; ; next = deps.ids.derived('series', next)) {
      let series = await store.find(organisationId, next);
      if (series?.status === 'making') {
        await finishMaking(deps, series);
        series = await store.find(organisationId, next);
      }
      if (series?.status !== 'undone') return { id: next, series };
      // Its own holds would be in the way of the second try, and under another policy leave gaps in it.
      const waits = series.updatedAt + holdsLast(series) - clock.now();
      if (waits > 0) throw new Fault('conflict', HOLDS_STAND, { retryAfter: Math.ceil(waits / 1_000) });
    }
  }

  async function noteProgress(organisationId: OrganisationId, id: SeriesId): Promise<void> {
    for (;;) {
      const series = await store.find(organisationId, id);
      // Whoever is at work on it says so again when they are through.
      if (series?.status !== 'active' || isUnfinished(series)) return;
      const { isComplete, completed } = progressOf(series, await appointmentsOf(series), clock.now());
      if (!isComplete) return;
      const after = { status: 'completed', completed } as const;
      const event = { type: 'series_completed', actor: JOB, after } as const;
      if (await store.update(changeSeries(deps, { ...series, status: 'completed' }, event))) return;
    }
  }

  return {
    async preview(plan) {
      const whole = await withProgramme(plan);
      return whole.ok ? previewSeries(deps, whole.value) : whole;
    },
    async create(plan, actor, id) {
      const before = id && (await standing(id, plan.organisationId));
      if (before?.series) return ok(before.series);
      const whole = await withProgramme(plan);
      return whole.ok ? makeSeries(deps, whole.value, actor, before?.id) : whole;
    },
    async cancel(request) {
      const cancelled = await cancelOccurrences(deps, request);
      if (!cancelled.ok) return cancelled;
      const { organisationId, seriesId } = request;
      await noteProgress(organisationId, seriesId);
      const series = await store.find(organisationId, seriesId);
      return ok({ ...cancelled.value, series: series ?? cancelled.value.series });
    },
    move: (request) => moveOccurrences(deps, request),
    async progress(organisationId, id) {
      const series = await store.find(organisationId, id);
      return series ? ok(progressOf(series, await appointmentsOf(series), clock.now())) : refuse('not_found');
    },
    async suggestNext(organisationId, id) {
      const series = await store.find(organisationId, id);
      if (!series) return refuse('not_found');
      const programme = series.programmeId && (await deps.programmes.find(organisationId, series.programmeId));
      return programme ? suggest(series, programme) : refuse('unknown_programme');
    },
    noteProgress,
    async finish(organisationId, id) {
      const series = await store.find(organisationId, id);
      if (!series) return;
      const states = new Set(series.occurrences.map((one) => one.state));
      if (series.status === 'making' || states.has('planned')) await finishMaking(deps, series);
      else if (states.has('cancelling')) await finishCancelling(deps, series, JOB);
      else if (states.has('moving')) await finishMoving(deps, series, JOB);
      await noteProgress(organisationId, id);
    },
    async extend(organisationId, id) {
      const series = await store.find(organisationId, id);
      if (series) await extendSeries(deps, series);
    },
  };
}
