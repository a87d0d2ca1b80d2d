import { z } from 'zod';
import { recordsOf } from '../../core/access/rules.ts';
import type { AppointmentService } from '../../core/appointments/service.ts';
import type { Services } from '../../core/appointments/services.ts';
import type { Appointment, Appointments } from '../../core/appointments/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { Clock } from '../../core/ports.ts';
import { DAY, type Span } from '../../core/time/types.ts';
import { type Caller, demandSome, may } from '../caller.ts';
import { commaList, instant, oneLine, pageOf, pageQuery, write } from '../forms.ts';
import { type Route, route } from '../route.ts';
import { memberId, serviceId } from '../scheduling/forms.ts';
import {
  answerAppointment,
  appointment,
  appointmentBody,
  appointmentId,
  contactId as contactForm,
  durationMinutes,
  guests,
  history,
  hostsWished,
  location,
  reason,
  seriesId,
  status,
} from './forms.ts';
import { demandBooking, narrowToReach, ownersOf, type Records, reachAppointment } from './reach.ts';
import { visitFault } from './refusals.ts';

interface Parts {
  readonly appointments: Pick<Appointments, 'find' | 'list'>;
  readonly appointmentService: Pick<AppointmentService, 'book'>;
  readonly services: Pick<Services, 'find'>;
  readonly people: Records;
  readonly clock: Clock;
}

const booking = z
  .strictObject({
    meetingType: serviceId,
    start: instant,
    contact: contactForm,
    location,
    durationMinutes: durationMinutes.optional(),
    hosts: hostsWished.optional().meta({ description: 'Only with one of these' }),
    guests: guests.default([]),
    title: oneLine(200).optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'Booking' });

const listQuery = z.strictObject({
  ...pageQuery,
  status: commaList(status, 'Statuses, parted by commas').optional(),
  contact: contactForm.optional(),
  host: memberId.optional(),
  meetingType: serviceId.optional(),
  series: seriesId.optional(),
  from: instant.optional().meta({ description: 'Those that begin at or after this' }),
  to: instant.optional().meta({ description: 'Those that begin before this' }),
});

const EARLIEST = 1;
const LATEST = Number.MAX_SAFE_INTEGER;

function spanAsked({ from, to }: { readonly from?: number | undefined; readonly to?: number | undefined }): Span {
  if (from !== undefined && to !== undefined && to <= from) throw invalid('/query/to', 'must lie after /query/from');
  return { start: from ?? EARLIEST, end: to ?? LATEST };
}

/** A visit that began so long ago may still be going on. */
const LONGEST_VISIT = DAY;
const AHEAD = ['requested', 'confirmed', 'in_progress'] as const;

/** Who came by the link of one visit is shown that one alone. */
const writeAll = (caller: Caller, visits: readonly Appointment[]) =>
  visits
    .filter((visit) => may(caller, 'appointments:read', ownersOf(visit)))
    .map((visit) => appointmentBody(caller, visit));

function meetingRoute({ appointments, clock }: Parts): Route<Caller> {
  return route({
    method: 'get',
    path: '/scheduling/meetings',
    id: 'listMeetings',
    summary: "The caller's own visits that are ahead or going on, the next one first",
    tag: 'Appointments',
    query: z.strictObject(pageQuery),
    answers: { 200: { description: 'A page of appointments', schema: pageOf(appointment) } },
    async handle({ query, caller }) {
      const { access, organisationId } = caller;
      if (access.kind === 'api_key')
        throw new Fault(
          'forbidden',
          'A key has no visits of its own: ask /appointments for those of its organisation.',
        );
      demandSome(caller, 'appointments:read');
      const own = access.kind === 'contact' ? { contactIds: recordsOf(access) } : { hostIds: [access.member] };
      const now = clock.now();
      const within = { start: now - LONGEST_VISIT, end: LATEST };
      const { items, next } = await appointments.list(organisationId, { ...own, statuses: AHEAD, within }, query);
      const ahead = items.filter(({ end }) => end > now);
      return { status: 200, body: { items: writeAll(caller, ahead), next } };
    },
  });
}

export function appointmentRoutes(parts: Parts): readonly Route<Caller>[] {
  const { appointments, appointmentService, people } = parts;
  const tag = 'Appointments';
  const params = z.object({ appointmentId });
  return [
    meetingRoute(parts),
    route({
      method: 'get',
      path: '/appointments',
      id: 'listAppointments',
      summary: 'The visits the caller may see, by their start',
      tag,
      query: listQuery,
      answers: { 200: { description: 'A page of appointments', schema: pageOf(appointment) } },
      async handle({ query, caller }) {
        demandSome(caller, 'appointments:read');
        const { after, limit, status: statuses, meetingType, series, from, to, ...asked } = query;
        const filter = {
          ...(await narrowToReach(people, caller, 'appointments:read', asked)),
          ...{ statuses, serviceId: meetingType, seriesId: series },
          within: spanAsked({ from, to }),
        };
        const { items, next } = await appointments.list(caller.organisationId, filter, { after, limit });
        return { status: 200, body: { items: writeAll(caller, items), next } };
      },
    }),
    route({
      method: 'post',
      path: '/appointments',
      id: 'bookAppointment',
      summary: 'Books a time; who comes too late is told three others',
      tag,
      body: booking,
      isRepeatable: true,
      answers: { 201: { description: 'The appointment', schema: appointment } },
      async handle({ body: { meetingType, contact, hosts: wished, ...terms }, caller, newId }) {
        const asked = { meetingType, contact, hosts: wished };
        const { service, hosts, contactId } = await demandBooking(parts, caller, 'appointments:create', asked);
        const { organisationId, actor } = caller;
        const id = newId('appointment');
        const request = { ...terms, id, organisationId, serviceId: service.id, contactId, hosts, actor };
        const booked = await appointmentService.book(request);
        if (!booked.ok) throw visitFault(booked);
        return answerAppointment(caller, booked.value, 201);
      },
    }),
    route({
      method: 'get',
      path: '/appointments/{appointmentId}',
      id: 'getAppointment',
      summary: 'One visit',
      tag,
      params,
      answers: { 200: { description: 'The appointment', schema: appointment } },
      async handle({ params, caller }) {
        const visit = await reachAppointment(appointments, caller, params.appointmentId, 'appointments:read');
        return answerAppointment(caller, visit);
      },
    }),
    route({
      method: 'get',
      path: '/appointments/{appointmentId}/history',
      id: 'getAppointmentHistory',
      summary: 'What happened to a visit, by whom and through which channel',
      tag,
      params,
      answers: { 200: { description: 'From the first word to the last', schema: history } },
      async handle({ params, caller }) {
        const visit = await reachAppointment(appointments, caller, params.appointmentId, 'appointments:read');
        const body = write(history, { items: visit.history, formerTimes: visit.formerTimes });
        return { status: 200, body, version: visit.version };
      },
    }),
  ];
}
