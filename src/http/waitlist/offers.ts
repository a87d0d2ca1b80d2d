import { z } from 'zod';
import type { Operation } from '../../core/access/table.ts';
import { Fault } from '../../core/fault.ts';
import { offerOf } from '../../core/waitlist/rules.ts';
import type { Waitlist } from '../../core/waitlist/service.ts';
import type { OpeningStore, WaitlistOffer, WaitlistOfferId } from '../../core/waitlist/types.ts';
import { answerAppointment, appointment } from '../appointments/forms.ts';
import { type Caller, demand } from '../caller.ts';
import { type Route, route } from '../route.ts';
import { offer as form, offerBody, offerId } from './forms.ts';
import { waitlistFault } from './refusals.ts';

interface Parts {
  readonly waitlist: Pick<Waitlist, 'accept' | 'decline'>;
  readonly openings: Pick<OpeningStore, 'ofOffer'>;
}

async function reachOffer(
  { openings }: Parts,
  caller: Caller,
  id: WaitlistOfferId,
  operation: Operation,
): Promise<WaitlistOffer> {
  const opening = await openings.ofOffer(caller.organisationId, id);
  const found = opening && offerOf(opening, id);
  if (!found) throw new Fault('not_found', 'There is no such offer.');
  demand(caller, operation, { members: found.hosts, contacts: [found.contactId] });
  return found;
}

export function offerRoutes(parts: Parts): readonly Route<Caller>[] {
  const { waitlist } = parts;
  const tag = 'Waitlist';
  const params = z.object({ offerId });
  return [
    route({
      method: 'get',
      path: '/waitlist/offers/{offerId}',
      id: 'getWaitlistOffer',
      summary: 'What was offered to somebody who waits, and until when',
      tag,
      params,
      answers: { 200: { description: 'The offer', schema: form } },
      async handle({ params, caller }) {
        return { status: 200, body: offerBody(await reachOffer(parts, caller, params.offerId, 'offers:read')) };
      },
    }),
    route({
      method: 'post',
      path: '/waitlist/offers/{offerId}/accept',
      id: 'acceptWaitlistOffer',
      summary: 'Says yes; the first yes has the visit, and saying it again gives the same one',
      tag,
      params,
      answers: { 200: { description: 'The appointment', schema: appointment } },
      async handle({ params, caller }) {
        const { id } = await reachOffer(parts, caller, params.offerId, 'offers:answer');
        const { organisationId, actor } = caller;
        const accepted = await waitlist.accept({ organisationId, offerId: id, actor });
        if (!accepted.ok) throw waitlistFault(accepted, 'offer');
        return answerAppointment(caller, accepted.value);
      },
    }),
    route({
      method: 'post',
      path: '/waitlist/offers/{offerId}/decline',
      id: 'declineWaitlistOffer',
      summary: 'Says no; the next is asked, and the place on the waitlist is kept',
      tag,
      params,
      answers: { 200: { description: 'The offer', schema: form } },
      async handle({ params, caller }) {
        const { id } = await reachOffer(parts, caller, params.offerId, 'offers:answer');
        const { organisationId, actor } = caller;
        const declined = await waitlist.decline({ organisationId, offerId: id, actor });
        if (!declined.ok) throw waitlistFault(declined, 'offer');
        return { status: 200, body: offerBody(declined.value) };
      },
    }),
  ];
}
