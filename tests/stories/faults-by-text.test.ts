import { afterEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/core/time/types.ts';
import { useSharedLine } from '../support/shared-line.ts';
import type { TwilioMessage } from '../support/twilio.ts';

// What somebody with a phone notices of our troubles and of Twilio's: nothing, or a word from a person.

const { line, at, meets, asMember } = useSharedLine();
const collection = (name: string) => {
  const { db } = line().desk.store.connection;
  if (db === undefined) throw new Error('the store is not connected');
  return db.collection(name);
};

test('a turn that fails is retried with growing waits; after the last try a member sees it in the "needs a human" queue, never silence', async () => {
  const { desk, faults } = line();
  const [maria, leo] = [await meets('Maria'), await meets('Leo')];
  await leo.isBooked(at(1, 14));
  await maria.isOffered([at(1, 10)]);
  // The page of the doctor's week is damaged: whoever reads it fails, and everything else goes on.
  const pages = collection('ledger_pages');
  const [page] = await pages.find({ resource: line().ito.id }).sort({ week: -1 }).limit(1).toArray();
  const damage = { entries: [{ id: 'nothing' }], version: page?.version + 1 };
  await pages.updateOne({ _id: page?._id }, { $set: damage });

  expect(await maria.texts('yes')).toEqual([]);
  const waits: number[] = [];
  for (let tries = 1; tries < 6; tries += 1) {
    const turn = await collection('inbox').findOne({ conversationKey: maria.number, state: 'waiting' });
    expect(turn).toMatchObject({ attempts: tries });
    waits.push(turn?.nextAt - desk.clock.now());
    desk.clock.set(turn?.nextAt);
    if (tries < 5) expect(await maria.reads()).toEqual([]);
  }
  for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThan(waits[index - 1] ?? 0);
  expect(await maria.reads()).toEqual([expect.stringMatching(/asked a colleague to help\. They'll write to you here/)]);
  expect(faults).toHaveLength(1);
  faults.length = 0;
  const queue = `/api/v1/conversations?needsHuman=true&contact=${maria.contact.id}`;
  const { body } = await asMember('GET', queue);
  expect(body.items).toMatchObject([{ handler: 'waiting', need: { reason: 'failed' } }]);

  // Mended, the same text is handled after all, by one press.
  await pages.updateOne({ _id: page?._id }, { $set: { entries: page?.entries, version: page?.version + 2 } });
  expect((await asMember('POST', `/api/v1/conversations/${body.items[0].id}/try-again`)).status).toBe(200);
  expect(await maria.reads()).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  expect((await asMember('GET', queue)).body.items).toEqual([]);
});

describe('A send whose outcome is unknown (a time-out between our request and the answer)', () => {
  afterEach(() => {
    line().twilio.mishaps.length = 0;
  });
  const toThem = (number: string): readonly TwilioMessage[] => line().twilio.sent.filter(({ to }) => to === number);

  test('is looked up at Twilio before it is sent again: taken in, it is never sent twice', async () => {
    const maria = await meets('Maria');
    line().twilio.mishaps.push('lost_after');
    await maria.texts('HELP');
    expect(toThem(maria.number)).toHaveLength(1);
    for (const wait of [MINUTE, HOUR, 3 * HOUR]) {
      line().desk.clock.advance(wait);
      expect(await maria.reads()).toEqual([]);
    }
    expect(line().twilio.asked.filter((number) => number === maria.number)).toHaveLength(1);
  });

  test.each(['lost_before', 'server_error'] as const)('not taken in (%s), it is never lost', async (mishap) => {
    const maria = await meets('Maria');
    line().twilio.mishaps.push(mishap);
    expect(await maria.texts('HELP')).toEqual([]);
    line().desk.clock.advance(MINUTE);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^This is/)]);
    expect(toThem(maria.number)).toHaveLength(1);
  });

  test('the status callback that carries our key tells as well, though the list does not', async () => {
    const maria = await meets('Maria');
    const { twilio, desk } = line();
    twilio.mishaps.push('lost_after');
    await maria.texts('HELP');
    const [sent] = toThem(maria.number);
    if (sent === undefined) throw new Error('nothing was sent');
    twilio.sent.splice(twilio.sent.indexOf(sent), 1);
    expect((await twilio.deliver(twilio.status(sent, 'delivered'))).status).toBe(204);
    desk.clock.advance(HOUR);
    await maria.reads();
    expect(toThem(maria.number)).toEqual([]);
    expect(twilio.asked.filter((number) => number === maria.number)).toHaveLength(1);
  });

  test('what Twilio asks to be sent later is sent then, and what comes after it waits', async () => {
    const maria = await meets('Maria');
    line().twilio.mishaps.push({ tooManyRequests: 30 });
    await maria.says('HELP');
    await maria.says('thanks!');
    expect(await maria.reads()).toEqual([]);
    line().desk.clock.advance(MINUTE);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^This is/), "You're welcome!"]);
  });
});
