import { z } from 'zod';
import { permits } from '../../core/access/rules.ts';
import { Fault } from '../../core/fault.ts';
import type { OrganisationId } from '../../core/ids.ts';
import type { Organisation, OrganisationChange, Organisations } from '../../core/organisations/types.ts';
import { type Caller, demand } from '../caller.ts';
import { pageOf, pageQuery, write } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { organisation as form, newOrganisation, organisationChange, organisationId } from './forms.ts';

const answer = (status: number, organisation: Organisation): Answer => ({
  status,
  body: write(form, organisation),
  version: organisation.version,
});

/** The organisation is the target itself, so it is asked for by its own id. */
const demandOf = (caller: Caller, operation: 'organisations:read' | 'organisations:update', id: OrganisationId) =>
  demand({ ...caller, organisationId: id }, operation);

const seesAll = ({ access }: Caller) =>
  permits(access, 'organisations:create', { organisation: access.organisation }).ok;

export function organisationRoutes(parts: { readonly organisations: Organisations }): readonly Route<Caller>[] {
  const { organisations } = parts;
  const tag = 'Organisations';
  const params = z.object({ organisationId });
  const answers = { 200: { description: 'The organisation', schema: form } };

  const find = async (id: OrganisationId): Promise<Organisation> => {
    const found = await organisations.get(id);
    if (found === undefined) throw new Fault('not_found', 'There is no such organisation, or it is not yours to see.');
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/organisations',
      id: 'listOrganisations',
      summary: 'Your own; for super admins all of them',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of organisations', schema: pageOf(form) } },
      async handle({ query, caller }) {
        demand(caller, 'organisations:read');
        if (!seesAll(caller)) return { status: 200, body: { items: [write(form, await find(caller.organisationId))] } };
        const { items, next } = await organisations.list(query);
        return { status: 200, body: { items: items.map((item) => write(form, item)), next } };
      },
    }),
    route({
      method: 'post',
      path: '/organisations',
      id: 'createOrganisation',
      summary: 'Founds an organisation',
      tag,
      body: newOrganisation,
      answers: { 201: { description: 'The organisation', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'organisations:create');
        const created = await organisations.create(body, caller.actor);
        if (!created.ok) throw new Fault('conflict', 'This word is the address of another organisation.');
        return answer(201, created.value);
      },
    }),
    route({
      method: 'get',
      path: '/organisations/{organisationId}',
      id: 'getOrganisation',
      summary: 'Its name, zone, language and settings',
      tag,
      params,
      answers,
      async handle({ params: { organisationId: id }, caller }) {
        demandOf(caller, 'organisations:read', id);
        return answer(200, await find(id));
      },
    }),
    route({
      method: 'patch',
      path: '/organisations/{organisationId}',
      id: 'changeOrganisation',
      summary: 'Changes what is named; `If-Match` keeps two editors apart',
      tag,
      params,
      body: organisationChange,
      answers,
      async handle({ params: { organisationId: id }, body, ifMatch, caller }) {
        demandOf(caller, 'organisations:update', id);
        const { version } = await find(id);
        // What a change leaves out is absent from it, never undefined: the check built it anew.
        const change = body as OrganisationChange;
        const changed = await organisations.change(id, ifMatch ?? version, change, caller.actor);
        if (changed.ok) return answer(200, changed.value);
        if (changed.reason === 'not_found') throw faultOf(changed, 'organisation');
        throw faultOf({ ...changed, detail: { version: (await find(id)).version } }, 'organisation');
      },
    }),
  ];
}
