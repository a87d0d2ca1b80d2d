import { zoneAt } from '../core/time/zones.ts';
import {
  type Command,
  done,
  findOrganisation,
  noOrganisation,
  ORGANISATION,
  readAll,
  refused,
  table,
} from './command.ts';

const OPERATOR = { kind: 'operator', channel: 'command_line' } as const;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export const organisationCommands: readonly Command[] = [
  {
    name: 'org list',
    summary: 'Shows every organisation',
    options: {},
    async run(_given, { organisations }) {
      const all = await readAll((page) => organisations.list(page));
      const rows = all.map(({ id, slug, name, zone }) => [id, slug, name, zone]);
      return done(all, table([['ID', 'SLUG', 'NAME', 'ZONE'], ...rows]));
    },
  },
  {
    name: 'org add',
    summary: 'Founds an organisation',
    options: {
      slug: { what: 'the word in its public addresses', isRequired: true },
      name: { what: 'what it is called', isRequired: true },
      zone: { what: 'its zone, e.g. America/New_York', isRequired: true },
      language: { what: 'en, es, fr or de; en where it is left out' },
    },
    async run(given, { organisations }) {
      const slug = given.need('slug');
      if (!SLUG.test(slug)) return refused('--slug must be small letters, digits and single dashes');
      const details = {
        slug,
        name: given.need('name'),
        zone: zoneAt('--zone', given.need('zone')),
        language: given.text('language') ?? 'en',
      };
      const created = await organisations.create(details, OPERATOR);
      if (!created.ok) return refused(`${slug} is the address of another organisation.`);
      return done(created.value, `${created.value.name} is there: ${created.value.id}`);
    },
  },
  {
    name: 'org change',
    summary: 'Changes what is named',
    options: {
      ...ORGANISATION,
      name: { what: 'what it is called' },
      zone: { what: 'its zone' },
      language: { what: 'its language' },
    },
    async run(given, desk) {
      const found = await findOrganisation(given, desk);
      if (found === undefined) return noOrganisation(given);
      const [name, zone, language] = ['name', 'zone', 'language'].map(given.text);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(zone === undefined ? {} : { zone: zoneAt('--zone', zone) }),
        ...(language === undefined ? {} : { language }),
      };
      const changed = await desk.organisations.change(found.id, found.version, change, OPERATOR);
      if (!changed.ok) return refused('Somebody changed it at the same moment: look, and try again.');
      return done(changed.value, `${changed.value.name} is changed.`);
    },
  },
];
