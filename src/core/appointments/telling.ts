import type { ContactId, MemberId, OrganisationId, ServiceId } from '../ids.ts';
import type { Member } from '../members/types.ts';
import type { Organisation, Organisations } from '../organisations/types.ts';
import { followMerges } from '../people/merging.ts';
import { type Contact, LOCALES, type Locale } from '../people/types.ts';
import type { Span, Zone } from '../time/types.ts';
import type { Services } from './services.ts';
import type { Appointment } from './types.ts';

// An appointment as it is told to people: with names in place of ids.

export interface ToldVisit extends Span {
  readonly service: string;
  readonly hosts: readonly { readonly id: MemberId; readonly name: string }[];
}

/** As much of an organisation as its words depend on. */
export type House = Pick<Organisation, 'id' | 'version' | 'wording'>;

export interface ToldAppointment {
  readonly appointment: Appointment;
  readonly organisation: string;
  /** Who speaks: it may have words of its own. */
  readonly house: House;
  /** The organisation's own language, for readers of whom nothing is known. */
  readonly locale: Locale;
  readonly visits: readonly ToldVisit[];
  readonly contact: {
    readonly name?: string | undefined;
    readonly email?: string | undefined;
    readonly locale: Locale;
    /** In which times are told to them: where they have to be in a place, that place's. */
    readonly zone: Zone;
  };
}

/** A host as mail to them needs it. It is no part of a told appointment, so that no page and no feed has the address. */
export interface ToldHost {
  readonly id: MemberId;
  readonly name: string;
  readonly address: string;
  readonly locale: Locale;
  readonly zone: Zone;
}

/** As much of the contacts as telling needs. */
export interface ContactBook {
  find(
    organisationId: OrganisationId,
    id: ContactId,
  ): Promise<Pick<Contact, 'name' | 'locale' | 'zone' | 'identities' | 'mergedInto'> | undefined>;
}

export interface TellingDeps {
  readonly organisations: Pick<Organisations, 'get'>;
  readonly members: { find(organisationId: OrganisationId, id: MemberId): Promise<Member | undefined> };
  readonly services: Pick<Services, 'find'>;
  readonly contacts: ContactBook;
}

export interface Telling {
  tell(appointment: Appointment): Promise<ToldAppointment>;
  /** Everybody who occurs in several of them is looked up once. */
  tellAll(appointments: readonly Appointment[]): Promise<readonly ToldAppointment[]>;
  /** Without those who left: nobody writes to them any more. */
  tellHosts(organisationId: OrganisationId, ids: readonly MemberId[]): Promise<readonly ToldHost[]>;
}

/** The language of a BCP 47 tag, where we have words in it. */
export const localeOfTag = (tag: string): Locale =>
  LOCALES.find((locale) => tag === locale || tag.startsWith(`${locale}-`)) ?? 'en';

function once<Key, Value>(look: (key: Key) => Promise<Value>): (key: Key) => Promise<Value> {
  const known = new Map<Key, Promise<Value>>();
  return (key) => {
    const found = known.get(key) ?? look(key);
    known.set(key, found);
    return found;
  };
}

/** Looks names up for one telling; nothing is remembered beyond it. */
function createLookup({ organisations, members, services, contacts }: TellingDeps, organisationId: OrganisationId) {
  return {
    organisation: once(() => organisations.get(organisationId)),
    member: once((id: MemberId) => members.find(organisationId, id)),
    service: once((id: ServiceId) => services.find(organisationId, id)),
    contact: once((id: ContactId) => followMerges((one) => contacts.find(organisationId, one), id)),
  };
}

type Lookup = ReturnType<typeof createLookup>;

async function tellVisits({ visits, serviceId, title }: Appointment, lookup: Lookup): Promise<readonly ToldVisit[]> {
  return await Promise.all(
    visits.map(async ({ start, end, serviceId: own, hosts }) => ({
      start,
      end,
      // The first service carries the title it was booked under; what follows in a sequence has names of its own.
      service: own === serviceId ? title : ((await lookup.service(own))?.name ?? title),
      hosts: await Promise.all(hosts.map(async (id) => ({ id, name: (await lookup.member(id))?.name ?? '' }))),
    })),
  );
}

async function tellOne(appointment: Appointment, lookup: Lookup): Promise<ToldAppointment> {
  const [organisation, contact, visits] = await Promise.all([
    lookup.organisation(undefined),
    lookup.contact(appointment.contactId),
    tellVisits(appointment, lookup),
  ]);
  const locale = localeOfTag(organisation?.language ?? 'en');
  const isInPlace = appointment.location.type === 'in_person';
  return {
    appointment,
    organisation: organisation?.name ?? '',
    house: organisation ?? { id: appointment.organisationId, version: 0, wording: [] },
    locale,
    visits,
    contact: {
      name: contact?.name,
      email: contact?.identities.find(({ channel }) => channel === 'email')?.address,
      locale: contact?.locale ?? locale,
      zone: isInPlace ? appointment.zone : (contact?.zone ?? appointment.zone),
    },
  };
}

const hostOf = ({ id, name, email, language, zone }: Member): ToldHost => ({
  ...{ id, name, zone },
  address: email.toLowerCase(),
  locale: localeOfTag(language),
});

export function createTelling(deps: TellingDeps): Telling {
  async function tellAll(appointments: readonly Appointment[]): Promise<readonly ToldAppointment[]> {
    const lookups = once(async (organisationId: OrganisationId) => createLookup(deps, organisationId));
    return await Promise.all(appointments.map(async (one) => tellOne(one, await lookups(one.organisationId))));
  }
  return {
    tellAll,
    tell: async (appointment) => tellOne(appointment, createLookup(deps, appointment.organisationId)),
    async tellHosts(organisationId, ids) {
      const found = await Promise.all([...new Set(ids)].map((id) => deps.members.find(organisationId, id)));
      return found.flatMap((member) => (member?.isActive ? [hostOf(member)] : []));
    },
  };
}
