import type { SendRequest, Transport } from '../../core/delivery/types.ts';
import type { People } from '../../core/people/service.ts';
import type { ChannelName } from '../../core/people/types.ts';
import type { Message } from '../message.ts';

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
