import { serviceEvents } from '../core/appointments/services.ts';
import { checkZone } from '../core/time/zones.ts';
import { operatorOf } from './command.ts';
import { contacts } from './contacts.ts';
import type { Importer } from './import.ts';
import { ADDRESS, findRole, memberByEmail, reasonOf } from './members.ts';
import { durationsOf, hostsOf, plainService } from './services.ts';

const YES = ['yes', 'true', '1', 'x'];
const NO = ['no', 'false', '0', ''];

const members: Importer = {
  kind: 'members',
  required: ['name', 'email'],
  optional: ['role', 'zone', 'language', 'host'],
  key: (cells) => cells('email').toLowerCase(),
  async check(cells, organisation, desk) {
    const email = cells('email').toLowerCase();
    const wanted = cells('role') || 'member';
    const zone = checkZone(cells('zone') || organisation.zone);
    const role = await findRole(wanted, organisation.id, desk);
    const host = cells('host').toLowerCase();
    const problems = [
      ...(ADDRESS.test(email) ? [] : ['email must be a mail address such as ines@example.com']),
      ...(role === undefined ? [`role: there is no role ${wanted}`] : []),
      ...(zone.ok ? [] : [`zone ${zone.detail.message}`]),
      ...([...YES, ...NO].includes(host) ? [] : ['host must be yes or no']),
    ];
    if (problems.length > 0 || role === undefined || !zone.ok) return { problems };
    const terms = {
      name: cells('name'),
      email,
      role,
      teams: [],
      zone: zone.value,
      language: cells('language') || organisation.language,
      isHost: YES.includes(host),
      isActive: true,
    };
    return {
      async apply() {
        if ((await memberByEmail(email, organisation.id, desk)) !== undefined) return 'already there';
        const added = await desk.members.add(organisation.id, terms, operatorOf(organisation));
        if (added.ok) return 'added';
        // Somebody was taken in between the look and the step.
        if (added.reason === 'taken') return 'already there';
        throw new Error(reasonOf(added));
      },
    };
  },
};

const services: Importer = {
  kind: 'services',
  required: ['name', 'minutes', 'hosts'],
  optional: [],
  key: (cells) => cells('name').toLowerCase(),
  async check(cells, organisation, desk) {
    const durations = durationsOf(cells('minutes'));
    const emails = cells('hosts')
      .split(/[;,]/)
      .map((email) => email.trim());
    const found = await hostsOf(emails, organisation, desk);
    const problems = [
      ...(durations === undefined ? ['minutes must be whole minutes from 1 to 1440'] : []),
      ...('stranger' in found ? [`hosts: ${found.stranger} is no host of this organisation`] : []),
    ];
    if (durations === undefined || 'stranger' in found) return { problems };
    const name = cells('name');
    return {
      async apply() {
        const known = await desk.services.list(organisation.id);
        if (known.some((service) => service.name.toLowerCase() === name.toLowerCase())) return 'already there';
        const service = plainService(organisation, { name, durations, hosts: found.hosts }, desk);
        await desk.services.write(service, serviceEvents(desk, operatorOf(organisation).actor, service));
        return 'added';
      },
    };
  },
};

/** What can be imported; another kind is one more of these. */
export const importers: readonly Importer[] = [members, services, contacts];
