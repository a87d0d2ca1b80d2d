/** A person overrules the pool: the visit goes to another host of the pool, and the log says who decided and why. */
import type { RescheduleRefusal } from '../appointments/moving.ts';
import type { AppointmentService } from '../appointments/service.ts';
import type { Appointments } from '../appointments/types.ts';
import type { Actor } from '../events.ts';
import { invalid } from '../fault.ts';
import type { AssignmentId, OrganisationId } from '../ids.ts';
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { AssignmentLog } from './counting.ts';
import type { KeptPool } from './pools.ts';
import type { AssignedRecord, ByHand } from './types.ts';

export interface HandoverDeps {
  readonly log: Pick<AssignmentLog, 'find'>;
  readonly appointments: Pick<Appointments, 'find'>;
  readonly appointmentService: Pick<AppointmentService, 'handOver'>;
}

export interface HandoverRequest {
  readonly organisationId: OrganisationId;
  readonly pool: KeptPool;
  readonly assignment: AssignmentId;
  readonly byHand: ByHand;
  readonly actor: Actor;
}

/** Its visit was cancelled, missed, moved to another host, or never booked. */
type NotStanding = Refusal<'not_standing'>;
export type HandoverRefusal = RescheduleRefusal | NotStanding;

/** Gives the new assignment. */
export async function handOverVisit(
  { log, appointments, appointmentService }: HandoverDeps,
  { organisationId, pool, assignment, byHand, actor }: HandoverRequest,
): Promise<Result<AssignedRecord, HandoverRefusal>> {
  if (!pool.hosts.some(({ host }) => host === byHand.host)) throw invalid('/host', 'must name a host of this pool');
  const known = await log.find(organisationId, assignment);
  if (known?.record.pool !== pool.id) return refuse('not_found');
  if (known.record.host === byHand.host) throw invalid('/host', 'has the visit already; name another host of the pool');
  const { appointmentId } = known;
  const appointment = appointmentId && (await appointments.find(organisationId, appointmentId));
  if (!appointment || appointment.assignment !== assignment || known.isReturned) return refuse('not_standing');
  const handed = await appointmentService.handOver({ organisationId, appointmentId: appointment.id, byHand, actor });
  if (!handed.ok) return handed;
  const next = handed.value.assignment && (await log.find(organisationId, handed.value.assignment));
  return next ? ok(next.record) : refuse('not_standing');
}
