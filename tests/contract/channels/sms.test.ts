import { renderSms } from '../../../src/channels/sms/render.ts';
import { at, MARIA, OUR_NUMBER, openPhoneLine } from '../../support/phone-line.ts';
import { type ChannelUnderTest, type Delivery, describeChannel } from './contract.ts';

async function openSms(): Promise<ChannelUnderTest> {
  const line = await openPhoneLine();
  const { twilio } = line;
  const offered = [at(1, 10), at(2, 11), at(3, 15)];
  const deliveryOf = (webhook: ReturnType<typeof twilio.text>): Delivery => ({
    bring: async () => (await twilio.deliver(webhook)).status,
    forge: async () => (await twilio.deliver(webhook, Buffer.alloc(20, 1).toString('base64'))).status,
  });
  const says = (text: string, more = {}) => deliveryOf(twilio.text(MARIA, OUR_NUMBER, text, more));
  return {
    offered,
    async offer() {
      const id = await line.offers(await line.knows('Maria'), offered);
      await line.settle();
      return { id };
    },
    async withdraw(id) {
      const cookie = await line.desk.enter(line.ito);
      await line.desk.call('DELETE', `/api/v1/offers/${id}`, { cookie });
    },
    says,
    picks: (option) => says(String(option)),
    floods: () => says('x'.repeat(1_000_000)),
    surprises: () => says('What is this?', { From: 'whatsapp:+14155552671' }),
    losesAnswer: () => void twilio.mishaps.push('lost_after'),
    losesText: () => void twilio.mishaps.push('lost_before'),
    reads: () => line.settle(),
    renders: (body) => renderSms(body).join('\n'),
    turnClock: (milliseconds) => line.desk.clock.advance(milliseconds),
    booked: async () => (await line.visits()).map(({ start }) => start),
    close: () => line.close(),
  };
}

describeChannel('sms', openSms);
