import type { Operation } from '../../core/access/table.ts';
import { hostsOf } from '../../core/appointments/changes.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import type { Conversation, Conversations } from '../../core/conversations/types.ts';
import { Fault } from '../../core/fault.ts';
import type { ContactId, ConversationId, MemberId } from '../../core/ids.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { KeptOffer, OfferId } from '../../core/offers/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Contact } from '../../core/people/types.ts';
import { type Caller, demand, may, membersWithinReach } from '../caller.ts';

export interface ReachParts {
  readonly people: Pick<People, 'find' | 'recordsOf'>;
  readonly offers: Pick<Offers, 'find' | 'list'>;
  readonly conversations: Pick<Conversations, 'find'>;
  readonly appointments: Pick<Appointments, 'list'>;
}

/** Enough to see who serves somebody. */
const LOOKED_AT = 50;

/** A contact is of those who see them: the hosts of their visits, and whoever offered them times. */
async function membersOf(
  { offers, appointments, people }: OwnerParts,
  { organisationId }: Caller,
  contactId: ContactId,
): Promise<readonly MemberId[]> {
  const contactIds = await people.recordsOf(organisationId, contactId);
  const [visits, offered] = await Promise.all([
    appointments.list(organisationId, { contactIds }, { limit: LOOKED_AT }),
    offers.list(organisationId, { contactIds }, { limit: LOOKED_AT }),
  ]);
  const hosts = visits.items.flatMap((visit) => hostsOf(visit.visits));
  return [...new Set([...hosts, ...offered.items.map(({ memberId }) => memberId)])];
}

type OwnerParts = Pick<ReachParts, 'offers' | 'appointments' | 'people'>;

async function targetOf(parts: OwnerParts, caller: Caller, operation: Operation, contactId: ContactId) {
  // Who reaches everybody is asked no further.
  const isAll = caller.access.kind !== 'contact' && membersWithinReach(caller, operation) === 'all';
  return { contacts: [contactId], members: isAll ? [] : await membersOf(parts, caller, contactId) };
}

async function demandContact(
  parts: OwnerParts,
  caller: Caller,
  operation: Operation,
  contactId: ContactId,
): Promise<void> {
  demand(caller, operation, await targetOf(parts, caller, operation, contactId));
}

/** Of a page, what is within reach. */
export async function onlyWithinReach<Item>(
  parts: OwnerParts,
  caller: Caller,
  operation: Operation,
  items: readonly Item[],
  contactOf: (item: Item) => ContactId,
): Promise<readonly Item[]> {
  const judged = await Promise.all(
    items.map(async (item) => may(caller, operation, await targetOf(parts, caller, operation, contactOf(item)))),
  );
  return items.filter((_, index) => judged[index]);
}

export async function reachContact(
  parts: ReachParts,
  caller: Caller,
  operation: Operation,
  id: ContactId,
): Promise<Contact> {
  const found = await parts.people.find(caller.organisationId, id);
  if (found === undefined) throw new Fault('not_found', 'There is no such contact.');
  await demandContact(parts, caller, operation, id);
  return found;
}

export async function reachConversation(
  parts: ReachParts,
  caller: Caller,
  operation: Operation,
  id: ConversationId,
): Promise<Conversation> {
  const found = await parts.conversations.find(caller.organisationId, id);
  if (found === undefined) throw new Fault('not_found', 'There is no such conversation.');
  await demandContact(parts, caller, operation, found.contactId);
  return found;
}

export async function reachOffer(
  { offers }: Pick<ReachParts, 'offers'>,
  caller: Caller,
  operation: Operation,
  id: OfferId,
): Promise<KeptOffer> {
  const found = await offers.find(caller.organisationId, id);
  if (found === undefined) throw new Fault('not_found', 'There is no such offer.');
  demand(caller, operation, { members: [found.memberId], contacts: [found.contactId] });
  return found;
}
