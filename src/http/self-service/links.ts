import { z } from 'zod';
import type { Appointments } from '../../core/appointments/types.ts';
import type { SelfService } from '../../core/self-service/service.ts';
import { appointmentId } from '../appointments/forms.ts';
import { reachAppointment } from '../appointments/reach.ts';
import type { Caller } from '../caller.ts';
import { type Route, route } from '../route.ts';

const link = z
  .object({ url: z.string().meta({ description: 'Whoever has it sees the visit, and can move and cancel it' }) })
  .meta({ id: 'VisitLink' });

/** For members who hand a link on themselves, and for one that came into the wrong hands. */
export function visitLinkRoutes(parts: {
  readonly selfService: SelfService;
  readonly appointments: Appointments;
  readonly publicUrl: string;
}): readonly Route<Caller>[] {
  const { selfService, appointments, publicUrl } = parts;
  const params = z.object({ appointmentId });
  const tag = 'Appointments';
  const path = '/appointments/{appointmentId}/link';
  return [
    route({
      method: 'post',
      path,
      id: 'getVisitLink',
      summary: 'The link by which the contact sees, moves and cancels the visit; the same each time',
      tag,
      params,
      answers: { 200: { description: 'The link', schema: link } },
      async handle({ params, caller }) {
        const { id, organisationId } = await reachAppointment(
          appointments,
          caller,
          params.appointmentId,
          'appointments:reschedule',
        );
        const token = await selfService.tokenFor(organisationId, id);
        return { status: 200, body: { url: `${publicUrl}/schedule/manage/${token}` } };
      },
    }),
    route({
      method: 'delete',
      path,
      id: 'revokeVisitLinks',
      summary: 'Every link to the visit that went out so far works no more; the next one is another',
      tag,
      params,
      answers: { 204: { description: 'They open nothing any more' } },
      async handle({ params, caller }) {
        const found = await reachAppointment(appointments, caller, params.appointmentId, 'appointments:update');
        await selfService.revoke(found.organisationId, found.id, caller.actor);
        return { status: 204 };
      },
    }),
  ];
}
