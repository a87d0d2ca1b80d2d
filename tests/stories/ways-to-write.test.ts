import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Contact, Identity } from '../../src/core/people/types.ts';
import type { Zone } from '../../src/core/time/types.ts';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// In production nothing is played: texts go by Twilio, and there is no other way to write to anybody.

let line: PhoneLine;
beforeAll(async () => {
  line = await openPhoneLine({}, () => [], { NODE_ENV: 'production' });
}, 60_000);
afterAll(() => line.close());
afterEach(() => expect(line.faults).toEqual([]));

const sms = (address: string): Identity => ({ channel: 'sms', address });
const mail = (address: string): Identity => ({ channel: 'email', address });

const knows = (name: string, identities: readonly Identity[], preferredChannel?: Contact['preferredChannel']) =>
  line.room.people.add(
    line.organisationId,
    { name, locale: 'en', zone: 'America/New_York' as Zone, identities, preferredChannel },
    { kind: 'operator', channel: 'command_line' },
  );
const channelsOf = async ({ id }: Contact) =>
  (await line.room.conversations.list(line.organisationId, { contactIds: [id] })).items.map(({ channel }) => channel);

test('after the carrier refused a number for good, the mail address that nothing sends to is not chosen in its place', async () => {
  const number = '+14155550201';
  const maria = await knows('Maria', [sms(number), mail('maria@example.com')]);
  line.twilio.optedOut.add(number);
  await line.offers(maria, [at(1, 10)]);
  expect(await line.settle(number)).toEqual([]);
  await expect(line.offers(maria, [at(1, 11)])).rejects.toThrow(/opted_out.*cannot be written to.*opted out/s);
  expect(await channelsOf(maria)).toEqual(['sms']);
});

test('whoever would rather have mail is written to by text', async () => {
  const leo = await knows('Leo', [mail('leo@example.com'), sms('+14155550202')], 'email');
  await line.offers(leo, [at(1, 12)]);
  expect(await line.settle('+14155550202')).toEqual([expect.stringMatching(/^Dr\. Ito has these times for Leo/)]);
  expect(await channelsOf(leo)).toEqual(['sms']);
});

test('whoever has a mail address alone cannot be written to, and whoever offers is told how to mend it', async () => {
  const ana = await knows('Ana', [mail('ana@example.com')]);
  await expect(line.offers(ana, [at(1, 13)])).rejects.toThrow(
    /no_address.*cannot be written to.*give them an address/s,
  );
  expect(await channelsOf(ana)).toEqual([]);
});

test('a thread from the time when mail was played takes no message any more', async () => {
  const eva = await knows('Eva', [mail('eva@example.com')]);
  const { id } = await line.room.talk.open(line.organisationId, mail('eva@example.com'));
  const cookie = await line.desk.enter(line.ito);
  const body = { text: 'See you soon' };
  const answer = await line.desk.call('POST', `/api/v1/conversations/${id}/messages`, { cookie, body });
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('Nothing can be sent here by email');
  expect(eva.identities).toHaveLength(1);
});
