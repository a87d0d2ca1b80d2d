import { type Service, serviceEvents } from '../core/appointments/services.ts';
import type { MemberId } from '../core/ids.ts';
import type { Organisation } from '../core/organisations/types.ts';
import { zoneAt } from '../core/time/zones.ts';
import {
  type Command,
  type Desk,
  done,
  findOrganisation,
  needName,
  noOrganisation,
  ORGANISATION,
  operatorOf,
  refused,
  table,
} from './command.ts';
import { memberByEmail } from './members.ts';

const MINUTES = /^[1-9]\d{0,3}$/;
const LIMITS = { rescheduleUntilMinutes: 24 * 60, mostReschedules: 3, cancelUntilMinutes: 0 } as const;

/** What a service needs to be offered; the rest begins as in the services out of the box and is edited later. */
export interface PlainService {
  readonly name: string;
  readonly durations: readonly number[];
  readonly hosts: readonly MemberId[];
}

export const plainService = (
  { id, zone }: Organisation,
  { name, durations, hosts }: PlainService,
  { ids }: Desk,
): Service => ({
  id: ids.next('service'),
  organisationId: id,
  version: 1,
  name,
  isOffered: true,
  rules: { zone: zoneAt('/zone', zone), durations, locations: ['in_person', 'video', 'phone'] },
  shape: { kind: 'one_on_one', hosts },
  rooms: [],
  limits: LIMITS,
});

/** Minutes as they are written, `30` or `30,45`; undefined: they are none. */
export function durationsOf(text: string): readonly number[] | undefined {
  const parts = text.split(/[,;]/).map((part) => part.trim());
  const isGood = parts.length <= 12 && parts.every((part) => MINUTES.test(part) && Number(part) <= 1_440);
  return isGood ? parts.map(Number) : undefined;
}

/** The hosts with these addresses, or the first address that is no host's. */
export async function hostsOf(
  emails: readonly string[],
  organisation: Organisation,
  desk: Desk,
): Promise<{ readonly hosts: readonly MemberId[] } | { readonly stranger: string }> {
  const hosts: MemberId[] = [];
  for (const email of emails) {
    const member = await memberByEmail(email, organisation.id, desk);
    if (!member?.isHost) return { stranger: email };
    hosts.push(member.id);
  }
  return { hosts };
}

export const serviceCommands: readonly Command[] = [
  {
    name: 'service list',
    summary: 'Shows what people can book',
    options: ORGANISATION,
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const all = await desk.services.list(organisation.id);
      const rows = all.map(({ id, name, rules, isOffered }) => [
        id,
        name,
        rules.durations.join(','),
        isOffered ? '' : 'not offered',
      ]);
      return done(all, table([['ID', 'NAME', 'MINUTES', ''], ...rows]));
    },
  },
  {
    name: 'service add',
    summary: 'Offers something new, with one host at a time',
    options: {
      ...ORGANISATION,
      name: { what: 'what it is called', isRequired: true },
      minutes: { what: 'how long, several parted by commas', isRequired: true },
      hosts: { what: 'mail addresses of hosts, parted by commas', isRequired: true },
    },
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const durations = durationsOf(given.need('minutes'));
      if (durations === undefined) return refused('--minutes must be whole minutes from 1 to 1440');
      const emails = given
        .need('hosts')
        .split(',')
        .map((email) => email.trim());
      const found = await hostsOf(emails, organisation, desk);
      if ('stranger' in found) return refused(`${found.stranger} is no host of this organisation.`);
      const service = plainService(organisation, { name: needName(given), durations, hosts: found.hosts }, desk);
      await desk.services.write(service, serviceEvents(desk, operatorOf(organisation).actor, service));
      return done(service, `${service.name} is offered: ${service.id}`);
    },
  },
  {
    name: 'service retire',
    summary: 'Offers it no longer; what is booked stays booked',
    takes: 'SERVICE',
    options: ORGANISATION,
    async run(given, desk) {
      const organisation = await findOrganisation(given, desk);
      if (organisation === undefined) return noOrganisation(given);
      const id = given.subject as Service['id']; // it is found or it is not
      const before = await desk.services.find(organisation.id, id);
      if (before === undefined) return refused('There is no such service.');
      const retired = { ...before, isOffered: false, version: before.version + 1 };
      if (!(await desk.services.write(retired, serviceEvents(desk, operatorOf(organisation).actor, retired, before))))
        return refused('Somebody changed it at the same moment: try again.');
      return done({ id, isOffered: false }, `${before.name} is not offered any more.`);
    },
  },
];
