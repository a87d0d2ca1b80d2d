import { describe, expect, test } from '@jest/globals';
import { DAY, MINUTE } from '../../src/core/time/types.ts';
import { OUR_NUMBER } from '../support/phone-line.ts';
import { useSharedLine } from '../support/shared-line.ts';
import { TwilioStandIn } from '../support/twilio.ts';

// What somebody tries who means no good: refused or harmless, and logged without the text or the number.

const { line, at, slot, meets, newNumber, asMember } = useSharedLine();
const PUBLIC_URL = 'https://parley.example.com';
const SECRET = 'my knee hurts';
const isHeard = async (number: string) =>
  (await line().room.people.known(line().organisationId, { channel: 'sms', address: number })).length > 0;

describe('Webhooks', () => {
  test('forged ones are refused and do nothing', async () => {
    const { twilio, settle } = line();
    const number = newNumber();
    const text = twilio.text(number, OUR_NUMBER, SECRET);
    const real = twilio.text(number, OUR_NUMBER, 'hello');
    for (const signature of ['', 'AAAA', Buffer.alloc(20, 1).toString('base64')])
      expect((await twilio.deliver(text, signature)).status).toBe(403);
    // A signature of another address, and one that was made for another text.
    for (const forged of [
      { ...real, path: '/channels/sms/status' },
      { ...real, params: { ...real.params, Body: 'yes' } },
    ]) {
      const { default: client } = await import('twilio');
      const stolen = client.getExpectedTwilioSignature(twilio.authToken, PUBLIC_URL + real.path, real.params);
      expect((await twilio.deliver(forged, stolen)).status).toBe(403);
    }
    expect(await settle(number)).toEqual([]);
    expect(await isHeard(number)).toBe(false);
  });

  test('replayed ones change nothing, days later either', async () => {
    const maria = await meets('Maria');
    await maria.isOffered([at(4, 10)]);
    const { twilio, desk } = line();
    const yes = twilio.text(maria.number, OUR_NUMBER, 'yes');
    await twilio.deliver(yes);
    expect(await maria.reads()).toEqual([expect.stringMatching(/^Booked!/)]);
    await maria.texts('please cancel my appointment');
    await maria.texts('yes');
    await maria.isOffered([at(4, 11)]);
    desk.clock.advance(DAY);
    expect((await twilio.deliver(yes)).status).toBe(200);
    expect(await maria.reads()).toEqual([]);
    expect(await maria.visits()).toEqual([]);
  });

  test('foreign ones (another account, another token, a number of nobody) are refused or ignored', async () => {
    const { twilio, desk, settle } = line();
    const other = new TwilioStandIn({ target: () => desk.url, publicUrl: PUBLIC_URL, now: () => Date.now() });
    const number = newNumber();
    expect((await other.deliver(other.text(number, OUR_NUMBER, SECRET))).status).toBe(403);
    const ofAnother = twilio.text(number, OUR_NUMBER, SECRET, { AccountSid: other.accountSid });
    const toNobody = twilio.text(number, '+14155559999', SECRET);
    for (const webhook of [ofAnother, toNobody]) expect((await twilio.deliver(webhook)).status).toBe(200);
    expect(await settle(number)).toEqual([]);
    expect(await isHeard(number)).toBe(false);
  });
});

test("other organisation's ids do not exist here, neither over the API nor behind the button of a card", async () => {
  const maria = await meets('Maria');
  const offer = await maria.isOffered([at(1, 10)]);
  const { desk, twilio, organisationId } = line();
  const elsewhere = await desk.found('other-clinic');
  const scopes = ['contacts:read', 'contacts:write', 'offers:read', 'offers:write', 'conversations:read'] as const;
  const token = await desk.keyFor(elsewhere, ...scopes, 'conversations:write');
  const { body } = await asMember('GET', `/api/v1/conversations?contact=${maria.contact.id}`);
  const conversation = body.items[0].id;
  const tried: readonly (readonly [method: string, path: string, body?: object])[] = [
    ['GET', `/contacts/${maria.contact.id}`],
    ['PATCH', `/contacts/${maria.contact.id}`, { name: 'Eve' }],
    ['GET', `/conversations/${conversation}`],
    ['GET', `/conversations/${conversation}/thread`],
    ['POST', `/conversations/${conversation}/messages`, { text: SECRET }],
    ['POST', `/conversations/${conversation}/take-over`],
    ['GET', `/offers/${offer}`],
    ['POST', `/offers/${offer}/answer`, { answer: 'decline' }],
    ['DELETE', `/offers/${offer}`],
  ];
  for (const [method, path, sent] of tried) {
    const { status } = await desk.call(method, `/api/v1${path}`, { token, body: sent });
    expect([method, path, status]).toEqual([method, path, 404]);
  }
  expect((await desk.call('GET', '/api/v1/conversations', { token })).body.items).toEqual([]);
  // The button of her own card, with what belongs to Leo.
  const leo = await meets('Leo');
  const his = await leo.isOffered([at(2, 10)]);
  const card = /\/c\/[\w-]+$/.exec(twilio.sent.findLast(({ to }) => to === maria.number)?.body ?? '')?.[0] ?? '';
  const turn = /name="turn" value="([^"]+)"/.exec((await desk.call('GET', card)).text)?.[1] ?? '';
  await fetch(desk.url + card, { method: 'POST', body: new URLSearchParams({ action: `accept:${his}:1`, turn }) });
  expect(await leo.visits()).toEqual([]);
  expect(await line().room.offers.find(organisationId, his as never)).toMatchObject({ state: { kind: 'pending' } });
  expect((await desk.call('GET', '/c/AAAAAAAAAAAA')).status).toBe(404);
  await maria.reads();
  expect(await maria.texts('yes')).toEqual([expect.stringMatching(/^Booked! Maria/)]);
});

