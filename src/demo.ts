import { standardServices } from './core/appointments/services.ts';
import { createCalendars } from './core/calendars/service.ts';
import type { OrganisationId } from './core/ids.ts';
import { createMembers } from './core/members/service.ts';
import type { Maker, MemberTerms } from './core/members/types.ts';
import type { People } from './core/people/service.ts';
import type { Clock, Ids } from './core/ports.ts';
import { zoneAt } from './core/time/zones.ts';
import type { Store } from './store/store.ts';

export interface DemoParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
}

const SYSTEM = { kind: 'system', channel: 'system' } as const;
/** The organisation that the sandbox plays. */
export const CLINIC = { slug: 'harbour-clinic', name: 'Harbour Clinic', zone: 'America/New_York', language: 'en' };
/** The doctor at whose desk one sits in the sandbox. */
export const GRACE = 'grace.chen@harbour.example';
const STAFF: readonly Pick<MemberTerms, 'name' | 'email' | 'role' | 'isHost'>[] = [
  { name: 'Dr. Grace Chen', email: GRACE, role: 'admin', isHost: true },
  { name: 'Dr. Omar Haddad', email: 'omar.haddad@harbour.example', role: 'member', isHost: true },
  { name: 'Ines Ruiz', email: 'ines.ruiz@harbour.example', role: 'admin', isHost: false },
];

/**
 * So that a first start has something to look at: a clinic with two doctors, a front desk and the nine services. A store with
 * an organisation in it, of whatever name, is left alone.
 */
export async function seedDemo({ store, clock, ids }: DemoParts): Promise<void> {
  const { items } = await store.organisations.list({ limit: 1 });
  if (items.length > 0) return;
  const created = await store.organisations.create(CLINIC, SYSTEM);
  // Of two processes that start at once, the other one makes it.
  if (!created.ok) return;

  const organisationId = created.value.id;
  const zone = zoneAt('/zone', CLINIC.zone);
  const calendars = createCalendars({ shelf: store.calendars, ids, clock });
  const { members: shelf, roles, teams } = store;
  const members = createMembers({ shelf, roles, teams, calendars, clock, ids });
  const added = await Promise.all(
    STAFF.map((somebody) => {
      const terms = { ...somebody, teams: [], zone, language: CLINIC.language, isActive: true };
      return members.add(organisationId, terms, founder(organisationId, ids));
    }),
  );
  const hosts = added.flatMap((one) => (one.ok && one.value.isHost ? [one.value.id] : []));
  const services = standardServices(organisationId, zone, hosts, () => ids.next('service'));
  await Promise.all(services.map((service) => store.services.write(service)));
}

const PATIENTS = [
  { name: 'Maria Lopez', phone: '+14155552671', email: 'maria.lopez@example.com' },
  { name: 'Tom Becker', phone: '+12125550142', email: 'tom.becker@example.com' },
];

/** People to write with. Whoever has a name under their number already keeps everything as it is. */
export async function seedPatients(people: Pick<People, 'at' | 'change'>, organisationId: OrganisationId) {
  for (const { name, phone, email } of PATIENTS) {
    const texts = { channel: 'sms', address: phone } as const;
    const [contact] = await people.at(organisationId, texts, SYSTEM);
    if (contact.name !== undefined) continue;
    const identities = [texts, { channel: 'email', address: email }] as const;
    const terms = { name, identities, preferredChannel: 'sms' as const };
    await people.change(organisationId, contact.id, terms, contact.version, SYSTEM);
  }
}

/** Whoever sets up the demo may hand out every role in it. */
const founder = (organisation: OrganisationId, ids: Ids): Maker => ({
  access: { kind: 'member', organisation, member: ids.next('member'), teams: [], role: 'super_admin' },
  actor: SYSTEM,
});
