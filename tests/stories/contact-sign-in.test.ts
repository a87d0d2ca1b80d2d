import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DAY } from '../../src/core/time/types.ts';
import { type FrontDesk, openFrontDesk } from '../support/front-desk.ts';
import { type House, openHouse, video } from '../support/visits.ts';

// Maria and Paul book with the clinic and work nowhere in it. Each sees their own visits and nobody else's.

const MARIA = 'maria@home.example';
const TEN = '2026-03-04T15:00:00.000Z';
const ELEVEN = '2026-03-04T16:00:00.000Z';
const NOON = '2026-03-04T17:00:00.000Z';

let desk: FrontDesk;
let house: House;
let maria: string;
let paul: string;
let hers: string;
let his: string;
let cookie: string;

const asAdmin = (method: string, path: string, body?: unknown) =>
  desk.call(method, `/api/v1${path}`, { cookie: house.admin, body });
const asMaria = (method: string, path: string, body?: unknown) => desk.call(method, `/api/v1${path}`, { cookie, body });

async function addContact(name: string, email: string): Promise<string> {
  const identities = [{ channel: 'email', address: email }];
  return (await asAdmin('POST', '/contacts', { name, identities })).body.id;
}
const wish = (contact: string, start: string) => ({
  ...{ meetingType: house.visit.id, start, contact, hosts: [house.anna.id], location: video },
});
const book = async (contact: string, start: string): Promise<string> =>
  (await asAdmin('POST', '/appointments', wish(contact, start))).body.id;

const tokensMailed = (since: number) =>
  desk.letters.slice(since).flatMap((letter) => /sign-in\/([\w-]+)/.exec(letter)?.[1] ?? []);

async function linksFor(email: string): Promise<readonly string[]> {
  const { length } = desk.letters;
  await desk.access.sessions.mailLinks(email);
  return tokensMailed(length);
}

