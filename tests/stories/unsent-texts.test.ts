import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/core/time/types.ts';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// A text that cannot be sent while it is worth something never ends in silence: a member sees it where the others who wait are.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(async () => {
  expect(line.faults).toEqual([]);
  await line.close();
});

const ANA = '+14155552673';
const LEO = '+14155552672';

const providerIsDown = () => line.twilio.mishaps.push(...Array.from({ length: 40 }, () => 'server_error' as const));
const providerIsBack = () => line.twilio.mishaps.splice(0);

async function queue() {
  const cookie = await line.desk.enter(line.ito);
  const { body } = await line.desk.call('GET', '/api/v1/conversations?needsHuman=true', { cookie });
  const cards = await Promise.all(
    body.items.map(async ({ id }: { id: string }) => {
      const { items } = (await line.desk.call('GET', `/api/v1/conversations/${id}/thread`, { cookie })).body;
      const cards = items.map(({ text }: { text: string }) => text.split('\n')[0]);
      return cards.find((card: string) => card.includes('needs a person'));
    }),
  );
  return { needs: body.items.map(({ need }: { need: object }) => need), cards };
}
const stateOf = async (id: string) => (await line.room.offers.find(line.organisationId, id as never))?.state.kind;

/** Nothing is sent to Maria between nine at night and ten in the morning. */
async function sleepsLong() {
  const cookie = await line.desk.enter(line.ito);
  const body = { quietHours: { from: 21 * 60, to: 10 * 60 } };
  await line.desk.call('PATCH', `/api/v1/organisations/${line.organisationId}`, { cookie, body });
}

async function booked(days: number, hour: number) {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(days, hour)]);
  await line.settle();
  await line.texts('yes');
  const [visit] = await line.visits();
  if (visit === undefined) throw new Error('nothing was booked');
  return visit;
}

