import type { OrganisationChange } from '../core/organisations/types.ts';
import { zoneAt } from '../core/time/zones.ts';
import {
  type Command,
  done,
  findOrganisation,
  type Given,
  nameGiven,
  needName,
  noOrganisation,
  ORGANISATION,
  readAll,
  refused,
  table,
  UsageError,
} from './command.ts';

const OPERATOR = { kind: 'operator', channel: 'command_line' } as const;
const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const WALL_SPAN = /^([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)$/;

function settingsGiven(given: Given): Pick<OrganisationChange, 'quietHours' | 'holdOffers'> {
  const [quiet, hold] = ['quiet', 'hold'].map(given.text);
  const wall = quiet === undefined ? undefined : WALL_SPAN.exec(quiet)?.slice(1).map(Number);
  if (quiet !== undefined && quiet !== 'off' && wall === undefined)
    throw new UsageError('--quiet must be like 21:00-08:00, or off');
  if (hold !== undefined && hold !== 'none' && hold !== 'until_expiry')
    throw new UsageError('--hold must be none or until_expiry');
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = wall ?? [];
  const quietHours = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  return { ...(quiet === undefined ? {} : { quietHours }), ...(hold === undefined ? {} : { holdOffers: hold }) };
}

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
        name: needName(given),
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
      quiet: { what: "when nobody is written to unasked, on the reader's wall: 21:00-08:00, or off" },
      hold: { what: 'whether times that members offer are held: none or until_expiry' },
    },
    async run(given, desk) {
      const found = await findOrganisation(given, desk);
      if (found === undefined) return noOrganisation(given);
      const name = nameGiven(given);
      const [zone, language] = ['zone', 'language'].map(given.text);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(zone === undefined ? {} : { zone: zoneAt('--zone', zone) }),
        ...(language === undefined ? {} : { language }),
        ...settingsGiven(given),
      };
      const changed = await desk.organisations.change(found.id, found.version, change, OPERATOR);
      if (!changed.ok) return refused('Somebody changed it at the same moment: look, and try again.');
      return done(changed.value, `${changed.value.name} is changed.`);
    },
  },
];
