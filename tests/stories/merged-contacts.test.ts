import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, openHouse, video } from '../support/visits.ts';

// Maria was in the books three times. Since her records were made one, all that was booked for any of them is hers.

let desk: FrontDesk;
let house: House;
let maria: string;
let oldest: string;
let bens: string;
let cookie: string;
let visits: readonly string[];
let foldedVisit: string;
let paulsVisit: string;

const asAdmin = (method: string, path: string, body?: unknown) =>
  desk.call(method, `/api/v1${path}`, { cookie: house.admin, body });
const asMaria = (method: string, path: string, body?: unknown) => desk.call(method, `/api/v1${path}`, { cookie, body });
const idsOf = ({ body }: { body: { items: readonly { id: string }[] } }) => body.items.map(({ id }) => id).toSorted();

async function made(path: string, body: unknown): Promise<string> {
  const reply = await asAdmin('POST', path, body);
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.body.id;
}
const record = (name: string, address: string, ...more: readonly object[]) =>
  made('/contacts', { name, identities: [{ channel: 'email', address }, ...more] });
const terms = (contact: string) => ({ meetingType: house.visit.id, contact, location: video });
const book = (contact: string, hour: number) =>
  made('/appointments', { ...terms(contact), start: `2026-03-04T${hour}:00:00Z`, hosts: [house.anna.id] });

beforeAll(async () => {
  desk = await openFrontDesk();
  desk.clock.set('2026-03-02T15:00:00Z');
  house = await openHouse(desk, 'harbour');
  maria = await record('Maria Silva', 'maria@home.example');
  const older = await record('Maria', 'maria@work.example');
  oldest = await record('M. Silva', 'silva@old.example', { channel: 'sms', address: '+14155550177' });
  const paul = await record('Paul', 'paul@home.example');
  visits = [await book(maria, 15), await book(older, 16), await book(oldest, 17)].toSorted();
  paulsVisit = await book(paul, 18);
  foldedVisit = (await asAdmin('GET', `/appointments?contact=${oldest}`)).body.items[0].id;
  const weekly = {
    ...{ ...terms(oldest), hosts: [house.ben.id], zone: 'America/New_York', start: '2026-03-05T10:00' },
    ...{ pattern: { kind: 'weekly', every: 1, weekdays: [4] }, end: { kind: 'count', count: 2 } },
  };
  await made('/booking/recurring', weekly);
  const wait = { ...terms(oldest), zone: 'America/New_York', expiresAt: '2026-03-20T15:00:00Z' };
  await made('/waitlist', wait);
  // The oldest was made part of the older one, and that one later part of the one that stands.
  for (const [kept, other] of [
    [older, oldest],
    [maria, older],
  ]) {
    const merged = await asAdmin('POST', `/contacts/${kept}/merge`, { other });
    if (merged.status !== 200) throw new Error(merged.text);
  }
  await desk.access.sessions.mailLinks('maria@home.example');
  const token = /sign-in\/([\w-]+)/.exec(desk.letters.at(-1) ?? '')?.[1];
  const reply = await desk.call('POST', '/api/v1/sessions', { body: { token } });
  cookie = (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  bens = await desk.enter(house.ben);
});
afterAll(() => desk.close());

describe('Maria, signed in', () => {
  test('sees every visit of hers in lists, and nobody else’s', async () => {
    const byAnna = (id: string) => visits.includes(id);
    for (const path of ['/appointments', '/scheduling/meetings', `/appointments?contact=${maria}`]) {
      const found = idsOf(await asMaria('GET', path));
      expect([path, found.filter(byAnna)]).toEqual([path, visits]);
      expect(found).not.toContain(paulsVisit);
    }
    expect((await asMaria('GET', `/appointments/${paulsVisit}`)).status).toBe(404);
  });

  test('sees them on her page, each with its own link', async () => {
    const { text } = await desk.call('GET', '/visits', { cookie });
    // Three with Dr. Ito and two that recur.
    expect(text.match(/\/schedule\/manage\//g)).toHaveLength(5);
  });

  test('opens, moves and cancels what was booked for an older record', async () => {
    expect((await asMaria('GET', `/appointments/${foldedVisit}`)).status).toBe(200);
    const moved = await asMaria('POST', `/appointments/${foldedVisit}/reschedule`, { start: '2026-03-04T19:00:00Z' });
    expect(moved.status).toBe(200);
    expect((await asMaria('GET', `/appointments/${foldedVisit}/history`)).status).toBe(200);
  });

  test('sees what recurs and what she waits for', async () => {
    expect((await asMaria('GET', '/booking/recurring')).body.items).toHaveLength(1);
    expect((await asMaria('GET', '/waitlist')).body.items).toHaveLength(1);
    const [entry] = (await asMaria('GET', '/waitlist')).body.items;
    expect((await asMaria('DELETE', `/waitlist/entries/${entry.id}`)).status).toBe(204);
  });
});

describe('who works there', () => {
  test('finds all of it under the record that stands', async () => {
    const found = idsOf(await asAdmin('GET', `/appointments?contact=${maria}`));
    expect(found).toEqual(expect.arrayContaining([...visits]));
    expect(found).not.toContain(paulsVisit);
    expect((await asAdmin('GET', `/booking/recurring?contact=${maria}`)).body.items).toHaveLength(1);
    expect((await asAdmin('GET', `/waitlist?contact=${maria}`)).body.items).toHaveLength(1);
  });

  test('may see a contact of whom an older record comes to them', async () => {
    const reply = await desk.call('GET', `/api/v1/contacts/${maria}`, { cookie: bens });
    expect(reply).toMatchObject({ status: 200, body: { name: 'Maria Silva' } });
  });
});

describe('what is made for a record that was folded', () => {
  const start = '2026-03-11T15:00:00Z';

  test('is made for the one that stands, whoever asks', async () => {
    const visit = await asAdmin('POST', '/appointments', { ...terms(oldest), start, hosts: [house.anna.id] });
    expect(visit).toMatchObject({ status: 201, body: { contact: maria } });
    const own = await asMaria('POST', '/appointments', { ...terms(oldest), start, hosts: [house.ben.id] });
    expect(own).toMatchObject({ status: 201, body: { contact: maria } });
    const weekly = {
      ...{ ...terms(oldest), zone: 'America/New_York', start: '2026-03-12T15:00' },
      ...{ pattern: { kind: 'weekly', every: 1, weekdays: [4] }, end: { kind: 'count', count: 2 } },
    };
    expect((await asAdmin('POST', '/booking/recurring', weekly)).body).toMatchObject({ contact: maria });
    const wait = { ...terms(oldest), zone: 'America/New_York', expiresAt: '2026-03-20T15:00:00Z' };
    expect((await asAdmin('POST', '/waitlist', wait)).body).toMatchObject({ contact: maria });
  });

  test('offers, too, also of another time for a visit that was booked for it', async () => {
    const offer = { contact: oldest, meetingType: house.visit.id, member: house.anna.id };
    const made = await asAdmin('POST', '/offers', { ...offer, starts: ['2026-03-13T15:00:00Z'] });
    expect(made).toMatchObject({ status: 201, body: { contact: maria } });
    const other = { ...offer, starts: ['2026-03-13T16:00:00Z'], reschedules: foldedVisit };
    expect(await asAdmin('POST', '/offers', other)).toMatchObject({ status: 201, body: { contact: maria } });
  });

  test('is nobody else’s: Maria books for no other record', async () => {
    const paul = (await asAdmin('GET', `/appointments/${paulsVisit}`)).body.contact;
    expect((await asMaria('POST', '/appointments', { ...terms(paul), start })).status).toBe(404);
  });
});