test('HTML and control characters in names and texts stay words, on every page', async () => {
  const name = '<img src=x onerror=alert(1)>';
  const maria = await meets(name);
  await maria.isOffered([slot(0), slot(1)]);
  const { twilio, desk } = line();
  const card = /\/c\/[\w-]+$/.exec(twilio.sent.findLast(({ to }) => to === maria.number)?.body ?? '')?.[0] ?? '';
  const page = await desk.call('GET', card);
  expect(page.status).toBe(200);
  expect(page.text).not.toMatch(/<img|<script/);
  expect(page.text).toContain('&lt;img src=x');
  expect(page.headers.get('content-security-policy')).toMatch(/script-src 'none'|default-src 'none'/);
  expect(await maria.visits()).toEqual([]);
  // Somebody new, whose name is given by text.
  const number = newNumber();
  const texts = async (body: string) => {
    await twilio.deliver(twilio.text(number, OUR_NUMBER, body));
    return await line().settle(number);
  };
  await texts('Hi, can I come in tomorrow?');
  const [times = ''] = await texts('<script>x</script>\u0007Eve\u0000\u202e');
  expect(times).toMatch(/Eve/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(times).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
  await texts('\u0000\u001b[31m2\u2066');
  const { body } = await asMember('GET', '/api/v1/contacts');
  expect(JSON.stringify(body)).not.toMatch(/\\u0007|\\u0000|\u202e/);
});

test('the short link changes nothing when it is opened, is told to no other site, and no page of another site presses its buttons', async () => {
  const maria = await meets('Maria');
  const offer = await maria.isOffered([at(1, 10), at(2, 11)]);
  const { twilio, desk } = line();
  const card = /\/c\/[\w-]+$/.exec(twilio.sent.findLast(({ to }) => to === maria.number)?.body ?? '')?.[0] ?? '';
  const page = await desk.call('GET', card);
  expect(await maria.visits()).toEqual([]);
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-robots-tag')).toMatch(/noindex/);
  const turn = /name="turn" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const press = async (headers: Record<string, string> = {}) => {
    const body = new URLSearchParams({ action: `accept:${offer}:1`, turn });
    return (await fetch(desk.url + card, { method: 'POST', headers, body })).status;
  };
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null', 'sec-fetch-site': 'cross-site' }])
    expect(await press(headers)).toBe(403);
  expect(await maria.visits()).toEqual([]);
  // Its own button books, and pressed twice it books once.
  expect(await press({ origin: 'null', 'sec-fetch-site': 'same-origin' })).toBe(200);
  expect(await press()).toBe(200);
  expect(await maria.visits()).toMatchObject([{ start: at(1, 10) }]);
  expect(await maria.reads()).toEqual([expect.stringMatching(/^Booked!/)]);
});

test('1 MB texts are refused, and the next text is heard', async () => {
  const maria = await meets('Maria');
  const { twilio } = line();
  expect((await twilio.deliver(twilio.text(maria.number, OUR_NUMBER, 'x'.repeat(1_000_000)))).status).toBe(413);
  expect(await maria.reads()).toEqual([]);
  expect(await maria.texts('thanks!')).toEqual(["You're welcome!"]);
  // As long as a form may be: read to its beginning, and no page or text is longer for it.
  expect(await maria.texts(`thanks! ${'x'.repeat(50_000)}`)).toHaveLength(1);
});

test('10,000 turns from one number: a few are answered, none with an error, others are served, and STOP is heard in the middle of it', async () => {
  const [eve, maria] = [await meets('Eve'), await meets('Maria')];
  const { twilio, desk } = line();
  const words = ['HELP', 'yes', 'START', SECRET];
  const statuses = new Set<number>();
  for (let batch = 0; batch < 200; batch += 1) {
    const texts = Array.from({ length: 50 }, (_, index) => twilio.text(eve.number, OUR_NUMBER, words[index % 4] ?? ''));
    for (const { status } of await Promise.all(texts.map((text) => twilio.deliver(text)))) statuses.add(status);
  }
  expect([...statuses]).toEqual([200]);
  expect(await maria.texts('thanks!')).toEqual(["You're welcome!"]);
  await eve.says('STOP');
  const answered = await eve.reads();
  expect(answered.length).toBeLessThanOrEqual(31);
  expect(answered.at(-1)).toMatch(/won't get any more/);
  desk.clock.advance(MINUTE);
  expect(await eve.texts('START')).toEqual([expect.stringContaining('welcome back')]);
}, 240_000);

test('all of it is logged without the text or number', async () => {
  const { twilio, logged } = line();
  const number = newNumber();
  await twilio.deliver(twilio.text(number, '+14155559999', SECRET));
  await twilio.deliver(twilio.text('BANK', OUR_NUMBER, SECRET));
  await twilio.deliver(twilio.text(number, OUR_NUMBER, SECRET), 'AAAA');
  for (let count = 0; count <= 31; count += 1) await twilio.deliver(twilio.text(number, OUR_NUMBER, SECRET));
  await line().settle(number);
  for (const told of ['to a number of no organisation', 'could not be used and was ignored', 'was not heard'])
    expect(logged()).toContain(told);
  expect(logged()).not.toMatch(/knee|646555\d{4}|BANK|alert\(1\)/);
});
