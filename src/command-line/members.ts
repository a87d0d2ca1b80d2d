import type { OrganisationId } from '../core/ids.ts';
import { type Member, type RoleName, tableRoles } from '../core/members/types.ts';
import type { Organisation } from '../core/organisations/types.ts';
import { zoneAt } from '../core/time/zones.ts';
import {
  type Command,
  type Desk,
  done,
  findOrganisation,
  type Given,
  nameGiven,
  needName,
  noOrganisation,
  ORGANISATION,
  operatorOf,
  readAll,
  refused,
  table,
} from './command.ts';

export const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Of the table, or one the organisation made, by its name. */
export async function findRole(
  wanted: string,
  organisationId: OrganisationId,
  { roles }: Desk,
): Promise<RoleName | undefined> {
  const known = tableRoles.find((role) => role === wanted);
  if (known !== undefined) return known;
  const made = await readAll((page) => roles.list(organisationId, page));
  return made.find(({ id, name }) => id === wanted || name === wanted)?.id;
}

export const memberByEmail = async (email: string, organisationId: OrganisationId, { members }: Desk) =>
  (await members.byEmail(email.toLowerCase())).find((member) => member.organisationId === organisationId);

/** Why it was not done, for whoever reads it in a terminal. */
const REASONS: Readonly<Record<string, string>> = {
  taken: 'Somebody of this organisation has this address already.',
  unknown_role: 'There is no such role.',
  unknown_team: 'There is no such team.',
  not_found: 'There is no such member.',
  changed_meanwhile: 'Somebody changed it at the same moment: look, and try again.',
  exceeds_own_access: 'This cannot be handed out.',
};
export const reasonOf = ({ reason }: { readonly reason: string }): string => REASONS[reason] ?? reason;

const rowOf = ({ id, name, email, role, isHost, isActive }: Member) => [
  id,
  name,
  email,
  role,
  isHost ? 'host' : '',
  isActive ? '' : 'left',
];

interface Place {
  readonly given: Given;
  readonly desk: Desk;
  readonly organisation: Organisation;
}

const noRole = (wanted: string): string =>
  `There is no role ${wanted}: name ${tableRoles.join(', ')}, or one the organisation made.`;

async function addMember({ given, desk, organisation }: Place) {
  const email = given.need('email').toLowerCase();
  if (!ADDRESS.test(email)) return refused('--email must be a mail address such as ines@example.com');
  const wanted = given.text('role') ?? 'member';
  const role = await findRole(wanted, organisation.id, desk);
  if (role === undefined) return refused(noRole(wanted));
  const terms = {
    name: needName(given),
    email,
    role,
    teams: [],
    zone: zoneAt('--zone', given.text('zone') ?? organisation.zone),
    language: given.text('language') ?? organisation.language,
    isHost: given.has('host'),
    isActive: true,
  };
  const added = await desk.members.add(organisation.id, terms, operatorOf(organisation));
  return added.ok ? done(added.value, `${added.value.name} is in: ${added.value.id}`) : refused(reasonOf(added));
}

async function changeMember({ given, desk, organisation }: Place) {
  const found = await memberByEmail(given.need('email'), organisation.id, desk);
  if (found === undefined) return refused('There is no member with this address.');
  const wanted = given.text('role');
  const role = wanted === undefined ? undefined : await findRole(wanted, organisation.id, desk);
  if (wanted !== undefined && role === undefined) return refused(noRole(wanted));
  if (given.has('left') && given.has('back')) return refused('Say --left or --back, not both.');
  const change = {
    role,
    name: nameGiven(given),
    isHost: given.has('host') ? true : undefined,
    isActive: given.has('left') ? false : given.has('back') ? true : undefined,
  };
  const changed = await desk.members.change(organisation.id, found.id, change, undefined, operatorOf(organisation));
  return changed.ok ? done(changed.value, `${changed.value.name} is changed.`) : refused(reasonOf(changed));
}

const within =
  (act: (place: Place) => ReturnType<Command['run']>): Command['run'] =>
  async (given, desk) => {
    const organisation = await findOrganisation(given, desk);
    return organisation === undefined ? noOrganisation(given) : await act({ given, desk, organisation });
  };

export const memberCommands: readonly Command[] = [
  {
    name: 'member list',
    summary: 'Shows who works with an organisation',
    options: ORGANISATION,
    run: within(async ({ desk, organisation }) => {
      const all = await readAll((page) => desk.members.list(organisation.id, page));
      return done(all, table([['ID', 'NAME', 'MAIL', 'ROLE', '', ''], ...all.map(rowOf)]));
    }),
  },
  {
    name: 'member add',
    summary: 'Takes somebody in; a host gets a calendar with office hours',
    options: {
      ...ORGANISATION,
      email: { what: 'where links to sign in are mailed', isRequired: true },
      name: { what: 'what they are called', isRequired: true },
      role: { what: `${tableRoles.join(', ')} or one the organisation made; member where it is left out` },
      zone: { what: "their zone; the organisation's where it is left out" },
      language: { what: 'their language' },
      host: { what: 'people book with them', isFlag: true },
    },
    run: within(addMember),
  },
  {
    name: 'member change',
    summary: 'Changes what is named of the member with this address',
    options: {
      ...ORGANISATION,
      email: { what: 'whose', isRequired: true },
      name: { what: 'another name' },
      role: { what: 'another role' },
      host: { what: 'people book with them from now on', isFlag: true },
      left: { what: 'they can do nothing any more', isFlag: true },
      back: { what: 'they are with us again', isFlag: true },
    },
    run: within(changeMember),
  },
];
