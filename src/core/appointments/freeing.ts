import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { ClaimRequest, Ledger } from '../ledger/types.ts';
import type { Clock, Ids } from '../ports.ts';
import { WRITING_TIME } from './taking.ts';
import type { Appointments } from './types.ts';

interface Deps {
  readonly appointments: Appointments;
  readonly ledger: Ledger;
  readonly ids: Ids;
  readonly clock: Clock;
}

/** False: there is nothing left to give back. */
export type FreedRest = (organisationId: OrganisationId, id: AppointmentId) => Promise<boolean>;

const TRIES = 5;
/** What has passed was theirs whatever the limits are today. */
const PASSED = { seats: Number.MAX_SAFE_INTEGER } as const;

/**
 * Gives back what is left of a visit nobody came to. The visit keeps its times; of the ledger it keeps what has passed, taken anew the way
 * a move does: held, written, exchanged.
 */
export function createFreeing({ appointments, ledger, ids, clock }: Deps): FreedRest {
  return async (organisationId, id) => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = await appointments.find(organisationId, id);
      const now = clock.now();
      if (before?.status !== 'no_show' || before.start >= now) return false;
      // Said again after a crash: it was given back before.
      if (before.claims.every(({ end }) => end <= now)) return true;
      const claims = before.claims
        .filter(({ start }) => start < now)
        .map((claim) => ({
          ...claim,
          id: ids.next('entry'),
          end: Math.min(claim.end, now),
          bufferedEnd: Math.min(claim.bufferedEnd, now),
        }));
      const taking = { id: ids.next('taking'), organisationId, appointmentId: id };
      const requests = claims.map(
        (claim): ClaimRequest => ({ ...claim, terms: { ...PASSED, countsOnly: claim.resource === claim.serviceId } }),
      );
      const held = await ledger.hold(taking, requests, now + WRITING_TIME);
      if (!held.ok) return false;
      const version = before.version + 1;
      const appointment = { ...before, taking: taking.id, claims, version, updatedAt: now };
      if (await appointments.update({ appointment, events: [] })) {
        await ledger.firm(taking, claims, { taking: before.taking, claims: before.claims });
        return true;
      }
      await ledger.release(organisationId, { taking: taking.id, claims });
    }
    return false;
  };
}
