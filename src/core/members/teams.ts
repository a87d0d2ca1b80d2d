import type { Actor, DomainEvent } from '../events.ts';
import { differences, editKept, type Shelf } from '../kept.ts';
import type { Clock, Ids } from '../ports.ts';
import { ok, refuse } from '../result.ts';
import type { MemberShelf, Team, Teams } from './types.ts';

interface Parts {
  readonly shelf: Shelf<Team>;
  readonly members: Pick<MemberShelf, 'ofTeams'>;
  readonly clock: Clock;
  readonly ids: Ids;
}

const fieldsOf = ({ name }: Team) => ({ name });

export function createTeams({ shelf, members, clock, ids }: Parts): Teams {
  const eventAbout = (team: Team, actor: Actor) => ({
    id: ids.next('event'),
    organisationId: team.organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'team' as const, id: team.id },
  });

  return {
    list: shelf.list,
    get: shelf.find,
    async add(organisationId, name, actor) {
      const team: Team = { id: ids.next('team'), organisationId, version: 1, name };
      const added: DomainEvent = { ...eventAbout(team, actor), type: 'team_added', after: fieldsOf(team) };
      return (await shelf.insert(team, added)) === 'taken' ? refuse('taken') : ok(team);
    },
    async rename(organisationId, id, name, version, actor) {
      return await editKept<Team, never>(shelf, { organisationId, id, version }, async (before) => {
        const after = { ...before, version: before.version + 1, name };
        const difference = differences(fieldsOf(before), fieldsOf(after));
        const event: DomainEvent | undefined = difference && {
          ...eventAbout(after, actor),
          type: 'team_changed',
          ...difference,
        };
        return ok({ item: after, event });
      });
    },
    async remove(organisationId, id, actor) {
      const before = await shelf.find(organisationId, id);
      if (before === undefined) return refuse('not_found');
      const { length } = await members.ofTeams(organisationId, [id]);
      if (length > 0) return refuse('in_use', { members: length });
      const gone = { ...before, version: before.version + 1 };
      const removed: DomainEvent = { ...eventAbout(gone, actor), type: 'team_removed', before: fieldsOf(before) };
      if (await shelf.remove(gone, removed)) return ok(gone);
      return refuse('changed_meanwhile', { version: gone.version });
    },
  };
}
