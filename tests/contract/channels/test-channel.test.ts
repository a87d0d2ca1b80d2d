import { asText } from '../../../src/bots/fallback.ts';
import { guardConsent } from '../../../src/bots/turns/gate.ts';
import type { Zone } from '../../../src/core/time/types.ts';
import { at, openPhoneLine } from '../../support/phone-line.ts';
import { TestChannel } from '../../support/test-channel.ts';
import { type ChannelUnderTest, type Delivery, describeChannel } from './contract.ts';

const MARIA = 'visitor-maria';
const operator = { kind: 'operator', channel: 'command_line' } as const;

async function openChannel(): Promise<ChannelUnderTest> {
  const channel = new TestChannel();
  const line = await openPhoneLine({}, (room) => [['chat', guardConsent('chat', channel.transport, room.people)]]);
  const { desk, room, organisationId } = line;
  await channel.listen({ inbox: desk.store.inbox, clock: desk.clock, organisationId });
  const offered = [at(1, 10), at(2, 11), at(3, 15)];
  let number = 0;
  let seen = 0;
  const deliveryOf = (body: object): Delivery => {
    number += 1;
    const sent = { id: `chat-${number}`, from: MARIA, ...body };
    return { bring: () => channel.bring(sent), forge: () => channel.bring(sent, 'f'.repeat(64)) };
  };
  return {
    offered,
    async offer() {
      const identities = [{ channel: 'chat', address: MARIA }] as const;
      const terms = { name: 'Maria', locale: 'en', zone: 'America/New_York' as Zone, identities } as const;
      const { id: contactId } = await room.people.add(organisationId, terms, operator);
      const { id: conversationId } = await room.talk.open(organisationId, identities[0]);
      // Not over the API: the service that answers it has no such channel.
      const made = await room.offers.make({
        ...{ organisationId, conversationId, contactId, serviceId: line.checkUp.id, memberId: line.ito.id },
        ...{ kind: 'offer', from: 'organisation', origin: 'member', hold: 'none', wishes: [], starts: offered },
        ...{ cause: 'the scene', actor: operator },
      });
      if (!made.ok) throw new Error(made.reason);
      const { id } = made.value;
      await line.settle();
      seen = channel.said.length;
      return { id };
    },
    async withdraw(id) {
      const cookie = await desk.enter(line.ito);
      await desk.call('DELETE', `/api/v1/offers/${id}`, { cookie });
    },
    says: (text) => deliveryOf({ text }),
    picks: (option) =>
      deliveryOf({ press: channel.button((action) => action.kind === 'accept' && action.option === option) }),
    floods: () => deliveryOf({ text: 'x'.repeat(1_000_000) }),
    surprises: () => deliveryOf({ dance: true }),
    losesAnswer() {
      channel.losesNextAnswer = true;
    },
    losesText() {
      channel.losesNextText = true;
    },
    async reads() {
      await line.settle();
      const news = channel.said.slice(seen).map(({ text }) => text);
      seen = channel.said.length;
      return news;
    },
    renders: asText,
    turnClock: (milliseconds) => desk.clock.advance(milliseconds),
    booked: async () => (await line.visits()).map(({ start }) => start),
    async close() {
      await line.close();
      await channel.close();
    },
  };
}

describeChannel('of the test', openChannel);
