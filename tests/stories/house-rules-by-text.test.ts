import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// What a house decides for itself, as somebody with a phone meets it.

let line: PhoneLine;
beforeEach(async () => {
  line = await openPhoneLine();
});
afterEach(() => line.close());

const LEO = '+14155552672';
const patch = async (body: object) => {
  const cookie = await line.desk.enter(line.ito);
  return await line.desk.call('PATCH', `/api/v1/organisations/${line.organisationId}`, { cookie, body });
};

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

test('offering may hold the times softly per organisation, and an offer may say otherwise', async () => {
  await patch({ holdOffers: 'until_expiry' });
  const maria = await line.knows('Maria');
  const leo = await line.knows('Leo', LEO);
  await line.offers(maria, [at(1, 10)]);
  await expect(line.offers(leo, [at(1, 10)])).rejects.toThrow('option_taken');
  await line.offers(maria, [at(1, 12)], { hold: 'none' });
  await expect(line.offers(leo, [at(1, 12)])).resolves.toMatch(/^ofr_/);
});

test('a member may allow automatic acceptance: a doctor who lets wishes within their hours be accepted is not asked', async () => {
  const cookie = await line.desk.enter(line.ito);
  const body = { acceptsWishes: true };
  expect((await line.desk.call('PATCH', `/api/v1/members/${line.ito.id}`, { cookie, body })).body).toMatchObject(body);
  const maria = await line.knows('Maria');
  await line.offers(maria, [at(1, 10)]);
  await line.settle();
  expect(await line.texts('no, can we do Thursday at 3?')).toEqual([
    expect.stringMatching(/^Booked! Maria.* Thu, Mar 5 at 3:00/),
  ]);
});
