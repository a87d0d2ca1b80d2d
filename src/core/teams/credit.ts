/** Credit follows what becomes of appointments: read from their events, and from what a crash left between two writes. */
import type { Appointments } from '../appointments/types.ts';
import type { DomainEvent } from '../events.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { TakingTruth } from '../ledger/types.ts';
import type { Clock, EventConsumer } from '../ports.ts';
import type { Instant } from '../time/types.ts';
import type { AssignmentLog, CounterPages, Counting, UnsettledDeal } from './counting.ts';
import type { Dealing } from './dealing.ts';

interface CreditDeps {
  readonly appointments: Pick<Appointments, 'find'>;
  readonly dealing: Pick<Dealing, 'giveBack' | 'giveUp' | 'countAgain'>;
}

/**
 * A visit that was cancelled, missed, or went to another host is given back, a missed one that took place after all counts
 * again. What an event says is compared with the appointment as it stands, so events read late or twice do no harm.
 */
export function createCreditConsumer({ appointments, dealing }: CreditDeps): EventConsumer {
  const findSubject = ({ organisationId, subject }: DomainEvent) =>
    // The subject of an appointment's event is its id.
    appointments.find(organisationId, subject.id as AppointmentId);

  return {
    name: 'deal-credit',
    startsAt: 'beginning',
    async handle(event) {
      const { organisationId } = event;
      switch (event.type) {
        case 'appointment_rescheduled': {
          const { before = {}, after = {} } = event;
          if (before.assignmentId === undefined || before.assignmentId === after.assignmentId) return;
          const reason = before.start === after.start ? 'reassigned' : 'rescheduled';
          return dealing.giveBack(organisationId, before.assignmentId, reason);
        }
        case 'appointment_cancelled': {
          const assignment = (await findSubject(event))?.assignment;
          return assignment && dealing.giveBack(organisationId, assignment, 'cancelled');
        }
        case 'appointment_missed': {
          const appointment = await findSubject(event);
          if (appointment?.status !== 'no_show' || !appointment.assignment) return;
          return dealing.giveBack(organisationId, appointment.assignment, 'no_show');
        }
        case 'appointment_completed': {
          const assignment = event.before?.status === 'no_show' && (await findSubject(event))?.assignment;
          return assignment ? dealing.countAgain(organisationId, assignment) : undefined;
        }
        default:
          return;
      }
    },
  };
}

interface DealSweepDeps extends CreditDeps {
  readonly pages: Pick<CounterPages, 'unlogged'>;
  readonly counting: Pick<Counting, 'moveToLog'>;
  readonly log: AssignmentLog;
  readonly truth: TakingTruth;
  readonly clock: Clock;
}

export interface DealSweep {
  /** Gives how many pages it looked at. */
  logRecords(limit: number): Promise<number>;
  /** Gives how many deals it settled. */
  settleDeals(limit: number): Promise<number>;
}

/** Whoever dealt a visit brings it to the log within milliseconds; what is older was left by a crash. */
const LEFT_BEHIND = 5_000;

/** Finds what a crash left: records the log does not have, and deals that no appointment came to name. */
export function createDealSweep(deps: DealSweepDeps): DealSweep {
  const { appointments, dealing, pages, counting, log, truth, clock } = deps;

  const isNamed = async (organisationId: OrganisationId, appointmentId: AppointmentId, assignment: string) =>
    (await appointments.find(organisationId, appointmentId))?.assignment === assignment;

  /** Once its taking is settled no writer can come back to it, so what no appointment names then never will be. */
  async function settleOne(deal: UnsettledDeal, now: Instant): Promise<void> {
    const { organisationId, assignment, taking, appointmentId } = deal;
    if (appointmentId === undefined) await dealing.giveUp(organisationId, assignment);
    else if (!(await isNamed(organisationId, appointmentId, assignment))) {
      await truth.settle(organisationId, [{ taking, appointmentId }]);
      if (!(await isNamed(organisationId, appointmentId, assignment)))
        await dealing.giveBack(organisationId, assignment, 'not_booked');
    }
    await log.settle(organisationId, assignment, now);
  }

  return {
    async logRecords(limit) {
      const left = await pages.unlogged(clock.now() - LEFT_BEHIND, limit);
      for (const place of left) await counting.moveToLog(place);
      return left.length;
    },
    async settleDeals(limit) {
      const now = clock.now();
      const deals = await log.unsettled(now, limit);
      for (const deal of deals) await settleOne(deal, now);
      return deals.length;
    },
  };
}
