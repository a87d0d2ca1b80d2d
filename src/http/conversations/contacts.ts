import { z } from 'zod';
import { Fault, invalid } from '../../core/fault.ts';
import type { ContactId } from '../../core/ids.ts';
import type { EditRefusal } from '../../core/kept.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import { parsePhone } from '../../core/people/phones.ts';
import { localeOf, type People } from '../../core/people/service.ts';
import type { Contact, Identity } from '../../core/people/types.ts';
import type { PageRequest } from '../../core/ports.ts';
import type { Refusal } from '../../core/result.ts';
import type { Zone } from '../../core/time/types.ts';
import { contactId } from '../appointments/forms.ts';
import { type Caller, demand, demandSome } from '../caller.ts';
import { pageOf, pageQuery } from '../forms.ts';
import { faultOf } from '../refusals.ts';
import { type Answer, type Route, route } from '../route.ts';
import { consentTerms, contactChange, contact as form, newContact, writeContact } from './forms.ts';
import { onlyWithinReach, type ReachParts, reachContact } from './reach.ts';

export interface ContactParts extends ReachParts {
  readonly people: People;
  readonly organisations: Pick<Organisations, 'get'>;
}

/** Addresses in the one form in which they are compared. */
const identitiesOf = (identities: readonly Identity[]): readonly Identity[] =>
  identities.map(({ channel, address }, index) => {
    if (channel === 'email') return { channel, address: address.toLowerCase() };
    if (channel !== 'sms') return { channel, address };
    const phone = parsePhone(address, undefined);
    if (phone.ok) return { channel, address: phone.value };
    throw invalid(`/identities/${index}/address`, 'is no phone number; write it with its country code, +14155550123');
  });

async function shown({ people }: ContactParts, contact: Contact) {
  const standings = await Promise.all(
    contact.identities.map(async (identity) => {
      const standing = await people.standing(contact.organisationId, identity);
      return standing?.state === 'opted_out' ? [identity.channel] : [];
    }),
  );
  return writeContact(contact, standings.flat());
}

function contactFault(refusal: EditRefusal | Refusal<'same_contact' | 'other_organisation' | 'merged_before'>): Fault {
  switch (refusal.reason) {
    case 'same_contact':
      return invalid('/other', 'is the same contact; name the record to be folded in');
    case 'other_organisation':
      return faultOf({ ok: false, reason: 'not_found' }, 'contact');
    case 'merged_before':
      return new Fault('conflict', 'One of the two was folded into another contact before.');
    default:
      return faultOf(refusal, 'contact');
  }
}

async function addContact(
  parts: ContactParts,
  caller: Caller,
  body: z.output<typeof newContact>,
  id: ContactId | undefined,
): Promise<Contact> {
  const { organisationId, actor, access } = caller;
  const members = access.kind === 'member' ? [access.member] : [];
  demand(caller, 'contacts:create', { members });
  const organisation = await parts.organisations.get(organisationId);
  const terms = {
    ...body,
    locale: body.locale ?? localeOf(organisation?.language ?? 'en'),
    zone: body.zone ?? ((organisation?.zone ?? 'UTC') as Zone), // checked when the organisation was made
    identities: identitiesOf(body.identities),
  };
  return await parts.people.add(organisationId, terms, actor, id);
}

/** By whom a consent was written down. */
const SOURCES = { api_key: 'import', member: 'member', contact: 'booking_form' } as const;

/** A contact is the one contact there is for them. */
async function listContacts({ people }: ContactParts, { organisationId, access }: Caller, page: PageRequest) {
  if (access.kind !== 'contact') return await people.list(organisationId, page);
  const own = await people.find(organisationId, access.contact);
  return { items: own === undefined ? [] : [own], next: undefined };
}

