import { recordsOf } from '../../core/access/rules.ts';
import type { Operation } from '../../core/access/table.ts';
import { hostsOf } from '../../core/appointments/changes.ts';
import { hostsAsked } from '../../core/appointments/query.ts';
import type { Service, Services } from '../../core/appointments/services.ts';
import type { Appointment, Appointments } from '../../core/appointments/types.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { AppointmentId, ContactId, MemberId, ServiceId } from '../../core/ids.ts';
import type { People } from '../../core/people/service.ts';
import { type Caller, demand, demandSome, membersWithinReach } from '../caller.ts';

/** Whose visit it is: its hosts' and its contact's. */
export const ownersOf = ({ id, visits, contactId }: Appointment) => ({
  members: hostsOf(visits),
  contacts: [contactId],
  appointment: id,
});

/** The visit, if this caller may do this to it; otherwise it is not there. */
export async function reachAppointment(
  appointments: Pick<Appointments, 'find'>,
  caller: Caller,
  id: AppointmentId,
  operation: Operation,
): Promise<Appointment> {
  const found = await appointments.find(caller.organisationId, id);
  if (!found) throw new Fault('not_found', 'There is no such appointment.');
  demand(caller, operation, ownersOf(found));
  return found;
}

export type Records = Pick<People, 'current' | 'recordsOf'>;

/** Whose things a list shows: a contact's own, or those of the person asked for, whichever record of theirs was named. */
export async function contactsAsked(
  people: Pick<Records, 'recordsOf'>,
  { access, organisationId }: Caller,
  asked: ContactId | undefined,
): Promise<readonly ContactId[] | undefined> {
  if (access.kind !== 'contact') return asked && (await people.recordsOf(organisationId, asked));
  const own = recordsOf(access);
  if (asked !== undefined && !own.includes(asked))
    throw new Fault('not_found', 'There is no such contact, or it is not yours to see.');
  return own;
}

/** What a list of visits is narrowed to for this caller; what is asked beyond it finds nothing. */
export async function narrowToReach(
  people: Pick<Records, 'recordsOf'>,
  caller: Caller,
  operation: Operation,
  asked: { readonly host?: MemberId | undefined; readonly contact?: ContactId | undefined },
): Promise<{ readonly hostIds?: readonly MemberId[]; readonly contactIds?: readonly ContactId[] }> {
  const { access } = caller;
  const contactIds = await contactsAsked(people, caller, asked.contact);
  const within = access.kind === 'contact' ? 'all' : membersWithinReach(caller, operation);
  const { host } = asked;
  const hosts = host === undefined ? within : within === 'all' || within.includes(host) ? [host] : [];
  return {
    ...(contactIds === undefined ? {} : { contactIds }),
    ...(hosts === 'all' ? {} : { hostIds: hosts }),
  };
}

/** The hosts a caller may book with: those asked for, as far as they are within reach; nobody asked for means all of those. */
export function hostsWithinReach(
  caller: Caller,
  operation: Operation,
  asked: readonly MemberId[] | undefined,
): readonly MemberId[] | undefined {
  const within = caller.access.kind === 'contact' ? 'all' : membersWithinReach(caller, operation);
  if (within === 'all') return asked;
  return asked === undefined ? within : asked.filter((host) => within.includes(host));
}

export async function findMeetingType(
  services: Pick<Services, 'find'>,
  caller: Caller,
  id: ServiceId,
): Promise<Service> {
  const service = await services.find(caller.organisationId, id);
  if (!service?.isOffered) throw invalid('/meetingType', 'names no meeting type that is offered');
  return service;
}

interface Asked {
  readonly meetingType: ServiceId;
  readonly hosts?: readonly MemberId[] | undefined;
  readonly contact: ContactId;
}

/** The record that stands, where the one asked for was folded into it. */
const standingOf = async ({ people }: BookingParts, { organisationId }: Caller, asked: ContactId) =>
  (await people.current(organisationId, asked))?.id ?? asked;

interface BookingParts {
  readonly services: Pick<Services, 'find'>;
  readonly people: Pick<People, 'current'>;
}

interface Allowed {
  readonly service: Service;
  readonly hosts: readonly MemberId[] | undefined;
  readonly contactId: ContactId;
}

/** Goes on where the caller may make this for that contact, and says of what, with which hosts and for which record of theirs. */
export async function demandBooking(
  parts: BookingParts,
  caller: Caller,
  operation: Operation,
  asked: Asked,
): Promise<Allowed> {
  demandSome(caller, operation);
  const { organisationId } = caller;
  const [service, contactId] = await Promise.all([
    findMeetingType(parts.services, caller, asked.meetingType),
    standingOf(parts, caller, asked.contact),
  ]);
  const known = new Set(hostsAsked({ organisationId, service, guests: 0 }));
  const strangers = (asked.hosts ?? []).filter((host) => !known.has(host));
  if (strangers.length > 0)
    throw invalid('/hosts', `names ${strangers.join(', ')}, who do not serve this meeting type`);
  const hosts = hostsWithinReach(caller, operation, asked.hosts);
  const members = hostsAsked({ organisationId, service, guests: 0, hosts });
  demand(caller, operation, { members, contacts: [contactId] });
  return { service, hosts, contactId };
}
