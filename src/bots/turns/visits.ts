import { NO_REASON } from '../../core/appointments/rules.ts';
import type { EffectOf, Outcome } from '../dialogues/effects.ts';
import type { Telling } from './telling.ts';
import type { Setting, TalkParts } from './types.ts';

/** As on the pages and over the API. */
const LONGEST_REASON = 500;

type Parts = Pick<TalkParts, 'appointments' | 'appointmentService'>;
type AboutVisit = EffectOf<'confirm_visit' | 'cancel_visit' | 'report_late'>;

/** Carries out what a dialogue wants done about visits. A visit of other people does not exist here. */
export function createVisitEffects({ appointments, appointmentService }: Parts, telling: Telling) {
  return async function carryOut(
    of: AboutVisit,
    { conversation, knownAs, actor, scene, known }: Setting,
  ): Promise<Outcome> {
    const { organisationId } = conversation;
    const appointment = await appointments.find(organisationId, of.appointment);
    if (appointment === undefined || !knownAs.has(appointment.contactId)) return { kind: 'unknown_subject', of };
    const visit = await telling.visitOf(appointment, known);
    const request = { organisationId, appointmentId: of.appointment, actor };
    switch (of.kind) {
      case 'confirm_visit': {
        if (appointment.attendance?.start === appointment.start)
          return { kind: of.kind, of, visit, result: { kind: 'confirmed' } };
        const confirmed = await appointmentService.confirmAttendance(request);
        return { kind: of.kind, of, visit, result: { kind: confirmed.ok ? 'confirmed' : 'ended' } };
      }
      case 'cancel_visit': {
        // Said twice, it is answered the same: it is cancelled, and they did it.
        const isDone = appointment.status === 'cancelled' && appointment.cancellation?.by.kind === 'contact';
        if (isDone) return { kind: of.kind, of, visit, result: { kind: 'cancelled' } };
        const reason = of.words?.slice(0, LONGEST_REASON) ?? NO_REASON;
        const cancelled = await appointmentService.cancel({ ...request, reason });
        if (cancelled.ok) return { kind: of.kind, of, visit, result: { kind: 'cancelled' } };
        const kind = cancelled.reason === 'too_late' ? 'too_late' : 'ended';
        return { kind: of.kind, of, visit, result: { kind } };
      }
      case 'report_late': {
        const isOver = appointment.status === 'cancelled' || appointment.end < scene.facts.now;
        return { kind: of.kind, of, visit, result: { kind: isOver ? 'ended' : 'told' } };
      }
    }
  };
}
