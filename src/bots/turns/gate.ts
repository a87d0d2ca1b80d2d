import type { Inbox, SendRequest, Transport } from '../../core/delivery/types.ts';
import type { Offers } from '../../core/offers/service.ts';
import type { People } from '../../core/people/service.ts';
import type { ChannelName } from '../../core/people/types.ts';
import type { Clock } from '../../core/ports.ts';
import { MINUTE } from '../../core/time/types.ts';
import type { Message } from '../message.ts';
import type { EventTurn } from './happenings.ts';

/**
 * The last look before something leaves: an address that is opted out gets answers about consent itself and nothing else, however
 * long ago a message was put in line.
 */
export function guardConsent(channel: ChannelName, transport: Transport, people: Pick<People, 'mayWrite'>): Transport {
  async function refusalOf({ organisationId, recipient, payload }: SendRequest): Promise<string | undefined> {
    const message = payload as Message; // the outbox hands back what our own use-cases put in
    if (message.answersConsent) return undefined;
    return await people.mayWrite(organisationId, { channel, address: recipient }, message.purpose);
  }

  return {
    async send(request) {
      const reason = await refusalOf(request);
      return reason === undefined ? await transport.send(request) : { kind: 'refused', reason, permanent: true };
    },
    lookup: (request, since) => transport.lookup(request, since),
  };
}

interface TimesParts {
  readonly offers: Pick<Offers, 'find' | 'openOptions'>;
  readonly inbox: Pick<Inbox, 'store'>;
  readonly clock: Clock;
}

/** A look at times holds for as long as a message takes to leave; what waited longer is looked at again. */
const LOOK_HOLDS_FOR = MINUTE;

/**
 * Times that waited for the morning, or for a provider to be back, may be gone: then the list is not sent, and the conversation makes
 * another one in its turn. The list of an offer that was decided meanwhile is not sent either: what became of it was told.
 */
export function guardTimes(channel: string, transport: Transport, { offers, inbox, clock }: TimesParts): Transport {
  async function lostTimes({
    organisationId,
    key,
    conversationKey,
    payload,
  }: SendRequest): Promise<string | undefined> {
    const { about, body, lookedAt } = payload as Message; // as above
    if (about?.kind !== 'offer' || body.kind !== 'options' || lookedAt === undefined) return undefined;
    if (clock.now() - lookedAt < LOOK_HOLDS_FOR) return undefined;
    const offer = await offers.find(organisationId, about.id);
    if (offer?.state.kind !== 'pending') return 'the offer was decided meanwhile';
    const open = await offers.openOptions(offer);
    if (body.options.every(({ action }) => action.kind !== 'accept' || open.includes(action.option))) return undefined;
    const turn: EventTurn = { kind: 'event', what: 'times_gone', offer: offer.id };
    await inbox.store({ organisationId, channel, conversationKey, providerId: `gone/${key}`, payload: turn });
    return 'some of its times were taken meanwhile';
  }

  return {
    async send(request) {
      const reason = await lostTimes(request);
      return reason === undefined ? await transport.send(request) : { kind: 'overtaken', reason };
    },
    lookup: (request, since) => transport.lookup(request, since),
  };
}