/** Longer than most: every operation on contacts. */
export function contactRoutes(parts: ContactParts): readonly Route<Caller>[] {
  const { people } = parts;
  const tag = 'Contacts';
  const params = z.object({ contactId });
  const answers = { 200: { description: 'The contact', schema: form } };
  const answer = async (status: number, contact: Contact): Promise<Answer> => ({
    status,
    body: await shown(parts, contact),
    version: contact.version,
  });
  return [
    route({
      method: 'get',
      path: '/contacts',
      id: 'listContacts',
      summary: 'Who books here',
      tag,
      query: z.strictObject(pageQuery),
      answers: { 200: { description: 'A page of contacts', schema: pageOf(form) } },
      async handle({ query, caller }) {
        demandSome(caller, 'contacts:read');
        const { items, next } = await listContacts(parts, caller, query);
        const current = items.filter(({ mergedInto }) => mergedInto === undefined);
        const seen = await onlyWithinReach(parts, caller, 'contacts:read', current, ({ id }) => id);
        return { status: 200, body: { items: await Promise.all(seen.map((one) => shown(parts, one))), next } };
      },
    }),
    route({
      method: 'post',
      path: '/contacts',
      id: 'addContact',
      summary: 'Adds somebody; several may share an address, as families do',
      tag,
      body: newContact,
      isRepeatable: true,
      answers: { 201: { description: 'The contact', schema: form } },
      handle: async ({ body, caller, newId }) => answer(201, await addContact(parts, caller, body, newId('contact'))),
    }),
    route({
      method: 'get',
      path: '/contacts/{contactId}',
      id: 'getContact',
      summary: 'One contact, with the history of their consent',
      tag,
      params,
      answers,
      handle: async ({ params, caller }) =>
        answer(200, await reachContact(parts, caller, 'contacts:read', params.contactId)),
    }),
    route({
      method: 'patch',
      path: '/contacts/{contactId}',
      id: 'changeContact',
      summary: 'Changes what is named; addresses are replaced as a whole',
      tag,
      params,
      body: contactChange,
      answers,
      async handle({ params, body, ifMatch, caller }) {
        await reachContact(parts, caller, 'contacts:update', params.contactId);
        if (caller.access.kind === 'contact' && body.identities !== undefined)
          throw invalid('/identities', 'are changed by the organisation: an address has to be proven first');
        const identities = body.identities === undefined ? {} : { identities: identitiesOf(body.identities) };
        const terms = { ...body, ...identities };
        const { organisationId, actor } = caller;
        const changed = await people.change(organisationId, params.contactId, terms, ifMatch, actor);
        if (!changed.ok) throw contactFault(changed);
        return answer(200, changed.value);
      },
    }),
    route({
      method: 'delete',
      path: '/contacts/{contactId}',
      id: 'removeContact',
      summary: 'Takes a contact away; visits that were stay as they were',
      tag,
      params,
      answers: { 204: { description: 'It is gone' } },
      async handle({ params, caller }) {
        await reachContact(parts, caller, 'contacts:delete', params.contactId);
        await people.remove(caller.organisationId, params.contactId, caller.actor);
        return { status: 204 };
      },
    }),
    route({
      method: 'post',
      path: '/contacts/{contactId}/merge',
      id: 'mergeContacts',
      summary: 'Folds another record of the same person into this one',
      tag,
      params,
      body: z.strictObject({ other: contactId }),
      answers,
      async handle({ params, body, caller }) {
        await reachContact(parts, caller, 'contacts:update', params.contactId);
        await reachContact(parts, caller, 'contacts:update', body.other);
        const merged = await people.merge(caller.organisationId, params.contactId, body.other, caller.actor);
        if (!merged.ok) throw contactFault(merged);
        return answer(200, merged.value);
      },
    }),
    route({
      method: 'post',
      path: '/contacts/{contactId}/consent',
      id: 'recordConsent',
      summary: 'Writes down what somebody allowed or forbade, in the words they were shown',
      tag,
      params,
      body: consentTerms,
      answers,
      async handle({ params, body, caller }) {
        await reachContact(parts, caller, 'contacts:update', params.contactId);
        const source = SOURCES[caller.access.kind];
        const { organisationId, actor } = caller;
        const recorded = await people.recordConsent(organisationId, params.contactId, { ...body, source }, actor);
        if (!recorded.ok) throw contactFault(recorded);
        return answer(200, recorded.value);
      },
    }),
  ];
}
