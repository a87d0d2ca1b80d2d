import { z } from 'zod';
import type { Operation } from '../../core/access/table.ts';
import { hostsAsked } from '../../core/appointments/query.ts';
import type { Services } from '../../core/appointments/services.ts';
import { Fault, invalid } from '../../core/fault.ts';
import type { Waitlist } from '../../core/waitlist/service.ts';
import type { EntryId, EntryStore, WaitlistEntry } from '../../core/waitlist/types.ts';
import { contactId } from '../appointments/forms.ts';
import { contactsAsked, demandBooking, hostsWithinReach, type Records } from '../appointments/reach.ts';
import { type Caller, demand, demandSome, may } from '../caller.ts';
import { commaList, pageOf, pageQuery } from '../forms.ts';
import { type Answer, type Route, route } from '../route.ts';
import { serviceId } from '../scheduling/forms.ts';
import { entryBody, entryChange, entryId, entryState, entryTerms, entry as form } from './forms.ts';
import { waitlistFault } from './refusals.ts';

interface Parts {
  readonly waitlist: Waitlist;
  readonly waitlistEntries: Pick<EntryStore, 'find' | 'list'>;
  readonly services: Pick<Services, 'find'>;
  readonly people: Records;
}

const answer = (entry: WaitlistEntry, status = 200): Answer => ({
  status,
  body: entryBody(entry),
  version: entry.version,
});

/** Who may come to see them: the hosts they named, or whoever serves what they wait for. */
async function ownersOf(
  { services }: Parts,
  { organisationId, serviceId: of, hosts, contactId: contact }: WaitlistEntry,
) {
  const service = hosts === undefined ? await services.find(organisationId, of) : undefined;
  const members = hosts ?? (service ? hostsAsked({ organisationId, service, guests: 0 }) : []);
  return { members, contacts: [contact] };
}

async function reachEntry(parts: Parts, caller: Caller, id: EntryId, operation: Operation): Promise<WaitlistEntry> {
  const found = await parts.waitlistEntries.find(caller.organisationId, id);
  if (!found) throw new Fault('not_found', 'There is no such entry.');
  demand(caller, operation, await ownersOf(parts, found));
  return found;
}

/** Who comes first is for those to say who work there. */
function demandOwnWord({ access }: Caller, priority: WaitlistEntry['priority'] | undefined): void {
  if (access.kind === 'contact' && priority !== undefined && priority !== 'normal')
    throw invalid('/priority', 'is given by the organisation; leave it out');
}

function readingRoutes(parts: Parts): readonly Route<Caller>[] {
  return [
    route({
      method: 'get',
      path: '/waitlist',
      id: 'listWaitlist',
      summary: 'Who waits, or waited, for what',
      tag: 'Waitlist',
      query: z.strictObject({
        ...pageQuery,
        contact: contactId.optional(),
        meetingType: serviceId.optional(),
        state: commaList(entryState, 'States, parted by commas').optional(),
      }),
      answers: { 200: { description: 'A page of entries; those out of reach are left out', schema: pageOf(form) } },
      async handle({ query: { contact, meetingType, state, ...page }, caller }) {
        demandSome(caller, 'waitlist:read');
        const contactIds = await contactsAsked(parts.people, caller, contact);
        const serviceIds = meetingType && [meetingType];
        const filter = { contactIds, serviceIds, states: state };
        const { items, next } = await parts.waitlistEntries.list(caller.organisationId, filter, page);
        const owned = await Promise.all(items.map(async (one) => ({ one, owners: await ownersOf(parts, one) })));
        const seen = owned.filter(({ owners }) => may(caller, 'waitlist:read', owners));
        return { status: 200, body: { items: seen.map(({ one }) => entryBody(one)), next } };
      },
    }),
    route({
      method: 'get',
      path: '/waitlist/entries/{entryId}',
      id: 'getWaitlistEntry',
      summary: 'One entry',
      tag: 'Waitlist',
      params: z.object({ entryId }),
      answers: { 200: { description: 'The entry', schema: form } },
      async handle({ params, caller }) {
        return answer(await reachEntry(parts, caller, params.entryId, 'waitlist:read'));
      },
    }),
  ];
}

export function entryRoutes(parts: Parts): readonly Route<Caller>[] {
  const { waitlist } = parts;
  const tag = 'Waitlist';
  const params = z.object({ entryId });
  return [
    ...readingRoutes(parts),
    route({
      method: 'post',
      path: '/waitlist',
      id: 'joinWaitlist',
      summary: 'Waits for a time that suits',
      tag,
      body: entryTerms,
      isRepeatable: true,
      answers: { 201: { description: 'The entry', schema: form } },
      async handle({ body: { meetingType, contact, hosts: wished, ...terms }, caller, newId }) {
        demandOwnWord(caller, terms.priority);
        const asked = { meetingType, contact, hosts: wished };
        const { service, hosts, contactId: of } = await demandBooking(parts, caller, 'waitlist:create', asked);
        const wish = { ...terms, serviceId: service.id, contactId: of, hosts };
        const joined = await waitlist.join(caller.organisationId, wish, caller.actor, newId('waitlist_entry'));
        if (!joined.ok) throw waitlistFault(joined, 'entry');
        return answer(joined.value, 201);
      },
    }),
    route({
      method: 'patch',
      path: '/waitlist/entries/{entryId}',
      id: 'changeWaitlistEntry',
      summary: 'Changes what suits; what is left out stays',
      tag,
      params,
      body: entryChange,
      answers: { 200: { description: 'The entry as it is now', schema: form } },
      async handle({ params, body, ifMatch: ifVersion, caller }) {
        const { id, organisationId } = await reachEntry(parts, caller, params.entryId, 'waitlist:update');
        demandOwnWord(caller, body.priority);
        const hosts = body.hosts && hostsWithinReach(caller, 'waitlist:update', body.hosts);
        const terms = hosts === undefined ? body : { ...body, hosts };
        const changed = await waitlist.change({ organisationId, id, actor: caller.actor, ifVersion, terms });
        if (!changed.ok) throw waitlistFault(changed, 'entry');
        return answer(changed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/waitlist/entries/{entryId}',
      id: 'leaveWaitlist',
      summary: 'Waits no more; what was offered goes to the next',
      tag,
      params,
      answers: { 204: { description: 'They wait no more' } },
      async handle({ params, ifMatch: ifVersion, caller }) {
        const { id, organisationId } = await reachEntry(parts, caller, params.entryId, 'waitlist:delete');
        const left = await waitlist.leave({ organisationId, id, actor: caller.actor, ifVersion });
        if (!left.ok) throw waitlistFault(left, 'entry');
        return { status: 204 };
      },
    }),
  ];
}
