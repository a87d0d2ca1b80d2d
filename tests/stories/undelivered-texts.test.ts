import { expect, test } from '@jest/globals';
import { type Somebody, useSharedLine } from '../support/shared-line.ts';

// A text that the carrier could not hand over was read by nobody, though it was sent: a member sees it where the others who wait are.

const { line, at, meets, asMember } = useSharedLine();

/** What the carrier says of the last text to them. */
async function isReported({ number }: Somebody, status: string, code?: string) {
  const text = line().twilio.sent.findLast(({ to }) => to === number);
  if (text === undefined) throw new Error('nothing was sent');
  const { twilio } = line();
  expect((await twilio.deliver(twilio.status(text, status, code))).status).toBe(204);
  await line().settle();
}

async function conversationOf({ contact: { id } }: Somebody) {
  const { body } = await asMember('GET', `/api/v1/conversations?contact=${id}`);
  const [{ id: conversation, handler, need }] = body.items;
  const thread = await asMember('GET', `/api/v1/conversations/${conversation}/thread`);
  const entries: readonly { side: string; text: string; delivery?: string }[] = thread.body.items;
  return { id: conversation, handler, need, entries };
}
const cardsOf = async (somebody: Somebody) =>
  (await conversationOf(somebody)).entries.filter(({ side }) => side === 'desk').map(({ text }) => text.split('\n')[0]);

test('a member is called once, however often it is reported, and she is not written to about it', async () => {
  const maria = await meets('Maria');
  await maria.isOffered([at(1, 10)]);
  await isReported(maria, 'sent');
  expect(await conversationOf(maria)).toMatchObject({ handler: 'assistant' });
  await isReported(maria, 'undelivered', '30003');
  await isReported(maria, 'failed', '30003');
  expect(await conversationOf(maria)).toMatchObject({ handler: 'waiting', need: { reason: 'unsent' } });
  expect(await cardsOf(maria)).toEqual(['Maria needs a person: a text could not be delivered']);
  expect(maria.news()).toEqual([]);
  // A member may have said them on the telephone: her answer still counts.
  expect(await maria.texts('yes')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
});

test('two texts that nobody could read make one call, and both are seen in the thread', async () => {
  const maria = await meets('Maria');
  await maria.isOffered([at(1, 10)]);
  await isReported(maria, 'undelivered', '30005');
  await maria.isOffered([at(2, 10)]);
  await isReported(maria, 'undelivered', '30005');
  expect(await cardsOf(maria)).toHaveLength(2);
  const { body } = await asMember('GET', '/api/v1/conversations?needsHuman=true');
  const { id } = await conversationOf(maria);
  expect(body.items.filter((one: { id: string }) => one.id === id)).toHaveLength(1);
});

test('handed over after all, whatever order the reports come in: nobody is called', async () => {
  const maria = await meets('Maria');
  await maria.isOffered([at(1, 10)]);
  await isReported(maria, 'delivered');
  await isReported(maria, 'undelivered', '30008');
  expect(await conversationOf(maria)).toMatchObject({ handler: 'assistant' });
  expect(await cardsOf(maria)).toEqual([]);
});

test('whoever opted out in any way is not asked after: by STOP, at the carrier, or to a member', async () => {
  const [stopped, refused, declined] = [await meets('Maria'), await meets('Leo'), await meets('Ana')];
  for (const one of [stopped, refused, declined]) await one.isOffered([at(1, 10)]);
  const { twilio } = line();
  await stopped.says('STOP');
  const text = twilio.sent.find(({ to }) => to === stopped.number);
  if (text !== undefined) await twilio.deliver(twilio.status(text, 'undelivered', '30004'));
  await isReported(refused, 'undelivered', '21610');
  const words = 'No texts, please';
  await asMember('POST', `/api/v1/contacts/${declined.contact.id}/consent`, {
    ...{ channel: 'sms', purpose: 'care', given: false, words },
  });
  await isReported(declined, 'undelivered', '30003');
  for (const one of [stopped, refused, declined]) {
    expect(await conversationOf(one)).toMatchObject({ handler: 'assistant' });
    expect(await cardsOf(one)).toEqual([]);
  }
});
