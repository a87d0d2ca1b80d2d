import { z } from 'zod';
import type { Reaching } from '../../bots/turns/reaching.ts';
import type { Appointments } from '../../core/appointments/types.ts';
import type { Conversation } from '../../core/conversations/types.ts';
import { invalid } from '../../core/fault.ts';
import type { Answer as OfferAnswer } from '../../core/offers/deciding.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { KeptOffer } from '../../core/offers/types.ts';
import type { Organisations } from '../../core/organisations/types.ts';
import type { People } from '../../core/people/service.ts';
import type { Contact } from '../../core/people/types.ts';
import type { Ids } from '../../core/ports.ts';
import type { Zone } from '../../core/time/types.ts';
import { contactId } from '../appointments/forms.ts';
import { contactsAsked } from '../appointments/reach.ts';
import { conflict } from '../appointments/refusals.ts';
import { type Caller, demand, demandSome, membersWithinReach } from '../caller.ts';
import { pageOf, pageQuery } from '../forms.ts';
import { type Answer, type NewId, type Route, route } from '../route.ts';
import { offer as form, offerAnswer, offerId, offerStates, offerTerms, offerWithChain, writeOffer } from './forms.ts';
import { reachOffer } from './reach.ts';
import { offerFault } from './refusals.ts';

export interface OfferParts {
  readonly offers: Offers;
  readonly people: People;
  readonly appointments: Pick<Appointments, 'find'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly reaching: Pick<Reaching, 'reach'>;
  readonly ids: Ids;
}

const answer = (status: number, offer: KeptOffer): Answer => ({
  status,
  body: writeOffer(offer),
  version: offer.version,
});

async function conversationWith({ reaching }: OfferParts, { organisationId, id }: Contact): Promise<Conversation> {
  const reached = await reaching.reach(organisationId, id);
  if (reached === 'no_address')
    throw conflict(
      'no_address',
      'This contact cannot be written to: give them an address on a channel that is set up.',
    );
  if (reached === 'opted_out')
    throw conflict('opted_out', 'This contact cannot be written to: they opted out wherever messages could be sent.');
  return reached;
}

function memberOf(caller: Caller, asked: KeptOffer['memberId'] | undefined): KeptOffer['memberId'] {
  if (asked !== undefined) return asked;
  if (caller.access.kind === 'member') return caller.access.member;
  throw invalid('/member', 'is missing; a program says whose times it offers');
}

async function makeOffer(
  parts: OfferParts,
  caller: Caller,
  body: z.output<typeof offerTerms>,
  newId: NewId,
): Promise<Answer> {
  const { offers, people, appointments, ids } = parts;
  const { organisationId, actor } = caller;
  demandSome(caller, 'offers:create');
  const memberId = memberOf(caller, body.member);
  demand(caller, 'offers:create', { members: [memberId], contacts: [body.contact] });
  const contact = await people.current(organisationId, body.contact);
  if (contact === undefined) throw invalid('/contact', 'names no contact of this organisation');
  const moved = body.reschedules && (await appointments.find(organisationId, body.reschedules));
  const records = moved ? await people.recordsOf(organisationId, contact.id) : [];
  if (body.reschedules !== undefined && (!moved || !records.includes(moved.contactId)))
    throw invalid('/reschedules', 'names no visit of this contact');
  const { id: conversationId } = await conversationWith(parts, contact);
  const house = body.hold === undefined ? await parts.organisations.get(organisationId) : undefined;
  const hold = body.hold ?? house?.holdOffers ?? 'none';
  const { meetingType: serviceId, starts, durationMinutes: minutes, location, expiresAt, reschedules } = body;
  const made = await offers.make({
    ...{ organisationId, conversationId, contactId: contact.id, serviceId, memberId, starts, hold, minutes, location },
    ...{ expiresAt, reschedules, kind: 'offer', from: 'organisation', origin: 'member', wishes: [], actor },
    ...{ id: newId('offer'), cause: newId('turn') ?? ids.next('turn') },
  });
  if (!made.ok) throw offerFault(made);
  return answer(201, made.value);
}

