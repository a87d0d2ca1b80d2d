// Every operation on series, two of them under two names, and so longer than most.

import { z } from 'zod';
import type { Operation } from '../../core/access/table.ts';
import { hostsOf } from '../../core/appointments/changes.ts';
import type { Services } from '../../core/appointments/services.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { SeriesId } from '../../core/ids.ts';
import type { SeriesChanged } from '../../core/series/changing.ts';
import type { SeriesService } from '../../core/series/service.ts';
import type { Series, SeriesPlan, SeriesStore } from '../../core/series/types.ts';
import { type Caller, demand, demandSome, may } from '../caller.ts';
import { commaList, pageOf, pageQuery, write } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { slot } from '../scheduling/forms.ts';
import { contactId, reason, seriesId } from './forms.ts';
import { contactsAsked, demandBooking, type Records } from './reach.ts';
import { writeSlots } from './refusals.ts';
import {
  series as form,
  plan,
  seriesBody,
  seriesChange,
  seriesChanged,
  seriesChangedBody,
  seriesMove,
  seriesPreview,
  seriesProgress,
  seriesStatus,
} from './series-forms.ts';
import { seriesFault } from './series-refusals.ts';

interface Parts {
  readonly series: Pick<SeriesStore, 'find' | 'list'>;
  readonly seriesService: SeriesService;
  readonly appointments: Pick<Appointments, 'list'>;
  readonly services: Pick<Services, 'find'>;
  readonly people: Records;
}

const tag = 'Recurring';
const params = z.object({ seriesId });

/** One that was undone never came to be. */
const SHOWN = ['making', 'active', 'ended', 'completed'] as const;

/** The hosts of its visits, as far as they were chosen, and the contact. */
async function ownersOf({ appointments }: Parts, { organisationId, id, booking }: Series) {
  const { items } = await appointments.list(organisationId, { seriesId: id }, { limit: 1 });
  const chosen = items.flatMap(({ visits }) => hostsOf(visits));
  return { members: [...chosen, ...(booking.hosts ?? [])], contacts: [booking.contactId] };
}

async function reachSeries(parts: Parts, caller: Caller, id: SeriesId, operation: Operation): Promise<Series> {
  const found = await parts.series.find(caller.organisationId, id);
  if (!found || found.status === 'undone') throw new Fault('not_found', 'There is no such series.');
  demand(caller, operation, await ownersOf(parts, found));
  return found;
}

const answerSeries = (series: Series, status = 200): Answer => ({
  status,
  body: seriesBody(series),
  version: series.version,
});

async function planOf(parts: Parts, caller: Caller, asked: z.output<typeof plan>): Promise<SeriesPlan> {
  const { meetingType, contact, hosts: wished, durationMinutes, location, guests, programme, ...terms } = asked;
  const wish = { meetingType, contact, hosts: wished };
  const { service, hosts, contactId: of } = await demandBooking(parts, caller, 'series:create', wish);
  return {
    ...terms,
    organisationId: caller.organisationId,
    booking: { serviceId: service.id, contactId: of, hosts, durationMinutes, location, guests },
    programmeId: programme,
  };
}

function makingRoutes(parts: Parts): readonly Route<Caller>[] {
  return [
    route({
      method: 'post',
      path: '/booking/recurring/preview',
      id: 'previewSeries',
      summary: 'Every occurrence of a series with what is in its way; nothing is made',
      tag,
      body: plan,
      isRepeatable: true,
      answers: { 200: { description: 'The occurrences', schema: seriesPreview } },
      async handle({ body, caller }) {
        const previewed = await parts.seriesService.preview(await planOf(parts, caller, body));
        if (!previewed.ok) throw seriesFault(previewed);
        return { status: 200, body: write(seriesPreview, previewed.value) };
      },
    }),
    route({
      method: 'post',
      path: '/booking/recurring',
      id: 'createSeries',
      summary: 'Books a whole series, or nothing of it',
      tag,
      body: plan,
      isRepeatable: true,
      answers: { 201: { description: 'The series with its occurrences', schema: form } },
      async handle({ body, caller, newId }) {
        const asked = await planOf(parts, caller, body);
        const made = await parts.seriesService.create(asked, caller.actor, newId('series'));
        if (!made.ok) throw seriesFault(made);
        return answerSeries(made.value, 201);
      },
    }),
  ];
}