async function enter(email: string): Promise<string> {
  const [token] = await linksFor(email);
  const reply = await desk.call('POST', '/api/v1/sessions', { body: { token } });
  return (reply.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

beforeAll(async () => {
  desk = await openFrontDesk();
  desk.clock.set('2026-03-02T15:00:00Z');
  house = await openHouse(desk, 'harbour');
  maria = await addContact('Maria', MARIA);
  paul = await addContact('Paul', 'paul@home.example');
  hers = await book(maria, TEN);
  his = await book(paul, ELEVEN);
  cookie = await enter(MARIA);
});
afterAll(() => desk.close());

describe('Maria signs in with the address she books with', () => {
  test('and is told who she is and what she may do, which is less than anybody who works there', async () => {
    const { body } = await asMaria('GET', '/session');
    expect(body).toMatchObject({ kind: 'contact', organisation: house.clinic, contact: { id: maria, name: 'Maria' } });
    expect(body.permissions).toMatchObject({ 'appointments:read': 'own', 'services:read': 'all' });
    expect(body.permissions).not.toHaveProperty('members:read');
    for (const path of [
      '/members',
      '/audit',
      '/api-keys',
      '/scheduling/pools',
      '/booking/templates',
      '/waitlist/settings',
    ])
      expect([path, (await asMaria('GET', path)).status]).toEqual([path, 403]);
  });

  test('sees her own visits and nobody else’s, however she asks', async () => {
    for (const path of ['/appointments', '/scheduling/meetings']) {
      const { body } = await asMaria('GET', path);
      expect(body.items.map(({ id }: { id: string }) => id)).toEqual([hers]);
    }
    expect((await asMaria('GET', `/appointments/${hers}`)).status).toBe(200);
    expect((await asMaria('GET', `/appointments/${his}`)).status).toBe(404);
    expect((await asMaria('GET', `/appointments?contact=${paul}`)).status).toBe(404);
    expect((await asMaria('GET', '/contacts')).body.items).toMatchObject([{ id: maria }]);
    expect((await asMaria('GET', `/contacts/${paul}`)).status).toBe(404);
  });

  test('books for herself alone, moves and cancels what is hers', async () => {
    expect((await asMaria('POST', '/appointments', wish(paul, NOON))).status).toBe(404);
    const { id } = (await asMaria('POST', '/appointments', wish(maria, NOON))).body;
    const moved = await asMaria('POST', `/appointments/${id}/reschedule`, { start: '2026-03-04T18:00:00Z' });
    expect(moved).toMatchObject({ status: 200, body: { start: '2026-03-04T18:00:00.000Z' } });
    expect((await asMaria('POST', `/appointments/${id}/complete`, {})).status).toBe(403);
    expect((await asMaria('POST', `/appointments/${id}/cancel`, { reason: 'ill' })).body.cancellation.by).toMatchObject(
      {
        kind: 'contact',
        id: maria,
      },
    );
    expect((await asMaria('POST', `/appointments/${his}/cancel`, { reason: 'no' })).status).toBe(404);
  });

  test('reads what she noted, not what the hosts did', async () => {
    await asAdmin('POST', `/appointments/${hers}/notes`, { text: 'difficult' });
    await asMaria('POST', `/appointments/${hers}/notes`, { text: 'I bring the papers' });
    const { text, body } = await asMaria('GET', `/appointments/${hers}`);
    expect(body.notes).toMatchObject([{ side: 'contact', text: 'I bring the papers' }]);
    expect(text).not.toContain('difficult');
  });

  test('changes her name, and no address, for that would be a way into the visits of others', async () => {
    expect((await asMaria('PATCH', `/contacts/${maria}`, { name: 'Maria Silva' })).status).toBe(200);
    const identities = [{ channel: 'email', address: 'paul@home.example' }];
    const taken = await asMaria('PATCH', `/contacts/${maria}`, { identities });
    expect(taken).toMatchObject({ status: 400, body: { errors: [{ pointer: '/identities' }] } });
  });

  test('waits for a time like everybody, and answers what she is offered as herself', async () => {
    const terms = {
      location: video,
      zone: 'America/New_York',
      expiresAt: new Date(desk.clock.now() + DAY).toISOString(),
    };
    const wait = { meetingType: house.visit.id, contact: maria, ...terms };
    const first = await asMaria('POST', '/waitlist', { ...wait, priority: 'high' });
    expect(first).toMatchObject({ status: 400, body: { errors: [{ pointer: '/priority' }] } });
    expect((await asMaria('POST', '/waitlist', wait)).status).toBe(201);
    const offered = await asAdmin('POST', '/offers', {
      ...{ contact: maria, meetingType: house.visit.id, member: house.anna.id, starts: ['2026-03-05T15:00:00Z'] },
    });
    const accept = { answer: 'accept', option: 1 };
    expect((await asAdmin('POST', `/offers/${offered.body.id}/answer`, accept)).body.reason).toBe(
      'not_yours_to_answer',
    );
    const yes = await asMaria('POST', `/offers/${offered.body.id}/answer`, accept);
    expect(yes).toMatchObject({ status: 200, body: { state: 'accepted', decidedBy: 'contact' } });
    expect((await asMaria('GET', `/appointments/${yes.body.appointment}`)).body.contact).toBe(maria);
  });

  test('is nobody any more once her record is folded into another, or taken away', async () => {
    const twin = await addContact('Maria S.', 'twin@home.example');
    const there = await enter('twin@home.example');
    const read = () => desk.call('GET', '/api/v1/session', { cookie: there });
    expect((await read()).status).toBe(200);
    await asAdmin('POST', `/contacts/${maria}/merge`, { other: twin });
    expect((await read()).status).toBe(401);
  });
});

describe('who is who behind an address', () => {
  test('a family that shares one gets a letter each, with the name in it', async () => {
    await addContact('Leo', 'family@home.example');
    await addContact('Mia', 'family@home.example');
    const { length } = desk.letters;
    expect(await linksFor('family@home.example')).toHaveLength(2);
    const letters = desk.letters.slice(length).join('\n');
    for (const name of ['Leo', 'Mia']) expect(letters).toContain(`Clinic harbour (${name})`);
  });

  test('somebody who works there comes in as that, and not as a patient', async () => {
    await addContact('Anna', house.anna.email);
    const there = await enter(house.anna.email);
    expect((await desk.call('GET', '/api/v1/session', { cookie: there })).body.kind).toBe('member');
  });

  test('in a browser she comes to the list of her visits, each leading to its own page, and signs out', async () => {
    const [token] = await linksFor(MARIA);
    const signedIn = await desk.call('POST', `/sign-in/${token}`, {});
    expect(signedIn.headers.get('location')).toBe('/visits');
    const browser = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const page = await desk.call('GET', '/visits', { cookie: browser });
    expect(page.text).toContain('Your visits');
    const [address = ''] = /\/schedule\/manage\/[\w-]{43}/.exec(page.text) ?? [];
    expect((await desk.call('GET', address)).text).toContain('Choose another time');
    expect(page.text.match(/schedule\/manage/g)).toHaveLength(2);
    const out = await desk.call('POST', '/visits/sign-out', { cookie: browser });
    expect(out).toMatchObject({ status: 303 });
    expect((await desk.call('GET', '/visits', { cookie: browser })).headers.get('location')).toBe('/sign-in');
  });
});

describe('the link of a visit opens that visit to a program', () => {
  let token: string;
  const byLink = (method: string, path: string, body?: unknown) => desk.call(method, `/api/v1${path}`, { token, body });
  const linkOf = async (id: string) => {
    const { url } = (await asAdmin('POST', `/appointments/${id}/link`)).body;
    return url.split('/').at(-1) as string;
  };

  test('and nothing else of the same person, for links are passed on', async () => {
    token = await linkOf(hers);
    expect((await byLink('GET', '/session')).body).toMatchObject({ kind: 'contact', visit: hers });
    expect((await byLink('GET', `/appointments/${hers}`)).status).toBe(200);
    const another = (await asMaria('GET', '/appointments')).body.items.find(({ id }: { id: string }) => id !== hers);
    expect((await byLink('GET', `/appointments/${another.id}`)).status).toBe(404);
    expect((await byLink('GET', '/appointments')).body.items).toMatchObject([{ id: hers }]);
    for (const path of [`/contacts/${maria}`, '/waitlist', '/offers', '/conversations', '/booking/recurring'])
      expect([path, (await byLink('GET', path)).status]).toEqual([path, 403]);
    expect((await byLink('POST', '/appointments', wish(maria, NOON))).status).toBe(403);
  });

  test('within the limits of the page, and until the link is revoked', async () => {
    desk.clock.set('2026-03-04T15:01:00Z');
    const late = await byLink('POST', `/appointments/${hers}/reschedule`, { start: '2026-03-06T15:00:00Z' });
    expect(late).toMatchObject({ status: 409, body: { reason: 'too_late' } });
    await asAdmin('DELETE', `/appointments/${hers}/link`);
    expect((await byLink('GET', `/appointments/${hers}`)).status).toBe(401);
    token = 'x'.repeat(43);
    expect((await byLink('GET', '/session')).status).toBe(401);
  });
});