async function answerOffer(
  { offers, organisations, ids }: OfferParts,
  { organisationId, actor, access }: Caller,
  offer: KeptOffer,
  body: z.output<typeof offerAnswer>,
  newId: NewId,
): Promise<Answer> {
  const by = access.kind === 'contact' ? 'contact' : 'organisation';
  const cause = newId('turn') ?? ids.next('turn');
  const said: OfferAnswer = { organisationId, offerId: offer.id, by, cause, actor };
  switch (body.answer) {
    case 'accept': {
      const accepted = await offers.accept(said, body.option);
      if (!accepted.ok) throw offerFault(accepted);
      return answer(200, accepted.value.offer);
    }
    case 'decline': {
      const declined = await offers.decline(said);
      if (!declined.ok) throw offerFault(declined);
      return answer(200, declined.value);
    }
    case 'suggest': {
      const organisation = await organisations.get(organisationId);
      const zone = (organisation?.zone ?? 'UTC') as Zone; // checked when the organisation was made
      const countered = await offers.counter({ ...said, windows: [], words: '', starts: body.starts, zone });
      if (!countered.ok) throw offerFault(countered);
      return answer(200, countered.value.counter);
    }
  }
}

/** Longer than most: every operation on offers. */
export function offerRoutes(parts: OfferParts): readonly Route<Caller>[] {
  const { offers, ids } = parts;
  const tag = 'Offers';
  const params = z.object({ offerId });
  const answers = { 200: { description: 'The offer', schema: form } };
  return [
    route({
      method: 'get',
      path: '/offers',
      id: 'listOffers',
      summary: 'Offers, the newest first',
      tag,
      query: z.strictObject({ ...pageQuery, contact: contactId.optional(), state: z.enum(offerStates).optional() }),
      answers: { 200: { description: 'A page of offers', schema: pageOf(form) } },
      async handle({ query: { contact, state, ...page }, caller }) {
        demandSome(caller, 'offers:read');
        const within = caller.access.kind === 'contact' ? 'all' : membersWithinReach(caller, 'offers:read');
        const contactIds = await contactsAsked(parts.people, caller, contact);
        const filter = { contactIds, state, ...(within === 'all' ? {} : { memberIds: within }) };
        const { items, next } = await offers.list(caller.organisationId, filter, page);
        return { status: 200, body: { items: items.map(writeOffer), next } };
      },
    }),
    route({
      method: 'post',
      path: '/offers',
      id: 'makeOffer',
      summary: 'Offers times to a contact, in the conversation with them',
      tag,
      body: offerTerms,
      isRepeatable: true,
      answers: { 201: { description: 'The offer', schema: form } },
      handle: ({ body, caller, newId }) => makeOffer(parts, caller, body, newId),
    }),
    route({
      method: 'get',
      path: '/offers/{offerId}',
      id: 'getOffer',
      summary: 'One offer, with all that was said before it',
      tag,
      params,
      answers: { 200: { description: 'The offer', schema: offerWithChain } },
      async handle({ params, caller }) {
        const found = await reachOffer(parts, caller, 'offers:read', params.offerId);
        const chain = await offers.chain(found);
        return { status: 200, body: { ...writeOffer(found), chain: chain.map(writeOffer) }, version: found.version };
      },
    }),
    route({
      method: 'post',
      path: '/offers/{offerId}/answer',
      id: 'answerOffer',
      summary: 'Says yes, no or other times: a member to what a contact asked for, a contact to what was offered',
      tag,
      params,
      body: offerAnswer,
      isRepeatable: true,
      answers,
      async handle({ params, body, caller, newId }) {
        const found = await reachOffer(parts, caller, 'offers:answer', params.offerId);
        return await answerOffer(parts, caller, found, body, newId);
      },
    }),
    route({
      method: 'delete',
      path: '/offers/{offerId}',
      id: 'withdrawOffer',
      summary: 'Takes an offer back that nobody answered yet',
      tag,
      params,
      answers,
      async handle({ params, caller }) {
        const found = await reachOffer(parts, caller, 'offers:withdraw', params.offerId);
        const { organisationId, actor } = caller;
        const cause = ids.next('turn');
        const gone = await offers.withdraw({ organisationId, offerId: found.id, by: 'organisation', cause, actor });
        if (!gone.ok) throw offerFault(gone);
        return answer(200, gone.value);
      },
    }),
  ];
}
