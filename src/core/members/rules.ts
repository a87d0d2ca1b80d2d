import { permitsGrant } from '../access/rules.ts';
import type { MemberRole } from '../access/types.ts';
import type { ExceedsOwnAccess } from '../api-keys/types.ts';
import type { Schedule, Weekday } from '../availability/types.ts';
import type { MemberFields } from '../events.ts';
import { ok, type Result } from '../result.ts';
import type { Change, Maker, Member, MemberTerms, RoleId, RoleName } from './types.ts';
import { tableRoles } from './types.ts';

const HOUR_ON_THE_WALL = 60;
const WORKING_DAYS: readonly Weekday[] = [1, 2, 3, 4, 5];

/** Where a new host begins; theirs to change. */
export const OFFICE_HOURS: readonly Schedule[] = [
  {
    id: 'office-hours',
    name: 'Office hours',
    location: 'any',
    week: WORKING_DAYS.map((weekday) => ({
      weekday,
      spans: [{ from: 9 * HOUR_ON_THE_WALL, to: 17 * HOUR_ON_THE_WALL }],
    })),
  },
];

export const isTableRole = (role: RoleName): role is Exclude<RoleName, RoleId> =>
  tableRoles.some((known) => known === role);

export const fieldsOf = ({
  name,
  email,
  role,
  teams,
  zone,
  language,
  isHost,
  isActive,
  acceptsWishes = false,
  newEmail,
}: MemberTerms & Pick<Member, 'newEmail'>): MemberFields => ({
  name,
  email,
  role,
  teams,
  zone,
  language,
  isHost,
  isActive,
  acceptsWishes,
  ...(newEmail === undefined ? {} : { newEmail }),
});

/** Whoever names the address that counts takes another one back. */
const newEmailOf = (before: Member, email: string | undefined): string | undefined => {
  if (email === undefined) return before.newEmail;
  return email === before.email ? undefined : email;
};

export const applyChange = (before: Member, change: Change<MemberTerms>): Member => ({
  ...before,
  version: before.version + 1,
  name: change.name ?? before.name,
  newEmail: newEmailOf(before, change.email),
  role: change.role ?? before.role,
  teams: change.teams ?? before.teams,
  zone: change.zone ?? before.zone,
  language: change.language ?? before.language,
  isHost: change.isHost ?? before.isHost,
  isActive: change.isActive ?? before.isActive,
  acceptsWishes: change.acceptsWishes ?? before.acceptsWishes,
});

/**
 * Nobody hands on more than they have, and nobody changes those above them: who could change an admin's address could sign
 * in as that admin. What people change about themselves needs no such leave, as long as the role stays.
 */
export function permitsChange(
  { access }: Maker,
  before: Member,
  roles: { readonly before: MemberRole; readonly after: MemberRole },
  isNewRole: boolean,
): Result<unknown, ExceedsOwnAccess> {
  const isOneself = access.kind === 'member' && access.member === before.id;
  if (isOneself && !isNewRole) return ok(undefined);
  const over = permitsGrant(access, { kind: 'role', role: roles.before });
  return over.ok ? permitsGrant(access, { kind: 'role', role: roles.after }) : over;
}
