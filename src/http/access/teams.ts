import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { Team, Teams } from '../../core/members/types.ts';
import { type Caller, demand } from '../caller.ts';
import { pageOf, pageQuery, write } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { team as form, teamId, teamTerms } from './forms.ts';
import { accessFault } from './refusals.ts';

const answer = (status: number, team: Team): Answer => ({ status, body: write(form, team), version: team.version });

/** Teams are part of how members are kept, so whoever may take in members may arrange them in teams. */
export function teamRoutes({ teams }: { readonly teams: Teams }): readonly Route<Caller>[] {
  const tag = 'Roles and teams';
  const params = z.object({ teamId });
  const answers = { 200: { description: 'The team', schema: form } };
  return [
    route({
      method: 'get',
      path: '/teams',
      id: 'listTeams',
      summary: 'The teams of the organisation',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of teams', schema: pageOf(form) } },
      async handle({ query, caller }) {
        demand(caller, 'members:read');
        const { items, next } = await teams.list(caller.organisationId, query);
        return { status: 200, body: { items: items.map((item) => write(form, item)), next } };
      },
    }),
    route({
      method: 'post',
      path: '/teams',
      id: 'addTeam',
      summary: 'Makes a team; members are put into it one by one',
      tag,
      body: teamTerms,
      answers: { 201: { description: 'The team', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'members:create');
        const added = await teams.add(caller.organisationId, body.name, caller.actor);
        if (!added.ok) throw accessFault(added, 'team');
        return answer(201, added.value);
      },
    }),
    route({
      method: 'get',
      path: '/teams/{teamId}',
      id: 'getTeam',
      summary: 'One team',
      tag,
      params,
      answers,
      async handle({ params, caller }) {
        demand(caller, 'members:read');
        const found = await teams.get(caller.organisationId, params.teamId);
        if (found === undefined) throw new Fault('not_found', 'There is no such team.');
        return answer(200, found);
      },
    }),
    route({
      method: 'patch',
      path: '/teams/{teamId}',
      id: 'renameTeam',
      summary: 'Gives a team another name',
      tag,
      params,
      body: teamTerms,
      answers,
      async handle({ params, body, ifMatch, caller }) {
        demand(caller, 'members:create');
        const renamed = await teams.rename(caller.organisationId, params.teamId, body.name, ifMatch, caller.actor);
        if (!renamed.ok) throw accessFault(renamed, 'team');
        return answer(200, renamed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/teams/{teamId}',
      id: 'removeTeam',
      summary: 'Takes a team away that has no members',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, caller }) {
        demand(caller, 'members:delete');
        const removed = await teams.remove(caller.organisationId, params.teamId, caller.actor);
        if (!removed.ok) throw accessFault(removed, 'team');
        return { status: 204 };
      },
    }),
  ];
}
