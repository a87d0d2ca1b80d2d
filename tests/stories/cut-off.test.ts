import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Contact } from '../../src/core/people/types.ts';
import { MINUTE } from '../../src/core/time/types.ts';
import type { Reply } from '../support/front-desk.ts';
import { at, openPhoneLine, type PhoneLine } from '../support/phone-line.ts';

// Dr. Ito's program sends a call, we die on the way, and it sends the same call again under the same key.

const LEO = '+14155552672';
let line: PhoneLine;
let cookie: string;
let maria: Contact;
let number = 0;
let weekdays = 0;

beforeAll(async () => {
  line = await openPhoneLine();
  cookie = await line.desk.enter(line.ito);
  maria = await line.knows('Maria');
});
afterAll(async () => {
  expect(line.faults).toEqual([]);
  await line.close();
});

const freshKey = () => `once-${++number}`;
/** A working day of its own for each test, and the same a week later, so that none is in another's way. */
function freshDay(): number {
  weekdays += 1;
  return Math.floor(weekdays / 5) * 14 + (weekdays % 5);
}
const iso = (days: number, clockHour: number) => new Date(at(days, clockHour)).toISOString();
const post = (path: string, body: object, key: string) =>
  line.desk.call('POST', `/api/v1${path}`, { cookie, body, headers: { 'idempotency-key': key } });
const collection = (name: string) => line.desk.store.connection.collection<{ _id: string }>(name);

/** What the store holds where we were killed after the effect and before the answer was kept; then the call is given up. */
async function dies() {
  const answers = collection('kept_answers');
  const [latest] = await answers.find({}).sort({ triedAt: -1, at: -1, root: -1 }).limit(1).toArray();
  if (latest === undefined) throw new Error('no call was made');
  await answers.updateOne({ _id: latest._id }, { $set: { state: 'begun' }, $unset: { box: '', keyId: '' } });
}
async function sendsAgain(path: string, body: object, key: string): Promise<Reply> {
  line.desk.clock.advance(MINUTE);
  return await post(path, body, key);
}

const booking = (days: number, further: object = {}) => ({
  ...{ meetingType: line.checkUp.id, contact: maria.id, start: iso(days, 10) },
  location: { type: 'phone', caller: 'host' },
  ...further,
});
const weekly = (days: number) => ({
  ...{ meetingType: line.checkUp.id, contact: maria.id, location: { type: 'phone', caller: 'host' } },
  pattern: { kind: 'daily', every: 7 },
  end: { kind: 'count', count: 2 },
  zone: 'America/New_York',
  start: new Date(at(days, 9)).toISOString().slice(0, 16),
});
const wish = () => ({
  ...{ meetingType: line.checkUp.id, contact: maria.id, zone: 'America/New_York' },
  location: { type: 'phone', caller: 'host' },
  expiresAt: iso(30, 10),
});
const offer = (days: number, further: object = {}) => ({
  ...{ contact: maria.id, meetingType: line.checkUp.id, member: line.ito.id, starts: [iso(days, 11), iso(days, 12)] },
  ...further,
});

describe('we die between the effect and the answer', () => {
  test.each([
    ['/appointments', 'appointments', () => booking(freshDay())],
    ['/offers', 'offers', () => offer(freshDay())],
    ['/offers', 'offers', () => offer(freshDay(), { hold: 'until_expiry' })],
    ['/booking/recurring', 'series', () => weekly(freshDay())],
    ['/waitlist', 'waitlist_entries', () => wish()],
    ['/contacts', 'contacts', () => ({ name: 'Leo', identities: [] })],
  ])('%s: sent again it makes nothing more and gets the first answer', async (path, made, terms) => {
    const body = terms();
    const key = freshKey();
    const before = await collection(made).countDocuments();
    const first = await post(path, body, key);
    expect(first.status).toBe(201);
    await dies();
    expect((await post(path, body, key)).headers.get('retry-after')).toBe('1');
    const second = await sendsAgain(path, body, key);
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    const third = await post(path, body, key);
    expect([third.text, third.headers.get('idempotent-replayed')]).toEqual([first.text, 'true']);
    expect(await collection(made).countDocuments()).toBe(before + 1);
  });

  test('the visit stands once, and its time is taken once', async () => {
    const body = booking(freshDay());
    const key = freshKey();
    const first = await post('/appointments', body, key);
    await dies();
    await sendsAgain('/appointments', body, key);
    const rival = await post('/appointments', body, freshKey());
    expect(rival).toMatchObject({ status: 409, body: { reason: 'slot_taken' } });
    const visits = (await line.visits()).filter(({ start }) => start === Date.parse(body.start));
    expect(visits.map(({ id }) => id)).toEqual([first.body.id]);
    const history = await line.desk.call('GET', `/api/v1/appointments/${first.body.id}/history`, { cookie });
    expect(history.body.items).toHaveLength(1);
  });

  test('a yes to what Leo asked for is one visit', async () => {
    const leo = await line.knows('Leo', LEO);
    await line.offers(leo, [at(freshDay(), 10)]);
    await line.settle(LEO);
    expect(await line.texts('could we do Thursday March 26 at 3pm?', LEO)).toEqual([
      expect.stringContaining("I've asked Dr. Ito about that for Leo"),
    ]);
    const wishes = await line.desk.call('GET', '/api/v1/offers?state=pending', { cookie });
    const wish = wishes.body.items.find(({ from }: { from: string }) => from === 'contact');
    const path = `/offers/${wish.id}/answer`;
    const yes = { answer: 'accept', option: 1 };
    const key = freshKey();
    const first = await post(path, yes, key);
    expect(first.status).toBe(200);
    await dies();
    const second = await sendsAgain(path, yes, key);
    expect([second.status, second.text]).toEqual([200, first.text]);
    const visits = (await line.visits()).filter(({ id }) => id === first.body.appointment);
    expect(visits).toHaveLength(1);
  });
});

