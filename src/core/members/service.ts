import { permitsGrant } from '../access/rules.ts';
import type { MemberRole, TeamId } from '../access/types.ts';
import type { Calendars } from '../calendars/types.ts';
import type { DomainEvent } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import { differences, editKept, type NotFound, type Shelf } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import { applyChange, fieldsOf, isTableRole, OFFICE_HOURS, permitsChange } from './rules.ts';
import type { Maker, Member, MemberShelf, Members, Role, RoleName, Team, UnknownTeam } from './types.ts';

interface Parts {
  readonly shelf: MemberShelf;
  readonly roles: Pick<Shelf<Role>, 'find'>;
  readonly teams: Pick<Shelf<Team>, 'find'>;
  readonly calendars: Pick<Calendars, 'add'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

export function createMembers({ shelf, roles, teams, calendars, clock, ids }: Parts): Members {
  const eventAbout = (member: Member, { actor }: Pick<Maker, 'actor'>) => ({
    id: ids.next('event'),
    organisationId: member.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'member' as const, id: member.id },
  });

  /** Undefined: nothing is different. */
  function changeEvent(before: Member, after: Member, maker: Pick<Maker, 'actor'>): DomainEvent | undefined {
    const difference = differences(fieldsOf(before), fieldsOf(after));
    return difference && { ...eventAbout(after, maker), type: 'member_changed', ...difference };
  }

  const isTaken = async ({ id, organisationId, newEmail }: Member): Promise<boolean> =>
    newEmail !== undefined &&
    (await shelf.byEmail(newEmail)).some((other) => other.organisationId === organisationId && other.id !== id);

  async function permissionsOf(organisationId: OrganisationId, role: RoleName): Promise<MemberRole | undefined> {
    return isTableRole(role) ? role : await roles.find(organisationId, role);
  }

  async function unknownTeam(
    organisationId: OrganisationId,
    named: readonly TeamId[],
  ): Promise<UnknownTeam | undefined> {
    for (const team of named)
      if ((await teams.find(organisationId, team)) === undefined) return refuse('unknown_team', { team });
    return undefined;
  }

  /** After the member, and again at every change: a crash between the two is mended by whoever saves the member next. */
  async function ensureCalendar({ id, organisationId, name, zone, isHost }: Member, { actor }: Maker): Promise<void> {
    if (isHost) await calendars.add({ id, organisationId, owner: 'host', name, zone, schedules: OFFICE_HOURS }, actor);
  }

  return {
    list: shelf.list,
    get: shelf.find,
    byEmail: shelf.byEmail,
    ofTeams: shelf.ofTeams,
    async add(organisationId, terms, maker) {
      const role = await permissionsOf(organisationId, terms.role);
      if (role === undefined) return refuse('unknown_role');
      const granted = permitsGrant(maker.access, { kind: 'role', role });
      if (!granted.ok) return granted;
      const stray = await unknownTeam(organisationId, terms.teams);
      if (stray !== undefined) return stray;
      const member: Member = { ...fieldsFrom(terms), id: ids.next('member'), organisationId, version: 1 };
      const added: DomainEvent = { ...eventAbout(member, maker), type: 'member_added', after: fieldsOf(member) };
      if ((await shelf.insert(member, added)) === 'taken') return refuse('taken');
      await ensureCalendar(member, maker);
      return ok(member);
    },
    async change(organisationId, id, change, version, maker) {
      const changed = await editKept(shelf, { organisationId, id, version }, async (before) => {
        const after = applyChange(before, change);
        const role = await permissionsOf(organisationId, after.role);
        // A role that is gone permits nothing, so nobody is kept from giving its holders another.
        const held = (await permissionsOf(organisationId, before.role)) ?? NOTHING;
        if (role === undefined && change.role !== undefined) return refuse('unknown_role');
        const permitted = permitsChange(
          maker,
          before,
          { before: held, after: role ?? NOTHING },
          after.role !== before.role,
        );
        if (!permitted.ok) return permitted;
        const stray = await unknownTeam(organisationId, change.teams ?? []);
        if (stray !== undefined) return stray;
        if (after.newEmail !== before.newEmail && (await isTaken(after))) return refuse('taken');
        return ok({ item: after, event: changeEvent(before, after, maker) });
      });
      if (changed.ok) await ensureCalendar(changed.value, maker);
      return changed;
    },
    confirmAddress: (organisationId, id, address, actor) =>
      editKept<Member, NotFound>(shelf, { organisationId, id, version: undefined }, async (before) => {
        if (before.newEmail !== address || !before.isActive) return refuse('not_found');
        const after = { ...before, version: before.version + 1, email: address, newEmail: undefined };
        return ok({ item: after, event: changeEvent(before, after, { actor }) });
      }),
    async roleOf({ organisationId, role }) {
      return (await permissionsOf(organisationId, role)) ?? NOTHING;
    },
  };
}

const NOTHING: MemberRole = { name: 'none', permissions: [] };

const fieldsFrom = ({
  name,
  email,
  role,
  teams,
  zone,
  language,
  isHost,
  isActive,
  acceptsWishes,
}: Omit<Member, 'id' | 'organisationId' | 'version'>) => ({
  name,
  email,
  role,
  teams,
  zone,
  language,
  isHost,
  isActive,
  acceptsWishes,
});
