import type { Appointment, Location } from '../../core/appointments/types.ts';
import type { ContactId, MemberId, OrganisationId, SeriesId } from '../../core/ids.ts';
import type { KeptOffer } from '../../core/offers/types.ts';
import { localeOf } from '../../core/people/service.ts';
import type { Contact } from '../../core/people/types.ts';
import { MINUTE, type Zone } from '../../core/time/types.ts';
import type { WaitlistOffer } from '../../core/waitlist/types.ts';
import type { CompletedSeries, OfferedTimes, Visit } from '../dialogues/types.ts';
import type { Known, TalkParts } from './types.ts';

type Parts = Pick<
  TalkParts,
  'people' | 'services' | 'members' | 'organisations' | 'appointments' | 'series' | 'programmes' | 'waitlistEntries'
>;

export const shownName = ({ name, identities }: Contact): string => name ?? identities[0]?.address ?? '';

/** Before it is booked: where its first host works. */
const placeOf = (location: Location | undefined, { zone }: Visit['host']): Pick<OfferedTimes, 'place'> =>
  location?.type === 'in_person' ? { place: zone } : {};

/** Offers and visits as dialogues speak of them: with names instead of ids. */
export function createTelling(parts: Parts) {
  const { people, services, members, organisations, appointments, series, programmes, waitlistEntries } = parts;

  async function hostOf(organisationId: OrganisationId, id: MemberId, known?: Known): Promise<Visit['host']> {
    const host = known?.hosts.get(id) ?? readHost(organisationId, id);
    known?.hosts.set(id, host);
    return await host;
  }

  async function readHost(organisationId: OrganisationId, id: MemberId): Promise<Visit['host']> {
    const member = await members.get(organisationId, id);
    if (member !== undefined) return { id, name: member.name, locale: localeOf(member.language), zone: member.zone };
    // Who left is spoken of as the house they worked for.
    const organisation = await organisations.get(organisationId);
    return {
      id,
      name: organisation?.name ?? '',
      locale: localeOf(organisation?.language ?? 'en'),
      zone: (organisation?.zone ?? 'UTC') as Zone, // checked when the organisation was made
    };
  }

  async function nameOf(organisationId: OrganisationId, id: ContactId, known?: Known): Promise<string> {
    const name = known?.people.get(id);
    if (name !== undefined) return name;
    const contact = await people.current(organisationId, id);
    return contact === undefined ? '' : shownName(contact);
  }

  async function visitOf(appointment: Appointment, known?: Known): Promise<Visit> {
    const { id, organisationId, contactId, serviceId, start, visits, status, title, location, zone } = appointment;
    const [first] = visits;
    const [hostId] = first?.hosts ?? [];
    const [person, host] = await Promise.all([
      nameOf(organisationId, contactId, known),
      hostOf(organisationId, hostId ?? ('' as MemberId), known), // a visit without a host is spoken of as the house's
    ]);
    const minutes = first === undefined ? 0 : (first.end - first.start) / MINUTE;
    const told = status === 'requested' ? 'requested' : 'confirmed';
    const place = location.type === 'in_person' ? { place: zone } : {};
    return { id, contactId, person, serviceId, service: title, host, start, minutes, ...place, status: told };
  }

  async function timesOf(offer: KeptOffer, known?: Known): Promise<OfferedTimes> {
    const { id, organisationId, contactId, serviceId, memberId, options, minutes, origin, answers, expiresAt } = offer;
    const [person, service, host, moved] = await Promise.all([
      nameOf(organisationId, contactId, known),
      services.find(organisationId, serviceId),
      hostOf(organisationId, memberId, known),
      offer.reschedules === undefined ? undefined : appointments.find(organisationId, offer.reschedules),
    ]);
    return {
      ...{ offer: id, contactId, person, serviceId, service: service?.name ?? '', host, minutes, origin, expiresAt },
      starts: options.map(({ start }) => start),
      ...placeOf(offer.location, host),
      ...(answers === undefined ? {} : { answers }),
      ...(moved === undefined ? {} : { reschedules: await visitOf(moved, known) }),
    };
  }

  async function openingOf(organisationId: OrganisationId, offer: WaitlistOffer): Promise<OfferedTimes> {
    const { id, entryId, contactId, serviceId, hosts, start, end, answerBy } = offer;
    const [person, service, host, entry] = await Promise.all([
      nameOf(organisationId, contactId),
      services.find(organisationId, serviceId),
      hostOf(organisationId, hosts[0] ?? ('' as MemberId)), // time without a host is spoken of as the house's
      waitlistEntries.find(organisationId, entryId),
    ]);
    return {
      ...{ offer: id, contactId, person, serviceId, service: service?.name ?? '', host },
      ...{ starts: [start], minutes: (end - start) / MINUTE, origin: 'waitlist', expiresAt: answerBy },
      ...placeOf(entry?.location, host),
    };
  }

  async function seriesOf(organisationId: OrganisationId, id: SeriesId): Promise<CompletedSeries | undefined> {
    const found = await series.find(organisationId, id);
    if (found === undefined) return undefined;
    const { booking, occurrences, programmeId } = found;
    const [programme, service, ...visits] = await Promise.all([
      programmeId && programmes.find(organisationId, programmeId),
      services.find(organisationId, booking.serviceId),
      ...occurrences.map(({ appointmentId }) => appointments.find(organisationId, appointmentId)),
    ]);
    const held = visits.filter((one) => one?.status === 'completed');
    const visit = held.at(-1);
    const hostId = visit?.visits[0]?.hosts[0] ?? ('' as MemberId); // one without a host is spoken of as the house's
    return {
      person: await nameOf(organisationId, booking.contactId),
      title: programme?.name ?? service?.name ?? '',
      sessions: held.length,
      host: await hostOf(organisationId, hostId),
    };
  }

  return { hostOf, nameOf, visitOf, timesOf, openingOf, seriesOf };
}

export type Telling = ReturnType<typeof createTelling>;
