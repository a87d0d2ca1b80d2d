import { checkPermissions, permitsGrant } from '../access/rules.ts';
import type { DomainEvent } from '../events.ts';
import { differences, editKept, type Shelf } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import type { Maker, MemberShelf, Role, Roles } from './types.ts';

interface Parts {
  readonly shelf: Shelf<Role>;
  readonly members: Pick<MemberShelf, 'ofRole'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const fieldsOf = ({ name, permissions }: Role) => ({ name, permissions });
const mayHandOn = ({ access }: Maker, role: Role) => permitsGrant(access, { kind: 'role', role });

/** Roles an organisation makes for itself. */
export function createRoles({ shelf, members, clock, ids }: Parts): Roles {
  const eventAbout = (role: Role, { actor }: Maker) => ({
    id: ids.next('event'),
    organisationId: role.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'role' as const, id: role.id },
  });

  return {
    list: shelf.list,
    get: shelf.find,
    async add(organisationId, { name, permissions }, maker) {
      const id = ids.next('role');
      const role: Role = { id, organisationId, version: 1, name, permissions: checkPermissions(permissions) };
      const granted = mayHandOn(maker, role);
      if (!granted.ok) return granted;
      const added: DomainEvent = { ...eventAbout(role, maker), type: 'role_added', after: fieldsOf(role) };
      return (await shelf.insert(role, added)) === 'taken' ? refuse('taken') : ok(role);
    },
    async change(organisationId, id, { name, permissions: asked }, version, maker) {
      const permissions = asked === undefined ? undefined : checkPermissions(asked);
      return await editKept(shelf, { organisationId, id, version }, async (before) => {
        const after: Role = {
          ...before,
          version: before.version + 1,
          name: name ?? before.name,
          permissions: permissions ?? before.permissions,
        };
        for (const role of [before, after]) {
          const granted = mayHandOn(maker, role);
          if (!granted.ok) return granted;
        }
        const difference = differences(fieldsOf(before), fieldsOf(after));
        const event: DomainEvent | undefined = difference && {
          ...eventAbout(after, maker),
          type: 'role_changed',
          ...difference,
        };
        return ok({ item: after, event });
      });
    },
    async remove(organisationId, id, maker) {
      const before = await shelf.find(organisationId, id);
      if (before === undefined) return refuse('not_found');
      const granted = mayHandOn(maker, before);
      if (!granted.ok) return granted;
      const holders = await members.ofRole(organisationId, id);
      if (holders.length > 0) return refuse('in_use', { members: holders.length });
      const gone = { ...before, version: before.version + 1 };
      const removed: DomainEvent = { ...eventAbout(gone, maker), type: 'role_removed', before: fieldsOf(before) };
      if (await shelf.remove(gone, removed)) return ok(gone);
      return refuse('changed_meanwhile', { version: gone.version });
    },
  };
}
