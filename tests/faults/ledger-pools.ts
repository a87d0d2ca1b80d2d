import { holdsTime } from '../../src/core/appointments/moves.ts';
import type { Appointment } from '../../src/core/appointments/types.ts';
import { periodAt } from '../../src/core/teams/rules.ts';
import { DAY } from '../../src/core/time/types.ts';
import { type Clinic, hosts, organisationId, services } from './ledger-clinic.ts';

/** Days on which a service has more visits than it may have over all hosts. */
export function overLimit(appointments: readonly Appointment[]): readonly string[] {
  return services.flatMap(({ id, mostPerDay = Number.POSITIVE_INFINITY }) => {
    const days = new Map<number, number>();
    for (const { serviceId, status, start } of appointments)
      if (serviceId === id && holdsTime(status))
        days.set(Math.floor(start / DAY), (days.get(Math.floor(start / DAY)) ?? 0) + 1);
    return [...days].filter(([, count]) => count > mostPerDay).map(([day, count]) => `${id}: ${count} on day ${day}`);
  });
}

const NOTHING = 1e-6;

/** Visits a host of a pool is counted and does not have, or has and is not counted; of every pool of the clinic. */
export async function creditsAstray({ store, scheduling, clock }: Clinic, appointments: readonly Appointment[]) {
  let astray = 0;
  for (const { id, shape } of services) {
    const service = shape.kind === 'round_robin' && (await scheduling.services.find(organisationId, id));
    if (!service) continue;
    const pool = await scheduling.pools.poolOf(service);
    // The clock was put forward by hours: a period may have ended in between.
    const periods = new Set([clock.now() - 2 * DAY, clock.now()].map((now) => periodAt(pool, now)));
    const pages = await Promise.all(
      [...periods].map((period) => store.counterPages.read({ organisationId, pool: pool.id, period })),
    );
    const standing = appointments.filter(({ serviceId, status }) => serviceId === id && holdsTime(status));
    for (const host of hosts) {
      const counted = pages.reduce((sum, { counters }) => sum + (counters[host]?.count ?? 0), 0);
      const had = standing.filter(({ visits: [visit] }) => visit?.hosts[0] === host).length;
      if (counted !== had) console.error(`${id}: ${host} has ${had} visits and is counted ${counted}`);
      astray += Math.abs(counted - had);
    }
    const owed = pages.flatMap(({ counters }) => Object.values(counters)).reduce((sum, one) => sum + one.target, 0);
    if (Math.abs(owed - standing.length) > NOTHING * Math.max(1, standing.length)) astray += 1;
  }
  return astray;
}
