import type { Service } from '../../src/core/appointments/services.ts';
import type { ContactId, OrganisationId } from '../../src/core/ids.ts';
import type { Member } from '../../src/core/members/types.ts';
import { createIds } from '../../src/ids.ts';
import { createScheduling, type Scheduling } from '../../src/scheduling.ts';
import { serviceOf } from './clinic.ts';
import type { FrontDesk } from './front-desk.ts';

// A clinic that people reach over the API: its hosts, what can be booked, and who calls.

export const maria = 'con_maria' as ContactId;
export const paul = 'con_paul' as ContactId;
export const video = { type: 'video', provider: 'custom' } as const;

export interface House {
  readonly clinic: OrganisationId;
  readonly anna: Member;
  readonly ben: Member;
  readonly visit: Service;
  readonly asked: Service;
  readonly admin: string;
  readonly scheduling: Scheduling;
}

/** Two hosts with ordinary hours; a visit with either, and one with Anna that has to be approved. */
export async function openHouse(desk: FrontDesk, slug: string): Promise<House> {
  const clinic = await desk.found(slug);
  const anna = await desk.hire(clinic, { email: `anna@${slug}.example`, name: 'Anna Ito', isHost: true });
  const ben = await desk.hire(clinic, { email: `ben@${slug}.example`, name: 'Ben Cole', isHost: true });
  const ids = createIds(desk.clock);
  const form = serviceOf({ kind: 'one_on_one', hosts: [anna.id, ben.id] });
  const visit = { ...form, id: ids.next('service'), organisationId: clinic };
  const asked: Service = {
    ...visit,
    id: ids.next('service'),
    shape: { kind: 'one_on_one', hosts: [anna.id] },
    rules: { ...visit.rules, needsApproval: true },
  };
  for (const service of [visit, asked]) await desk.store.services.write(service);
  const admin = await desk.enter(await desk.hire(clinic, { email: `ada@${slug}.example`, role: 'admin' }));
  const scheduling = createScheduling({ store: desk.store, clock: desk.clock, ids, chance: () => 0.5 });
  return { clinic, anna, ben, visit, asked, admin, scheduling };
}