describe('we die before the effect is whole', () => {
  test('times that were held for an offer nobody wrote down are no obstacle to it', async () => {
    const body = offer(freshDay(), { hold: 'until_expiry' });
    const key = freshKey();
    const first = await post('/offers', body, key);
    await dies();
    await collection('offers').deleteOne({ _id: first.body.id });
    const second = await sendsAgain('/offers', body, key);
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
  });

  test('a series half written is finished', async () => {
    const body = weekly(freshDay());
    const key = freshKey();
    const first = await post('/booking/recurring', body, key);
    await dies();
    const half = { 'body.occurrences.1.state': 'planned', status: 'making', 'body.phase': 'writing' };
    await collection('series').updateOne({ _id: first.body.id }, { $set: half });
    const before = await collection('appointments').countDocuments();
    const second = await sendsAgain('/booking/recurring', body, key);
    expect(second.body).toMatchObject({ id: first.body.id, status: 'active' });
    expect(second.body.occurrences).toEqual(first.body.occurrences);
    expect(await collection('appointments').countDocuments()).toBe(before);
  });

  test('a series that was only begun is undone, and made anew', async () => {
    const body = weekly(freshDay());
    const key = freshKey();
    const first = await post('/booking/recurring', body, key);
    expect(first.status).toBe(201);
    await dies();
    await collection('appointments').deleteMany({ 'series.seriesId': first.body.id });
    await collection('ledger_pages').deleteMany({});
    const begun = { status: 'making', 'body.phase': 'holding' };
    await collection('series').updateOne({ _id: first.body.id }, { $set: begun });
    // What the first try held runs out first: it would be in the way of the second.
    const early = await sendsAgain('/booking/recurring', body, key);
    expect(early).toMatchObject({ status: 409, text: expect.stringContaining('send it again in a moment') });
    line.desk.clock.advance(Number(early.headers.get('retry-after')) * 1_000);
    const second = await post('/booking/recurring', body, key);
    expect([second.status, second.body.status]).toEqual([201, 'active']);
    expect(second.body.id).not.toBe(first.body.id);
    const list = await line.desk.call('GET', `/api/v1/booking/recurring?contact=${maria.id}`, { cookie });
    const ids = list.body.items.map(({ id }: { id: string }) => id);
    expect(ids).toContain(second.body.id);
    expect(ids).not.toContain(first.body.id);
    await dies();
    expect((await sendsAgain('/booking/recurring', body, key)).text).toBe(second.text);
  });

  test('a fault of ours: it may be sent again at once', async () => {
    const body = booking(freshDay());
    const key = freshKey();
    await post('/appointments', body, key);
    await dies();
    await collection('kept_answers').updateMany({ state: 'begun' }, { $set: { state: 'failed' } });
    expect((await post('/appointments', body, key)).status).toBe(201);
  });
});

test('ten send it again at once: one does it, the others are told to wait or get the answer', async () => {
  const body = booking(freshDay());
  const key = freshKey();
  const first = await post('/appointments', body, key);
  await dies();
  line.desk.clock.advance(MINUTE);
  const replies = await Promise.all(Array.from({ length: 10 }, () => post('/appointments', body, key)));
  for (const reply of replies)
    if (reply.status === 409) expect(reply.headers.get('retry-after')).toBe('1');
    else expect(reply.text).toBe(first.text);
});

test('refused at the second try, it keeps what the first one made', async () => {
  const body = booking(freshDay());
  const key = freshKey();
  const first = await post('/appointments', body, key);
  await dies();
  const { checkUp } = line;
  const closed = { ...checkUp, version: 2, isOffered: false };
  await line.desk.store.services.write(closed);
  expect((await sendsAgain('/appointments', body, key)).status).toBe(400);
  await line.desk.store.services.write({ ...checkUp, version: 3 });
  expect((await post('/appointments', body, key)).text).toBe(first.text);
});

test('what cannot be done again unharmed says so, as before', async () => {
  const body = { name: 'Once', scopes: ['rooms:read'] };
  const key = freshKey();
  await post('/api-keys', body, key);
  await dies();
  expect(await sendsAgain('/api-keys', body, key)).toMatchObject({ status: 409, body: {} });
});
