import { z } from 'zod';
import type { Operation } from '../../core/access/table.ts';
import type { AppointmentService, ChangeRequest } from '../../core/appointments/service.ts';
import type { Appointment, Appointments } from '../../core/appointments/types.ts';
import type { Result } from '../../core/result.ts';
import { type Caller, demand } from '../caller.ts';
import { instant, oneLine } from '../forms.ts';
import { type Route, route } from '../route.ts';
import {
  answerAppointment,
  appointment,
  appointmentId,
  durationMinutes,
  guests,
  hostsWished,
  location,
  outcome,
  reason,
} from './forms.ts';
import { hostsWithinReach, ownersOf, reachAppointment } from './reach.ts';
import { visitFault } from './refusals.ts';

interface Parts {
  readonly appointments: Pick<Appointments, 'find'>;
  readonly appointmentService: AppointmentService;
}

type Changed = Promise<Result<Appointment, Parameters<typeof visitFault>[0]>>;

interface Step<Body extends z.ZodObject> {
  readonly name: string;
  readonly id: string;
  readonly summary: string;
  readonly operation: Operation;
  readonly body: Body;
  act(request: ChangeRequest, body: z.output<Body>, caller: Caller): Changed;
}

const maybeReason = z.strictObject({ reason: reason.optional() });
const withReason = z.strictObject({ reason });

const newTime = z
  .strictObject({
    start: instant,
    durationMinutes: durationMinutes.optional(),
    hosts: hostsWished.optional().meta({ description: 'Absent: the same hosts where they are free' }),
    location: location.optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'NewTime' });

const details = z
  .strictObject({
    title: oneLine(200).optional().meta({ description: 'By those who work there' }),
    guests: guests.optional().meta({
      description:
        'All of them from now on: who is new is invited, who is left out is told so, the others hear of the change',
    }),
    reason: reason.optional(),
  })
  .meta({ id: 'VisitDetails' });

function editRoute({ appointments, appointmentService }: Parts): Route<Caller> {
  return route({
    method: 'patch',
    path: '/appointments/{appointmentId}',
    id: 'editAppointment',
    summary: 'Another title, other guests; its time stays',
    tag: 'Appointments',
    params: z.object({ appointmentId }),
    body: details,
    answers: { 200: { description: 'The appointment as it is now', schema: appointment } },
    async handle({ params, body, ifMatch: ifVersion, caller }) {
      const isRenamed = body.title !== undefined;
      const operation = isRenamed ? 'appointments:update' : 'appointments:invite';
      const visit = await reachAppointment(appointments, caller, params.appointmentId, operation);
      if (isRenamed && body.guests !== undefined) demand(caller, 'appointments:invite', ownersOf(visit));
      const { organisationId, actor } = caller;
      const request = { ...body, organisationId, appointmentId: visit.id, actor, ifVersion };
      const edited = await appointmentService.edit(request);
      if (!edited.ok) throw visitFault(edited);
      return answerAppointment(caller, edited.value);
    },
  });
}

/** Every step in a visit's life is taken the same way: found, allowed, done to the version that was read, answered as it is then. */
function stepRoute<Body extends z.ZodObject>({ appointments }: Parts, step: Step<Body>): Route<Caller> {
  return route<Caller, z.ZodObject<{ appointmentId: typeof appointmentId }>, undefined, Body>({
    method: 'post',
    path: `/appointments/{appointmentId}/${step.name}`,
    id: step.id,
    summary: step.summary,
    tag: 'Appointments',
    params: z.object({ appointmentId }),
    body: step.body,
    answers: { 200: { description: 'The appointment as it is now', schema: appointment } },
    async handle({ params, body, ifMatch: ifVersion, caller }) {
      const { id } = await reachAppointment(appointments, caller, params.appointmentId, step.operation);
      const { organisationId, actor } = caller;
      const request = { organisationId, appointmentId: id, actor, ifVersion };
      // It was parsed by this very schema; the compiler cannot see it through the type parameter.
      const done = await step.act(request, body as z.output<Body>, caller);
      if (!done.ok) throw visitFault(done);
      return answerAppointment(caller, done.value);
    },
  });
}

/** Longer than most: a list of the steps, each a few words. */
export function moveRoutes(parts: Parts): readonly Route<Caller>[] {
  const { appointmentService: service } = parts;
  return [
    editRoute(parts),
    stepRoute(parts, {
      name: 'reschedule',
      id: 'rescheduleAppointment',
      summary: 'Moves it; the old time stands until the new one is sure',
      operation: 'appointments:reschedule',
      body: newTime,
      act: (request, body, caller) => {
        const hosts = hostsWithinReach(caller, 'appointments:reschedule', body.hosts);
        return service.reschedule({ ...request, ...body, hosts });
      },
    }),
    stepRoute(parts, {
      name: 'approve',
      id: 'approveAppointment',
      summary: 'Confirms what was requested',
      operation: 'appointments:approve',
      body: maybeReason,
      act: (request, body) => service.approve({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'decline',
      id: 'declineAppointment',
      summary: 'Refuses what was requested; its time is free again',
      operation: 'appointments:approve',
      body: withReason,
      act: (request, body) => service.decline({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'cancel',
      id: 'cancelAppointment',
      summary: 'Cancels it; its time is free again',
      operation: 'appointments:cancel',
      body: withReason,
      act: (request, body) => service.cancel({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'start',
      id: 'startAppointment',
      summary: 'Says that it has begun',
      operation: 'appointments:update',
      body: maybeReason,
      act: (request, body) => service.start({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'complete',
      id: 'completeAppointment',
      summary: 'Says that it took place, and perhaps what came of it',
      operation: 'appointments:update',
      body: maybeReason.extend({ outcome: outcome.optional() }),
      act: (request, body) => service.complete({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'no-show',
      id: 'markNoShow',
      summary: 'Says that nobody came',
      operation: 'appointments:update',
      body: maybeReason,
      act: (request, body) => service.markNoShow({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'outcome',
      id: 'recordOutcome',
      summary: 'Says what came of it; it can be corrected later',
      operation: 'appointments:update',
      body: z.strictObject({ outcome }),
      act: (request, body) => service.recordOutcome({ ...request, ...body }),
    }),
    stepRoute(parts, {
      name: 'notes',
      id: 'addNote',
      summary: 'Adds a note of the side that writes it; notes of hosts are never shown to contacts',
      operation: 'appointments:note',
      body: z.strictObject({ text: z.string().trim().min(1, 'must not be empty').max(5_000) }),
      act: (request, { text }, { access }) =>
        service.addNote({ ...request, text, side: access.kind === 'contact' ? 'contact' : 'host' }),
    }),
  ];
}
