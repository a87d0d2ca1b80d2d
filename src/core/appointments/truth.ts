import type { OrganisationId } from '../ids.ts';
import type { TakingOfAppointment, TakingTruth } from '../ledger/types.ts';
import type { Clock } from '../ports.ts';
import { holdsTime } from './moves.ts';
import type { Appointments } from './types.ts';

/**
 * The appointment's word on a hold that ran out. Before `void` is said, the appointment is fenced: a taking never
 * written is struck off for good, and an appointment that exists counts its version up. So whoever took the hold and
 * slept through it can no longer write the appointment: its insert or its conditional update fails, and it lets go. No
 * clock is compared between processes.
 */
export function createTakingTruth(appointments: Appointments, clock: Clock): TakingTruth {
  async function settleOne(
    organisationId: OrganisationId,
    { taking, appointmentId }: TakingOfAppointment,
  ): Promise<'stands' | 'void'> {
    // Each round that ends without an answer means that the appointment was written by somebody else in between.
    for (;;) {
      const appointment = await appointments.find(organisationId, appointmentId);
      if (!appointment) {
        if (await appointments.voidTaking(organisationId, appointmentId, taking, clock.now())) return 'void';
        continue;
      }
      if (!holdsTime(appointment.status)) return 'void';
      if (appointment.taking === taking) return 'stands';
      if (await appointments.fence(organisationId, appointmentId, appointment.version)) return 'void';
    }
  }

  async function lookAtOne(
    organisationId: OrganisationId,
    { taking, appointmentId }: TakingOfAppointment,
  ): Promise<'stands' | 'void'> {
    const appointment = await appointments.find(organisationId, appointmentId);
    return appointment?.taking === taking && holdsTime(appointment.status) ? 'stands' : 'void';
  }

  const askAll =
    (askOne: typeof settleOne): TakingTruth['settle'] =>
    async (organisationId, takings) => {
      const words = takings.map(async (one) => [one.taking, await askOne(organisationId, one)] as const);
      return new Map(await Promise.all(words));
    };

  return { settle: askAll(settleOne), look: askAll(lookAtOne) };
}
