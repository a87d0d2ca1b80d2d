import { holdsTime } from '../../src/core/appointments/moves.ts';
import type { Appointment, AppointmentStatus, Visit } from '../../src/core/appointments/types.ts';
import type { AppointmentId, ServiceId } from '../../src/core/ids.ts';
import type { LedgerEntry, LedgerPage } from '../../src/core/ledger/types.ts';
import type { Instant } from '../../src/core/time/types.ts';

/** What was acknowledged of one visit: the last answer anybody got. */
export interface KnownVisit {
  readonly id: AppointmentId;
  readonly serviceId: ServiceId;
  readonly status: AppointmentStatus;
  readonly start: Instant;
  /** An operation is under way whose answer nobody has. */
  readonly isBusy: boolean;
}

const isGroup = (visit: Pick<Visit, 'serviceId'>): boolean => visit.serviceId === 'svc_course';

interface Taken {
  readonly who: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly by: string;
  readonly session: string | undefined;
}

function clashes(taken: readonly Taken[], most: number): readonly string[] {
  const found: string[] = [];
  const sorted = [...taken].sort((a, b) => (a.who < b.who ? -1 : a.who > b.who ? 1 : a.start - b.start));
  const sessions = new Map<string, number>();
  for (const [index, one] of sorted.entries()) {
    if (one.session !== undefined)
      sessions.set(`${one.who} ${one.session}`, (sessions.get(`${one.who} ${one.session}`) ?? 0) + 1);
    for (const next of sorted.slice(index + 1)) {
      if (next.who !== one.who || next.start >= one.end) break;
      const shareSession = one.session !== undefined && one.session === next.session;
      if (!shareSession && next.by !== one.by) found.push(`${one.who}: ${one.by} and ${next.by}`);
    }
  }
  for (const [session, seats] of sessions) if (seats > most) found.push(`${session}: ${seats} people on ${most} seats`);
  return found;
}

/** Two visits that have the same person or room at the same time, or more people than seats. */
export const clashesOfVisits = (appointments: readonly Appointment[], seats: number): readonly string[] =>
  clashes(
    appointments
      .filter(({ status }) => holdsTime(status))
      .flatMap(({ id, visits }) =>
        visits.flatMap((visit) =>
          [...visit.hosts, ...visit.resources].map((who) => ({
            who,
            start: visit.start,
            end: visit.end,
            by: id,
            session: isGroup(visit) ? `${visit.start}` : undefined,
          })),
        ),
      ),
    seats,
  );

export const clashesOfPages = (pages: readonly LedgerPage[], seats: number): readonly string[] =>
  pages.flatMap(({ resource, week, entries }) =>
    clashes(
      // A limit over all hosts takes no time; its visits may overlap.
      entries
        .filter(({ serviceId }) => serviceId !== resource)
        .map((entry) => ({
          who: `${resource} ${week}`,
          start: entry.bufferedStart,
          end: entry.bufferedEnd,
          // The old and the new time of a visit that moves may meet.
          by: entry.appointmentId ?? entry.taking,
          session: entry.seats === undefined ? undefined : `${entry.start}`,
        })),
      seats,
    ),
  );

const nameOf = (who: string, start: Instant, appointmentId: string | undefined) => `${who} ${start} ${appointmentId}`;

/** Time of standing visits that the ledger does not have, and time on the ledger that no visit stands behind. */
export function compareTruths(appointments: readonly Appointment[], pages: readonly LedgerPage[]) {
  const standing = appointments.filter(({ status }) => holdsTime(status));
  const wanted = new Set(
    standing.flatMap(({ id, claims }) => claims.map((claim) => nameOf(claim.resource, claim.start, id))),
  );
  const had = new Set(
    pages.flatMap(({ resource, entries }) =>
      entries.map((entry: LedgerEntry) => nameOf(resource, entry.start, entry.appointmentId)),
    ),
  );
  return {
    missing: [...wanted].filter((name) => !had.has(name)),
    leaked: [...had].filter((name) => !wanted.has(name)),
  };
}

/** Answers that were given and are not true any more. */
export function brokenPromises(known: Iterable<KnownVisit>, appointments: readonly Appointment[]): readonly string[] {
  const byId = new Map(appointments.map((appointment) => [appointment.id, appointment]));
  const broken: string[] = [];
  for (const visit of known) {
    if (visit.isBusy) continue;
    const stored = byId.get(visit.id);
    if (stored?.status !== visit.status || stored.start !== visit.start)
      broken.push(`${visit.id}: promised ${visit.status} at ${visit.start}, is ${stored?.status} at ${stored?.start}`);
  }
  return broken;
}