function readingRoutes(parts: Parts): readonly Route<Caller>[] {
  return [
    route({
      method: 'get',
      path: '/booking/recurring',
      id: 'listSeries',
      summary: 'The series the caller may see',
      tag,
      query: z.strictObject({
        ...pageQuery,
        contact: contactId.optional(),
        status: commaList(seriesStatus, 'Statuses, parted by commas').optional(),
      }),
      answers: { 200: { description: 'A page of series; those out of reach are left out', schema: pageOf(form) } },
      async handle({ query: { contact, status, ...page }, caller }) {
        demandSome(caller, 'series:read');
        const contactIds = await contactsAsked(parts.people, caller, contact);
        const filter = { contactIds, statuses: status ?? SHOWN };
        const { items, next } = await parts.series.list(caller.organisationId, filter, page);
        const owned = await Promise.all(items.map(async (one) => ({ one, owners: await ownersOf(parts, one) })));
        const seen = owned.filter(({ owners }) => may(caller, 'series:read', owners));
        return { status: 200, body: { items: seen.map(({ one }) => seriesBody(one)), next } };
      },
    }),
    route({
      method: 'get',
      path: '/booking/recurring/{seriesId}',
      id: 'getSeries',
      summary: 'One series with all its occurrences',
      tag,
      params,
      answers: { 200: { description: 'The series', schema: form } },
      async handle({ params, caller }) {
        return answerSeries(await reachSeries(parts, caller, params.seriesId, 'series:read'));
      },
    }),
    route({
      method: 'get',
      path: '/booking/recurring/{seriesId}/progress',
      id: 'getSeriesProgress',
      summary: 'How far it has come',
      tag,
      params,
      answers: { 200: { description: 'Sessions completed, missed and ahead', schema: seriesProgress } },
      async handle({ params, caller }) {
        const { id, organisationId } = await reachSeries(parts, caller, params.seriesId, 'series:read');
        const progress = await parts.seriesService.progress(organisationId, id);
        if (!progress.ok) throw seriesFault(progress);
        return { status: 200, body: write(seriesProgress, progress.value) };
      },
    }),
    route({
      method: 'get',
      path: '/booking/recurring/{seriesId}/next',
      id: 'suggestNextSession',
      summary: 'Free times near the one at which the next session of its programme is due',
      tag,
      params,
      answers: { 200: { description: 'Up to three, the nearest first', schema: z.object({ slots: z.array(slot) }) } },
      async handle({ params, caller }) {
        const { id, organisationId } = await reachSeries(parts, caller, params.seriesId, 'series:read');
        const suggested = await parts.seriesService.suggestNext(organisationId, id);
        if (!suggested.ok) throw seriesFault(suggested);
        return { status: 200, body: { slots: writeSlots(suggested.value) } };
      },
    }),
  ];
}

const WHY = 'the series was cancelled';
const cancelBody = z.strictObject({ ...seriesChange, reason });
/** Without a body: the whole of what lies ahead, unless something else is said. */
const cancelQuery = z.strictObject({
  scope: seriesChange.scope.default('all'),
  index: z.coerce.number().pipe(z.int().min(0).max(100_000)).default(0),
  reason: reason.default(WHY),
});

interface Asked<Change> {
  readonly params: z.output<typeof params>;
  readonly ifMatch: number | undefined;
  readonly caller: Caller;
  readonly change: Change;
}

const answerChange = (changed: SeriesChanged): Answer => ({
  status: 200,
  body: seriesChangedBody(changed),
  version: changed.series.version,
});

/** As one is used to from elsewhere: PUT and DELETE do what `change` and `cancel` do. */
function changingRoutes(parts: Parts): readonly Route<Caller>[] {
  const answers = { 200: { description: 'What was changed and what was left', schema: seriesChanged } };

  async function move({ params: { seriesId: wanted }, ifMatch, caller, change }: Asked<z.output<typeof seriesMove>>) {
    const { id, organisationId } = await reachSeries(parts, caller, wanted, 'series:update');
    const { time, days, ...rest } = change;
    if (time === undefined && days === 0) throw invalid('/time', 'is missing, and so are days: say where it moves');
    const shift = { minuteOfDay: time, days };
    const request = { ...rest, organisationId, seriesId: id, actor: caller.actor, ifVersion: ifMatch, shift };
    const moved = await parts.seriesService.move(request);
    if (!moved.ok) throw seriesFault(moved);
    return answerChange(moved.value);
  }

  async function cancel({ params: { seriesId: wanted }, ifMatch, caller, change }: Asked<z.output<typeof cancelBody>>) {
    const { id, organisationId } = await reachSeries(parts, caller, wanted, 'series:cancel');
    const request = { ...change, organisationId, seriesId: id, actor: caller.actor, ifVersion: ifMatch };
    const cancelled = await parts.seriesService.cancel(request);
    if (!cancelled.ok) throw seriesFault(cancelled);
    return answerChange(cancelled.value);
  }

  return [
    route({
      method: 'post',
      path: '/booking/recurring/{seriesId}/change',
      id: 'moveSeries',
      summary: 'Moves this occurrence, this and the following, or all that lie ahead',
      tag,
      params,
      body: seriesMove,
      answers,
      handle: ({ body: change, ...asked }) => move({ ...asked, change }),
    }),
    route({
      method: 'put',
      path: '/booking/recurring/{seriesId}',
      id: 'putSeries',
      summary: 'As `change`',
      tag,
      params,
      body: seriesMove,
      answers,
      handle: ({ body: change, ...asked }) => move({ ...asked, change }),
    }),
    route({
      method: 'post',
      path: '/booking/recurring/{seriesId}/cancel',
      id: 'cancelSeries',
      summary: 'Cancels this occurrence, this and the following, or all that lie ahead',
      tag,
      params,
      body: cancelBody,
      answers,
      handle: ({ body: change, ...asked }) => cancel({ ...asked, change }),
    }),
    route({
      method: 'delete',
      path: '/booking/recurring/{seriesId}',
      id: 'deleteSeries',
      summary: 'As `cancel`, of all that lie ahead unless a scope is named',
      tag,
      params,
      query: cancelQuery,
      answers,
      handle: ({ query: change, ...asked }) => cancel({ ...asked, change }),
    }),
  ];
}

export const seriesRoutes = (parts: Parts): readonly Route<Caller>[] => [
  ...makingRoutes(parts),
  ...readingRoutes(parts),
  ...changingRoutes(parts),
];
