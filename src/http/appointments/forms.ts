/** How visits look in JSON. What only we need to know of them (claims, takings) stays inside. */
import { z } from 'zod';
import { allowedMoves } from '../../core/appointments/moves.ts';
import { type Appointment, appointmentStatuses, outcomes } from '../../core/appointments/types.ts';
import type { Caller } from '../caller.ts';
import { id, instant, oneLine, write, zone } from '../forms.ts';
import type { Answer } from '../route.ts';
import { memberId, resourceId, serviceId } from '../scheduling/forms.ts';

export const appointmentId = id<'appointment'>('apt');
export const contactId = id<'contact'>('con');
export const seriesId = id<'series'>('ser');

const shortText = (most: number) => z.string().trim().min(1, 'must not be empty').max(most);
export const reason = shortText(500);
export const status = z.enum(appointmentStatuses);
export const outcome = z.enum(outcomes);
export const durationMinutes = z.int('must be whole minutes').min(1).max(1_440);
export const hostsWished = z.array(memberId).min(1).max(50);

const webAddress = z.url({ protocol: /^https?$/, error: 'must be a web address' }).max(2_000);

export const location = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('in_person'),
      address: shortText(500),
      room: shortText(120).optional(),
    }),
    z.strictObject({
      type: z.literal('video'),
      provider: shortText(60),
      link: webAddress.optional(),
      password: shortText(120).optional(),
    }),
    z.strictObject({
      type: z.literal('phone'),
      caller: z.enum(['host', 'contact']).meta({ description: 'Who calls whom' }),
      number: z.string().min(3).max(40).optional(),
    }),
  ])
  .meta({ id: 'Location' });

export const guests = z.array(z.strictObject({ name: oneLine(120).optional(), email: z.email().max(254) })).max(100);

/** Network addresses are for the audit log alone. */
export const actor = z
  .object({
    kind: z.enum(['member', 'contact', 'api_key', 'operator', 'system']),
    id: z.string().optional(),
    channel: z.enum(['hub', 'api', 'page', 'sms', 'slack', 'teams', 'chat', 'email', 'command_line', 'system']),
  })
  .meta({ id: 'Actor', description: 'Who did it, and through which channel' });

const note = z.object({ side: z.enum(['host', 'contact']), text: z.string(), at: instant, by: actor });
const span = { start: instant, end: instant };
const formerTime = z.object({
  ...span,
  hosts: z.array(memberId),
  changedAt: instant,
  by: actor,
  reason: z.string().optional(),
});

const move = z.enum(['approve', 'decline', 'reschedule', 'edit', 'cancel', 'start', 'complete', 'mark_no_show']);

export const appointment = z
  .object({
    id: appointmentId,
    version: z.int(),
    status,
    allowedMoves: z.array(move).meta({ description: 'What may happen to it next' }),
    kind: z.enum(['one_on_one', 'group', 'collective', 'round_robin', 'panel', 'sequence', 'multi_day']),
    meetingType: serviceId,
    title: z.string(),
    ...span,
    zone,
    visits: z.array(
      z.object({ ...span, meetingType: serviceId, hosts: z.array(memberId), resources: z.array(resourceId) }),
    ),
    contact: contactId,
    guests,
    location,
    series: z.object({ seriesId, index: z.int() }).optional(),
    formerTimes: z.array(formerTime),
    cancellation: z.object({ at: instant, by: actor, reason: z.string() }).optional(),
    outcome: outcome.optional(),
    notes: z.array(note),
    uid: z.string().meta({ description: 'Of its calendar entry; it never changes' }),
    sequence: z.int(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Appointment' });

export const history = z
  .object({
    items: z.array(z.object({ at: instant, by: actor, what: z.string(), reason: z.string().optional() })),
    formerTimes: z.array(formerTime),
  })
  .meta({ id: 'AppointmentHistory', description: 'What happened to it, who did it and through which channel' });

/** What hosts note is for those who work there. */
const notesFor = ({ access }: Caller, { notes }: Appointment) =>
  access.kind === 'contact' ? notes.filter(({ side }) => side === 'contact') : notes;

export const appointmentBody = (caller: Caller, visit: Appointment) =>
  write(appointment, {
    ...visit,
    meetingType: visit.serviceId,
    contact: visit.contactId,
    allowedMoves: allowedMoves(visit.status),
    visits: visit.visits.map((one) => ({ ...one, meetingType: one.serviceId })),
    notes: notesFor(caller, visit),
  });

export const answerAppointment = (caller: Caller, visit: Appointment, status = 200): Answer => ({
  status,
  body: appointmentBody(caller, visit),
  version: visit.version,
});
