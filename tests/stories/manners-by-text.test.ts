import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { HOUR } from '../../src/core/time/types.ts';
import { at, MARIA, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// Consent and manners, line by line, as somebody with a phone meets them.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(() => line.close());

const LEO = '+14155552672';
const sms = { channel: 'sms', address: MARIA } as const;
const standing = () => line.room.people.standing(line.organisationId, sms);
const patch = async (body: object) => {
  const cookie = await line.desk.enter(line.ito);
  return await line.desk.call('PATCH', `/api/v1/organisations/${line.organisationId}`, { cookie, body });
};

describe('opting out', () => {
  test('STOP withdraws the texts that wait for the morning; the carrier’s own confirmation is enough', async () => {
    const maria = await line.knows('Maria');
    line.desk.clock.set(at(0, 23));
    await line.offers(maria, [at(3, 10)]);
    expect(await line.settle()).toEqual([]);
    expect(await line.texts('Stop.', MARIA, { OptOutType: 'STOP' })).toEqual([]);
    line.desk.clock.set(at(1, 9));
    expect(await line.settle()).toEqual([]);
    expect(await standing()).toMatchObject({ state: 'opted_out' });
  });

  test('a plain wish to be left alone counts as well, and the confirmation says so', async () => {
    await line.knows('Maria');
    expect(await line.texts('stop texting me')).toEqual([
      expect.stringMatching(/we understood that you don't want our texts/),
    ]);
    expect(await standing()).toMatchObject({ state: 'opted_out', source: 'plain_wish' });
  });

  test('"Please cancel my appointment" is no opt-out', async () => {
    await line.knows('Maria');
    expect(await line.texts('Please cancel my appointment')).toHaveLength(1);
    expect((await standing())?.state ?? 'open').toBe('open');
  });

  test('YES from an opted-out number is opt-in; the offer is asked again before a YES counts', async () => {
    const maria = await line.knows('Maria');
    await line.offers(maria, [at(1, 10)]);
    await line.settle();
    await line.texts('STOP');
    const replies = await line.texts('YES');
    expect(replies[0]).toMatch(/welcome back/);
    expect(replies[1]).toMatch(/Tue, Mar 3 at 10:00 AM EST[\s\S]*Reply YES/);
    expect(await line.visits()).toEqual([]);
    expect(await line.texts('YES')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
  });

  test('UNSTOP opts back in, HELP says who we are and how to stop', async () => {
    await line.texts('STOP');
    expect(await line.texts('UNSTOP')).toEqual([expect.stringContaining('welcome back')]);
    expect(await line.texts('HELP')).toEqual([expect.stringMatching(/^This is .*Reply STOP to end texts/)]);
  });

  test('21610: one try and no more, what waits is withdrawn, and members see that she cannot be reached', async () => {
    const maria = await line.knows('Maria');
    line.twilio.optedOut.add(MARIA);
    await line.offers(maria, [at(1, 10)]);
    expect(await line.settle()).toEqual([]);
    line.desk.clock.advance(2 * HOUR);
    expect(await line.settle()).toEqual([]);
    const cookie = await line.desk.enter(line.ito);
    const { body } = await line.desk.call('GET', `/api/v1/contacts/${maria.id}`, { cookie });
    expect(body).toMatchObject({ unreachable: ['sms'] });
    expect(body.consent).toMatchObject([{ channel: 'sms', purpose: 'care', given: false, source: 'carrier' }, {}]);
  });

  test('a family shares one STOP: nobody on that phone is written to', async () => {
    await line.knows('Maria');
    const leo = await line.knows('Leo');
    await line.texts('STOP');
    await expect(line.offers(leo, [at(1, 10)])).rejects.toThrow('cannot be written to');
  });
});

describe('what the house decides for itself', () => {
  test('quiet hours of its own, kept with a note in the audit log and over the next message of any process', async () => {
    const changed = await patch({ quietHours: { from: 600, to: 720 } });
    expect(changed.body).toMatchObject({ quietHours: { from: 600, to: 720 } });
    const maria = await line.knows('Maria');
    await line.offers(maria, [at(3, 10)]);
    expect(await line.settle()).toEqual([]);
    line.desk.clock.set(at(0, 12));
    expect(await line.settle()).toEqual([expect.stringContaining('has these times')]);
    const [, after] = await line.desk.store.stream.ofSubject(line.organisationId, line.organisationId);
    expect(after).toMatchObject({ before: { quietHours: { from: 1260 } }, after: { quietHours: { from: 600 } } });
  });

  test('its own words, from the very next text on; the others stay', async () => {
    const own = (text: string) => ({ wording: [{ language: 'en', sentence: 'small.thanks', text }] });
    await line.knows('Maria');
    expect(await line.texts('thanks!')).toEqual(["You're welcome!"]);
    expect((await patch(own('Any time, dear!'))).status).toBe(200);
    expect(await line.texts('thanks!')).toEqual(['Any time, dear!']);
    expect((await patch(own('Always.'))).status).toBe(200);
    expect(await line.texts('thanks!')).toEqual(['Always.']);
  });

  test.each([
    ['visit.ask', '{{name}}, {{when}}: reply CANCEL', /asks for CANCEL/],
    ['offer.again', 'Which time?', /does not say \{\{name\}\}/],
    ['offer.nothing', 'x', /names no sentence/],
    ['small.thanks', '{{secret}}', /placeholder that nobody fills in: secret; it can have none/],
  ])('%s as "%s" is refused and says why', async (sentence, text, why) => {
    const { status, body } = await patch({ wording: [{ language: 'en', sentence, text }] });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toMatch(why);
  });

  test('offered times are held by its policy, and an offer may say otherwise', async () => {
    await patch({ holdOffers: 'until_expiry' });
    const maria = await line.knows('Maria');
    const leo = await line.knows('Leo', LEO);
    await line.offers(maria, [at(1, 10)]);
    await expect(line.offers(leo, [at(1, 10)])).rejects.toThrow('option_taken');
    await line.offers(maria, [at(1, 12)], { hold: 'none' });
    await expect(line.offers(leo, [at(1, 12)])).resolves.toMatch(/^ofr_/);
  });

  test('a doctor who lets wishes within their hours be accepted is not asked', async () => {
    const cookie = await line.desk.enter(line.ito);
    const body = { acceptsWishes: true };
    expect((await line.desk.call('PATCH', `/api/v1/members/${line.ito.id}`, { cookie, body })).body).toMatchObject(
      body,
    );
    const maria = await line.knows('Maria');
    await line.offers(maria, [at(1, 10)]);
    await line.settle();
    expect(await line.texts('no, can we do Thursday at 3?')).toEqual([
      expect.stringMatching(/^Booked! Maria.* Thu, Mar 5 at 3:00/),
    ]);
  });
});

test('running late: the one who waits is told, the one who writes is thanked', async () => {
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  await line.settle();
  await line.texts('yes');
  line.desk.clock.set(at(1, 9));
  expect(await line.texts('running 10 minutes late')).toEqual([
    expect.stringMatching(/Dr\. Ito knows that Maria will be about 10/),
  ]);
  const { items } = await line.room.conversations.list(line.organisationId, {});
  const { items: thread } = await line.room.conversations.thread(line.organisationId, items[0]?.id as never);
  expect(thread[0]).toMatchObject({
    side: 'desk',
    memberId: line.ito.id,
    text: expect.stringContaining('10 minutes late'),
  });
});

test('unsure: one short question; unsure again: a person is called, with the thread', async () => {
  await line.knows('Maria');
  expect(await line.texts('blorp fnord')).toHaveLength(1);
  const [second] = await line.texts('fnord blorp');
  expect(second).toMatch(/asked a colleague to help/);
  const cookie = await line.desk.enter(line.ito);
  const { body } = await line.desk.call('GET', '/api/v1/conversations?needsHuman=true', { cookie });
  expect(body.items).toMatchObject([{ need: { reason: 'unsure' } }]);
});

test('a picture without words is declined politely; nothing is fetched', async () => {
  await line.knows('Maria');
  const more = { NumMedia: '1', MediaUrl0: 'https://evil.example/x.jpg' };
  expect(await line.texts('', MARIA, more)).toEqual([expect.stringMatching(/can't open pictures/)]);
});

test('an unknown number that writes twice at once becomes one contact', async () => {
  const { twilio, desk } = line;
  await Promise.all(
    ['hello', 'anybody there?'].map((body) => twilio.deliver(twilio.text(MARIA, '+14155550100', body))),
  );
  await line.settle();
  const people = await desk.store.contacts.list(line.organisationId, {});
  expect(people.items).toHaveLength(1);
});

test('a visit of the child on her mother’s phone that the house calls off is told there, by name', async () => {
  await line.knows('Maria');
  const leo = await line.knows('Leo');
  await line.offers(leo, [at(1, 10)]);
  await line.settle();
  await line.texts('yes');
  const [visit] = await line.visits();
  const cookie = await line.desk.enter(line.ito);
  const body = { reason: 'ill' };
  await line.desk.call('POST', `/api/v1/appointments/${visit?.id}/cancel`, { cookie, body });
  expect(await line.settle()).toEqual([expect.stringMatching(/^We're sorry: Leo's Check-up/)]);
});

test('names and texts with HTML and control characters go through as plain words', async () => {
  await line.texts('Hi, can I come in tomorrow?');
  const [times] = await line.texts('<script>x</script>\u0007Eve\u202e');
  for (const mark of ['\u0007', '\u202e']) expect(times).not.toContain(mark);
  const cookie = await line.desk.enter(line.ito);
  expect((await line.desk.call('GET', '/api/v1/contacts', { cookie })).status).toBe(200);
  expect(line.faults).toEqual([]);
});
