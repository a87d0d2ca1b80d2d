import { z } from 'zod';
import { Fault } from '../../core/fault.ts';
import type { MemberId } from '../../core/ids.ts';
import type { AddressProof } from '../../core/members/addresses.ts';
import type { Member, Members } from '../../core/members/types.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import { LIMIT_SPAN } from '../../core/sessions/rules.ts';
import type { Zone } from '../../core/time/types.ts';
import { type Caller, demand } from '../caller.ts';
import { pageOf, pageQuery, write } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { memberId } from '../scheduling/forms.ts';
import { member as form, memberChange, newMember } from './forms.ts';
import { accessFault } from './refusals.ts';

const TOO_MANY_ADDRESSES = 'Too many links were mailed for addresses of this member: wait an hour and try again.';

const answer = (status: number, member: Member): Answer => ({
  status,
  body: write(form, member),
  version: member.version,
});

const ownersOf = ({ id, teams }: Member) => ({ members: [id], teams });

type MemberChange = z.output<typeof memberChange>;

/** Beyond their own details it takes more than being oneself: a place in a team widens what one may see. */
function demandChange(caller: Caller, member: Member, change: MemberChange): void {
  demand(caller, 'members:update', ownersOf(member));
  if (change.role !== undefined && change.role !== member.role) demand(caller, 'roles:assign');
  if (change.teams !== undefined || change.isHost !== undefined) demand(caller, 'members:create');
  if (change.isActive !== undefined && change.isActive !== member.isActive) demand(caller, 'members:delete');
}

export function memberRoutes(parts: {
  readonly members: Members;
  readonly addressProof: Pick<AddressProof, 'ask' | 'mayAsk'>;
  readonly organisations: Pick<Organisations, 'get'>;
}): readonly Route<Caller>[] {
  const { members, addressProof, organisations } = parts;
  const tag = 'Members';
  const params = z.object({ memberId });
  const answers = { 200: { description: 'The member', schema: form } };

  const find = async (caller: Caller, id: MemberId): Promise<Member> => {
    const found = await members.get(caller.organisationId, id);
    if (found === undefined) throw new Fault('not_found', 'There is no such member.');
    return found;
  };

  return [
    route({
      method: 'get',
      path: '/members',
      id: 'listMembers',
      summary: 'Who works with the organisation',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of members', schema: pageOf(form) } },
      async handle({ query, caller }) {
        demand(caller, 'members:read');
        const { items, next } = await members.list(caller.organisationId, query);
        return { status: 200, body: { items: items.map((item) => write(form, item)), next } };
      },
    }),
    route({
      method: 'post',
      path: '/members',
      id: 'addMember',
      summary: 'Takes somebody in; a host gets a calendar with office hours under the same id',
      tag,
      body: newMember,
      answers: { 201: { description: 'The member', schema: form } },
      async handle({ body, caller }) {
        demand(caller, 'members:create');
        const home = await organisations.get(caller.organisationId);
        if (home === undefined) throw new Fault('not_found', 'There is no such organisation.');
        // A zone was checked before an organisation could have it.
        const { zone = home.zone as Zone, language = home.language, ...terms } = body;
        const added = await members.add(caller.organisationId, { ...terms, zone, language, isActive: true }, caller);
        if (!added.ok) throw accessFault(added, 'member');
        return answer(201, added.value);
      },
    }),
    route({
      method: 'get',
      path: '/members/{memberId}',
      id: 'getMember',
      summary: 'One member',
      tag,
      params,
      answers,
      async handle({ params: { memberId: id }, caller }) {
        const found = await find(caller, id);
        demand(caller, 'members:read', ownersOf(found));
        return answer(200, found);
      },
    }),
    route({
      method: 'patch',
      path: '/members/{memberId}',
      id: 'changeMember',
      summary:
        'Changes what is named; `isActive: false` for somebody who left; another `email` counts once it proved itself',
      tag,
      params,
      body: memberChange,
      answers,
      async handle({ params: { memberId: id }, body, ifMatch, caller }) {
        const before = await find(caller, id);
        demandChange(caller, before, body);
        if (body.email !== undefined && !(await addressProof.mayAsk(before)))
          throw new Fault('too_many_requests', TOO_MANY_ADDRESSES, { retryAfter: LIMIT_SPAN / 1_000 });
        const changed = await members.change(caller.organisationId, id, body, ifMatch, caller);
        if (!changed.ok) throw accessFault(changed, 'member');
        const { newEmail } = changed.value;
        // Named once more it is mailed once more.
        if (body.email !== undefined && newEmail !== undefined)
          await addressProof.ask(changed.value, newEmail !== before.newEmail);
        return answer(200, changed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/members/{memberId}',
      id: 'removeMember',
      summary: 'Lets nobody in as them any more; what they did and whom they see stays in the books',
      tag,
      params,
      answers: { 204: { description: 'They work here no more' } },
      async handle({ params: { memberId: id }, ifMatch, caller }) {
        const gone = { isActive: false };
        demandChange(caller, await find(caller, id), gone);
        const changed = await members.change(caller.organisationId, id, gone, ifMatch, caller);
        if (!changed.ok) throw accessFault(changed, 'member');
        return { status: 204 };
      },
    }),
  ];
}
