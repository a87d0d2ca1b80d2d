import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { asText } from '../../../src/bots/fallback.ts';
import type { Body } from '../../../src/bots/message.ts';
import { HOUR, type Instant } from '../../../src/core/time/types.ts';

/** One thing a provider brings: the same object brought again is the same thing again. */
export interface Delivery {
  /** The status it is answered with. */
  bring(): Promise<number>;
  /** As somebody would who does not know our secret. */
  forge(): Promise<number>;
}

/** What a channel has to show of itself to be held to the contract. */
export interface ChannelUnderTest {
  readonly offered: readonly Instant[];
  /** Maria is offered these times, and has read them. */
  offer(): Promise<{ readonly id: string }>;
  withdraw(id: string): Promise<void>;
  /** A text of hers. */
  says(text: string): Delivery;
  /** Her answer with one of the offered times, in whatever way the channel has. */
  picks(option: number): Delivery;
  /** More than anybody can send over the channel. */
  floods(): Delivery;
  /** A kind of thing that we never heard of. */
  surprises(): Delivery;
  /** The next try to send fails although the provider took it in. */
  losesAnswer(): void;
  /** The next try to send fails before the provider took anything in. */
  losesText(): void;
  /** Everything is done that can be; what she reads since the last look. */
  reads(): Promise<readonly string[]>;
  /** What a body looks like on the channel, in one piece. */
  renders(body: Body): string;
  turnClock(milliseconds: number): void;
  booked(): Promise<readonly Instant[]>;
  close(): Promise<void>;
}

/** What every channel promises, whoever is behind it. */
export function describeChannel(name: string, open: () => Promise<ChannelUnderTest>): void {
  describe(`the channel ${name}`, () => {
    let channel: ChannelUnderTest;
    beforeEach(async () => {
      channel = await open();
    });
    afterEach(() => channel.close());

    test('hears a thing once, however often it is brought', async () => {
      await channel.offer();
      const answer = channel.picks(1);
      const statuses = await Promise.all([answer.bring(), answer.bring(), answer.bring()]);
      expect(statuses.every((status) => status < 300)).toBe(true);
      expect(await channel.reads()).toEqual([expect.stringMatching(/^Booked!/)]);
      expect(await answer.bring()).toBeLessThan(300);
      expect(await channel.reads()).toEqual([]);
      expect(await channel.booked()).toEqual([channel.offered[0]]);
    });

    test('answers in the order in which it was written to', async () => {
      await channel.offer();
      for (const text of ['STOP', 'START', 'HELP']) await channel.says(text).bring();
      const replies = await channel.reads();
      expect(replies[0]).toMatch(/won't get any more/);
      expect(replies[1]).toMatch(/welcome back/);
      expect(replies.at(-1)).toMatch(/^This is/);
    });

    test('says a thing once, though the provider’s answer to it was lost', async () => {
      await channel.offer();
      channel.losesAnswer();
      await channel.picks(2).bring();
      const first = await channel.reads();
      channel.turnClock(10 * 60_000);
      expect([...first, ...(await channel.reads())]).toEqual([expect.stringMatching(/^Booked!/)]);
    });

    test('tries again, and says it in the end, though the provider did not take it in at first', async () => {
      await channel.offer();
      channel.losesText();
      await channel.picks(2).bring();
      expect(await channel.reads()).toEqual([]);
      channel.turnClock(10 * 60_000);
      expect(await channel.reads()).toEqual([expect.stringMatching(/^Booked!/)]);
      channel.turnClock(10 * 60_000);
      expect(await channel.reads()).toEqual([]);
    });

    test('answers a second press like the first, and books once', async () => {
      await channel.offer();
      await channel.picks(1).bring();
      await channel.picks(1).bring();
      const replies = await channel.reads();
      expect(replies).toHaveLength(2);
      expect(replies[0]).toBe(replies[1]);
      expect(await channel.booked()).toHaveLength(1);
    });

    test('answers a late press on an offer that was taken back with fresh times, and books nothing', async () => {
      const { id } = await channel.offer();
      await channel.withdraw(id);
      expect(await channel.reads()).toEqual([expect.stringMatching(/no longer available/)]);
      await channel.picks(1).bring();
      expect(await channel.reads()).toEqual([expect.stringMatching(/no longer available\. These are free/)]);
      expect(await channel.booked()).toEqual([]);
    });

    test('refuses what is too large, and goes on', async () => {
      expect(await channel.floods().bring()).toBe(413);
      await channel.says('hello').bring();
      expect(await channel.reads()).toHaveLength(1);
    });

    test('acknowledges what it does not know, and does nothing', async () => {
      expect(await channel.surprises().bring()).toBeLessThan(300);
      expect(await channel.reads()).toEqual([]);
    });

    test('refuses a forged thing, and does nothing', async () => {
      await channel.offer();
      expect(await channel.picks(1).forge()).toBe(403);
      expect(await channel.reads()).toEqual([]);
      expect(await channel.booked()).toEqual([]);
    });

    test.each([-3 * HOUR, 3 * HOUR])('bears a clock that is %d ms off the provider’s', async (skew) => {
      await channel.offer();
      channel.turnClock(skew);
      channel.losesAnswer();
      await channel.picks(1).bring();
      const first = await channel.reads();
      channel.turnClock(10 * 60_000);
      expect([...first, ...(await channel.reads())]).toEqual([expect.stringMatching(/^Booked!/)]);
    });

    test('can say every kind of body in words', () => {
      const choice = { label: 'Tue at nine', action: { kind: 'pick', question: 'K4', entry: 1 } } as const;
      const field = { name: 'why', label: 'Why?', kind: 'choice', answers: ['Pain'], required: true } as const;
      const bodies: readonly Body[] = [
        { kind: 'text', text: 'Hello' },
        { kind: 'notice', tone: 'good', text: 'Booked' },
        { kind: 'options', text: 'Which?', options: [choice], hint: 'Reply 1', buttons: [choice] },
        { kind: 'appointment', text: 'Tue', person: 'M', service: 'S', host: 'H', when: 'W', buttons: [choice] },
        { kind: 'picker', text: 'When?', days: [{ label: 'Tue', times: [choice] }], hint: 'Reply 1' },
        { kind: 'form', form: 'f', text: 'Please', fields: [field], hint: '' },
      ];
      for (const body of bodies)
        for (const part of asText(body).split('\n')) expect(channel.renders(body)).toContain(part);
    });
  });
}
