import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { Role, Roles } from '../../core/members/types.ts';
import { type Caller, demand } from '../caller.ts';
import { pageOf, pageQuery, write } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { customRole as form, roleChange, roleId, roleTerms } from './forms.ts';
import { accessFault } from './refusals.ts';

const answer = (status: number, role: Role): Answer => ({ status, body: write(form, role), version: role.version });

export function roleRoutes({ roles }: { readonly roles: Roles }): readonly Route<Caller>[] {
  const tag = 'Roles and teams';
  const params = z.object({ roleId });
  const answers = { 200: { description: 'The role', schema: form } };
  return [
    route({
      method: 'get',
      path: '/roles',
      id: 'listRoles',
      summary: 'The roles the organisation made for itself',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of roles', schema: pageOf(form) } },
      async handle({ query, caller }) {
        demand(caller, 'roles:read');
        const { items, next } = await roles.list(caller.organisationId, query);
        return { status: 200, body: { items: items.map((item) => write(form, item)), next } };
      },
    }),
    route({
      method: 'post',
      path: '/roles',
      id: 'addRole',
      summary: 'Makes a role of permissions `resource:action:reach`, none beyond your own',
      tag,
      body: roleTerms,
      answers: { 201: { description: 'The role', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'roles:create');
        const added = await roles.add(caller.organisationId, body, caller);
        if (!added.ok) throw accessFault(added, 'role');
        return answer(201, added.value);
      },
    }),
    route({
      method: 'get',
      path: '/roles/{roleId}',
      id: 'getRole',
      summary: 'One role',
      tag,
      params,
      answers,
      async handle({ params, caller }) {
        demand(caller, 'roles:read');
        const found = await roles.get(caller.organisationId, params.roleId);
        if (found === undefined) throw new Fault('not_found', 'There is no such role.');
        return answer(200, found);
      },
    }),
    route({
      method: 'patch',
      path: '/roles/{roleId}',
      id: 'changeRole',
      summary: 'Changes what is named; it counts for its holders from their next request',
      tag,
      params,
      body: roleChange,
      answers,
      async handle({ params, body, ifMatch, caller }) {
        demand(caller, 'roles:update');
        const changed = await roles.change(caller.organisationId, params.roleId, body, ifMatch, caller);
        if (!changed.ok) throw accessFault(changed, 'role');
        return answer(200, changed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/roles/{roleId}',
      id: 'removeRole',
      summary: 'Takes a role away that nobody holds',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, caller }) {
        demand(caller, 'roles:delete');
        const removed = await roles.remove(caller.organisationId, params.roleId, caller);
        if (!removed.ok) throw accessFault(removed, 'role');
        return { status: 204 };
      },
    }),
  ];
}