describe('the provider is down', () => {
  test('until offered times are over: the offer has expired, a member is called, and she hears of it when it is back', async () => {
    const maria = await line.knows('Maria');
    providerIsDown();
    const id = await line.offers(maria, [at(0, 12)]);
    expect(await line.settle()).toEqual([]);
    line.desk.clock.advance(45 * MINUTE);
    await line.settle();
    expect(await stateOf(id)).toBe('expired');
    expect(await queue()).toMatchObject({
      needs: [{ reason: 'unsent' }],
      cards: ['Maria needs a person: a text could not be sent before it was too late'],
    });
    providerIsBack();
    line.desk.clock.advance(HOUR);
    expect(await line.settle()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
  });

  test('until an opening has gone on: whoever was to have it is called by a member', async () => {
    const ana = await line.knows('Ana', ANA);
    await line.offers(ana, [at(1, 10)]);
    await line.settle(ANA);
    await line.texts('yes', ANA);
    await line.knows('Maria');
    await line.texts('put me on the waitlist please');
    await line.texts('please cancel my appointment', ANA);
    const { twilio } = line;
    await twilio.deliver(twilio.text(ANA, '+14155550100', 'yes'));
    providerIsDown();
    await line.settle();
    line.desk.clock.advance(31 * MINUTE);
    await line.settle();
    expect((await queue()).cards).toContain('Maria needs a person: a text could not be sent before it was too late');
  });

  test('for longer than is worth trying: a member is called, whatever the text was', async () => {
    await line.knows('Maria');
    providerIsDown();
    await line.texts('thanks!');
    for (let tries = 0; tries < 12; tries += 1) {
      line.desk.clock.advance(HOUR);
      await line.settle();
    }
    expect(await queue()).toMatchObject({
      needs: [{ reason: 'unsent' }],
      cards: ['Maria needs a person: a text could not be delivered'],
    });
  });

  test('and she said STOP meanwhile: nobody is sent after her', async () => {
    const maria = await line.knows('Maria');
    line.twilio.optedOut.add('+14155552671');
    await line.offers(maria, [at(1, 10)]);
    await line.settle();
    expect((await queue()).needs).toEqual([]);
  });
});

test('times offered at night that are over by morning: a member is called at once, the offer expires, and she hears of it when she is up', async () => {
  const maria = await line.knows('Maria');
  line.desk.clock.set(at(0, 22));
  const id = await line.offers(maria, [at(1, 9)], { hold: 'until_expiry' });
  expect(await line.settle()).toEqual([]);
  expect((await queue()).needs).toMatchObject([{ reason: 'unsent' }]);
  expect(await stateOf(id)).toBe('pending');
  line.desk.clock.set(at(1, 7) + MINUTE);
  expect(await line.settle()).toEqual([]);
  expect(await stateOf(id)).toBe('expired');
  // What was held for her is anybody's again.
  const leo = await line.knows('Leo', LEO);
  await expect(line.offers(leo, [at(1, 9)])).resolves.toMatch(/^ofr_/);
  line.desk.clock.set(at(1, 8));
  expect(await line.settle()).toEqual([expect.stringMatching(/^The times for Maria have expired/)]);
});

describe('the question before a visit falls into the night', () => {
  const asks = async (visit: { id: never | string }) => {
    await line.room.announcer.askToConfirm(line.organisationId, visit.id as never, '24h');
    return await line.settle();
  };

  test('and is asked when she is up', async () => {
    const visit = await booked(1, 11);
    await sleepsLong();
    line.desk.clock.set(at(0, 22));
    expect(await asks(visit)).toEqual([]);
    expect((await queue()).needs).toEqual([]);
    line.desk.clock.set(at(1, 10));
    expect(await line.settle()).toEqual([expect.stringContaining('Reply YES to confirm')]);
    expect(await line.texts('yes')).toEqual([expect.stringMatching(/^Thank you!/)]);
  });

  test('of a visit before she is up: a member is called, and the visit stands', async () => {
    const visit = await booked(1, 9);
    await sleepsLong();
    line.desk.clock.set(at(0, 22));
    expect(await asks(visit)).toEqual([]);
    expect(await queue()).toMatchObject({
      needs: [{ reason: 'unsent' }],
      cards: [expect.stringContaining('it is night there and by morning it would be too late')],
    });
    line.desk.clock.set(at(1, 10));
    expect(await line.settle()).toEqual([]);
    expect(await line.visits()).toMatchObject([{ id: visit.id, status: 'confirmed' }]);
  });

  test('and the provider is down until the visit has begun: a member is called', async () => {
    const visit = await booked(1, 11);
    await sleepsLong();
    line.desk.clock.set(at(0, 22));
    await asks(visit);
    line.desk.clock.set(at(1, 11) + MINUTE);
    expect(await line.settle()).toEqual([]);
    expect((await queue()).needs).toMatchObject([{ reason: 'unsent' }]);
  });
});

test('a member who has the conversation in hand sees it there; two texts that were never read make one call', async () => {
  const maria = await line.knows('Maria');
  const leo = await line.knows('Leo', LEO);
  providerIsDown();
  await line.offers(maria, [at(0, 12)]);
  await line.offers(maria, [at(0, 13)]);
  await line.offers(leo, [at(0, 14)]);
  await line.settle();
  const cookie = await line.desk.enter(line.ito);
  const { items } = await line.room.conversations.list(line.organisationId, {});
  const ofLeo = items.find(({ address }) => address === LEO)?.id;
  const taken = await line.desk.call('POST', `/api/v1/conversations/${ofLeo}/take-over`, { cookie });
  expect(taken.status).toBe(200);
  line.desk.clock.advance(5 * HOUR);
  await line.settle();
  expect((await queue()).needs).toMatchObject([{ reason: 'unsent' }]);
  const thread = await line.desk.call('GET', `/api/v1/conversations/${ofLeo}/thread`, { cookie });
  expect(thread.body.items.map(({ text }: { text: string }) => text)).toContainEqual(
    expect.stringContaining('could not be sent before it was too late'),
  );
});
